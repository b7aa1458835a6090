"""Edits of one schema: drop, rename, retype, null, widen, narrow, required or optional, enum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Change = tuple[str, Any]
"""A kind, and the schema as it is afterwards."""

_TYPES = ("string", "integer", "number", "boolean", "object", "array")
_LEAST = {"minLength": 1, "minimum": 1, "minItems": 1, "exclusiveMinimum": 1}
_MOST = {"maxLength": -1, "maximum": -1, "maxItems": -1, "exclusiveMaximum": -1}


def schema_edits(schema: dict) -> Iterator[Change]:
    """Yield every edit of a schema that is no reference."""
    yield from _member_edits(schema)
    yield from _type_edits(schema)
    yield from _enum_edits(schema)
    yield from _bound_edits(schema)
    yield from _branch_edits(schema)
    yield "described", {**schema, "description": "in other words", "title": "another"}


def reference_edits(schema: dict) -> Iterator[Change]:
    """Yield every edit of a reference that changes this use of the schema only."""
    yield "nullable", {"oneOf": [schema, {"type": "null"}]}
    yield "retyped", {"type": "integer"}
    yield "retyped", {"type": "string"}
    yield "put in a list", {"type": "array", "items": schema}
    yield "widened", {}
    yield "wrapped", {"allOf": [schema]}


def _member_edits(schema: dict) -> Iterator[Change]:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    for name in properties:
        rest = {key: item for key, item in properties.items() if key != name}
        left = [each for each in required if each != name]
        yield "property dropped", {**schema, "properties": rest, "required": left}
        for renamed in (f"{name}_2", name.upper()):
            members = {renamed if key == name else key: item for key, item in properties.items()}
            again = [renamed if each == name else each for each in required]
            yield "property renamed", {**schema, "properties": members, "required": again}
        if name in required:
            yield "made optional", {**schema, "required": left}
        else:
            yield "made required", {**schema, "required": [*required, name]}
    if properties:
        added = {**properties, "added": {"type": "string"}}
        yield "property added", {**schema, "properties": added}
        wanted = [*required, "added"]
        yield "required property added", {**schema, "properties": added, "required": wanted}
        yield "all made optional", {**schema, "required": []}
        yield "all made required", {**schema, "required": list(properties)}
        yield "closed", {**schema, "additionalProperties": False}
        yield "order of members", {**schema, "properties": dict(reversed(properties.items()))}


def _type_edits(schema: dict) -> Iterator[Change]:
    kind = schema.get("type")
    if isinstance(kind, str):
        for other in _TYPES:
            if other != kind:
                yield "retyped", {"type": other}
        for other in ("string", "integer"):
            if other != kind:
                yield "type added", {**schema, "type": [kind, other]}
        yield "nullable", {**schema, "type": [kind, "null"]}
        yield "nullable", {"anyOf": [schema, {"type": "null"}]}
        if "enum" in schema:
            yield "nullable", {**schema, "type": [kind, "null"], "enum": [*schema["enum"], None]}
        yield "put in a list", {"type": "array", "items": schema}
    elif isinstance(kind, list) and "null" in kind and len(kind) > 1:
        rest = [each for each in kind if each != "null"]
        yield "null dropped", {**schema, "type": rest if len(rest) > 1 else rest[0]}
        yield "null only", {"type": "null"}
    yield "widened", {}


def _enum_edits(schema: dict) -> Iterator[Change]:
    values = schema.get("enum")
    if values:
        yield "enum widened", {**schema, "enum": [*values, "other"]}
        yield "enum dropped", {key: item for key, item in schema.items() if key != "enum"}
        yield "enum order", {**schema, "enum": values[::-1]}
        for value in values:
            if len(values) > 1:
                left = [each for each in values if each != value]
                yield "enum narrowed", {**schema, "enum": left}
            renamed = [f"{value}_2" if each == value else each for each in values]
            yield "enum value renamed", {**schema, "enum": renamed}
    elif schema.get("type") == "string":
        yield "enum added", {**schema, "enum": ["a", "b"]}
        yield "const added", {**schema, "const": "a"}


def _bound_edits(schema: dict) -> Iterator[Change]:
    for key in ("pattern", "format", *_LEAST, *_MOST):
        if key in schema:
            yield "widened", {name: item for name, item in schema.items() if name != key}
    for key, step in {**_LEAST, **_MOST}.items():
        if key in schema:
            yield "narrowed", {**schema, key: schema[key] + step}
            if schema[key] - step >= 0 or "imum" in key:
                yield "widened", {**schema, key: schema[key] - step}
    yield from _new_bounds(schema)


def _new_bounds(schema: dict) -> Iterator[Change]:
    kind = schema.get("type")
    if kind == "integer":
        yield "widened", {**schema, "type": "number"}
    if kind == "string" and "enum" not in schema:
        yield "narrowed", {**schema, "maxLength": 3}
        yield "narrowed", {**schema, "minLength": 30}
        yield "format added", {**schema, "format": "date"}
    if kind in ("integer", "number"):
        yield "narrowed", {**schema, "minimum": 1_000_000}
        yield "narrowed", {**schema, "maximum": -5}
    if kind == "number":
        yield "narrowed", {**schema, "type": "integer"}
    if kind == "array":
        yield "narrowed", {**schema, "minItems": 2}
        yield "narrowed", {**schema, "maxItems": 0}


def _branch_edits(schema: dict) -> Iterator[Change]:
    for key in ("oneOf", "anyOf", "allOf"):
        branches = schema.get(key, [])
        for number in range(len(branches)):
            rest = [*branches[:number], *branches[number + 1 :]]
            if rest:
                yield "branch dropped", {**schema, key: rest}
            else:
                yield "branch dropped", {name: it for name, it in schema.items() if name != key}
        if branches and key != "allOf":
            yield "branch added", {**schema, key: [*branches, {"type": "string"}]}
            yield "branch added", {**schema, key: [*branches, {"type": "null"}]}
