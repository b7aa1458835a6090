"""What requests and responses have in common: a body behind a Content-Type header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pactwright.matching.bodies import compare_contents, compare_presence
from pactwright.matching.content_type import actual_content_type, expected_content_type
from pactwright.matching.payload import Payload, compare_type, expected_payload
from pactwright.model.interaction import Request, Response
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet
from pactwright.model.wire import WireRequest, WireResponse


def compare_http_body(
    expected: Request | Response, actual: WireRequest | WireResponse, *, strict: bool
) -> list[Mismatch]:
    """Return the differences of the bodies, their content types first."""
    body = expected.body
    if body is None:
        return []
    settled = compare_presence(body, actual.body)
    if not body.content:
        return settled or []
    want = expected_content_type(body.content_type, expected.headers, body.content)
    came = actual_content_type(actual.headers, actual.body)
    mismatched = compare_type(want, came, _content_type_rules(expected.rules.get("header")))
    if mismatched:
        named = any(name.lower() == "content-type" for name, _ in actual.headers)
        return mismatched if named else [_as_guessed(mismatch) for mismatch in mismatched]
    if settled is not None:
        return settled
    rules = expected.rules.get("body") or {}
    if body.content == actual.body and body.encoding == "json" and not rules:
        # What comes from a parsed pact is JSON; the same bytes hold the same values.
        return []
    return compare_contents(
        expected_payload(body, body.content, want),
        Payload(content=actual.body, content_type=came),
        rules,
        strict=strict,
    )


def _as_guessed(mismatch: Mismatch) -> Mismatch:
    return replace(
        mismatch,
        actual=f"none, and it looks like {mismatch.actual}",
        message=f"the body has no content type, and looks like {mismatch.actual}",
    )


def _content_type_rules(rules: Mapping[str, RuleSet] | None) -> RuleSet | None:
    for name in rules or {}:
        if name.lower() == "content-type":
            return rules[name] if rules else None
    return None
