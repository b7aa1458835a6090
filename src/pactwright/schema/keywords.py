"""The lowering of each keyword."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, TypeAlias, TypeGuard

import jsonschema_rs

from pactwright.model.json import Json
from pactwright.schema.dialect import (
    ASSERTED_FORMATS,
    BOOLEAN_BOUNDS,
    LONELY_REFERENCE,
    TYPES,
    WITHOUT_EFFECT,
    Dialect,
)
from pactwright.schema.digest import digest, plain_number, plain_value
from pactwright.schema.lowering import Place
from pactwright.schema.node import Node


def keep_unknown(node: Node, keyword: str, value: Json, _place: Place) -> None:
    """Put a keyword aside that nobody here knows, or that is not what it should be."""
    node.setdefault("$unknown", {})[keyword] = plain_value(value)


def _type(node: Node, keyword: str, value: Json, place: Place) -> None:
    types = [value] if isinstance(value, str) else value
    if not isinstance(types, list) or not types or not all(name in TYPES for name in types):
        return keep_unknown(node, keyword, value, place)
    names = set(types)
    if "number" in names:
        names.discard("integer")
    node["type"] = sorted(names)
    return None


def _enum(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, list):
        return keep_unknown(node, keyword, value, place)
    values = {digest(item): item for item in map(plain_value, value)}
    node["enum"] = list(values.values())
    if not values:
        node.pop("enum")
        node["not"] = {}
    return None


def _const(node: Node, _keyword: str, value: Json, place: Place) -> None:
    if "enum" in place.raw:
        node["allOf"] = [*node.get("allOf", []), {"enum": [plain_value(value)]}]
        place.how.origins[id(node["allOf"][-1])] = place.pointer
    else:
        node["enum"] = [plain_value(value)]


def _number(node: Node, keyword: str, value: Json, place: Place) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return keep_unknown(node, keyword, value, place)
    node[keyword] = plain_number(value)
    return None


def _multiple(node: Node, keyword: str, value: Json, place: Place) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return keep_unknown(node, keyword, value, place)
    node[keyword] = plain_number(value)
    return None


def _bound(node: Node, keyword: str, value: Json, place: Place) -> None:
    exclusive = "exclusive" + keyword.capitalize()
    if place.how.dialect in BOOLEAN_BOUNDS and place.raw.get(exclusive) is True:
        keyword = exclusive
    _number(node, keyword, value, place)


def _exclusive_bound(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, bool):
        _number(node, keyword, value, place)
    elif place.how.dialect not in BOOLEAN_BOUNDS:
        keep_unknown(node, keyword, value, place)


def _count(node: Node, keyword: str, value: Json, place: Place) -> None:
    number = plain_number(value) if isinstance(value, float) else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        return keep_unknown(node, keyword, value, place)
    if number or keyword.startswith("max") or keyword == "minContains":
        node[keyword] = number
    return None


def _flag(node: Node, keyword: str, value: Json, place: Place) -> None:
    if value is True:
        node[keyword] = True
    elif value is not False:
        keep_unknown(node, keyword, value, place)


@lru_cache(maxsize=65536)
def is_pattern(pattern: str) -> bool:
    """Tell whether the validators can read the regular expression (ECMA-262)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True


def _pattern(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, str) or not is_pattern(value):
        return keep_unknown(node, keyword, value, place)
    node[keyword] = value
    return None


def _format(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, str):
        keep_unknown(node, keyword, value, place)
    elif value in ASSERTED_FORMATS:
        node[keyword] = value


def _schema(node: Node, keyword: str, value: Json, place: Place) -> None:
    node[keyword] = place.child(value, keyword)


def _schemas(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, list) or not value:
        return keep_unknown(node, keyword, value, place)
    branches = [place.child(item, keyword, index) for index, item in enumerate(value)]
    if keyword == "allOf" or len(branches) == 1:
        node["allOf"] = [*node.get("allOf", []), *branches]
    else:
        node[keyword] = branches
    return None


def _prefix_items(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, list):
        return keep_unknown(node, keyword, value, place)
    if value:
        node["prefixItems"] = [place.child(item, keyword, i) for i, item in enumerate(value)]
    return None


def _items(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, list):
        _schema(node, keyword, value, place)
    elif place.how.dialect in {"2020-12", "openapi-3.1", "openapi-3.2"}:
        keep_unknown(node, keyword, value, place)
    else:
        _prefix_items(node, keyword, value, place)
        if "additionalItems" in place.raw:
            node["items"] = place.child(place.raw["additionalItems"], "additionalItems")


def _nothing(_node: Node, _keyword: str, _value: Json, place: Place) -> None:
    """Read elsewhere, or without effect."""


def _properties(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, Mapping):
        return keep_unknown(node, keyword, value, place)
    properties: dict[str, Node] = {}
    for name, item in value.items():
        if isinstance(item, Mapping) and not place.how.travels(item):
            properties[name] = place.child(not place.how.sends, keyword, name)
        else:
            properties[name] = place.child(item, keyword, name)
    node[keyword] = properties
    return None


def _schema_map(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, Mapping):
        return keep_unknown(node, keyword, value, place)
    if keyword == "patternProperties" and not all(map(is_pattern, value)):
        return keep_unknown(node, keyword, value, place)
    node[keyword] = {name: place.child(item, keyword, name) for name, item in value.items()}
    return None


def _required(node: Node, keyword: str, value: Json, place: Place) -> None:
    if isinstance(value, bool) and place.how.dialect in LONELY_REFERENCE:
        return None  # draft 3's flag, left over in many documents; no later draft reads it
    if not _is_names(value):
        return keep_unknown(node, keyword, value, place)
    names = sorted(set(value) - place.absent)
    if names:
        node[keyword] = names
    return None


def _dependent_required(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, Mapping):
        return keep_unknown(node, keyword, value, place)
    rules = {name: sorted(set(names)) for name, names in value.items() if _is_names(names)}
    if len(rules) < len(value):
        return keep_unknown(node, keyword, value, place)
    rules = {name: names for name, names in rules.items() if names}
    if rules:
        node.setdefault("dependentRequired", {}).update(rules)
    return None


def _is_names(value: Json) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _dependencies(node: Node, keyword: str, value: Json, place: Place) -> None:
    if not isinstance(value, Mapping):
        return keep_unknown(node, keyword, value, place)
    for name, item in value.items():
        if _is_names(item):
            _dependent_required(node, keyword, {name: item}, place)
        else:
            schema = place.child(item, keyword, name)
            node.setdefault("dependentSchemas", {})[name] = schema
    return None


def _dynamic_reference(node: Node, keyword: str, value: Json, place: Place) -> None:
    name = place.how.dynamic(value) if isinstance(value, str) else None
    if name is None or "$ref" in place.raw:
        keep_unknown(node, keyword, value, place)
    else:
        node["$ref"] = name


def _reference(node: Node, keyword: str, value: Json, place: Place) -> None:
    if isinstance(value, str):
        node["$ref"] = place.how.reference(value)
    else:
        keep_unknown(node, keyword, value, place)


Rule: TypeAlias = Callable[[Node, str, Json, Place], None]
"""Puts what a keyword says into a lowered schema."""

_KEYWORDS: Final[dict[str, Rule]] = {
    "$ref": _reference,
    "$dynamicRef": _dynamic_reference,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _exclusive_bound,
    "exclusiveMaximum": _exclusive_bound,
    "multipleOf": _multiple,
    **dict.fromkeys(
        [
            "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
            "minContains", "maxContains",
        ],
        _count,
    ),
    "pattern": _pattern,
    "format": _format,
    "uniqueItems": _flag,
    "prefixItems": _prefix_items,
    "items": _items,
    "additionalItems": _nothing,
    "properties": _properties,
    "patternProperties": _schema_map,
    "dependentSchemas": _schema_map,
    "dependentRequired": _dependent_required,
    "dependencies": _dependencies,
    "required": _required,
    **dict.fromkeys(
        [
            "not", "if", "then", "else", "contains", "additionalProperties", "propertyNames",
            "unevaluatedProperties", "unevaluatedItems",
        ],
        _schema,
    ),
    "allOf": _schemas,
    "anyOf": _schemas,
    "oneOf": _schemas,
}  # fmt: skip


VALUES: Final[dict[str, tuple[type | tuple[type, ...], str]]] = {
    "$ref": (str, "a string"),
    "type": ((str, list), "the name of a type, or a list of such names"),
    **dict.fromkeys(["enum", "required", "prefixItems"], (list, "a list")),
    **dict.fromkeys(["allOf", "anyOf", "oneOf"], (list, "a list of schemas")),
    **dict.fromkeys(
        ["properties", "patternProperties", "dependentSchemas", "dependentRequired"],
        (Mapping, "an object"),
    ),
    **dict.fromkeys(["pattern", "format"], (str, "a string")),
    **dict.fromkeys(
        [
            "minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
            "minProperties", "maxProperties",
        ],
        ((int, float, Decimal), "a number"),
    ),
}  # fmt: skip
"""What type a keyword's value has in every dialect, and the words for it."""


@cache
def keywords_of(dialect: Dialect) -> dict[str, Rule]:
    """Return the lowering of each keyword that a dialect has or passes over."""
    return _KEYWORDS | dict.fromkeys(WITHOUT_EFFECT.get(dialect, ()), _nothing)
