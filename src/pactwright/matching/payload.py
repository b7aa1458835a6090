"""A body with its content type: how the two types compare, and how its text is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pactwright.matching.content_type import ContentType
from pactwright.matching.headers import compare_header_value
from pactwright.model.interaction import Body
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet

BodyRules: TypeAlias = Mapping[str, RuleSet]
"""The rules of a body by path expression."""


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


def decode_text(payload: Payload) -> str:
    """Return the text of a payload; raises ValueError where its charset does not hold."""
    charset = payload.charset or payload.content_type.parameter("charset") or "utf-8"
    try:
        return payload.content.decode(charset)
    except LookupError:
        return payload.content.decode()


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
