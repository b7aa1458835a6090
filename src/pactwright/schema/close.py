"""Schemas of a sender who sends what its contract declares only."""

from __future__ import annotations

from typing import Any, Final

from pactwright.schema.lower import Node
from pactwright.schema.view import View

DECLARING: Final = frozenset(
    {"properties", "patternProperties", "additionalProperties", "required"}
)
_IN_PLACE_LISTS: Final = ("allOf", "anyOf", "oneOf")
_VALUE_MAPS: Final = ("properties", "patternProperties")
_VALUE_SCHEMAS: Final = ("items", "additionalProperties", "unevaluatedItems")


class Closing:
    """Closes the objects of a view at every place where a value stands.

    An object that declares properties and leaves `additionalProperties` out gets
    `unevaluatedProperties: false`; one that declares nothing stays free.
    """

    def __init__(self, view: View, origins: dict[int, str] | None = None) -> None:
        """Make it for a view; `origins` collects where the closed schemas come from."""
        self._view = view
        self._origins = origins
        # each with the schema it came from, which keeps that one's identity taken
        self._values: dict[int, tuple[Node, Node]] = {}
        self._parts: dict[int, tuple[Node, Node]] = {}

    def value(self, node: Node) -> Node:
        """Return the closed form of a schema that stands where a value stands."""
        found = self._values.get(id(node))
        if found is None:
            found = self._values[id(node)] = (node, self._close(node))
            self._trace(*found)
        return found[1]

    def part(self, node: Node) -> Node:
        """Return a schema used in place, with the values below it closed."""
        found = self._parts.get(id(node))
        if found is None:
            found = self._parts[id(node)] = (node, self._close_below(node))
            self._trace(*found)
        return found[1]

    def _trace(self, node: Node, closed: Node) -> None:
        if self._origins is not None:
            self._origins[id(closed)] = self._view.pointer(node)

    def _close(self, node: Node) -> Node:
        part = self.part(node)
        declared = self._declares(node)
        if not declared and not self._branch_declares(node):
            return part
        part = part if declared else self._free_branches(node, part)
        missing = self._required_only(node)
        if missing:
            part = {"allOf": [part], "properties": {name: {} for name in sorted(missing)}}
        if "unevaluatedProperties" in part:
            return part
        return {**part, "unevaluatedProperties": {"not": {}}}

    def _close_below(self, node: Node) -> Node:
        closed: dict[str, Any] = dict(node)
        for keyword in _VALUE_MAPS:
            if keyword in node:
                closed[keyword] = {name: self.value(one) for name, one in node[keyword].items()}
        for keyword in _VALUE_SCHEMAS:
            if keyword in node:
                closed[keyword] = self.value(node[keyword])
        if "prefixItems" in node:
            closed["prefixItems"] = [self.value(one) for one in node["prefixItems"]]
        for keyword in _IN_PLACE_LISTS:
            if keyword in node:
                closed[keyword] = [self.part(one) for one in node[keyword]]
        return closed

    def _conjuncts(self, node: Node) -> list[Node]:
        """Return the schemas in place, unions left alone."""
        found: list[Node] = []
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            found.append(here)
            waiting.extend(here.get("allOf", ()))
            if "$ref" in here:
                waiting.append(self._view.follow(here["$ref"]))
        return found

    def _declares(self, node: Node) -> bool:
        return any(not DECLARING.isdisjoint(one) for one in self._conjuncts(node))

    def _branch_declares(self, node: Node, depth: int = 0) -> bool:
        if depth > 8:  # noqa: PLR2004  # unions in unions in unions: leave them open
            return False
        return any(
            self._declares(branch) or self._branch_declares(branch, depth + 1)
            for one in self._conjuncts(node)
            for keyword in ("anyOf", "oneOf")
            for branch in one.get(keyword, ())
        )

    def _free_branches(self, node: Node, part: Node) -> Node:
        """Leave the branches open that declare nothing, where the schema around declares nothing."""
        if "$ref" in node and part.keys() == {"$ref"}:
            target = self._view.follow(node["$ref"])
            return self._free_branches(target, self.part(target))
        freed = dict(part)
        for keyword in ("anyOf", "oneOf"):
            if keyword in node:
                freed[keyword] = [
                    self._free(branch, closed)
                    for branch, closed in zip(node[keyword], part[keyword], strict=True)
                ]
        return freed

    def _free(self, branch: Node, closed: Node) -> Node:
        if self._declares(branch):
            return closed
        if self._branch_declares(branch):
            return self._free_branches(branch, closed)
        return {"allOf": [closed], "additionalProperties": {}}

    def _required_only(self, node: Node) -> set[str]:
        required: set[str] = set()
        declared: set[str] = set()
        for one in self._conjuncts(node):
            required.update(one.get("required", ()))
            declared.update(one.get("properties", ()))
        return required - declared


class ClosedView(View):
    """A view that takes declared properties only, wherever a value stands."""

    def __init__(self, view: View) -> None:
        """Make it of a view that is as the document says."""
        super().__init__(view.document, sends=view.sends)
        self._open = view
        self._closing = Closing(view, self.origins)

    def node(self, pointer: str) -> Node:
        """Return the schema at a pointer for use in place, the values below it closed."""
        return self._closing.part(self._open.node(pointer))

    def value(self, pointer: str) -> Node:
        """Return the closed schema at a pointer where a value stands."""
        return self._closing.value(self._open.node(pointer))
