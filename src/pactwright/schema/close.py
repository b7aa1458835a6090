"""Schemas of a sender who sends what its contract declares only."""

from __future__ import annotations

from typing import Any, Final

from pactwright.schema.node import Node
from pactwright.schema.objects import DECLARING
from pactwright.schema.view import View

_IN_PLACE_LISTS: Final = ("allOf", "anyOf", "oneOf")
_VALUE_MAPS: Final = ("properties", "patternProperties")
_VALUE_SCHEMAS: Final = (
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
)


class Closing:
    """Closes the objects of a view at every place where a value stands.

    An object that declares properties and leaves `additionalProperties` out gets
    `unevaluatedProperties: false`; one that declares nothing stays free.
    """

    def __init__(self, view: View, origins: dict[int, str] | None = None) -> None:
        """Make it for a view; `origins` collects where the closed schemas come from."""
        self._view = view
        self._origins = origins
        self._open: set[int] = set()
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
            self._open.add(id(node))
            found = self._parts[id(node)] = (node, self._close_below(node))
            self._open.discard(id(node))
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
        missing = self._required_only(node)
        part = self._settle_branches(node, part, declared=declared, known=missing)
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

    def _settle_branches(self, node: Node, part: Node, *, declared: bool, known: set[str]) -> Node:
        """Return the schema with its branches made ready for `unevaluatedProperties` beside them.

        A branch that declares nothing, in a schema that declares nothing, stays free; what it
        requires without declaring counts as declared.
        """
        if part.keys() == {"$ref"}:
            target = self._view.follow(node["$ref"])
            if id(target) in self._open:  # a schema that holds itself: its branches stay strict
                return part
            ready = self._settle_branches(target, self.part(target), declared=declared, known=known)
            return part if ready is self.part(target) else ready
        settled = part
        for keyword in ("anyOf", "oneOf"):
            if keyword in node:
                branches = [
                    self._settle(branch, closed, declared=declared, known=known)
                    for branch, closed in zip(node[keyword], part[keyword], strict=True)
                ]
                if any(a is not b for a, b in zip(branches, part[keyword], strict=True)):
                    settled = {**settled, keyword: branches}
        return settled

    def _settle(self, branch: Node, closed: Node, *, declared: bool, known: set[str]) -> Node:
        declared = declared or self._declares(branch)
        if not declared and not self._branch_declares(branch):
            return {"allOf": [closed], "additionalProperties": {}}
        missing = self._required_only(branch) - known
        settled = self._settle_branches(branch, closed, declared=declared, known=known | missing)
        if missing:
            return {"allOf": [settled], "properties": {name: {} for name in sorted(missing)}}
        return settled

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
