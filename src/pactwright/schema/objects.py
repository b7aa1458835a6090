"""Which schemas a property of an object has to satisfy, and which names can occur at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from pactwright.schema.lower import Node
from pactwright.schema.shape import Shape, make_node

_DECLARING = ("properties", "patternProperties", "additionalProperties", "required")
_CONDITIONAL = frozenset({"if", "then", "else", "dependentSchemas"})


@lru_cache(maxsize=4096)
def _searcher(pattern: str) -> Any:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def matches(pattern: str, name: str) -> bool:
    """Tell whether a regular expression finds something in the name, as the validators do."""
    return bool(_searcher(pattern).is_valid(name))


@dataclass(slots=True)
class Members:
    """The properties of one case of an object schema.

    `names` are declared or required; `others` are schemas for names that only another branch of
    a union declares; `closed` tells that no further name can occur.
    """

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    nodes: list[Node]
    others: dict[str, list[Node]]
    closed: bool
    kept: dict[bytes, Node]

    def at(self, name: str) -> tuple[Node, ...] | None:
        """Return the schemas that a property's value satisfies, or None when it cannot occur."""
        found: list[Node] = []
        declared = False
        for node in self.nodes:
            own = _own(node, name)
            declared |= bool(own)
            found.extend(own or _rest(node))
        if declared or name in self.names or not self.closed:
            return tuple(found)
        if name in self.others:
            branches = self.others[name]
            either = {"anyOf": branches}
            found.append(branches[0] if len(branches) == 1 else make_node(either, self.kept))
            return tuple(found)
        return None

    def rest(self) -> tuple[Node, ...] | None:
        """Return the schemas for a name that nobody declares, or None when there is none."""
        if self.closed:
            return None
        return tuple(schema for node in self.nodes for schema in _rest(node))

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


def read_members(
    shape: Shape, kept: dict[bytes, Node], *, closing: bool, others: Iterable[Shape] = ()
) -> Members:
    """Return what a case says of its properties.

    With `closing` the sender sends what it declares only: an object that declares properties,
    and does not say `additionalProperties`, holds no others, save those that other branches of
    its unions (`others`) declare.
    """
    names: dict[str, None] = {}
    patterns: dict[str, None] = {}
    closed = False
    open_ended = False
    for node in shape.nodes:
        names.update(dict.fromkeys(node.get("properties", ())))
        names.update(dict.fromkeys(node.get("required", ())))
        patterns.update(dict.fromkeys(node.get("patternProperties", ())))
        open_ended |= "additionalProperties" in node or not _CONDITIONAL.isdisjoint(node)
        closed |= node.get("unevaluatedProperties") == {"not": {}}
    declares = any(keyword in node for node in shape.nodes for keyword in _DECLARING)
    closed = (closed or (closing and declares)) and not open_ended
    extra: dict[str, list[Node]] = {}
    if closed:
        for other in others:
            open_ended |= _collect(other, extra)
    return Members(
        tuple(names), tuple(patterns), shape.nodes, extra, closed and not open_ended, kept
    )


def _collect(other: Shape, extra: dict[str, list[Node]]) -> bool:
    open_ended = False
    for node in other.nodes:
        for name, schema in node.get("properties", {}).items():
            known = extra.setdefault(name, [])
            if all(schema is not one for one in known):
                known.append(schema)
        for name in node.get("required", ()):
            extra.setdefault(name, [{}])
        open_ended |= "additionalProperties" in node or "patternProperties" in node
    return open_ended
