"""Bare JSON Schema, drafts 4 to 2020-12."""

from __future__ import annotations

from pactwright.document.shape import ShapeError
from pactwright.model.json import Json
from pactwright.schema.dialect import DIALECTS, Dialect

_DEFAULT: Dialect = "2020-12"
# What only older drafts have, for documents that name none.
_OLD_KEYS = {"definitions", "dependencies", "additionalItems"}
_KEYWORDS = {
    "$schema", "$id", "$ref", "$defs", "type", "properties", "items", "enum", "const", "allOf",
    "anyOf", "oneOf", "not", "required", "additionalProperties", "patternProperties", "format",
    "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "if",
    "title", "description", "definitions", "id", "propertyNames", "contains", "prefixItems",
    "dependentRequired", "dependentSchemas", "dependencies", "minProperties", "maxProperties",
    "multipleOf", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum", "default", "examples",
    "unevaluatedItems", "unevaluatedProperties", "additionalItems", "$anchor", "$dynamicRef",
}  # fmt: skip


def recognizes(root: Json) -> bool:
    """Tell whether the value may be a JSON Schema: a boolean, or an object with its keywords."""
    if isinstance(root, bool):
        return True
    return isinstance(root, dict) and (not root or bool(_KEYWORDS & root.keys()))


def dialect_of(root: Json) -> Dialect:
    """Return the draft that `$schema` names, 2020-12 when it names none.

    A document that has only keywords of old is draft 7. Raises `ShapeError` for a draft that
    nobody here knows.
    """
    if not isinstance(root, dict):
        return _DEFAULT
    named = root.get("$schema")
    if named is None:
        return "draft-07" if _OLD_KEYS & root.keys() and "$defs" not in root else _DEFAULT
    dialect = DIALECTS.get(named.removesuffix("#")) if isinstance(named, str) else None
    if dialect is None and isinstance(named, str):
        dialect = DIALECTS.get(named.removesuffix("#").replace("https://json-", "http://json-"))
    if dialect is None:
        known = ", ".join(DIALECTS)
        raise ShapeError("/$schema", f"{named!r} is no known dialect", hint=f"known: {known}")
    return dialect
