"""Generators applied to requests, responses and messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from pactwright.errors import PactwrightError
from pactwright.matching.expressions import as_text
from pactwright.matching.generate_body import generate_body
from pactwright.matching.generators import Encode, GeneratorContext, generate_value
from pactwright.model.interaction import MessageContents, Pairs, Request, Response
from pactwright.model.json import Json, JsonObject
from pactwright.model.path import parse_path
from pactwright.model.rule import Generator

HttpPart = TypeVar("HttpPart", Request, Response)

__all__ = ["GeneratorContext", "generate_message", "generate_request", "generate_response"]


def generate_request(request: Request, context: GeneratorContext) -> Request:
    """Return the request with its generators applied.

    Raises PactwrightError naming the place and the value that no provider state returned.
    """
    generators = request.generators
    path = _generate_path(request.path, generators.get("path"), context)
    changed = replace(
        request,
        path=path,
        query=_generate_pairs(request.query, generators.get("query"), context, "query parameter"),
        headers=_generate_headers(request.headers, generators.get("header"), context),
    )
    return _with_body(changed, context)


def generate_response(response: Response, context: GeneratorContext) -> Response:
    """Return the response with its generators applied.

    Raises PactwrightError naming the place and the value that no provider state returned.
    """
    generators = response.generators
    changed = replace(
        response,
        status=_generate_status(response.status, generators.get("status"), context),
        headers=_generate_headers(response.headers, generators.get("header"), context),
    )
    return _with_body(changed, context)


def generate_message(message: MessageContents, context: GeneratorContext) -> MessageContents:
    """Return the message with its generators applied.

    Raises PactwrightError naming the place and the value that no provider state returned.
    """
    metadata = _generate_metadata(message.metadata, message.generators.get("metadata"), context)
    if message.body is None:
        return replace(message, metadata=metadata)
    generators, rules = message.generators.get("body"), message.rules.get("body")
    body = generate_body(message.body, (), generators, rules, context)
    return replace(message, metadata=metadata, body=body)


def _with_body(part: HttpPart, context: GeneratorContext) -> HttpPart:
    if part.body is None:
        return part
    generators, rules = part.generators.get("body"), part.rules.get("body")
    return replace(part, body=generate_body(part.body, part.headers, generators, rules, context))


def _generate_path(
    path: str, generators: Mapping[str, Generator] | None, context: GeneratorContext
) -> str:
    for generator in (generators or {}).values():
        path = as_text(
            generate_value(generator, path, context, where="the path", encode=_encode_segment)
        )
    return path


def _encode_segment(text: str) -> str:
    return quote(text, safe="")


def _generate_status(
    status: int, generators: Mapping[str, Generator] | None, context: GeneratorContext
) -> int:
    for generator in (generators or {}).values():
        made = as_text(generate_value(generator, status, context, where="the status"))
        if not made.isdecimal():
            raise PactwrightError(f"the generator of the status makes {made!r}, not a status code")
        status = int(made)
    return status


def _generate_headers(
    headers: Pairs, generators: Mapping[str, Generator] | None, context: GeneratorContext
) -> Pairs:
    lowered = {name.lower(): generator for name, generator in (generators or {}).items()}
    changed = _generate_pairs(headers, lowered, context, "header", fold=str.lower)
    for name, values in changed:
        if lowered and any(set("\r\n\0") & set(value or "") for value in values):
            raise PactwrightError(
                f"the value for the header {name!r} holds a line break",
                hint="return a value without line breaks from the provider state",
            )
    return changed


def _generate_pairs(
    pairs: Pairs,
    generators: Mapping[str, Generator] | None,
    context: GeneratorContext,
    what: str,
    *,
    fold: Encode = str,
) -> Pairs:
    if not generators:
        return pairs
    changed: list[tuple[str, tuple[str | None, ...]]] = []
    for name, values in pairs:
        whole = generators.get(fold(name))
        made = list(values)
        for index, value in enumerate(values):
            own = whole or generators.get(f"{fold(name)}[{index}]")
            if own is not None:
                where = f"the {what} {name!r}"
                made[index] = as_text(generate_value(own, value or "", context, where=where))
        changed.append((name, tuple(made)))
    return tuple(changed)


def _generate_metadata(
    metadata: JsonObject, generators: Mapping[str, Generator] | None, context: GeneratorContext
) -> JsonObject:
    changed: dict[str, Json] = dict(metadata)
    for place, generator in (generators or {}).items():
        key = place if place in changed else _first_key(place)
        if key in changed:
            where = f"the metadata {key!r}"
            changed[key] = generate_value(generator, changed[key], context, where=where)
    return changed


def _first_key(place: str) -> str:
    try:
        steps = parse_path(place)
    except PactwrightError:
        return place
    return str(steps[0]) if steps else ""
