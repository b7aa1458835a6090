"""Bodies compared in the manner of their content type."""

from __future__ import annotations

import json
from functools import partial
from xml.etree import ElementTree as ET

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.json_body import compare_json
from pactwright.matching.multipart_body import compare_multipart
from pactwright.matching.payload import BodyRules, Payload, decode_text
from pactwright.matching.rules import describe_rules, encode_rules, read_rules
from pactwright.matching.texts import check_text
from pactwright.matching.values import read_json
from pactwright.matching.wording import report_body, shorten, show_bytes
from pactwright.matching.xml_body import find_unexpected_xml
from pactwright.model.interaction import Body
from pactwright.model.path import Place, parse_path
from pactwright.model.result import Mismatch


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
        nested = partial(compare_contents, strict=strict)
        return compare_multipart(expected, actual, rules, nested)
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
        return [_not_json(expected, actual, "no UTF-8 text")]
    kind, encoded = "application/json", encode_rules(rules)
    content = expected.content, actual.content
    found = core.match_contents(*content, content_type=kind, rules=encoded)
    if not found and not strict:
        return []
    try:
        wanted = read_json(expected.content)
    except (RecursionError, ValueError) as error:
        message = f"the pact's own body is not JSON: {_why_not_json(error)}"
        return [report_body((), message, None, None)]
    try:
        came = read_json(actual.content)
    except (RecursionError, ValueError) as error:
        return [_not_json(expected, actual, _why_not_json(error))]
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
    came = f"{show_bytes(actual.content)} (not JSON: {reason})"
    return report_body((), f"the body is not JSON: {reason}", show_bytes(expected.content), came)


def _why_not_json(error: RecursionError | ValueError) -> str:
    match error:
        case RecursionError():
            return "nested too deep"
        case json.JSONDecodeError(msg=words) if "BOM" in words:
            return "a byte order mark before it"
        case json.JSONDecodeError(msg=words, lineno=line, colno=column):
            return f"{words[:1].lower()}{words[1:]} at line {line}, column {column}"
        case _:
            return str(error)


def _compare_xml(
    expected: Payload, actual: Payload, rules: BodyRules, *, strict: bool
) -> list[Mismatch]:
    try:
        want, came = decode_text(expected), decode_text(actual)
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
        want, came = decode_text(expected), decode_text(actual)
    except ValueError as error:
        return [report_body((), f"the text cannot be decoded: {error}", *shown)]
    if selected is None:
        return [] if want == came else [report_body((), "the text differs", *shown)]
    broken = check_text(selected.rules, want, came)
    if not broken:
        return []
    return [report_body((), "; ".join(broken), *shown, describe_rules(selected.rules))]


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
