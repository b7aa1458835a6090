"""Query parameters compared by name, whatever the order of the names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from pactwright.matching.rules import describe_rules
from pactwright.matching.texts import check_text, compare_texts
from pactwright.model.interaction import Pairs
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet


def compare_query(
    expected: Pairs, actual: Pairs, rules: Mapping[str, RuleSet] | None
) -> list[Mismatch]:
    """Return the differences between two queries; a parameter that was not asked for is one.

    A bare key (`?flag`) is equal to an empty value. Source: Pact specification V3, "Query
    parameters"; a rule named `tag[1]` speaks of the second value of `tag` alone.
    """
    wanted, came = _group(expected), _group(actual)
    found: list[Mismatch] = []
    for name in sorted(wanted.keys() | came.keys()):
        if name not in came:
            shown = _show(wanted[name])
            found.append(_report(name, "the parameter is missing", shown, None))
        elif name not in wanted:
            found.append(_report(name, "the parameter is unexpected", None, _show(came[name])))
        else:
            found += _compare_values(name, wanted[name], came[name], rules or {})
    return found


def _group(pairs: Pairs) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, values in pairs:
        grouped.setdefault(name, []).extend(value or "" for value in values)
    return grouped


def _compare_values(
    name: str, expected: list[str], actual: list[str], rules: Mapping[str, RuleSet]
) -> list[Mismatch]:
    whole = rules.get(name)
    if whole is not None:
        compare, report = partial(_compare_value, name), partial(_report, name)
        return compare_texts(whole, expected, actual, compare=compare, report=report)
    found: list[Mismatch] = []
    if len(expected) != len(actual):
        message = f"expected {len(expected)} values, got {len(actual)}"
        found.append(_report(name, message, _show(expected), _show(actual)))
    for index, (want, got) in enumerate(zip(expected, actual, strict=False)):
        found += _compare_value(name, want, got, rules.get(f"{name}[{index}]"))
    return found


def _compare_value(name: str, expected: str, actual: str, rules: RuleSet | None) -> list[Mismatch]:
    if rules is None:
        if expected == actual:
            return []
        return [_report(name, "the value differs", expected, actual)]
    broken = check_text(rules, expected, actual)
    if not broken:
        return []
    return [_report(name, "; ".join(broken), expected, actual, describe_rules(rules))]


def _show(values: Sequence[str]) -> str:
    return ", ".join(values)


def _report(
    name: str, message: str, expected: str | None, actual: str | None, rule: str | None = None
) -> Mismatch:
    return Mismatch(
        kind="query", path=name, expected=expected, actual=actual, message=message, rule=rule
    )
