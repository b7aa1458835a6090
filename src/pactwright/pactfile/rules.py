"""Matching rules of every version, read into V4's form and written back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import Category, MatchingRule, MatchingRules, RuleSet
from pactwright.pactfile.node import Node, Problem
from pactwright.pactfile.place import CATEGORIES, WHOLE, check_path, split_v2_place

_KINDS = {
    "array-contains": "arrayContains",
    "content-type": "contentType",
    "each-key": "eachKey",
    "each-value": "eachValue",
    "max": "type",
    "max-type": "type",
    "min": "type",
    "min-max-type": "type",
    "min-type": "type",
    "not-empty": "notEmpty",
    "real": "decimal",
    "status-code": "statusCode",
    "timestamp": "datetime",
}
_IMPLIED = {
    "regex": "regex",
    "min": "type",
    "max": "type",
    "timestamp": "datetime",
    "time": "time",
    "date": "date",
}
_NEEDED = {
    "arrayContains": "variants",
    "contentType": "value",
    "include": "value",
    "regex": "regex",
}
_MATCH = frozenset({"match", "pact:matcher:type"})
_SET = frozenset({"matchers", "combine"})
_SCALARS = frozenset({str, int})
_FORMATS = {"datetime": ("datetime", "timestamp"), "date": ("date",), "time": ("time",)}


def read_rules(owner: Node, *, old_key: str = "") -> tuple[MatchingRules, JsonObject]:
    """Return the matching rules of a part, and what of them is of no known category.

    V2's and V3's forms are told apart key by key. `old_key` is the name that early files give to
    `matchingRules`.
    """
    node = owner.object("matchingRules")
    if node is None and old_key:
        node = owner.object(old_key)
    if node is None:
        return {}, {}
    found: dict[Category, dict[str, RuleSet]] = {}
    unknown: dict[str, Json] = {}
    for key, value in node.members():
        category = CATEGORIES.get(key.lower())
        if key.startswith("$"):
            _add_v2_rule(key, value, found)
        elif category is None:
            unknown[key] = value.value
        else:
            found.setdefault(category, {}).update(_read_category(category, value))
    return found, {"matchingRules": unknown} if unknown else {}


def _add_v2_rule(key: str, node: Node, found: dict[Category, dict[str, RuleSet]]) -> None:
    place = split_v2_place(key)
    if place is None:
        node.report(
            "a rule's path begins with $.body, $.headers.<name>, $.query.<name> or $.path, "
            f"this one is {key!r}"
        )
        return
    if place[0] == "body":
        check_path(node, place[1])
    if (rule := _read_rule(node)) is not None:
        sets = found.setdefault(place[0], {})
        before = sets[place[1]].rules if place[1] in sets else ()
        sets[place[1]] = RuleSet(rules=(*before, rule))


def _read_category(category: Category, node: Node) -> dict[str, RuleSet]:
    if not node.is_object():
        return {}
    matchers = node.member("matchers")
    if matchers is not None and isinstance(matchers.value, list):
        return {"": _read_rule_set(node)}
    if category == "body":
        for place, value in node.members():
            check_path(value, place)
    places = {place: _read_rule_set(value) for place, value in node.members() if value.is_object()}
    if category in WHOLE and "$" in places:
        places[""] = places.pop("$")
    return places


def _read_rule_set(node: Node) -> RuleSet:
    alike = _read_plain_set(node.value)
    if alike is not None:
        return alike
    matchers = node.member("matchers")
    if matchers is None:
        node.report('expected a list of rules under "matchers"')
        return RuleSet(rules=())
    rules = tuple(filter(None, map(_read_rule, matchers.elements())))
    combine = (node.text("combine") or "AND").upper()
    return RuleSet(
        rules=rules,
        combine="OR" if combine == "OR" else "AND",
        extra=node.rest(_SET),
    )


def _read_plain_set(value: Json) -> RuleSet | None:
    """Return the set where it holds one rule of texts and whole numbers, `None` for any other.

    Most sets of a pact are such, and few of them differ, so that each is read once.
    """
    if not isinstance(value, dict) or len(value) != len(_SET) or value.get("combine") != "AND":
        return None
    listed = value.get("matchers")
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict):
        return None
    rule = listed[0]
    plain = _SCALARS.issuperset(map(type, rule.values()))
    return _read_once(frozenset(rule.items())) if plain else None


@lru_cache(maxsize=1024)
def _read_once(members: frozenset[tuple[str, Json]]) -> RuleSet | None:
    problems: list[Problem] = []
    rule = _read_rule(Node(dict(members), "", problems))
    return None if rule is None or problems else RuleSet(rules=(rule,))


def _read_rule(node: Node) -> MatchingRule | None:
    if not node.is_object():
        return None
    kind = node.text("match") or node.text("pact:matcher:type") or _implied_kind(node)
    if kind is None:
        node.report('a rule names its kind under "match"; this one has none')
        return None
    kind = _KINDS.get(kind, kind)
    attributes = dict(node.rest(_MATCH))
    for old in _FORMATS.get(kind, ()):
        if old in attributes:
            attributes.setdefault("format", attributes.pop(old))
    if (needed := _NEEDED.get(kind)) is not None and needed not in attributes:
        node.report(f'a rule of kind "{kind}" needs "{needed}"')
        return None
    if kind == "arrayContains":
        _check_variants(node)
    return MatchingRule(kind=kind, attributes=attributes)


def _check_variants(node: Node) -> None:
    variants = node.member("variants")
    for variant in variants.elements() if variants is not None else ():
        for key in ("rules", "generators"):
            inner = variant.member(key)
            for place, value in inner.members() if inner is not None else ():
                check_path(value, place)


def _implied_kind(node: Node) -> str | None:
    """Return the kind of a rule of V2 that says `{"min": 1}` and no more."""
    return next((kind for key, kind in _IMPLIED.items() if node.member(key)), None)


def write_rules(rules: MatchingRules, unknown: Json) -> JsonObject:
    """Return V4's `matchingRules`, `unknown` categories included."""
    written: dict[str, Json] = dict(unknown) if isinstance(unknown, Mapping) else {}
    for category, places in rules.items():
        if places:
            written[category] = _write_category(category, places)
    return written


def _write_category(category: Category, places: Mapping[str, RuleSet]) -> Json:
    if category in WHOLE and list(places) == [""]:
        return _write_rule_set(places[""])
    return {place: _write_rule_set(rule_set) for place, rule_set in places.items()}


def _write_rule_set(rule_set: RuleSet) -> Json:
    matchers = [{"match": rule.kind, **rule.attributes} for rule in rule_set.rules]
    return {**rule_set.extra, "combine": rule_set.combine, "matchers": matchers}
