"""A response's schema for a consumer who lists only the fields that it reads."""

from __future__ import annotations

from typing import Any, Final

from pactwright.conformance.discriminator import Discriminators
from pactwright.schema.node import Node
from pactwright.schema.shape import kind_of
from pactwright.schema.view import View

_DROPPED: Final = frozenset({"required", "minProperties", "dependentRequired"})
_LISTS: Final = ("allOf", "anyOf", "prefixItems")
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
_PLAIN: Final = frozenset({"null", "boolean", "integer", "number", "string"})
_OF_FIELDS: Final = _DROPPED | {
    "properties", "patternProperties", "additionalProperties", "unevaluatedProperties",
    "maxProperties", "propertyNames", "dependentSchemas",
}  # fmt: skip
_SCALAR: Final = frozenset({*_PLAIN, "fraction"})
_GROWING: Final = frozenset({"required", "minProperties", "type", "anyOf", "allOf", "properties"})
_LONGEST_CHAIN: Final = 8
_SCHEMAS: Final = (
    "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains",
    "then", "else",
)  # fmt: skip


class Relaxing:
    """Takes out of lowered schemas what asks for fields, wherever a value stands.

    A value of the relaxed schema is what is left of some value of the schema when fields are
    taken away from it: so nothing is required but a discriminator's property, `oneOf` may hold
    for several of its branches where these hold fields, and a negation that speaks of fields says
    nothing, unless what it forbids stays true whatever fields come back. `if` is left as it is.
    """

    def __init__(self, view: View) -> None:
        """Make it for a view, whose origins learn where the relaxed schemas come from."""
        self._view = view
        self._origins = view.origins
        self._discriminators = Discriminators(view)
        self._made: dict[int, tuple[Node, Node]] = {}

    def relax(self, node: Node) -> Node:
        """Return the relaxed form of a lowered schema."""
        found = self._made.get(id(node))
        if found is None:
            found = self._made[id(node)] = (node, self._relax(node))
            if (origin := self._origins.get(id(node))) is not None:
                self._origins[id(found[1])] = origin
        return found[1]

    def _relax(self, node: Node) -> Node:
        relaxed: dict[str, Any] = {key: value for key, value in node.items() if key not in _DROPPED}
        for key in _MAPS:
            if key in node:
                relaxed[key] = {name: self.relax(one) for name, one in node[key].items()}
        for key in _LISTS:
            if key in node:
                relaxed[key] = [self.relax(one) for one in node[key]]
        for key in _SCHEMAS:
            if key in node:
                relaxed[key] = self.relax(node[key])
        if "not" in node and _speaks_of_fields(node["not"]) and not _only_grows(node["not"]):
            del relaxed["not"]
        if "oneOf" in node:
            self._relax_one_of(node["oneOf"], relaxed)
        if "anyOf" in relaxed:
            origin = self._origins.get(id(node))
            tagged = origin and self._discriminators.tag(node, origin, relaxed["anyOf"])
            relaxed["anyOf"] = tagged or relaxed["anyOf"]
        return relaxed

    def _relax_one_of(self, branches: list[Node], relaxed: dict[str, Any]) -> None:
        del relaxed["oneOf"]
        made = [self.relax(one) for one in branches]
        _merge_branches(relaxed, made)
        if sum(map(_is_plain, map(self._named, branches))) > 1:
            relaxed["allOf"] = [*relaxed.get("allOf", ()), _only_one(made)]

    def _named(self, node: Node) -> Node:
        """Return what a branch that is another name stands for."""
        for _ in range(_LONGEST_CHAIN):
            if "$ref" not in node:
                break
            node = self._view.follow(node["$ref"])
        return node


def _is_plain(node: Node) -> bool:
    """Tell whether values without fields or items are among those that a schema names."""
    return bool(_PLAIN.intersection(node.get("type", ()))) or "enum" in node


def _only_one(branches: list[Node]) -> Node:
    """Return a schema by which a value that nothing can be taken from fits one branch only."""
    several = {"type": sorted(_PLAIN), "anyOf": branches}
    return {"if": several, "then": {"oneOf": branches}}


def _merge_branches(relaxed: dict[str, Any], branches: list[Node]) -> None:
    if "anyOf" in relaxed:
        relaxed["allOf"] = [*relaxed.get("allOf", ()), {"anyOf": branches}]
    else:
        relaxed["anyOf"] = branches


def _only_grows(node: Any) -> bool:  # noqa: ANN401 - any part of a schema
    """Tell whether what a schema takes it still takes when fields are added."""
    if not isinstance(node, dict) or not _GROWING.issuperset(node):
        return False
    parts = [*node.get("anyOf", ()), *node.get("allOf", ())]
    members: dict[str, Any] = node.get("properties", {})
    return (
        members.keys() <= set(node.get("required", ()))
        and all(map(_only_grows, parts))
        and all(map(_is_of_one_piece, members.values()))
    )


def _is_of_one_piece(node: Any) -> bool:  # noqa: ANN401 - any part of a schema
    """Tell whether a schema takes no object or list, of which something may be missing."""
    if not isinstance(node, dict):
        return False
    kinds = node.get("type") or [kind_of(value) for value in node.get("enum", ({},))]
    return bool(kinds) and _SCALAR.issuperset(kinds)


def _speaks_of_fields(node: Any) -> bool:  # noqa: ANN401 - any part of a schema
    if isinstance(node, dict):
        return not _OF_FIELDS.isdisjoint(node) or any(map(_speaks_of_fields, node.values()))
    return isinstance(node, list) and any(map(_speaks_of_fields, node))
