"""Rules that look at a whole list or object, and the walk over the items of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pactwright.matching.rules import (
    ARRAY_CONTAINS,
    EACH_VALUE,
    AppliedRule,
    Ruling,
    Selected,
    array_variants,
    describe_rule,
    nested_rules,
)
from pactwright.matching.values import same
from pactwright.matching.wording import show_json
from pactwright.model.json import Json
from pactwright.model.path import Place, Wildcard
from pactwright.model.result import Mismatch
from pactwright.model.rule import MatchingRule, RuleSet

Compare = Callable[[Place, Json, Json, Ruling], list[Mismatch]]
"""Compares one item at a place by the rules in force."""

Report = Callable[[Place, str, str | None, str | None, str | None], Mismatch]
"""Makes a mismatch of a place, a message, short texts of what was expected and of what came,
and the rule."""

# What a rule for single values says of the list that holds them: nothing.
_SILENT_ON_LISTS: Final = frozenset(
    {
        *("regex", "type", "number", "decimal", "integer", "real", "time", "date", "datetime"),
        *("timestamp", "include", "contentType", "content-type", "boolean", "semver", "values"),
        *("eachKey", "each-key", *EACH_VALUE, *ARRAY_CONTAINS),
    }
)
_SILENT_ON_OBJECTS: Final = frozenset(
    {"regex", "type", "values", "eachKey", "each-key", *EACH_VALUE, *ARRAY_CONTAINS}
)


Lists = tuple[Sequence[Json], Sequence[Json]]
"""The expected list and the actual one."""


class ListComparer:
    """Compares lists: `compare` judges an item, `report` words a difference."""

    def __init__(self, compare: Compare, report: Report) -> None:
        self._compare = compare
        self._report = report

    def compare(
        self, place: Place, selected: Selected, lists: Lists, ruling: Ruling
    ) -> list[Mismatch]:
        """Return the differences of two lists by the rules selected for their place."""
        results = [self._by_rule(place, rule, lists, ruling) for rule in selected.each()]
        if selected.rules.combine == "OR" and not all(results):
            return []
        return [mismatch for result in results for mismatch in result]

    def _by_rule(
        self, place: Place, applied: AppliedRule, lists: Lists, ruling: Ruling
    ) -> list[Mismatch]:
        rule = applied.rule
        if not lists[0]:
            return []
        if rule.kind in ARRAY_CONTAINS:
            return self._by_variants(place, rule, lists)
        if rule.kind in EACH_VALUE:
            return [] if applied.cascaded else self.contents(place, lists, each_value(place, rule))
        complaint = check_collection(applied, *lists)
        found = self.contents(place, lists, ruling)
        if complaint:
            shown = show_json(lists[0]), show_json(lists[1])
            found.append(self._report(place, complaint, *shown, describe_rule(rule)))
        return found

    def _by_variants(self, place: Place, rule: MatchingRule, lists: Lists) -> list[Mismatch]:
        expected, actual = lists
        found: list[Mismatch] = []
        came = show_json(actual)
        for variant in array_variants(rule):
            if variant.index >= len(expected):
                message = f"the example holds no variant {variant.index} of arrayContains"
                found.append(self._report(place, message, show_json(expected), came, rule.kind))
                continue
            wanted = expected[variant.index]
            if all(self._compare((), wanted, item, variant.rules) for item in actual):
                message = f"no item is like variant {variant.index}: {show_json(wanted)}"
                found.append(self._report(place, message, show_json(wanted), came, rule.kind))
        return found

    def contents(self, place: Place, lists: Lists, ruling: Ruling) -> list[Mismatch]:
        """Return the differences item by item; the first expected item stands for what follows."""
        expected, actual = lists
        found: list[Mismatch] = []
        for index, came in enumerate(actual):
            wanted = expected[index] if index < len(expected) else expected[0]
            found += self._compare((*place, index), wanted, came, ruling)
        return found


def each_value(place: Place, rule: MatchingRule) -> Ruling:
    """Return the rules that an eachValue rule puts in force for the values at its place."""
    return Ruling({(*place, Wildcard.ANY): RuleSet(rules=nested_rules(rule))})


def check_collection(applied: AppliedRule, expected: Json, actual: Json) -> str | None:
    """Return why a list or an object as a whole breaks the rule, `None` when it does not."""
    rule = applied.rule
    silent = _SILENT_ON_LISTS if isinstance(actual, list) else _SILENT_ON_OBJECTS
    size = len(actual) if isinstance(actual, list | dict) else 0
    if rule.kind == "equality":
        return None if same(expected, actual) else "it is not equal to the expected one"
    if rule.kind in ("notEmpty", "not-empty"):
        return None if size else "it is empty"
    bounds = [rule.attributes.get(name) for name in ("min", "max")]
    if any(isinstance(bound, int) for bound in bounds):
        return None if applied.cascaded else _check_size(size, *bounds)
    return None if rule.kind in silent else f"a rule {rule.kind} cannot hold for a collection"


def _check_size(size: int, least: Json, most: Json) -> str | None:
    if isinstance(least, int) and size < least:
        return f"it has {size} items, at least {least} are expected"
    if isinstance(most, int) and size > most:
        return f"it has {size} items, at most {most} are expected"
    return None
