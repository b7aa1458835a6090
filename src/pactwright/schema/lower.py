"""Lowering of a schema of any dialect to one plain 2020-12 form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pactwright.model.json import Json
from pactwright.schema.dialect import ANNOTATIONS, INTEGER_FORMATS, LONELY_REFERENCE, Dialect
from pactwright.schema.digest import quick_text
from pactwright.schema.keywords import VALUES, keep_unknown, keywords_of
from pactwright.schema.lowering import Lowering, Place, escape_step
from pactwright.schema.node import Node


def lower_schema(schema: Json, dialect: Dialect) -> Node:
    """Return the schema as plain 2020-12 JSON Schema, `$ref`s kept as they are."""
    return lower(schema, "", Lowering(dialect=dialect))


def lower(schema: Json, pointer: str, how: Lowering, absent: frozenset[str] = frozenset()) -> Node:
    """Return the lowered schema that stands at `pointer`, and its children with it.

    `absent` are properties that, as a schema around this one says, do not travel.
    """
    if type(schema) is dict or isinstance(schema, Mapping):
        if how.kept is None:
            node = _lower_object(schema, pointer, how, absent)
        else:
            key = (pointer, quick_text(schema))
            kept = how.kept.get(key)
            if kept is not None:
                return kept
            node = how.kept[key] = _lower_object(schema, pointer, how, absent)
    elif schema is True:
        node = {}
    elif schema is False:
        node = {"not": {}}
    else:
        node = {"$unknown": {"": schema}}
        how.misfits[pointer] = ("a schema", schema)
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
    place = Place(raw, pointer, how, absent, lower)
    rules = keywords_of(how.dialect)
    for keyword, value in raw.items():
        rule = rules.get(keyword)
        if rule is not None:
            rule(node, keyword, value, place)
        elif keyword not in ANNOTATIONS and not keyword.startswith("x-"):
            keep_unknown(node, keyword, value, place)
    if "$unknown" in node:
        how.misfits.update(_misfits(node["$unknown"], pointer))
    if "format" in raw:
        _add_bounds_of_format(node, raw)
    if how.growing is not None and "enum" in node and _may_grow(raw, how):
        node["$known"] = node.pop("enum")
    if ("nullable" in raw or "x-nullable" in raw) and _nullable(raw, how.dialect):
        return _admit_null(node, pointer, how)
    return node


def _misfits(unknown: Mapping[str, Json], pointer: str) -> Iterator[tuple[str, tuple[str, Json]]]:
    """Yield the keywords whose value is of the wrong type, where and what it should be."""
    for keyword, value in unknown.items():
        types, words = VALUES.get(keyword, (object, ""))
        if not isinstance(value, types):
            yield f"{pointer}/{escape_step(keyword)}", (words, value)


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
        if how.dialect == "swagger-2.0" and "enum" in node and None not in node["enum"]:
            node["enum"].append(None)  # elsewhere a list means what it says (OpenAPI 3.0.3)
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
