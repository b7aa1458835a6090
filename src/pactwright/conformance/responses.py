"""The status, headers and body that a consumer expects beside what the operation sends."""

from __future__ import annotations

from collections.abc import Iterator

from pactwright.conformance.bodies import is_json, read_body, shown_value
from pactwright.conformance.exchange import Exchange, read_headers, written_name
from pactwright.conformance.media_types import find_media_type
from pactwright.conformance.operation import Answer, Media, Parameter
from pactwright.conformance.parameters import operation_target, schema_of
from pactwright.conformance.scene import Target, schema_suffix, value_at
from pactwright.conformance.standard import RESPONSE_HEADERS
from pactwright.conformance.styles import read_single
from pactwright.conformance.texts import TextReader
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import Body

_JSON = "application/json"


def check_status(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the status."""
    status = exchange.response.status
    answer = exchange.operation.answer_for(status)
    target = Target(
        pointer=f"{exchange.operation.pointer}/responses",
        suffix=".responses",
        value=sorted(exchange.operation.answers),
    )
    if answer is None:
        known = ", ".join(sorted(exchange.operation.answers)) or "none"
        yield exchange.scene.note(
            "response.status.unknown",
            f"the status {status} is not in the document (it has {known})",
            at=("response", "status"),
            value=status,
            target=target,
        )
    elif answer.status == "default":
        yield exchange.scene.note(
            "response.status.default",
            f"only the default response of the document covers the status {status}",
            at=("response", "status"),
            value=status,
            target=target,
        )


def check_response_type(exchange: Exchange, answer: Answer) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the Content-Type that the consumer expects."""
    expected = read_headers(exchange.response.headers).get("content-type")
    if not expected:
        return
    listed = [media.type for media in answer.media]
    at = ("response", "headers", written_name(exchange.response.headers, "content-type"))
    if not listed:
        yield exchange.scene.note(
            "response.content-type.unknown",
            "the consumer expects a Content-Type, and the response has no media type",
            at=at,
            value=expected,
            target=operation_target(exchange),
        )
    elif find_media_type(expected, listed) is None:
        yield exchange.scene.note(
            "response.content-type.incompatible",
            f"the consumer expects {expected}, the response is {', '.join(listed)}",
            at=at,
            value=expected,
            target=Target(
                pointer=answer.pointer, suffix=_suffix(exchange, ".content"), value=listed
            ),
        )


def check_response_headers(exchange: Exchange, answer: Answer) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the headers that the consumer expects."""
    headers = read_headers(exchange.response.headers)
    headers.pop("content-type", None)
    for parameter in answer.headers:
        text = headers.pop(parameter.name.lower(), None)
        if text is not None:
            yield from _check_header(exchange, parameter, text)
    for name, text in sorted(headers.items()):
        standard = name in RESPONSE_HEADERS
        yield exchange.scene.note(
            "response.header.undefined" if standard else "response.header.unknown",
            f"the header {name!r} is not in the document",
            at=("response", "headers", written_name(exchange.response.headers, name)),
            value=text,
            target=operation_target(exchange)
            if standard
            else Target(pointer=answer.pointer, suffix=_suffix(exchange, ".headers")),
        )


def _check_header(
    exchange: Exchange, parameter: Parameter, text: str
) -> Iterator[ConformanceResult]:
    schema, schemas = schema_of(parameter), exchange.document.schemas
    if schema is None:
        return
    node = schemas.responses.node(schema)
    value = read_single(parameter, node, text, TextReader(schemas, "response"))
    name = written_name(exchange.response.headers, parameter.name)
    base = _suffix(exchange, f".headers.{parameter.name}")
    for fault in schemas.faults("response", schema, value):
        yield exchange.scene.note(
            "response.header.incompatible",
            f"header {parameter.name!r}: {fault.message}",
            at=("response", "headers", name, *fault.steps),
            value=value_at(value, fault.steps),
            target=Target(
                pointer=exchange.document.place_of(fault.pointer),
                suffix=schema_suffix(base, schema, fault.pointer),
                value=fault.value,
            ),
        )


def media_of_response(exchange: Exchange, answer: Answer) -> Media | None:
    """Return the document's media type that the expected body is of.

    The response's own Content-Type tells; without one the request's Accept, else JSON, else the
    first that is listed.
    """
    listed = [media.type for media in answer.media]
    expected = read_headers(exchange.response.headers).get("content-type")
    accept = read_headers(exchange.request.headers).get("accept")
    wanted = find_media_type(expected or accept or _JSON, listed)
    if wanted is None and expected is None and listed:
        wanted = find_media_type(_JSON, listed) or listed[0]
    return next((media for media in answer.media if media.type == wanted), None)


def check_response_body(exchange: Exchange, answer: Answer) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the body that the consumer expects."""
    body = exchange.response.body
    if body is None or not body.content:
        return
    media = media_of_response(exchange, answer)
    if media is not None and media.schema is not None:
        yield from _check_body(exchange, body, media, media.schema)
        return
    expected = read_headers(exchange.response.headers).get("content-type")
    readable = is_json(expected or (media.type if media else None) or body.content_type or _JSON)
    yield exchange.scene.note(
        "response.body.unknown" if readable else "response.body.unvalidatable",
        "the document has no schema for the body of the response",
        at=("response", "body"),
        value=shown_value(body),
        target=Target(pointer=answer.pointer, suffix=_suffix(exchange, ".content")),
    )


def _check_body(
    exchange: Exchange, body: Body, media: Media, schema: str
) -> Iterator[ConformanceResult]:
    schemas = exchange.document.schemas
    header = read_headers(exchange.response.headers).get("content-type")
    node = schemas.responses.node(schema)
    content = read_body(body, header, media, node, TextReader(schemas, "response"))
    base = _suffix(exchange, f".content.{media.type}")
    if content.kind == "unreadable":
        yield exchange.scene.note(
            "response.body.unvalidatable",
            f"a body of the media type {header or media.type} cannot be checked",
            at=("response", "body"),
            value=shown_value(body),
            target=Target(pointer=media.pointer, suffix=_suffix(exchange, ".content")),
        )
        return
    for fault in schemas.faults("response", schema, content.value):
        yield exchange.scene.note(
            "response.body.incompatible",
            fault.message,
            at=("response", "body", *fault.steps),
            value=value_at(content.value, fault.steps),
            target=Target(
                pointer=exchange.document.place_of(fault.pointer),
                suffix=schema_suffix(base, schema, fault.pointer),
                value=fault.value,
            ),
        )


def _suffix(exchange: Exchange, rest: str) -> str:
    return f".responses.{exchange.response.status}{rest}"
