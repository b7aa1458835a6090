"""The document for a state machine, and where the values of its links stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pactwright.matching.values import read_json
from pactwright.model.json import Json
from pactwright.model.path import format_path
from pactwright.model.wire import WireResponse
from pactwright.property.cases import LAST_SEGMENT, Take
from pactwright.property.element_paths import item_parameter
from pactwright.property.schemathesis_document import ApiDocument, ApiOperation
from pactwright.strategy.operations import follow

_BODY: Final = re.compile(r"^\$response\.body(?:#(?P<pointer>/[^#]*)?)?$")
_HEADER: Final = re.compile(r"^\$response\.header\.(?P<name>[^#]+)(?:#regex:(?P<pattern>.+))?$")
_REQUEST: Final = re.compile(r"^\$request\.(?P<place>(?:path|query|header)\.[^#]+)$")


def narrowed_document(
    document: ApiDocument, picks: Mapping[str, int], header: str
) -> dict[str, Any]:
    """Return the document with operations that take one more header: which request to send.

    Parameters that no link could fill are left out, and bodies are optional. A POST that
    documents a Location gets a link to each operation on one element of its collection.
    """
    root = document.root
    paths = {path: dict(follow(root, item)) for path, item in follow(root, root["paths"]).items()}
    operations = [
        document.operation(method, path)
        for method, _, path in (one.partition(" ") for one in picks)
    ]
    for one in operations:
        method = one.method.lower()
        made: dict[str, Any] = dict(one.definition)
        made["parameters"] = _parameters(one, picks[one.name], header)
        if "requestBody" in made:
            made["requestBody"] = {**follow(root, made["requestBody"]), "required": False}
        made["responses"] = _with_links(one, operations)
        paths[one.path] = {**paths[one.path], method: made}
    for path in {one.path for one in operations}:
        paths[path].pop("parameters", None)
    return {**root, "paths": paths}


def _parameters(operation: ApiOperation, count: int, header: str) -> list[dict[str, Any]]:
    numbers: dict[str, Any] = {"type": "integer", "enum": list(range(count))}
    swagger = "swagger" in operation.document.root
    pick = {"name": header, "in": "header", "required": True}
    kept = [
        {**one.definition, "required": one.location == "path"}
        for one in operation.parameters
        if one.location in ("path", "query")
    ]
    return [*kept, pick | (numbers if swagger else {"schema": numbers})]


def _with_links(operation: ApiOperation, others: Sequence[ApiOperation]) -> dict[str, Any]:
    """Return the responses, with links from a documented Location."""
    root = operation.document.root
    responses = {
        str(status): dict(follow(root, one))
        for status, one in follow(root, operation.definition.get("responses")).items()
    }
    if operation.method != "POST":
        return responses
    for status, one in responses.items():
        headers = {str(name).lower() for name in follow(root, one.get("headers"))}
        if not status.startswith("2") or "location" not in headers:
            continue
        links = dict(_location_links(operation, others))
        key = "x-links" if "swagger" in root else "links"
        responses[status] = {**one, key: {**links, **follow(root, one.get(key))}}
    return responses


def _location_links(
    operation: ApiOperation, others: Sequence[ApiOperation]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in others:
        parameter = item_parameter(operation.path, one.path)
        if parameter is not None:
            path = one.path.replace("~", "~0").replace("/", "~1")
            name = re.sub(r"\W", "", f"{one.method.title()}ByLocation{one.path}")
            expression = f"$response.header.Location#regex:{LAST_SEGMENT}"
            yield (
                name,
                {
                    "operationRef": f"#/paths/{path}/{one.method.lower()}",
                    "parameters": {f"path.{parameter}": expression},
                },
            )


def origin_of_link(  # noqa: PLR0913 - what a link is known by
    expression: object,
    value: Json,
    *,
    into: str,
    step: int,
    response: WireResponse,
    takes: Sequence[Take],
) -> Take | None:
    """Return where a value stands that a link's runtime expression has read, `None` for unknown.

    `step` is the number of the exchange that it was read from, `takes` those of its request.
    Source: OpenAPI 3.1.1, section 4.8.20.3; Schemathesis adds `*` and `#regex:`.
    """
    if not isinstance(expression, str):
        return None
    if found := _BODY.match(expression):
        place = _find(response, found["pointer"] or "", value)
        return None if place is None else Take(into=into, place=place, step=step)
    if found := _HEADER.match(expression):
        name = found["name"].strip().lower()
        return Take(into=into, place=f"header.{name}", step=step, pattern=found["pattern"])
    if found := _REQUEST.match(expression):
        same = next((one for one in takes if one.into == found["place"]), None)
        return (
            None
            if same is None
            else Take(into=into, place=same.place, step=same.step, pattern=same.pattern)
        )
    return None


def _find(response: WireResponse, pointer: str, value: Json) -> str | None:
    """Return the place of a value in the body where a pointer with wildcards leads to it."""
    try:
        body = read_json(response.body)
    except (ValueError, RecursionError):
        return None
    steps = [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
    places = (place for place, found in _reach(body, steps, ()) if str(found) == str(value))
    found = next(places, None)
    return None if found is None else format_path(found)


def _reach(
    value: Json, steps: Sequence[str], place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    if not steps:
        yield place, value
        return
    first, rest = steps[0], steps[1:]
    if isinstance(value, Mapping):
        keys: list[str | int] = [*value] if first == "*" else [first]
        for key in keys:
            if key in value:
                yield from _reach(value[str(key)], rest, (*place, key))
    elif isinstance(value, list):
        indexes = range(len(value)) if first == "*" else [int(first)] if first.isdecimal() else []
        for index in indexes:
            if index < len(value):
                yield from _reach(value[index], rest, (*place, index))
