"""The media types and the body of a request beside what its operation takes."""

from __future__ import annotations

from collections.abc import Iterator

from pactwright.conformance.bodies import read_body, shown_value
from pactwright.conformance.exchange import Exchange, read_headers, written_name
from pactwright.conformance.media_types import find_media_type
from pactwright.conformance.operation import Media
from pactwright.conformance.parameters import operation_target
from pactwright.conformance.scene import Target, schema_suffix, value_at
from pactwright.conformance.texts import TextReader
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import Body

_JSON = "application/json"


def check_accept(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the Accept header."""
    accept = read_headers(exchange.request.headers).get("accept")
    if not accept:
        return
    produces = exchange.operation.produces
    answer = exchange.operation.answers.get(str(exchange.response.status))
    at = ("request", "headers", written_name(exchange.request.headers, "accept"))
    if not produces:
        yield exchange.scene.note(
            "request.accept.unknown",
            "the request has an Accept header, and the operation produces no media type",
            at=at,
            value=accept,
            target=operation_target(exchange),
        )
    elif answer is not None and answer.media and find_media_type(accept, produces) is None:
        target = Target(pointer=answer.pointer, value=[media.type for media in answer.media])
        yield exchange.scene.note(
            "request.accept.incompatible",
            f"the request accepts {accept}, the operation produces {', '.join(produces)}",
            at=at,
            value=accept,
            target=target,
        )


def check_content_type(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the Content-Type header of the request."""
    sent = read_headers(exchange.request.headers).get("content-type")
    consumes = exchange.operation.consumes
    note, at = exchange.scene.note, ("request", "headers", _content_type_name(exchange))
    if sent and not consumes:
        yield note(
            "request.content-type.unknown",
            "the request has a Content-Type, and the operation takes no body",
            at=at,
            value=sent,
            target=operation_target(exchange),
        )
    elif sent and find_media_type(sent, consumes) is None:
        yield note(
            "request.content-type.incompatible",
            f"the request is {sent}, the operation takes {', '.join(consumes)}",
            at=at,
            value=sent,
            target=_content_target(exchange),
        )
    elif not sent and consumes and _has_content(exchange.request.body):
        yield note(
            "request.content-type.missing",
            f"the request has a body and no Content-Type; the operation takes "
            f"{', '.join(consumes)}",
            at=at,
            value=None,
            target=operation_target(exchange),
        )


def _content_type_name(exchange: Exchange) -> str:
    return written_name(exchange.request.headers, "content-type")


def _has_content(body: Body | None) -> bool:
    return body is not None and bool(body.content)


def media_of_request(exchange: Exchange) -> Media | None:
    """Return the document's media type that the request's body is of, the usual one untold."""
    body = exchange.operation.body
    if body is None:
        return None
    sent = read_headers(exchange.request.headers).get("content-type")
    wanted = find_media_type(sent or _JSON, exchange.operation.consumes)
    if wanted is None and sent is None and len(body.media) == 1:
        return body.media[0]
    return next((media for media in body.media if media.type == wanted), None)


def check_request_body(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is wrong with the body of a request that is meant to be right."""
    if not exchange.is_valid_request:
        return
    body, described = exchange.request.body, exchange.operation.body
    if body is None or not body.content:
        if described is not None and described.required:
            yield exchange.scene.note(
                "request.body.incompatible",
                "the operation needs a body, and the request has none",
                at=("request", "body"),
                value=None,
                target=Target(pointer=described.pointer, suffix=".requestBody"),
            )
        return
    media = media_of_request(exchange)
    if media is None or media.schema is None:
        yield from _without_schema(exchange, body, media)
        return
    yield from _with_schema(exchange, body, media, media.schema)


def _without_schema(
    exchange: Exchange, body: Body, media: Media | None
) -> Iterator[ConformanceResult]:
    yield exchange.scene.note(
        "request.body.unknown",
        "the document has no schema for the body of the request",
        at=("request", "body"),
        value=shown_value(body),
        target=_content_target(exchange) if media is None else _media_target(media),
    )


def _with_schema(
    exchange: Exchange, body: Body, media: Media, schema: str
) -> Iterator[ConformanceResult]:
    schemas = exchange.document.schemas
    sent = read_headers(exchange.request.headers).get("content-type")
    node = schemas.requests.node(schema)
    content = read_body(body, sent, media, node, TextReader(schemas, "request"))
    if content.kind == "unreadable":
        yield exchange.scene.note(
            "request.body.unvalidatable",
            f"a body of the media type {sent or media.type} cannot be checked",
            at=("request", "body"),
            value=shown_value(body),
            target=_media_target(media),
        )
        return
    for fault in schemas.faults("request", schema, content.value):
        suffix = schema_suffix(f".requestBody.content.{media.type}", schema, fault.pointer)
        yield exchange.scene.note(
            "request.body.incompatible",
            fault.message,
            at=("request", "body", *fault.steps),
            value=value_at(content.value, fault.steps),
            target=Target(
                pointer=exchange.document.place_of(fault.pointer), suffix=suffix, value=fault.value
            ),
        )


def _content_target(exchange: Exchange) -> Target:
    body = exchange.operation.body
    if body is None:
        return operation_target(exchange)
    return Target(
        pointer=body.pointer, suffix=".requestBody.content", value=list(exchange.operation.consumes)
    )


def _media_target(media: Media) -> Target:
    return Target(pointer=media.pointer, suffix=f".requestBody.content.{media.type}")
