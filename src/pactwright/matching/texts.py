"""Text values compared by the rules of their place, or for equality where there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pactwright.matching import core
from pactwright.matching.collections import ListComparer
from pactwright.matching.rules import TYPE_KINDS, Ruling, Selected
from pactwright.model.json import Json
from pactwright.model.path import Place
from pactwright.model.result import Mismatch
from pactwright.model.rule import MatchingRule, RuleSet

CompareText = Callable[[str, str, RuleSet], list[Mismatch]]
"""Compares an expected and an actual text by rules."""

ReportText = Callable[[str, "str | None", "str | None", "str | None"], Mismatch]
"""Makes a mismatch of a message, what was expected, what came, and the rule."""


def check_text(rules: RuleSet, expected: str, actual: str) -> list[str]:
    """Return why the text breaks the rules together, in the core's words; empty when it holds."""
    if not rules.rules:
        return ["the place has a list of rules, and the list is empty"]
    broken = [
        reason
        for rule in rules.rules
        if (reason := _check_rule(rule, expected, actual)) is not None
    ]
    if rules.combine == "OR" and len(broken) < len(rules.rules):
        return []
    return broken


def _check_rule(rule: MatchingRule, expected: str, actual: str) -> str | None:
    # Every text is of the type of every other, so the core need not be asked.
    if rule.kind in TYPE_KINDS:
        return None
    if rule.kind in ("equality", "values"):
        return None if expected == actual else "the text is not equal to the expected one"
    return core.match_text(rule, expected, actual)


def compare_texts(
    rules: RuleSet,
    expected: Sequence[str],
    actual: Sequence[str],
    *,
    compare: CompareText,
    report: ReportText,
) -> list[Mismatch]:
    """Return the differences of a repeated header or parameter by the rules of all its values."""

    def compare_item(place: Place, want: Json, got: Json, ruling: Ruling) -> list[Mismatch]:
        selected = ruling.select(place)
        return compare(str(want), str(got), selected.rules if selected else rules)

    def report_item(
        _place: Place, message: str, want: str | None, got: str | None, rule: str | None
    ) -> Mismatch:
        return report(message, want, got, rule)

    comparer = ListComparer(compare_item, report_item)
    selected = Selected(rules=rules, cascaded=False)
    ruling = Ruling({(): rules})
    return comparer.compare((), selected, (list(expected), list(actual)), ruling)
