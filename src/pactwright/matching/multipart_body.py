"""Multipart bodies compared part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pactwright.matching.content_type import UNKNOWN, parse_content_type
from pactwright.matching.multipart import Part, split_multipart
from pactwright.matching.payload import BodyRules, Payload, compare_type
from pactwright.matching.rules import describe_rules, read_rules
from pactwright.matching.texts import check_text
from pactwright.matching.wording import report_body
from pactwright.model.path import Place, format_path, parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet

Nested: TypeAlias = Callable[[Payload, Payload, BodyRules], list[Mismatch]]
"""Compares the contents of two files in the manner of their type."""


def compare_multipart(
    expected: Payload, actual: Payload, rules: BodyRules, nested: Nested
) -> list[Mismatch]:
    """Return the differences of two multipart bodies, part by part; there may be other parts.

    A rule's path begins with the part's name, or its position where it has none: `$.photo`
    speaks of the part, `$.photo.content-type` of its header, and `$.data.id` of what is
    inside a file of JSON. Source: the reference, since the specification is silent.
    """
    try:
        wanted = split_multipart(expected.content, _boundary(expected))
        came = split_multipart(actual.content, _boundary(actual))
    except ValueError as error:
        return [report_body((), f"the multipart body cannot be split: {error}", None, None)]
    found: list[Mismatch] = []
    for part in wanted:
        match = next((other for other in came if _is_counterpart(part, other)), None)
        if match is None:
            found.append(report_body((part.label,), "the part is missing", part.label, None))
        elif part.is_file != match.is_file:
            kinds = [("a field", "a file")[each.is_file] for each in (part, match)]
            message = f"expected {kinds[0]}, got {kinds[1]}"
            found.append(report_body((part.label,), message, *kinds))
        else:
            found += _compare_part_headers(part, match, rules)
            if part.is_file:
                found += _compare_file(part, match, rules, nested)
            else:
                found += _compare_field(part, match, rules)
    return found


def _boundary(payload: Payload) -> str:
    boundary = payload.content_type.parameter("boundary")
    if boundary is None:
        raise ValueError("its content type names no boundary")
    return boundary


def _is_counterpart(expected: Part, actual: Part) -> bool:
    return actual.name == expected.name if actual.name else actual.index == expected.index


def _compare_part_headers(expected: Part, actual: Part, rules: BodyRules) -> list[Mismatch]:
    lowered = {parse_path(path.lower()): rules[path] for path in rules}
    found: list[Mismatch] = []
    for name, value in expected.headers.items():
        place = (expected.label, name)
        came = actual.headers.get(name)
        if came is None:
            if name not in ("content-type", "content-disposition", "content-transfer-encoding"):
                found.append(report_body(place, "the part's header is missing", value, None))
            continue
        own = lowered.get((expected.label.lower(), name))
        if own is not None:
            broken = check_text(own, value, came)
            if broken:
                rule = describe_rules(own)
                found.append(report_body(place, "; ".join(broken), value, came, rule))
        elif name != "content-disposition" and value != came:
            found.append(report_body(place, "the part's header differs", value, came))
    return found


def _compare_field(expected: Part, actual: Part, rules: BodyRules) -> list[Mismatch]:
    place: Place = (expected.label,)
    want = expected.decoded.decode("utf-8", "replace")
    came = actual.decoded.decode("utf-8", "replace")
    selected = read_rules(rules).select(place)
    if selected is None:
        return [] if want == came else [report_body(place, "the field differs", want, came)]
    broken = check_text(selected.rules, want, came)
    if not broken:
        return []
    return [report_body(place, "; ".join(broken), want, came, describe_rules(selected.rules))]


def _compare_file(expected: Part, actual: Part, rules: BodyRules, nested: Nested) -> list[Mismatch]:
    own = rules_within(expected.label, rules)
    want = parse_content_type(expected.headers.get("content-type", "")) or UNKNOWN
    came = parse_content_type(actual.headers.get("content-type", "")) or UNKNOWN
    found = compare_type(want, came, None)
    if not found:
        inside = Payload(content=expected.decoded, content_type=want)
        found = nested(inside, Payload(content=actual.decoded, content_type=came), own)
    return [_within_part(expected.label, mismatch) for mismatch in found]


def rules_within(label: str, rules: BodyRules) -> dict[str, RuleSet]:
    """Return the rules for what is inside a file, placed from the file on."""
    return {
        format_path(steps[1:]): rules[path]
        for path in rules
        if (steps := parse_path(path)) and str(steps[0]) == label
    }


def _within_part(label: str, mismatch: Mismatch) -> Mismatch:
    inner = parse_path(mismatch.path)
    return Mismatch(
        kind=mismatch.kind,
        path=format_path((label, *inner)),
        expected=mismatch.expected,
        actual=mismatch.actual,
        message=mismatch.message,
        rule=mismatch.rule,
    )
