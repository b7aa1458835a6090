"""What text on the wire does to schemas: values beside the body travel without their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.compat.dialects.shape import follow
from pactwright.document.pointer import follow_pointer
from pactwright.document.shape import ShapeError
from pactwright.model.json import JsonObject

_PLAIN = {"string", "integer", "number", "boolean"}
_SAYS_NOTHING = {
    "type", "title", "description", "example", "examples", "default", "deprecated", "nullable",
    "summary", "externalDocs", "$comment", "xml",
}  # fmt: skip
_STRUCTURED = {"array", "object"}
_DEEPEST = 20
_COMBINED = ("allOf", "anyOf", "oneOf")


def may_hold_several(root: JsonObject, pointer: str | None, *, depth: int = 0) -> bool:
    """Tell whether the schema may admit a list or an object, for which style and explode matter."""
    if pointer is None or depth > _DEEPEST:
        return True
    schema, pointer = _schema(root, pointer)
    if schema is None:
        return True
    types = _types(schema)
    if types is not None:
        return bool(types & _STRUCTURED)
    if "enum" in schema and isinstance(schema["enum"], list):
        return any(isinstance(value, dict | list) for value in schema["enum"])
    for keyword in _COMBINED:
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches:
            several = [
                may_hold_several(root, f"{pointer}/{keyword}/{index}", depth=depth + 1)
                for index in range(len(branches))
            ]
            return all(several) if keyword == "allOf" else any(several)
    return True


def is_plain(root: JsonObject, pointer: str | None) -> bool:
    """Tell whether the schema admits single values only: no list, no object, no null."""
    if pointer is None:
        return False
    schema, _ = _schema(root, pointer)
    if schema is None or schema.get("nullable") is True:
        return False
    types = _types(schema)
    return types is not None and types <= _PLAIN


def list_items(root: JsonObject, pointer: str | None) -> str | None:
    """Return where the items' schema of a list stands that one single value satisfies.

    None when the schema is no list of that kind.
    """
    if pointer is None:
        return None
    schema, pointer = _schema(root, pointer)
    if schema is None or _types(schema) != {"array"} or not isinstance(schema.get("items"), dict):
        return None
    if schema.get("minItems", 0) > 1 or schema.get("maxItems", 1) < 1:
        return None
    known = {*_SAYS_NOTHING, "items", "minItems", "maxItems", "uniqueItems"}
    if any(key not in known and not key.startswith("x-") for key in schema):
        return None
    return f"{pointer}/items"


def _schema(root: JsonObject, pointer: str) -> tuple[Mapping[str, Any] | None, str]:
    try:
        return follow(root, follow_pointer(root, pointer), pointer)
    except (ShapeError, KeyError):
        return None, pointer


def _types(schema: Mapping[str, Any]) -> set[str] | None:
    types = schema.get("type")
    if isinstance(types, str):
        return {types}
    return {each for each in types if isinstance(each, str)} if isinstance(types, list) else None
