"""JSON bodies compared value by value, with or without room for more than was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pactwright.matching import core
from pactwright.matching.collections import (
    ListComparer,
    check_collection,
    each_value,
)
from pactwright.matching.rules import (
    EACH_VALUE,
    KEY_KINDS,
    VALUE_KINDS,
    AppliedRule,
    Ruling,
    Selected,
    describe_rule,
    describe_rules,
    nested_rules,
)
from pactwright.matching.values import same, type_name
from pactwright.matching.wording import encode_json, report_body, show_json
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet


def compare_json(expected: Json, actual: Json, ruling: Ruling, *, strict: bool) -> list[Mismatch]:
    """Return the differences between two JSON values.

    `strict` is how a request is compared: objects hold the expected keys and no others, unless
    a rule on keys or values says otherwise. Source: Pact specification V4, "Matching rules",
    and the reference where that is silent.
    """
    return _JsonComparer(strict=strict).compare((), expected, actual, ruling)


Objects = tuple[JsonObject, JsonObject]
"""The expected object and the actual one."""


class _JsonComparer:
    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._lists = ListComparer(self.compare, report_body)

    def compare(self, place: Place, expected: Json, actual: Json, ruling: Ruling) -> list[Mismatch]:
        if isinstance(expected, Mapping):
            if isinstance(actual, Mapping):
                return self._objects(place, expected, actual, ruling)
            return [_type_mismatch(place, expected, actual)]
        if isinstance(expected, list):
            if isinstance(actual, list):
                return self._arrays(place, expected, actual, ruling)
            return [_type_mismatch(place, expected, actual)]
        return _compare_scalars(place, expected, actual, ruling)

    def _objects(
        self, place: Place, expected: JsonObject, actual: JsonObject, ruling: Ruling
    ) -> list[Mismatch]:
        if self._strict and not expected and actual:
            return [_unexpected_key(place, key, actual[key]) for key in sorted(actual)]
        selected = ruling.select(place)
        if selected is None:
            return self._shared_keys(place, expected, actual, ruling)
        pair = expected, actual
        return [
            mismatch
            for rule in selected.each()
            for mismatch in self._objects_by_rule(place, rule, pair, ruling)
        ]

    def _objects_by_rule(
        self,
        place: Place,
        applied: AppliedRule,
        pair: tuple[JsonObject, JsonObject],
        ruling: Ruling,
    ) -> list[Mismatch]:
        rule = applied.rule
        if not applied.cascaded and rule.kind in VALUE_KINDS:
            inner = each_value(place, rule) if rule.kind in EACH_VALUE else ruling
            return self._values(place, *pair, inner)
        found = self._shared_keys(place, *pair, ruling)
        complaint = check_collection(applied, *pair)
        if complaint:
            shown = show_json(pair[0]), show_json(pair[1])
            found.append(report_body(place, complaint, *shown, describe_rule(rule)))
        return found

    def _values(
        self, place: Place, expected: JsonObject, actual: JsonObject, ruling: Ruling
    ) -> list[Mismatch]:
        found: list[Mismatch] = []
        if not expected:
            return found
        first = expected[min(expected)]
        for key in sorted(actual):
            wanted = expected.get(key, first)
            found += self.compare((*place, key), wanted, actual[key], ruling)
        return found

    def _shared_keys(
        self, place: Place, expected: JsonObject, actual: JsonObject, ruling: Ruling
    ) -> list[Mismatch]:
        found = self._keys(place, expected, actual, ruling)
        for key in sorted(expected.keys() & actual.keys()):
            found += self.compare((*place, key), expected[key], actual[key], ruling)
        return found

    def _keys(
        self, place: Place, expected: JsonObject, actual: JsonObject, ruling: Ruling
    ) -> list[Mismatch]:
        found: list[Mismatch] = []
        direct = ruling.at(place)
        # Where several fit the place, the core asks any one of them; all must agree here.
        if not direct or not all(map(_speaks_of_keys, direct)):
            for key in sorted(expected.keys() - actual.keys()):
                here = (*place, key)
                found.append(
                    report_body(here, "the key is missing", show_json(expected[key]), None)
                )
            if self._strict:
                unexpected = sorted(actual.keys() - expected.keys())
                found += [_unexpected_key(place, key, actual[key]) for key in unexpected]
        selected = ruling.select(place) if direct else None
        if selected is not None:
            found += _check_keys(place, selected, actual)
        return found

    def _arrays(
        self, place: Place, expected: Sequence[Json], actual: Sequence[Json], ruling: Ruling
    ) -> list[Mismatch]:
        selected = ruling.select(place)
        if selected is not None:
            return self._lists.compare(place, selected, (expected, actual), ruling)
        found: list[Mismatch] = []
        for index, pair in enumerate(zip(expected, actual, strict=False)):
            found += self.compare((*place, index), *pair, ruling)
        for index in range(len(actual), len(expected)):
            wanted = show_json(expected[index])
            found.append(report_body((*place, index), "the item is missing", wanted, None))
        for index in range(len(expected), len(actual)):
            came = show_json(actual[index])
            found.append(report_body((*place, index), "the item is unexpected", None, came))
        return found


def _speaks_of_keys(rules: RuleSet) -> bool:
    return any(rule.kind in KEY_KINDS for rule in rules.rules)


def _check_keys(place: Place, selected: Selected, actual: JsonObject) -> list[Mismatch]:
    found: list[Mismatch] = []
    for rule in selected.rules.rules:
        if rule.kind not in ("eachKey", "each-key"):
            continue
        for nested in nested_rules(rule):
            for key in sorted(actual):
                reason = core.match_text(nested, "", key)
                if reason is not None:
                    name = describe_rule(rule)
                    found.append(report_body((*place, key), reason, None, key, name))
    return found


def _compare_scalars(place: Place, expected: Json, actual: Json, ruling: Ruling) -> list[Mismatch]:
    selected = ruling.select(place)
    if selected is None:
        if same(expected, actual):
            return []
        message = f"expected {_name(expected)}, got {_name(actual)}"
        return [report_body(place, message, show_json(expected), show_json(actual))]
    want, came = encode_json(expected), encode_json(actual)
    reasons = [
        core.match_json(rule, want, came, cascaded=selected.cascaded)
        for rule in selected.rules.rules
    ]
    broken = [reason for reason in reasons if reason is not None]
    if not broken or (selected.rules.combine == "OR" and len(broken) < len(reasons)):
        return []
    shown = show_json(expected), show_json(actual)
    return [report_body(place, "; ".join(broken), *shown, describe_rules(selected.rules))]


def _name(value: Json) -> str:
    return f"{show_json(value)} ({type_name(value)})"


def _type_mismatch(place: Place, expected: Json, actual: Json) -> Mismatch:
    kinds = type_name(expected), type_name(actual)
    message = f"expected {kinds[0]}, got {kinds[1]}"
    return report_body(place, message, show_json(expected), show_json(actual))


def _unexpected_key(place: Place, key: str, value: Json) -> Mismatch:
    return report_body((*place, key), "the key is unexpected", None, show_json(value))
