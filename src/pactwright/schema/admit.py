"""Whether a lowered schema admits a scalar value, without compiling the document around it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import jsonschema_rs

from pactwright.model.json import Json
from pactwright.schema.digest import digest, is_among
from pactwright.schema.node import Node
from pactwright.schema.shape import kind_of, kinds_of_types
from pactwright.schema.view import View

SCALAR_KEYWORDS: Final = frozenset(
    {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "format",
    }
)  # fmt: skip
_DEPTH: Final = 64


class NotScalar(Exception):  # noqa: N818  # an answer rather than a fault
    """The question needs more than a look at one scalar."""


def admits(view: View, node: Node, value: Json, depth: int = 0) -> bool:
    """Tell whether a schema admits a string, number, boolean or null.

    Raises NotScalar for objects and arrays, unknown keywords, and references without end.
    """
    if depth > _DEPTH or isinstance(value, dict | list) or "$unknown" in node:
        raise NotScalar
    if "type" in node and kind_of(value) not in kinds_of_types(node["type"]):
        return False
    if "enum" in node and not is_among(value, node["enum"]):
        return False
    if not _admits_bounds(node, value):
        return False
    return _admits_parts(view, node, value, depth + 1)


def _admits_parts(view: View, node: Node, value: Json, depth: int) -> bool:
    if "$ref" in node and not admits(view, view.follow(node["$ref"]), value, depth):
        return False
    if not all(admits(view, branch, value, depth) for branch in node.get("allOf", ())):
        return False
    if "anyOf" in node and not any(admits(view, one, value, depth) for one in node["anyOf"]):
        return False
    if "oneOf" in node and sum(admits(view, one, value, depth) for one in node["oneOf"]) != 1:
        return False
    return _admits_logic(view, node, value, depth)


def _admits_logic(view: View, node: Node, value: Json, depth: int) -> bool:
    if "not" in node and admits(view, node["not"], value, depth):
        return False
    if "if" in node:
        branch = "then" if admits(view, node["if"], value, depth) else "else"
        return branch not in node or admits(view, node[branch], value, depth)
    return True


def _admits_bounds(node: Node, value: Json) -> bool:
    if isinstance(value, bool) or value is None:
        return True
    bounds = {keyword: node[keyword] for keyword in SCALAR_KEYWORDS & node.keys()}
    return not bounds or bool(_validator(digest(bounds)).is_valid(value))


@lru_cache(maxsize=8192)
def _validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema.decode(), validate_formats=True)
