"""Lowering of a schema of any dialect to one plain 2020-12 form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, TypeGuard
from urllib.parse import quote, unquote

import jsonschema_rs

from pactwright.model.json import Json
from pactwright.schema.dialect import (
    ANNOTATIONS,
    ASSERTED_FORMATS,
    BOOLEAN_BOUNDS,
    INTEGER_FORMATS,
    LONELY_REFERENCE,
    TYPES,
    Dialect,
)
from pactwright.schema.digest import digest, plain_number, plain_value

Node: TypeAlias = dict[str, Any]
"""A lowered schema: always an object, `{}` for true and `{"not": {}}` for false.

Beside 2020-12 keywords it may hold `$unknown` (keywords nobody here knows, by name) and
`$known` (the values of an enumeration that may grow).
"""

REFERENCE_PREFIX: Final = "#/$defs/"


def _always(_raw: Mapping[str, Any]) -> bool:
    return True


def _unfollowed(_reference: str) -> str | None:
    return None


def _none(_raw: Mapping[str, Any]) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Lowering:
    """How one document's schemas are lowered.

    `reference` turns the text of a `$ref` into the name of its target, `dynamic` that of a
    `$dynamicRef` where it can be told; `travels` tells whether a
    property with this raw schema goes along (readOnly and writeOnly); `sends` is true on the side
    that sends, which then never holds a property that does not travel, while the reader ignores
    it; `growing` says which enumerations the reader takes more values for than are listed:
    those marked `x-extensible-enum`, or all; `origins` collects the pointer of every lowered
    node by identity.
    """

    dialect: Dialect = "2020-12"
    reference: Callable[[str], str] = str
    dynamic: Callable[[str], str | None] = _unfollowed
    travels: Callable[[Mapping[str, Any]], bool] = _always
    absent: Callable[[Mapping[str, Any]], frozenset[str]] = _none
    sends: bool = False
    growing: Literal["marked", "all"] | None = None
    origins: dict[int, str] = field(default_factory=dict)


def lower_schema(schema: Json, dialect: Dialect) -> Node:
    """Return the schema as plain 2020-12 JSON Schema, `$ref`s kept as they are."""
    return lower(schema, "", Lowering(dialect=dialect))


def reference_to(target: str) -> str:
    """Return the `$ref` text that names a target among the definitions of a lowered schema."""
    return REFERENCE_PREFIX + quote(target.replace("~", "~0").replace("/", "~1"), safe="~")


def target_of(reference: str) -> str:
    """Return the target that a lowered `$ref` names."""
    text = unquote(reference.removeprefix(REFERENCE_PREFIX))
    return text.replace("~1", "/").replace("~0", "~")


def lower(
    schema: Json, pointer: str, how: Lowering, *, absent: frozenset[str] = frozenset()
) -> Node:
    """Return the lowered schema that stands at `pointer`, and its children with it.

    `absent` are properties that, as a schema around this one says, do not travel.
    """
    if schema is True:
        node: Node = {}
    elif schema is False:
        node = {"not": {}}
    elif isinstance(schema, Mapping):
        node = _lower_object(schema, pointer, how, absent)
    else:
        node = {"$unknown": {"": schema}}
    how.origins[id(node)] = pointer
    return node


def _lower_object(
    raw: Mapping[str, Any], pointer: str, how: Lowering, absent: frozenset[str]
) -> Node:
    reference = raw.get("$ref")
    if isinstance(reference, str) and how.dialect in LONELY_REFERENCE:
        return {"$ref": how.reference(reference)}
    node: Node = {}
    if "properties" in raw or "allOf" in raw:
        absent |= how.absent(raw)
    place = _Place(raw, pointer, how, absent)
    for keyword, value in raw.items():
        if keyword in ANNOTATIONS or keyword.startswith("x-"):
            continue
        _KEYWORDS.get(keyword, _unknown)(node, keyword, value, place)
    _add_bounds_of_format(node, raw)
    if "enum" in node and _may_grow(raw, how):
        node["$known"] = node.pop("enum")
    if _nullable(raw, how.dialect):
        return _admit_null(node, pointer, how)
    return node


@dataclass(frozen=True, slots=True)
class _Place:
    raw: Mapping[str, Any]
    pointer: str
    how: Lowering
    absent: frozenset[str]

    def child(self, value: Json, *steps: str | int) -> Node:
        pointer = self.pointer
        for step in steps:
            pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
        inherited = self.absent if steps[0] == "allOf" else frozenset()
        return lower(value, pointer, self.how, absent=inherited)


def _unknown(node: Node, keyword: str, value: Json, _place: _Place) -> None:
    node.setdefault("$unknown", {})[keyword] = plain_value(value)


def _may_grow(raw: Mapping[str, Any], how: Lowering) -> bool:
    marked = raw.get("x-extensible-enum") not in (None, False)
    return how.growing == "all" or (how.growing == "marked" and marked)


def _nullable(raw: Mapping[str, Any], dialect: Dialect) -> bool:
    if dialect == "openapi-3.0":
        return raw.get("nullable") is True
    if dialect == "swagger-2.0":
        return raw.get("x-nullable") is True
    # left over by documents that moved to 3.1 by renaming their version only
    return dialect in {"openapi-3.1", "openapi-3.2"} and raw.get("nullable") is True


_COMPOSING: Final = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "$ref", "$unknown", "dependentSchemas"}
)


def _admit_null(node: Node, pointer: str, how: Lowering) -> Node:
    if not _COMPOSING & node.keys():
        if "type" in node:
            node["type"] = sorted({*node["type"], "null"})
        if "enum" in node and None not in node["enum"]:
            node["enum"].append(None)
        return node
    null: Node = {"type": ["null"]}
    how.origins[id(null)] = pointer
    if node.keys() == {"anyOf"}:
        node["anyOf"].append(null)
        return node
    how.origins[id(node)] = pointer
    return {"anyOf": [node, null]}


def _add_bounds_of_format(node: Node, raw: Mapping[str, Any]) -> None:
    name = raw.get("format")
    bounds = INTEGER_FORMATS.get(name) if isinstance(name, str) else None
    if bounds is None or not {"integer", "number"} & set(node.get("type", ["number"])):
        return
    node["minimum"] = max(bounds[0], node.get("minimum", bounds[0]))
    node["maximum"] = min(bounds[1], node.get("maximum", bounds[1]))


def _type(node: Node, keyword: str, value: Json, place: _Place) -> None:
    types = [value] if isinstance(value, str) else value
    if not isinstance(types, list) or not types or not all(name in TYPES for name in types):
        return _unknown(node, keyword, value, place)
    names = set(types)
    if "number" in names:
        names.discard("integer")
    node["type"] = sorted(names)
    return None


def _enum(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, list):
        return _unknown(node, keyword, value, place)
    values = {digest(item): item for item in map(plain_value, value)}
    node["enum"] = list(values.values())
    if not values:
        node.pop("enum")
        node["not"] = {}
    return None


def _const(node: Node, _keyword: str, value: Json, place: _Place) -> None:
    if "enum" in place.raw:
        node["allOf"] = [*node.get("allOf", []), {"enum": [plain_value(value)]}]
        place.how.origins[id(node["allOf"][-1])] = place.pointer
    else:
        node["enum"] = [plain_value(value)]


def _number(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _unknown(node, keyword, value, place)
    node[keyword] = plain_number(value)
    return None


def _multiple(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return _unknown(node, keyword, value, place)
    node[keyword] = plain_number(value)
    return None


def _bound(node: Node, keyword: str, value: Json, place: _Place) -> None:
    exclusive = "exclusive" + keyword.capitalize()
    if place.how.dialect in BOOLEAN_BOUNDS and place.raw.get(exclusive) is True:
        keyword = exclusive
    _number(node, keyword, value, place)


def _exclusive_bound(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, bool):
        _number(node, keyword, value, place)
    elif place.how.dialect not in BOOLEAN_BOUNDS:
        _unknown(node, keyword, value, place)


def _count(node: Node, keyword: str, value: Json, place: _Place) -> None:
    number = plain_number(value) if isinstance(value, float) else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        return _unknown(node, keyword, value, place)
    if number or keyword.startswith("max") or keyword == "minContains":
        node[keyword] = number
    return None


def _flag(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if value is True:
        node[keyword] = True
    elif value is not False:
        _unknown(node, keyword, value, place)


@lru_cache(maxsize=65536)
def is_pattern(pattern: str) -> bool:
    """Tell whether the validators can read the regular expression (ECMA-262)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True


def _pattern(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, str) or not is_pattern(value):
        return _unknown(node, keyword, value, place)
    node[keyword] = value
    return None


def _format(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, str):
        _unknown(node, keyword, value, place)
    elif value in ASSERTED_FORMATS:
        node[keyword] = value


def _schema(node: Node, keyword: str, value: Json, place: _Place) -> None:
    node[keyword] = place.child(value, keyword)


def _schemas(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, list) or not value:
        return _unknown(node, keyword, value, place)
    branches = [place.child(item, keyword, index) for index, item in enumerate(value)]
    if keyword == "allOf" or len(branches) == 1:
        node["allOf"] = [*node.get("allOf", []), *branches]
    else:
        node[keyword] = branches
    return None


def _prefix_items(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, list):
        return _unknown(node, keyword, value, place)
    if value:
        node["prefixItems"] = [place.child(item, keyword, i) for i, item in enumerate(value)]
    return None


def _items(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, list):
        _schema(node, keyword, value, place)
    elif place.how.dialect in {"2020-12", "openapi-3.1", "openapi-3.2"}:
        _unknown(node, keyword, value, place)
    else:
        _prefix_items(node, keyword, value, place)
        if "additionalItems" in place.raw:
            node["items"] = place.child(place.raw["additionalItems"], "additionalItems")


def _nothing(_node: Node, _keyword: str, _value: Json, place: _Place) -> None:
    """Read elsewhere, or without effect."""


def _properties(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, Mapping):
        return _unknown(node, keyword, value, place)
    properties: dict[str, Node] = {}
    for name, item in value.items():
        if isinstance(item, Mapping) and not place.how.travels(item):
            properties[name] = place.child(not place.how.sends, keyword, name)
        else:
            properties[name] = place.child(item, keyword, name)
    node[keyword] = properties
    return None


def _schema_map(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, Mapping):
        return _unknown(node, keyword, value, place)
    if keyword == "patternProperties" and not all(map(is_pattern, value)):
        return _unknown(node, keyword, value, place)
    node[keyword] = {name: place.child(item, keyword, name) for name, item in value.items()}
    return None


def _required(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if isinstance(value, bool) and place.how.dialect in LONELY_REFERENCE:
        return None  # draft 3's flag, left over in many documents; no later draft reads it
    if not _is_names(value):
        return _unknown(node, keyword, value, place)
    names = sorted(set(value) - place.absent)
    if names:
        node[keyword] = names
    return None


def _dependent_required(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, Mapping):
        return _unknown(node, keyword, value, place)
    rules = {name: sorted(set(names)) for name, names in value.items() if _is_names(names)}
    if len(rules) < len(value):
        return _unknown(node, keyword, value, place)
    rules = {name: names for name, names in rules.items() if names}
    if rules:
        node.setdefault("dependentRequired", {}).update(rules)
    return None


def _is_names(value: Json) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _dependencies(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if not isinstance(value, Mapping):
        return _unknown(node, keyword, value, place)
    for name, item in value.items():
        if _is_names(item):
            _dependent_required(node, keyword, {name: item}, place)
        else:
            schema = place.child(item, keyword, name)
            node.setdefault("dependentSchemas", {})[name] = schema
    return None


def _dynamic_reference(node: Node, keyword: str, value: Json, place: _Place) -> None:
    name = place.how.dynamic(value) if isinstance(value, str) else None
    if name is None or "$ref" in place.raw:
        _unknown(node, keyword, value, place)
    else:
        node["$ref"] = name


def _reference(node: Node, keyword: str, value: Json, place: _Place) -> None:
    if isinstance(value, str):
        node["$ref"] = place.how.reference(value)
    else:
        _unknown(node, keyword, value, place)


_KEYWORDS: Final[dict[str, Callable[[Node, str, Json, _Place], None]]] = {
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
