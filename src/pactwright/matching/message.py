"""A message compared with the one that a consumer can read."""

from __future__ import annotations

from collections.abc import Mapping

from pactwright.errors import PactwrightError
from pactwright.matching import core
from pactwright.matching.bodies import compare_contents, compare_presence
from pactwright.matching.content_type import (
    ContentType,
    guess_content_type,
    parse_content_type,
)
from pactwright.matching.headers import accepts_parameters
from pactwright.matching.payload import Payload, expected_payload
from pactwright.matching.rules import Ruling, describe_rules
from pactwright.matching.values import same
from pactwright.matching.wording import encode_json, show_json, sort_mismatches
from pactwright.model.interaction import Body, MessageContents
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import parse_path
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.model.wire import WireMessage


def compare_message(expected: MessageContents, actual: WireMessage) -> tuple[Mismatch, ...]:
    """Return the differences, sorted; empty when the message holds what is expected.

    It may hold more: other metadata, other keys in JSON objects, other XML elements.
    """
    found = _compare_metadata(expected, actual)
    if expected.body is not None:
        found += _compare_payload(expected.body, expected, actual)
    return sort_mismatches(found) if found else ()


def _compare_payload(body: Body, expected: MessageContents, actual: WireMessage) -> list[Mismatch]:
    settled = compare_presence(body, actual.contents)
    if settled is not None or body.content is None:
        return settled or []
    want = _content_type(body.content_type, expected.metadata, body.content)
    came = _content_type(actual.content_type, actual.metadata, actual.contents)
    if not want.accepts(came):
        return [
            Mismatch(
                kind="content-type",
                path="",
                expected=str(want),
                actual=str(came),
                message="the message has another content type",
            )
        ]
    return compare_contents(
        expected_payload(body, body.content, want),
        Payload(content=actual.contents, content_type=came),
        expected.rules.get("body") or {},
        strict=False,
    )


def _content_type(declared: str | None, metadata: JsonObject, content: bytes) -> ContentType:
    for text in (declared, *(metadata[key] for key in metadata if _names_type(key))):
        if isinstance(text, str) and (parsed := parse_content_type(text)):
            return parsed
    return guess_content_type(content)


def _names_type(key: str) -> bool:
    return key.lower() in ("contenttype", "content-type")


def _compare_metadata(expected: MessageContents, actual: WireMessage) -> list[Mismatch]:
    ruling = _read_metadata_rules(expected.rules.get("metadata"))
    came = _with_type(actual.metadata, actual.content_type)
    found: list[Mismatch] = []
    for key in sorted(expected.metadata):
        value = expected.metadata[key]
        if key not in came:
            found.append(_report(key, "the metadata is missing", show_json(value), None))
        else:
            found += _compare_entry(key, value, came[key], ruling)
    return found


def _with_type(metadata: JsonObject, content_type: str | None) -> JsonObject:
    """Return the metadata with the content type that a message has beside it."""
    if content_type is None or any(map(_names_type, metadata)):
        return metadata
    return {**metadata, "contentType": content_type}


def _read_metadata_rules(rules: Mapping[str, RuleSet] | None) -> Ruling:
    entries = {}
    for path in sorted(rules or {}):
        try:
            steps = parse_path(path)
        except PactwrightError:
            # A bare key may hold what no path expression can.
            steps = (path,)
        entries[steps] = (rules or {})[path]
    return Ruling(entries)


def _compare_entry(key: str, expected: Json, actual: Json, ruling: Ruling) -> list[Mismatch]:
    selected = ruling.select((key,))
    shown = show_json(expected), show_json(actual)
    if selected is None:
        if _equal(key, expected, actual):
            return []
        return [_report(key, "the metadata differs", *shown)]
    want, came = encode_json(expected), encode_json(actual)
    reasons = [
        core.match_json(rule, want, came, cascaded=selected.cascaded)
        for rule in selected.rules.rules
    ]
    broken = [reason for reason in reasons if reason is not None]
    if not broken or (selected.rules.combine == "OR" and len(broken) < len(reasons)):
        return []
    return [_report(key, "; ".join(broken), *shown, describe_rules(selected.rules))]


def _equal(key: str, expected: Json, actual: Json) -> bool:
    if _names_type(key) and isinstance(expected, str) and isinstance(actual, str):
        return accepts_parameters(expected, actual)
    return same(expected, actual)


def _report(
    key: str, message: str, expected: str | None, actual: str | None, rule: str | None = None
) -> Mismatch:
    return Mismatch(
        kind="metadata", path=key, expected=expected, actual=actual, message=message, rule=rule
    )
