"""Edits of an OpenAPI document, one at a time: every kind, at every place where it can be made."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schema_edits import reference_edits, schema_edits

_KEY = {"type": "apiKey", "in": "header", "name": "X-Added-Key"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Edit:
    """A kind, the place it is made at, and the edited document."""

    kind: str
    place: tuple
    document: dict


def edits(document: dict) -> Iterator[Edit]:
    """Yield every edit of the document."""
    for place, schema in _schemas(document):
        changes = reference_edits(schema) if "$ref" in schema else schema_edits(schema)
        for kind, changed in changes:
            yield Edit(kind, place, _with(document, place, changed))
    for path, method, operation in _operations(document):
        place = ("paths", path, method)
        for kind, changed in _operation_edits(operation):
            yield Edit(kind, place, _with(document, place, changed))
        yield Edit("operation dropped", place, _without(document, place))
        yield Edit("method changed", place, _moved(document, path, method))
        locked = _with(document, place, {**operation, "security": [{"added key": []}]})
        locked["components"]["securitySchemes"]["added key"] = _KEY
        yield Edit("security changed", place, locked)
    for path in document["paths"]:
        for kind, moved in (("path renamed", f"{path}-2"), ("path moved", f"/v2{path}")):
            paths = {moved if p == path else p: item for p, item in document["paths"].items()}
            yield Edit(kind, ("paths", path), copy.deepcopy({**document, "paths": paths}))
    for part, change in _PARTS.items():
        for name, one in document.get("components", {}).get(part, {}).items():
            for kind, changed in change(one):
                place = ("components", part, name)
                yield Edit(kind, place, _with(document, place, changed))


def _moved(document: dict, path: str, method: str) -> dict:
    changed = copy.deepcopy(document)
    free = next(other for other in METHODS if other not in changed["paths"][path])
    changed["paths"][path][free] = changed["paths"][path].pop(method)
    return changed


def _with(document: dict, place: tuple, value: Any) -> dict:
    changed = copy.deepcopy(document)
    _at(changed, place[:-1])[place[-1]] = copy.deepcopy(value)
    return changed


def _without(document: dict, place: tuple) -> dict:
    changed = copy.deepcopy(document)
    del _at(changed, place[:-1])[place[-1]]
    return changed


def _at(node: Any, place: tuple) -> Any:
    for step in place:
        node = node[step]
    return node


def _operations(document: dict) -> Iterator[tuple[str, str, dict]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _schemas(document: dict) -> Iterator[tuple[tuple, dict]]:
    """Yield every schema and every reference to one, wherever it may stand."""
    stack: list[tuple[tuple, Any]] = [((), document)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            below = place[-1:] != ("properties",) and place[-1:] != ("schemas",)
            if below and _is_schema(place):
                yield place, node
            skipped = {"example", "examples", "enum", "default"} if below else set()
            stack += [((*place, key), item) for key, item in node.items() if key not in skipped]
        elif isinstance(node, list):
            stack += [((*place, number), item) for number, item in enumerate(node)]


def _is_schema(place: tuple) -> bool:
    above = place[-2:-1]
    return (
        place[-1:] in (("schema",), ("items",))
        or above in (("properties",), ("schemas",))
        or place[-2:-1] in (("oneOf",), ("anyOf",), ("allOf",))
    )


def _operation_edits(operation: dict) -> Iterator[tuple[str, dict]]:
    parameters = operation.get("parameters", [])
    for kind, changed in _list_edits(parameters):
        yield kind, {**operation, "parameters": changed}
    body = operation.get("requestBody")
    wanted = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    if body is None:
        yield "request body added", {**operation, "requestBody": wanted}
    elif "$ref" not in body:
        for kind, changed in _body_edits(body):
            yield kind, {**operation, "requestBody": changed}
    answers = operation["responses"]
    for status, answer in answers.items():
        rest = {key: item for key, item in answers.items() if key != status}
        yield "status dropped", {**operation, "responses": rest}
        for other in ("299", "499", f"{status[0]}XX", "default"):
            yield "status changed", {**operation, "responses": {**rest, other: answer}}
        for kind, changed in _answer_edits(answer) if "$ref" not in answer else ():
            yield kind, {**operation, "responses": {**answers, status: changed}}
    yield "status added", {**operation, "responses": {**answers, "418": {"description": "no"}}}
    yield "deprecated", {**operation, "deprecated": True}
    yield "described", {**operation, "summary": "another", "tags": ["other"]}


def _list_edits(parameters: list) -> Iterator[tuple[str, list]]:
    new = {"name": "added", "in": "query", "schema": {"type": "string"}}
    header = {**new, "name": "X-Added", "in": "header"}
    cookie = {**new, "in": "cookie"}
    yield "parameter added", [*parameters, new]
    yield "header added", [*parameters, header]
    for kind, one in (("parameter", new), ("header", header), ("cookie", cookie)):
        yield f"required {kind} added", [*parameters, {**one, "required": True}]
    for number, parameter in enumerate(parameters):
        rest = [*parameters[:number], *parameters[number + 1 :]]
        if "$ref" in parameter:
            yield "parameter dropped", rest
        elif parameter["in"] != "path":
            yield "parameter dropped", rest
            for kind, changed in _parameter_edits(parameter):
                yield kind, [*rest, changed]


def _parameter_edits(parameter: dict) -> Iterator[tuple[str, dict]]:
    if parameter["in"] == "path":
        return
    wanted = parameter.get("required", False)
    yield "parameter demanded", {**parameter, "required": not wanted}
    yield "parameter renamed", {**parameter, "name": f"{parameter['name']}2"}
    other = "query" if parameter["in"] == "header" else "header"
    yield "parameter moved", {**parameter, "in": other}


def _body_edits(body: dict) -> Iterator[tuple[str, dict]]:
    yield "request body demanded", {**body, "required": not body.get("required", False)}
    for kind, changed in _content_edits(body):
        yield f"request {kind}", changed


def _answer_edits(answer: dict) -> Iterator[tuple[str, dict]]:
    for kind, changed in _content_edits(answer):
        yield f"response {kind}", changed
    headers = answer.get("headers", {})
    for name, header in headers.items():
        rest = {key: item for key, item in headers.items() if key != name}
        yield "response header dropped", {**answer, "headers": rest}
        yield "response header renamed", {**answer, "headers": {**rest, f"{name}-2": header}}
        if "$ref" not in header:
            for kind, changed in _header_edits(header):
                yield kind, {**answer, "headers": {**headers, name: changed}}
    added = {"required": True, "schema": {"type": "string"}}
    yield "response header added", {**answer, "headers": {**headers, "X-Added": added}}


def _header_edits(header: dict) -> Iterator[tuple[str, dict]]:
    wanted = header.get("required", False)
    yield "response header promised or not", {**header, "required": not wanted}


def _content_edits(node: dict) -> Iterator[tuple[str, dict]]:
    content = node.get("content", {})
    for name, media in content.items():
        rest = {key: item for key, item in content.items() if key != name}
        yield "media type changed", {**node, "content": {**rest, "application/x-other": media}}
        yield "media type changed", {**node, "content": {**rest, "text/plain": media}}
        yield "media type added", {**node, "content": {**content, "application/xml": media}}
    if content:
        yield "content dropped", {key: item for key, item in node.items() if key != "content"}


_PARTS = {
    "responses": _answer_edits,
    "parameters": _parameter_edits,
    "headers": _header_edits,
    "requestBodies": _body_edits,
}
