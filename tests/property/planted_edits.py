"""Edits of the kinds that real API documents see most, planted one at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from random import Random
from typing import Any

from planted_places import Place

NEW = "planted"
TYPES = ("string", "integer", "boolean", "object", "array")

Plant = Callable[[dict, Random], "dict | None"]
"""Takes a schema; returns the edited one, None where there is nothing to edit."""


def _without(schema: dict, *keys: str) -> dict:
    return {key: item for key, item in schema.items() if key not in keys}


def _some(names: Any, random: Random) -> Any:
    names = sorted(names)
    return random.choice(names) if names else None


def add_optional(schema: dict, random: Random) -> dict | None:
    if "properties" not in schema or NEW in schema["properties"]:
        return None
    added = {"type": random.choice(TYPES)}
    return {**schema, "properties": {**schema["properties"], NEW: added}}


def add_required(schema: dict, random: Random) -> dict | None:
    grown = add_optional(schema, random)
    return grown and {**grown, "required": [*schema.get("required", ()), NEW]}


def remove_optional(schema: dict, random: Random) -> dict | None:
    held = schema.get("properties", {})
    name = _some(held.keys() - set(schema.get("required", ())), random)
    return name and {**schema, "properties": _without(held, name)}


def remove_required(schema: dict, random: Random) -> dict | None:
    held = schema.get("properties", {})
    name = _some(held.keys() & set(schema.get("required", ())), random)
    if name is None:
        return None
    left = [each for each in schema["required"] if each != name]
    return {**_without(schema, "required"), "properties": _without(held, name)} | (
        {"required": left} if left else {}
    )


def make_optional(schema: dict, random: Random) -> dict | None:
    name = _some(set(schema.get("required", ())) & schema.get("properties", {}).keys(), random)
    if name is None:
        return None
    left = [each for each in schema["required"] if each != name]
    return _without(schema, "required") | ({"required": left} if left else {})


def make_required(schema: dict, random: Random) -> dict | None:
    name = _some(schema.get("properties", {}).keys() - set(schema.get("required", ())), random)
    return name and {**schema, "required": [*schema.get("required", ()), name]}


def add_value(schema: dict, random: Random) -> dict | None:
    values = schema.get("enum")
    if not values or not all(isinstance(value, str) for value in values):
        return None
    return {**schema, "enum": [*values, NEW]}


def remove_value(schema: dict, random: Random) -> dict | None:
    values = list(schema.get("enum", ()))
    if len(values) < 2:
        return None
    values.remove(random.choice(values))
    return {**schema, "enum": values}


def specialize(schema: dict, random: Random) -> dict | None:
    kind = schema.get("type")
    if kind == "number" and "enum" not in schema:
        return {**schema, "type": "integer"}
    if kind == "string" and not {"enum", "format", "pattern"} & schema.keys():
        return {**schema, **random.choice([{"format": "date"}, {"pattern": "^[a-z]{3}$"}])}
    return None


def generalize(schema: dict, random: Random) -> dict | None:
    if schema.get("type") == "integer" and "enum" not in schema:
        return {**_without(schema, "format"), "type": "number"}
    for key in ("format", "pattern", "maxLength", "minLength", "maximum", "minimum", "maxItems"):
        if key in schema:
            return _without(schema, key)
    return None


def retype(schema: dict, random: Random) -> dict | None:
    kind = schema.get("type")
    if not isinstance(kind, str):
        return None
    return {"type": random.choice([each for each in TYPES if each != kind])}


def make_nullable(schema: dict, random: Random) -> dict | None:
    if schema.get("nullable") or not isinstance(schema.get("type"), str):
        return None
    return {"anyOf": [schema, {"enum": [None]}]}


def add_branch(schema: dict, random: Random) -> dict | None:
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return {**schema, key: [*schema[key], {"type": random.choice(TYPES)}]}
    if isinstance(schema.get("type"), str) and "nullable" not in schema:
        return {"anyOf": [schema, {"type": random.choice(TYPES)}]}
    return None


def remove_branch(schema: dict, random: Random) -> dict | None:
    for key in ("anyOf", "oneOf"):
        if len(schema.get(key, ())) > 1:
            left = list(schema[key])
            left.pop(random.randrange(len(left)))
            return {**schema, key: left}
    return None


def bound(schema: dict, random: Random) -> dict | None:
    kind = schema.get("type")
    if "enum" in schema:
        return None
    match kind:
        case "string":
            return {**schema, **random.choice([{"maxLength": 3}, {"minLength": 30}])}
        case "integer" | "number":
            return {**schema, **random.choice([{"minimum": 100}, {"maximum": -5}])}
        case "array":
            return {**schema, **random.choice([{"minItems": 2}, {"maxItems": 0}])}
    return None


KINDS: dict[str, dict[str, Plant]] = {
    "response": {
        "optional property added": add_optional,
        "optional property removed": remove_optional,
        "enum value added": add_value,
        "enum value removed": remove_value,
        "type specialized": specialize,
        "type generalized": generalize,
        "type changed": retype,
        "anyOf added": add_branch,
        "required property added": add_required,
        "property became optional": make_optional,
        "required property removed": remove_required,
        "became nullable": make_nullable,
    },
    "request": {
        "optional property added": add_optional,
        "required property added": add_required,
        "property became required": make_required,
        "optional property removed": remove_optional,
        "enum value removed": remove_value,
        "enum value added": add_value,
        "type specialized": specialize,
        "type changed": retype,
        "branch removed": remove_branch,
        "bound added": bound,
    },
}
"""What happens to schemas, by the side that sends; the names are those of the field's counts."""

OF_TEXT = {"required property added", "property became required", "enum value removed"}
"""What means the same in a form or a parameter, whose values are all text."""


def kinds_at(place: Place) -> dict[str, Plant]:
    """Return what can be planted at a place."""
    root = place.root
    kinds = KINDS[root.direction]
    if "json" in root.media:
        return kinds
    wanted = {"enum value removed"} if root.media == "parameter" else OF_TEXT
    return {name: plant for name, plant in kinds.items() if name in wanted}


@contextmanager
def planted(document: dict, place: tuple, schema: dict):
    """Hold another schema at a place of the document within the block."""
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    before = parent[place[-1]]
    parent[place[-1]] = schema
    try:
        yield
    finally:
        parent[place[-1]] = before
