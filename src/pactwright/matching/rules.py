"""Which rules apply to a place, and how they are named to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import msgspec

from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place, Step, parse_path, weigh_path
from pactwright.model.rule import MatchingRule, RuleSet

TYPE_KINDS: Final = frozenset({"type", "min-type", "max-type", "min-max-type", "min", "max"})
EACH_VALUE: Final = frozenset({"eachValue", "each-value"})
ARRAY_CONTAINS: Final = frozenset({"arrayContains", "array-contains"})
VALUE_KINDS: Final = frozenset({"values", *EACH_VALUE, *ARRAY_CONTAINS})
KEY_KINDS: Final = frozenset({"values", "eachKey", "each-key", *EACH_VALUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The rules that govern a place; `cascaded` when they were written for a parent of it."""

    rules: RuleSet
    cascaded: bool

    def each(self) -> tuple[AppliedRule, ...]:
        """Return the rules one by one."""
        return tuple(AppliedRule(rule=rule, cascaded=self.cascaded) for rule in self.rules.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRule:
    """One rule as it applies to a place; `cascaded` when it was written for a parent of it."""

    rule: MatchingRule
    cascaded: bool


class Ruling:
    """The rules of one category, ready to be asked for the ones of a place."""

    def __init__(self, entries: Mapping[tuple[Step, ...], RuleSet]) -> None:
        self._entries = tuple(entries.items())

    def select(self, place: Place) -> Selected | None:
        """Return the rules whose path fits the place, or a parent of it, best of all."""
        best: tuple[int, tuple[Step, ...], RuleSet] | None = None
        for steps, rules in self._entries:
            weight = weigh_path(steps, place)
            if weight and (best is None or weight >= best[0]):
                best = (weight, steps, rules)
        if best is None:
            return None
        return Selected(rules=best[2], cascaded=len(best[1]) != len(place))

    def at(self, place: Place) -> tuple[RuleSet, ...]:
        """Return the rule sets whose path fits the place itself."""
        return tuple(
            rules
            for steps, rules in self._entries
            if len(steps) == len(place) and weigh_path(steps, place)
        )

    def types_at(self, place: Place) -> bool:
        """Whether a rule that compares types fits the place or one of its parents."""
        return any(
            rule.kind in TYPE_KINDS
            for steps, rules in self._entries
            if weigh_path(steps, place)
            for rule in rules.rules
        )


NO_RULES: Final = Ruling({})


def read_rules(rules: Mapping[str, RuleSet] | None) -> Ruling:
    """Return the rules of a category that is keyed by path expressions.

    Raises PactwrightError for an expression that cannot be read.
    """
    if not rules:
        return NO_RULES
    return Ruling({parse_path(path): rules[path] for path in sorted(rules)})


def only_set(rules: Mapping[str, RuleSet] | None) -> RuleSet | None:
    """Return the rules of a category that has a single place, such as the path or the status."""
    return next(iter(rules.values()), None) if rules else None


def nested_rules(rule: MatchingRule) -> tuple[MatchingRule, ...]:
    """Return the rules inside an eachKey or eachValue rule."""
    found = rule.attributes.get("rules")
    return tuple(_read_rule(entry) for entry in _objects(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant of an arrayContains rule: its place in the example and its own rules."""

    index: int
    rules: Ruling


def array_variants(rule: MatchingRule) -> tuple[Variant, ...]:
    """Return the variants of an arrayContains rule."""
    return tuple(
        Variant(index=_whole(entry.get("index")), rules=_variant_rules(entry))
        for entry in _objects(rule.attributes.get("variants"))
    )


def _variant_rules(entry: JsonObject) -> Ruling:
    rules = entry.get("rules")
    if not isinstance(rules, Mapping):
        return Ruling({(): RuleSet(rules=(MatchingRule(kind="equality"),))})
    sets = {path: _read_set(value) for path, value in rules.items() if isinstance(value, Mapping)}
    return read_rules(sets)


def _read_set(value: JsonObject) -> RuleSet:
    rules = tuple(_read_rule(entry) for entry in _objects(value.get("matchers")))
    combine = str(value.get("combine", "AND")).upper()
    return RuleSet(rules=rules, combine="OR" if combine == "OR" else "AND")


def _read_rule(entry: JsonObject) -> MatchingRule:
    kind = entry.get("match", entry.get("pact:matcher:type"))
    attributes = {name: value for name, value in entry.items() if name != "match"}
    return MatchingRule(kind=str(kind), attributes=attributes)


def _objects(value: Json) -> tuple[JsonObject, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(cast("JsonObject", entry) for entry in value if isinstance(entry, Mapping))


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def describe_rules(rules: RuleSet) -> str:
    """Return the rules in a few words, such as `regex open|paid` or `integer or null`."""
    joint = " or " if rules.combine == "OR" else " and "
    return joint.join(describe_rule(rule) for rule in rules.rules)


def describe_rule(rule: MatchingRule) -> str:
    """Return the rule in a few words: its kind, then what it is made with."""
    if nested := nested_rules(rule):
        return f"{rule.kind} {' and '.join(map(describe_rule, nested))}"
    named = ("min", "max")
    plain = ("regex", "format", "value", "status")
    parts = [_show(rule.attributes[name]) for name in plain if name in rule.attributes]
    parts += [f"{name} {_show(rule.attributes[name])}" for name in named if name in rule.attributes]
    return " ".join((rule.kind, *parts))


def _show(value: Json) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def encode_rules(rules: Mapping[str, RuleSet] | None) -> bytes | None:
    """Return the rules of a body as the JSON that the core reads, `None` when there are none."""
    if not rules:
        return None
    body = {path: encode_set(rules[path]) for path in sorted(rules)}
    return msgspec.json.encode({"body": body})


def encode_set(rules: RuleSet) -> JsonObject:
    """Return a rule set as the specification writes it."""
    matchers = [{**rule.attributes, "match": rule.kind} for rule in rules.rules]
    return {"combine": rules.combine, "matchers": matchers}
