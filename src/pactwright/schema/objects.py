"""Which schemas a property of an object has to satisfy, and which names can occur at all."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import jsonschema_rs
from msgspec import Struct

from pactwright.schema.node import Node
from pactwright.schema.shape import Shape

DECLARING: Final = frozenset(
    {"properties", "patternProperties", "additionalProperties", "required"}
)
"""Keywords by which an object schema declares what it holds."""

_NEVER: Final[Node] = {"not": {}}
_BRANCHING: Final = frozenset(
    {
        "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "additionalProperties",
        "patternProperties", "not",
    }
)  # fmt: skip
_UNFOLLOWED: Final = frozenset({"$dynamicRef", "$recursiveRef"})
_OPEN_ENDED: Final = frozenset({"additionalProperties", "if", "then", "else", "dependentSchemas"})


@lru_cache(maxsize=4096)
def _searcher(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def matches(pattern: str, name: str) -> bool:
    """Tell whether a regular expression finds something in the name, as the validators do."""
    return bool(_searcher(pattern).is_valid(name))


class Members(Struct):
    """The properties of one case of an object schema.

    `names` are declared or required; `closed` tells that no further name can occur.
    """

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    nodes: list[Node]
    closed: bool

    def at(self, name: str) -> tuple[Node, ...] | None:
        """Return the schemas that a property's value satisfies, or None when it cannot occur."""
        found: list[Node] = []
        declared = False
        for node in self.nodes:
            own = _own(node, name)
            declared |= bool(own)
            found.extend(own or _rest(node))
        if declared:
            return tuple(found)
        if name in self.names or not self.closed:
            return (*found, *self._unevaluated())
        return None

    def _unevaluated(self) -> list[Node]:
        """Return the schemas of names that nothing in place looks at, where that is plain.

        Of two that differ, the inner one may have looked at what the outer one then passes over.
        """
        if any(not _BRANCHING.isdisjoint(node) or looks_anywhere(node) for node in self.nodes):
            return []
        found = [
            node["unevaluatedProperties"] for node in self.nodes if "unevaluatedProperties" in node
        ]
        return found if all(one == found[0] for one in found) else []

    def rest(self) -> tuple[Node, ...] | None:
        """Return the schemas for a name that nobody declares, or None when there is none."""
        if self.closed:
            return None
        rest = [schema for node in self.nodes for schema in _rest(node)]
        return (*rest, *self._unevaluated())

    def under(self, pattern: str) -> tuple[Node, ...]:
        """Return the schemas for names that match this pattern and nothing else declared."""
        found: list[Node] = []
        for node in self.nodes:
            patterns = node.get("patternProperties", {})
            found.extend([patterns[pattern]] if pattern in patterns else ())
        return tuple(found)


def _own(node: Node, name: str) -> list[Node]:
    found = []
    properties = node.get("properties")
    if properties and name in properties:
        found.append(properties[name])
    for pattern, schema in node.get("patternProperties", {}).items():
        if matches(pattern, name):
            found.append(schema)
    return found


def _rest(node: Node) -> list[Node]:
    return [node["additionalProperties"]] if "additionalProperties" in node else []


def read_members(shape: Shape, *, closing: bool) -> Members:
    """Return what a case says of its properties.

    With `closing` the sender sends what it declares only: an object that declares properties,
    and does not say `additionalProperties`, holds no others.
    """
    names: dict[str, None] = {}
    patterns: dict[str, None] = {}
    closed = closing and declares(shape)
    for node in shape.nodes:
        names.update(dict.fromkeys(node.get("properties", ())))
        names.update(dict.fromkeys(node.get("required", ())))
        patterns.update(dict.fromkeys(node.get("patternProperties", ())))
        closed |= node.get("unevaluatedProperties") == {"not": {}}
    closed = closed and not is_open_ended(shape)
    return Members(tuple(names), tuple(patterns), shape.nodes, closed)


def declares(shape: Shape) -> bool:
    """Tell whether the schemas in place declare any property."""
    return any(not DECLARING.isdisjoint(node) for node in shape.nodes)


def is_open_ended(shape: Shape) -> bool:
    """Tell whether the schemas in place look at names that cannot be listed."""
    return any(
        not _OPEN_ENDED.isdisjoint(node)
        or node.get("unevaluatedProperties", _NEVER) != _NEVER
        or looks_anywhere(node)
        for node in shape.nodes
    )


def looks_anywhere(node: Node) -> bool:
    """Tell whether a schema refers to another that is not known, which may look at any name."""
    return "$unknown" in node and not _UNFOLLOWED.isdisjoint(node["$unknown"])
