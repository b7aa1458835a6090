"""Bare JSON Schema, drafts 4 to 2020-12."""

from __future__ import annotations

from pactwright.document.shape import ShapeError
from pactwright.model.json import Json
from pactwright.schema.dialect import DIALECTS, Dialect
from pactwright.schema.digest import quick_text

_DEFAULT: Dialect = "2020-12"
# What only older drafts have, for documents that name none.
_OLD_KEYS = {"definitions", "dependencies", "additionalItems"}
_VALUES = {"enum", "const", "default", "examples"}
_LISTED = b'"items":['
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

    A document that has keywords of old, lists of `items` too, is draft 7. Raises `ShapeError` for
    a draft that nobody here knows.
    """
    if not isinstance(root, dict):
        return _DEFAULT
    named = root.get("$schema")
    if named is None:
        return "draft-07" if _is_old(root) else _DEFAULT
    dialect = DIALECTS.get(named.removesuffix("#")) if isinstance(named, str) else None
    if dialect is None and isinstance(named, str):
        dialect = DIALECTS.get(named.removesuffix("#").replace("https://json-", "http://json-"))
    if dialect is None:
        known = ", ".join(DIALECTS)
        raise ShapeError("/$schema", f"{named!r} is no known dialect", hint=f"known: {known}")
    return dialect


def _is_old(root: dict[str, Json]) -> bool:
    if "$defs" in root:
        return False
    if _OLD_KEYS & root.keys():
        return True
    return _LISTED in quick_text(root) and _lists_items(root)


def _lists_items(root: Json) -> bool:
    """Tell whether `items` is a list anywhere in the schemas, as in drafts up to 2019-09."""
    waiting = [root]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            if isinstance(here.get("items"), list):
                return True
            waiting.extend(value for key, value in here.items() if key not in _VALUES)
        elif isinstance(here, list):
            waiting.extend(here)
    return False
