"""Responses and messages that a contract allows, each confirmed by the Rust core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from pactwright.matching.choices import compare_choices
from pactwright.matching.example import message_example, response_example
from pactwright.matching.message import compare_message
from pactwright.matching.response import compare_response
from pactwright.matching.rules import only_set
from pactwright.model.choice import Choice
from pactwright.model.interaction import MessageContents, Response
from pactwright.model.json import JsonObject
from pactwright.model.rule import MatchingRules, RuleSet
from pactwright.model.wire import WireMessage, WireResponse
from pactwright.strategy.contents import content_values, schema_contents
from pactwright.strategy.scalars import scalar_values
from pactwright.strategy.schemas import SchemaValues

_CLASSES: Final = {
    "info": (100, 199),
    "success": (200, 299),
    "redirect": (300, 399),
    "clientError": (400, 499),
    "serverError": (500, 599),
    "nonError": (100, 399),
    "error": (400, 599),
}


def response_values(
    expected: Response, choices: Sequence[Choice] = ()
) -> st.SearchStrategy[WireResponse]:
    """Return responses that the expected one and its declared variants admit.

    Status, headers and bodies vary. Each is confirmed by the Rust core's own comparison before it
    is handed out.
    """
    example = response_example(expected)
    parts = st.tuples(
        _statuses(expected.status, only_set(expected.rules.get("status"))),
        _headers(example.headers, expected.rules),
        content_values(expected.body, expected.rules.get("body"), choices),
    )

    def holds(response: WireResponse) -> bool:
        return not compare_response(expected, response) and not compare_choices(
            choices, response.body
        )

    def put_together(made: tuple[int, tuple[tuple[str, str], ...], bytes]) -> WireResponse:
        return WireResponse(status=made[0], headers=made[1], body=made[2])

    return parts.map(put_together).filter(holds)


def document_values(
    expected: Response, schema: JsonObject, maker: SchemaValues
) -> st.SearchStrategy[WireResponse]:
    """Return the example with what its rules leave open drawn from a document's schema.

    These need not be what the expected response admits: they are what its provider may send.
    """
    example = response_example(expected)
    body = expected.body
    made = schema_contents(body, expected.rules.get("body"), schema, maker)
    return made.map(lambda content: replace(example, body=content))


def message_values(
    expected: MessageContents, choices: Sequence[Choice] = ()
) -> st.SearchStrategy[WireMessage]:
    """Return messages that the expected one and its declared variants admit.

    The metadata stays the example; the payload varies.
    """
    example = message_example(expected)

    def holds(message: WireMessage) -> bool:
        return not compare_message(expected, message) and not compare_choices(
            choices, message.contents
        )

    bodies = content_values(expected.body, expected.rules.get("body"), choices)
    return bodies.map(lambda body: replace(example, contents=body)).filter(holds)


def _statuses(example: int, rules: RuleSet | None) -> st.SearchStrategy[int]:
    if rules is None or not rules.rules:
        return st.just(example)
    status = rules.rules[0].attributes.get("status")
    if isinstance(status, str) and status in _CLASSES:
        return st.just(example) | st.integers(*_CLASSES[status])
    if isinstance(status, list | tuple):
        return st.sampled_from([code for code in status if isinstance(code, int)] or [example])
    return st.just(example)


def _headers(
    lines: tuple[tuple[str, str], ...], rules: MatchingRules
) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Return the headers with other values where a rule speaks of them, in letters for HTTP."""
    found = {name.lower(): one for name, one in (rules.get("header") or {}).items()}
    made = [_header(name, value, found.get(name.lower())) for name, value in lines]
    return st.tuples(*made)


def _header(name: str, value: str, rules: RuleSet | None) -> st.SearchStrategy[tuple[str, str]]:
    if rules is None or name.lower() == "content-type":
        return st.just((name, value))
    values = scalar_values(rules, value).map(str).filter(_is_header_value)
    return st.just((name, value)) | values.map(lambda text: (name, text))


def _is_header_value(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()
