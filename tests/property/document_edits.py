"""Edits of an OpenAPI document, one at a time: every kind, at every place where it can be made."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
        for kind, changed in _schema_edits(schema):
            yield Edit(kind, place, _with(document, place, changed))
    for path, method, operation in _operations(document):
        place = ("paths", path, method)
        for kind, changed in _operation_edits(operation):
            yield Edit(kind, place, _with(document, place, changed))
        yield Edit("operation dropped", place, _without(document, place))
    for path in document["paths"]:
        moved = copy.deepcopy(document)
        moved["paths"] = {f"{p}-2" if p == path else p: i for p, i in moved["paths"].items()}
        yield Edit("path renamed", ("paths", path), moved)
    for name, answer in document.get("components", {}).get("responses", {}).items():
        for kind, changed in _answer_edits(answer):
            place = ("components", "responses", name)
            yield Edit(kind, place, _with(document, place, changed))


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
    """Yield every schema that is no reference, wherever one may stand."""
    stack: list[tuple[tuple, Any]] = [((), document)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            below = place[-1:] != ("properties",) and place[-1:] != ("schemas",)
            if below and _is_schema(place) and "$ref" not in node:
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


def _schema_edits(schema: dict) -> Iterator[tuple[str, dict]]:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    for name in properties:
        rest = {key: item for key, item in properties.items() if key != name}
        left = [each for each in required if each != name]
        yield "property dropped", {**schema, "properties": rest, "required": left}
        renamed = {f"{key}_2" if key == name else key: item for key, item in properties.items()}
        again = [f"{each}_2" if each == name else each for each in required]
        yield "property renamed", {**schema, "properties": renamed, "required": again}
        if name in required:
            yield "made optional", {**schema, "required": left}
        else:
            yield "made required", {**schema, "required": [*required, name]}
    if properties:
        added = {**properties, "added": {"type": "string"}}
        yield "property added", {**schema, "properties": added}
        wanted = [*required, "added"]
        yield "required property added", {**schema, "properties": added, "required": wanted}
    yield from _value_edits(schema)


def _value_edits(schema: dict) -> Iterator[tuple[str, dict]]:
    kind = schema.get("type")
    if isinstance(kind, str):
        other = "string" if kind != "string" else "integer"
        yield "retyped", {"type": other}
        yield "nullable", {**schema, "type": [kind, "null"]}
        if "enum" in schema:
            yield "nullable", {**schema, "type": [kind, "null"], "enum": [*schema["enum"], None]}
    elif isinstance(kind, list) and "null" in kind and len(kind) > 1:
        rest = [each for each in kind if each != "null"]
        yield "null dropped", {**schema, "type": rest if len(rest) > 1 else rest[0]}
    yield from _enum_edits(schema)
    yield from _bound_edits(schema)


def _enum_edits(schema: dict) -> Iterator[tuple[str, dict]]:
    if "enum" in schema:
        yield "enum widened", {**schema, "enum": [*schema["enum"], "other"]}
        for value in schema["enum"]:
            if len(schema["enum"]) > 1:
                left = [each for each in schema["enum"] if each != value]
                yield "enum narrowed", {**schema, "enum": left}
    elif schema.get("type") == "string":
        yield "enum added", {**schema, "enum": ["a", "b"]}


def _bound_edits(schema: dict) -> Iterator[tuple[str, dict]]:
    kind = schema.get("type")
    for key in ("pattern", "format", "maxLength", "minLength", "minimum", "maximum", "maxItems"):
        if key in schema:
            yield "widened", {name: item for name, item in schema.items() if name != key}
    if kind == "integer":
        yield "widened", {**schema, "type": "number"}
    if kind == "string" and "enum" not in schema:
        yield "narrowed", {**schema, "maxLength": 3}
    if kind in ("integer", "number"):
        yield "narrowed", {**schema, "minimum": 1_000_000}
    if kind == "array":
        yield "narrowed", {**schema, "minItems": 2}


def _operation_edits(operation: dict) -> Iterator[tuple[str, dict]]:
    parameters = operation.get("parameters", [])
    new = {"name": "added", "in": "query", "schema": {"type": "string"}}
    yield "parameter added", {**operation, "parameters": [*parameters, new]}
    wanted = [*parameters, {**new, "required": True}]
    yield "required parameter added", {**operation, "parameters": wanted}
    header = {"name": "X-Added", "in": "header", "required": True, "schema": {"type": "string"}}
    yield "required header added", {**operation, "parameters": [*parameters, header]}
    for number, parameter in enumerate(parameters):
        if "$ref" in parameter or parameter["in"] == "path":
            continue
        rest = [*parameters[:number], *parameters[number + 1 :]]
        yield "parameter dropped", {**operation, "parameters": rest}
        demanded = [*rest, {**parameter, "required": not parameter.get("required", False)}]
        yield "parameter demanded", {**operation, "parameters": demanded}
        renamed = [*rest, {**parameter, "name": f"{parameter['name']}2"}]
        yield "parameter renamed", {**operation, "parameters": renamed}
    body = operation.get("requestBody")
    if body and "$ref" not in body:
        for kind, changed in _content_edits(body):
            yield f"request {kind}", {**operation, "requestBody": changed}
    answers = operation["responses"]
    for status, answer in answers.items():
        rest = {key: item for key, item in answers.items() if key != status}
        yield "status dropped", {**operation, "responses": rest}
        yield "status changed", {**operation, "responses": {**rest, "299": answer}}
        for kind, changed in _answer_edits(answer) if "$ref" not in answer else ():
            yield kind, {**operation, "responses": {**answers, status: changed}}


def _answer_edits(answer: dict) -> Iterator[tuple[str, dict]]:
    for kind, changed in _content_edits(answer):
        yield f"response {kind}", changed
    headers = answer.get("headers", {})
    for name in headers:
        rest = {key: item for key, item in headers.items() if key != name}
        yield "response header dropped", {**answer, "headers": rest}


def _content_edits(node: dict) -> Iterator[tuple[str, dict]]:
    content = node.get("content", {})
    for name, media in content.items():
        rest = {key: item for key, item in content.items() if key != name}
        yield "media type changed", {**node, "content": {**rest, "application/x-other": media}}
    if content:
        yield "content dropped", {key: item for key, item in node.items() if key != "content"}
