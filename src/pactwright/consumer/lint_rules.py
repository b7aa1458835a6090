"""Rules and generators that are wrong in themselves, whatever the example."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pactwright.consumer.lint_part import LintPart
from pactwright.consumer.lint_problem import LintProblem
from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.rules import array_variants, describe_rule, nested_rules
from pactwright.model.path import parse_path
from pactwright.model.rule import Generator, MatchingRule

_MOMENTS = {"date": "Date", "time": "Time", "datetime": "DateTime"}
_SOME_MOMENT = datetime(2024, 7, 20, 14, 30, 15, 123456, tzinfo=UTC)
_UNKNOWN = "Could not apply the"
_BAD_REGEX = "is not a valid regular expression"
_PLAIN = frozenset(
    {
        *("boolean", "contentType", "decimal", "equality", "include", "integer", "notEmpty"),
        *("null", "number", "semver", "statusCode", "type", "values"),
    }
)
"""Kinds that cannot be wrong in themselves; a length is checked before."""
_PATHS = frozenset({"body", "metadata"})


def find_invalid_rules(part: LintPart) -> Iterator[LintProblem]:
    """Yield the rules that no value can satisfy, or that nobody can read."""
    for category, places in part.side.rules.items():
        for place, rules in places.items():
            reasons = [_why_no_path(place)] if category in _PATHS else []
            reasons += [why_invalid(rule) for rule in rules.rules]
            for reason in filter(None, reasons):
                yield LintProblem(
                    place=part.place(category, place),
                    code="invalid-rule",
                    message=reason,
                    hint="correct the matcher",
                )


def _why_no_path(place: str) -> str | None:
    try:
        parse_path(place)
    except PactwrightError as error:
        return error.message
    return None


def why_invalid(rule: MatchingRule) -> str | None:
    """Return why a rule is wrong whatever it is held against, `None` when it is not."""
    if (reason := _why_bounds(rule)) is not None:
        return reason
    if rule.kind in _MOMENTS and isinstance(pattern := rule.attributes.get("format"), str):
        return _why_no_format(rule.kind, pattern)
    if rule.kind in {"eachKey", "eachValue"}:
        return next(filter(None, map(why_invalid, nested_rules(rule))), None)
    if rule.kind == "arrayContains":
        return _why_no_variants(rule)
    return _ask_core(rule)


def _ask_core(rule: MatchingRule) -> str | None:
    if rule.kind in _PLAIN:
        return None
    try:
        reason = core.match_text(rule, "", "")
    except PactwrightError as error:
        return error.message
    if reason is not None and _BAD_REGEX in reason:
        return reason
    if reason is not None and reason.startswith(_UNKNOWN):
        return f"nobody knows the rule {describe_rule(rule)!r}"
    return None


def _why_bounds(rule: MatchingRule) -> str | None:
    least, most = rule.attributes.get("min"), rule.attributes.get("max")
    for bound in (least, most):
        if bound is not None and (not isinstance(bound, int) or bound < 0):
            return f"a length is a whole number from 0 on, not {bound!r}"
    if isinstance(least, int) and isinstance(most, int) and least > most:
        return f"the least length {least} is above the greatest, {most}"
    return None


def _why_no_format(kind: str, pattern: str) -> str | None:
    if not pattern:
        return None
    try:
        show_moment(kind, pattern)
    except PactwrightError:
        return f"{pattern!r} is no format of a {kind}"
    return None


def show_moment(kind: str, pattern: str) -> str:
    """Return some moment in a format of dates or times, in the letters of Java.

    Raises `PactwrightError` where the Rust core cannot read the format.
    """
    generator = Generator(kind=_MOMENTS[kind], attributes={"format": pattern})
    return core.generate_text(generator, now=_SOME_MOMENT)


def _why_no_variants(rule: MatchingRule) -> str | None:
    try:
        variants = array_variants(rule)
    except PactwrightError as error:
        return error.message
    return None if variants else "arrayContains has no variants"
