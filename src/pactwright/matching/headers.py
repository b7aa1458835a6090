"""Headers compared by name, whatever their case; there may be more than were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from pactwright.matching.rules import describe_rules
from pactwright.matching.texts import check_text, compare_texts
from pactwright.model.interaction import Pairs
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet

_WITH_PARAMETERS: Final = frozenset({"accept", "content-type"})

# RFC 9110: fields whose value is a list, so that a comma and a repeated line are the same.
_LISTS: Final = frozenset(
    {
        *("accept", "accept-encoding", "accept-language", "allow", "cache-control", "vary"),
        *("access-control-allow-headers", "access-control-allow-methods"),
        *("access-control-expose-headers", "access-control-request-headers"),
        *("if-match", "if-none-match"),
    }
)


def compare_headers(
    expected: Pairs,
    actual: Sequence[tuple[str, str]],
    rules: Mapping[str, RuleSet] | None,
) -> list[Mismatch]:
    """Return the differences of the expected headers.

    Source: Pact specification V3, "Headers"; whitespace around commas and values does not count.
    """
    came: dict[str, list[str]] = {}
    for name, value in actual:
        came.setdefault(name.lower(), []).extend(split_header(name, value))
    lowered = {name.lower(): rules[name] for name in rules} if rules else {}
    found: list[Mismatch] = []
    for name, values in expected:
        wanted = [value or "" for value in values]
        key = name.lower()
        if key not in came:
            shown = ", ".join(wanted)
            found.append(_report(name, "the header is missing", shown, None))
        else:
            found += _compare_values(name, wanted, came[key], lowered)
    return found


def split_header(name: str, value: str) -> list[str]:
    """Return the values that one line of a header holds."""
    if name.lower() in _LISTS:
        return [part.strip() for part in value.split(",")]
    return [value.strip()]


def _compare_values(
    name: str, expected: list[str], actual: list[str], rules: Mapping[str, RuleSet]
) -> list[Mismatch]:
    if not expected:
        return [_report(name, "an empty header is expected", "", ", ".join(actual))]
    whole = rules.get(name.lower())
    if whole is not None:
        if len(expected) == len(actual) == 1:
            return compare_header_value(name, expected[0], actual[0], whole)
        compare, report = partial(compare_header_value, name), partial(_report, name)
        return compare_texts(whole, expected, actual, compare=compare, report=report)
    found: list[Mismatch] = []
    for index in range(max(len(expected), len(actual))):
        want = expected[index] if index < len(expected) else ""
        if index >= len(actual):
            found.append(_report(name, "the value is missing", want, None))
            continue
        own = rules.get(f"{name.lower()}[{index}]")
        found += compare_header_value(name, want, actual[index], own)
    return found


def compare_header_value(
    name: str, expected: str, actual: str, rules: RuleSet | None
) -> list[Mismatch]:
    """Return the difference of one value, by its rules or as its header is compared."""
    if rules is not None:
        broken = check_text(rules, expected.strip(), actual.strip())
        if not broken:
            return []
        return [_report(name, "; ".join(broken), expected, actual, describe_rules(rules))]
    if name.lower() in _WITH_PARAMETERS:
        equal = accepts_parameters(expected, actual)
    else:
        equal = _normalise(expected) == _normalise(actual)
    return [] if equal else [_report(name, "the value differs", expected, actual)]


def accepts_parameters(expected: str, actual: str) -> bool:
    """Whether two values such as `application/json; charset=utf-8` are alike.

    Parameters may come in any order, in any case, and more than were asked for.
    """
    want, got = _split_parameters(expected), _split_parameters(actual)
    return want[0] == got[0] and all(
        name in got[1] and got[1][name].lower() == value.lower() for name, value in want[1].items()
    )


def _split_parameters(value: str) -> tuple[str, dict[str, str]]:
    first, *rest = [part.strip() for part in value.split(";") if part.strip()] or [""]
    pairs = (part.partition("=") for part in rest)
    return first, {name.strip(): text.strip() for name, equals, text in pairs if equals}


def _normalise(value: str) -> str:
    return ",".join(part.strip() for part in value.split(","))


def _report(
    name: str, message: str, expected: str | None, actual: str | None, rule: str | None = None
) -> Mismatch:
    return Mismatch(
        kind="header", path=name, expected=expected, actual=actual, message=message, rule=rule
    )
