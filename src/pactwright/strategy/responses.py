"""Responses and messages that a contract allows, each confirmed by the Rust core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from pactwright.matching.choices import compare_choices
from pactwright.matching.content_type import parse_content_type
from pactwright.matching.example import message_example, response_example
from pactwright.matching.message import compare_message
from pactwright.matching.response import compare_response
from pactwright.matching.rules import only_set
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json
from pactwright.model.choice import Choice
from pactwright.model.interaction import Body, MessageContents, Response
from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import MatchingRules, RuleSet
from pactwright.model.wire import WireMessage, WireResponse
from pactwright.strategy.bodies import body_values
from pactwright.strategy.markup import form_values, xml_values
from pactwright.strategy.scalars import scalar_values
from pactwright.strategy.schemas import SchemaValues

_JSON: Final = "application/json"
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

    Status, headers and JSON, XML, form or text bodies vary; bodies of other kinds stay the
    example. Each is confirmed by the Rust core's own comparison before it is handed out.
    """
    example = response_example(expected)
    parts = st.tuples(
        _statuses(expected.status, only_set(expected.rules.get("status"))),
        _headers(example.headers, expected.rules),
        _bodies(expected.body, expected.rules, choices),
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
    if body is None or not body.content or not is_json(body.content_type):
        return st.nothing()
    values = maker.project(schema, _read(body.content), expected.rules.get("body"))
    return values.map(lambda value: replace(example, body=encode_json(value)))


def message_values(
    expected: MessageContents, choices: Sequence[Choice] = ()
) -> st.SearchStrategy[WireMessage]:
    """Return messages that the expected one and its declared variants admit.

    The metadata stays the example; a payload of JSON or text varies.
    """
    example = message_example(expected)

    def holds(message: WireMessage) -> bool:
        return not compare_message(expected, message) and not compare_choices(
            choices, message.contents
        )

    bodies = _bodies(expected.body, expected.rules, choices)
    return bodies.map(lambda body: replace(example, contents=body)).filter(holds)


def _bodies(
    body: Body | None, rules: MatchingRules, choices: Sequence[Choice]
) -> st.SearchStrategy[bytes]:
    if body is None or body.content is None:
        whole = any(choice.place == "$" for choice in choices)
        return body_values(None, {}, choices).map(encode_json) if whole else st.just(b"")
    if is_json(body.content_type):
        example = _read(body.content)
        return body_values(example, rules.get("body"), choices).map(encode_json)
    kind = parse_content_type(body.content_type or "")
    if kind is not None and kind.is_xml:
        return xml_values(body.content, rules.get("body"))
    if kind is not None and kind.is_form:
        return form_values(body.content, rules.get("body"))
    found = (rules.get("body") or {}).get("$")
    if found is not None and (body.content_type or "").startswith("text/"):
        text = body.content.decode("utf-8", "replace")
        return scalar_values(found, text).map(lambda value: str(value).encode())
    return st.just(body.content)


def is_json(content_type: str | None) -> bool:
    """Whether a body of this content type is JSON; one without a type is taken for it."""
    essence = (content_type or _JSON).partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def _read(content: bytes) -> Json:
    return read_json(content) if content else None


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
