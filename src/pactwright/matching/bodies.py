"""Bodies compared in the manner of their content type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.content_type import UNKNOWN, ContentType, parse_content_type
from pactwright.matching.headers import compare_header_value
from pactwright.matching.json_body import compare_json
from pactwright.matching.multipart import Part, split_multipart
from pactwright.matching.rules import describe_rules, encode_rules, read_rules
from pactwright.matching.texts import check_text
from pactwright.matching.values import read_json
from pactwright.matching.wording import report_body, shorten, show_bytes
from pactwright.matching.xml_body import find_unexpected_xml
from pactwright.model.interaction import Body
from pactwright.model.path import Place, format_path, parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet

BodyRules = Mapping[str, RuleSet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Bytes with the content type they are said to have.

    `charset` is how their text is encoded where the content type does not tell: a pact holds
    its texts as UTF-8, whatever charset they have on the wire.
    """

    content: bytes
    content_type: ContentType
    charset: str | None = None


def expected_payload(body: Body, content: bytes, content_type: ContentType) -> Payload:
    """Return the payload of a pact's body."""
    charset = None if body.encoding == "base64" else "utf-8"
    return Payload(content=content, content_type=content_type, charset=charset)


def compare_presence(expected: Body, actual: bytes) -> list[Mismatch] | None:
    """Return the differences where one of the bodies is empty, `None` where neither is.

    Source: Pact specification V4, "Body"; a null or empty body asks for no body at all.
    """
    if not expected.content:
        if not actual:
            return []
        message = "no body is expected"
        return [report_body((), message, None, show_bytes(actual))]
    if not actual:
        message = "the body is missing"
        return [report_body((), message, show_bytes(expected.content), None)]
    return None


def compare_type(
    expected: ContentType, actual: ContentType, rules: RuleSet | None
) -> list[Mismatch]:
    """Return the difference of two content types; `rules` are those of the header."""
    if expected.is_unknown or actual.is_unknown:
        return []
    if expected.accepts(actual) or expected.accepts(actual.base):
        return []
    if rules and not compare_header_value("Content-Type", str(expected), str(actual), rules):
        return []
    return [
        Mismatch(
            kind="content-type",
            path="",
            expected=str(expected),
            actual=str(actual),
            message="the body has another content type",
        )
    ]


def compare_contents(
    expected: Payload, actual: Payload, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    """Return the differences of two bodies, neither empty, as the expected type is compared.

    `strict` is how a request is compared: it may not hold more than was asked for.
    """
    kind = expected.content_type
    if kind.is_json:
        return _compare_json(expected, actual, rules, strict=strict)
    if kind.is_xml:
        return _compare_xml(expected, actual, rules, strict=strict)
    if kind.is_multipart:
        return _compare_multipart(expected, actual, rules, strict=strict)
    if kind.is_form:
        return _compare_form(expected, actual, rules)
    if kind.is_binary or (kind.essence != "text/plain" and _asks_for_type(rules)):
        return _compare_bytes(expected.content, actual.content, rules)
    return _compare_text(expected, actual, rules)


def _compare_json(
    expected: Payload, actual: Payload, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    # The core reads texts, which end at a NUL; no JSON holds one.
    if b"\0" in actual.content or not _is_utf8(actual.content):
        return [_not_json(expected, actual, "it is not UTF-8 text")]
    kind, encoded = "application/json", encode_rules(rules)
    content = expected.content, actual.content
    found = core.match_contents(*content, content_type=kind, rules=encoded)
    if not found and not strict:
        return []
    try:
        wanted, came = read_json(expected.content), read_json(actual.content)
    except (RecursionError, ValueError) as error:
        return [_not_json(expected, actual, str(error))]
    # The core has the say; the walk finds what a request holds too much, and words it all.
    differences = compare_json(wanted, came, read_rules(rules), strict=strict)
    return differences or _in_core_words(found, rules)


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _not_json(expected: Payload, actual: Payload, reason: str) -> Mismatch:
    shown = show_bytes(expected.content), show_bytes(actual.content)
    return report_body((), f"the body cannot be read as JSON: {reason}", *shown)


def _compare_xml(
    expected: Payload, actual: Payload, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    try:
        want, came = _decode(expected), _decode(actual)
    except ValueError as error:
        return [report_body((), f"the body cannot be decoded: {error}", None, None)]
    if "\0" in came:
        return [report_body((), "the body is not XML: it holds a NUL", None, None)]
    found = core.match_contents(
        want.encode(), came.encode(), content_type="application/xml", rules=encode_rules(rules)
    )
    if found or not strict:
        return _in_core_words(found, rules)
    try:
        return find_unexpected_xml(want, came, read_rules(rules))
    except ET.ParseError as error:
        return [report_body((), f"the body cannot be read as XML: {error}", None, None)]


def _compare_form(expected: Payload, actual: Payload, rules: BodyRules) -> list[Mismatch]:
    found = core.match_contents(
        _escape_form(expected.content),
        _escape_form(actual.content),
        content_type="application/x-www-form-urlencoded",
        rules=encode_rules(rules),
    )
    return _in_core_words(found, rules)


def _escape_form(content: bytes) -> bytes:
    """Return the same form without the bytes that the core's texts cannot hold."""
    return b"".join(
        bytes((byte,)) if 0 < byte < 128 else b"%%%02X" % byte  # noqa: PLR2004
        for byte in content
    )


def _compare_bytes(expected: bytes, actual: bytes, rules: BodyRules) -> list[Mismatch]:
    selected = read_rules(rules).select(())
    shown = show_bytes(expected), show_bytes(actual)
    if selected is None:
        return [] if expected == actual else [report_body((), "the bytes differ", *shown)]
    reasons = [core.match_bytes(rule, expected, actual) for rule in selected.rules.rules]
    broken = [reason for reason in reasons if reason is not None]
    if not broken and reasons:
        return []
    if selected.rules.combine == "OR" and len(broken) < len(reasons):
        return []
    return [report_body((), "; ".join(broken), *shown, describe_rules(selected.rules))]


def _compare_text(expected: Payload, actual: Payload, rules: BodyRules) -> list[Mismatch]:
    selected = read_rules(rules).select(())
    shown = show_bytes(expected.content), show_bytes(actual.content)
    if selected is None and expected.content == actual.content:
        return []
    try:
        want, came = _decode(expected), _decode(actual)
    except ValueError as error:
        return [report_body((), f"the text cannot be decoded: {error}", *shown)]
    if selected is None:
        return [] if want == came else [report_body((), "the text differs", *shown)]
    broken = check_text(selected.rules, want, came)
    if not broken:
        return []
    return [report_body((), "; ".join(broken), *shown, describe_rules(selected.rules))]


def _decode(payload: Payload) -> str:
    """Return the text of a payload; raises ValueError where its charset does not hold."""
    charset = payload.charset or payload.content_type.parameter("charset") or "utf-8"
    try:
        return payload.content.decode(charset)
    except LookupError:
        return payload.content.decode()


def _asks_for_type(rules: BodyRules) -> bool:
    selected = read_rules(rules).select(())
    return selected is not None and any(
        rule.kind in ("contentType", "content-type") for rule in selected.rules.rules
    )


def _in_core_words(found: tuple[core.CoreMismatch, ...], rules: BodyRules) -> list[Mismatch]:
    ruling = read_rules(rules)
    differences: list[Mismatch] = []
    for mismatch in found:
        place = _read_place(mismatch.path)
        selected = ruling.select(place)
        rule = describe_rules(selected.rules) if selected else None
        want, came = (text and shorten(text) for text in (mismatch.expected, mismatch.actual))
        differences.append(report_body(place, shorten(mismatch.message), want, came, rule))
    return differences


def _read_place(path: str) -> Place:
    try:
        steps = parse_path(path)
    except PactwrightError:
        # The name of a form's field stands in the core's path as it is.
        return (path.removeprefix("$."),)
    return tuple(step for step in steps if isinstance(step, str | int))


def _compare_multipart(
    expected: Payload, actual: Payload, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
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
            compare = _compare_file if part.is_file else _compare_field
            found += compare(part, match, rules, strict=strict)
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


def _compare_field(
    expected: Part, actual: Part, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    del strict  # A field is one text: it cannot hold more than it does.
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


def _compare_file(
    expected: Part, actual: Part, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    own = {
        format_path(steps[1:]): rules[path]
        for path in rules
        if (steps := parse_path(path)) and str(steps[0]) == expected.label
    }
    want = parse_content_type(expected.headers.get("content-type", "")) or UNKNOWN
    came = parse_content_type(actual.headers.get("content-type", "")) or UNKNOWN
    found = compare_type(want, came, None)
    if not found:
        found = compare_contents(
            Payload(content=expected.decoded, content_type=want),
            Payload(content=actual.decoded, content_type=came),
            own,
            strict=strict,
        )
    return [_within_part(expected.label, mismatch) for mismatch in found]


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
