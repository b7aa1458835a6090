"""Schemas of a sender who sends what its contract declares only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pactwright.schema.node import Node
from pactwright.schema.objects import DECLARING
from pactwright.schema.overlap import ITEMS, NONE, Overlap, conjuncts_of, find_overlap
from pactwright.schema.view import View

_IN_PLACE_LISTS: Final = ("allOf", "anyOf", "oneOf")
_VALUE_SCHEMAS: Final = (
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
)


class Closing:
    """Closes the objects of a view at every place where a value stands.

    An object that declares properties and leaves `additionalProperties` out gets
    `unevaluatedProperties: false`; one that declares nothing stays free. A member of which
    several schemas in place speak is closed once, for all that they declare together.
    """

    def __init__(self, view: View, origins: dict[int, str] | None = None) -> None:
        """Make it for a view; `origins` collects where the closed schemas come from."""
        self._view = view
        self._origins = origins
        self._open: set[int] = set()
        # each with the schema it came from, which keeps that one's identity taken
        self._values: dict[int, tuple[Node, Node]] = {}
        self._parts: dict[int, tuple[Node, Node]] = {}
        self._joints: dict[tuple[int, ...], Node] = {}
        self._now: set[int] = set()
        self._kept: list[Node] = []  # their identities are known to `origins`

    def value(self, node: Node) -> Node:
        """Return the closed form of a schema that stands where a value stands."""
        found = self._values.get(id(node))
        if found is None:
            if id(node) in self._now:  # an object that holds itself stays open further down
                return self.part(node)
            self._now.add(id(node))
            found = self._values[id(node)] = (node, self._close(node))
            self._now.discard(id(node))
            self._trace(*found)
        return found[1]

    def part(self, node: Node) -> Node:
        """Return a schema used in place, with the values below it closed."""
        found = self._parts.get(id(node))
        if found is None:
            self._open.add(id(node))
            found = self._parts[id(node)] = (node, self._close_below(node, self.part))
            self._open.discard(id(node))
            self._trace(*found)
        return found[1]

    def _trace(self, node: Node, closed: Node) -> None:
        if self._origins is not None:
            self._origins[id(closed)] = self._view.pointer(node)

    def _close(self, node: Node) -> Node:
        overlap = find_overlap(self._view, node)
        if overlap:
            node = self._named(node)
        part = self._joined(node, overlap) if overlap else self.part(node)
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

    def _close_below(
        self, node: Node, in_place: Callable[[Node], Node], overlap: Overlap = NONE
    ) -> Node:
        closed: dict[str, Any] = dict(node)
        if "properties" in node:
            closed["properties"] = {
                name: self._member(name, one, overlap) for name, one in node["properties"].items()
            }
        if "items" in node:
            closed["items"] = self._member(ITEMS, node["items"], overlap)
        if "patternProperties" in node:
            closed["patternProperties"] = {
                name: self.value(one) for name, one in node["patternProperties"].items()
            }
        for keyword in _VALUE_SCHEMAS:
            if keyword in node:
                closed[keyword] = self.value(node[keyword])
        if "prefixItems" in node:
            closed["prefixItems"] = [self.value(one) for one in node["prefixItems"]]
        for keyword in _IN_PLACE_LISTS:
            if keyword in node:
                closed[keyword] = [in_place(one) for one in node[keyword]]
        return closed

    def _member(self, name: str, node: Node, overlap: Overlap) -> Node:
        if name in overlap.joint:
            return {}
        return self.part(node) if name in overlap.open else self.value(node)

    def _named(self, node: Node) -> Node:
        """Return what a schema that is only another name stands for."""
        seen: set[int] = set()
        while node.keys() == {"$ref"} and id(node) not in seen:
            seen.add(id(node))
            node = self._view.follow(node["$ref"])
        return node

    def _joined(self, node: Node, overlap: Overlap) -> Node:
        """Return a schema in place, each member that several schemas speak of closed once."""
        part = self._apart(node, overlap, frozenset({id(node)}))
        joined = {name: self._joint(schemas) for name, schemas in overlap.joint.items()}
        items = joined.pop(ITEMS, None)
        if joined:
            part["properties"] = {**part.get("properties", {}), **joined}
        return part if items is None else {**part, "items": items}

    def _joint(self, schemas: list[Node]) -> Node:
        joint = self._joints.setdefault(tuple(map(id, schemas)), {"allOf": schemas})
        self._view.origins[id(joint)] = self._view.pointer(schemas[0])
        return self.value(joint)

    def _apart(self, node: Node, overlap: Overlap, above: frozenset[int]) -> Node:
        """Return a schema in place without what it says of joint members."""
        left: dict[str, Any] = self._close_below(
            node, lambda one: self._apart(one, overlap, above), overlap
        )
        if "$ref" in node:
            target = self._view.follow(node["$ref"])
            if id(target) not in above:
                del left["$ref"]
                inlined = self._apart(target, overlap, above | {id(target)})
                left["allOf"] = [*left.get("allOf", ()), inlined]
        self._kept.append(left)
        self._trace(node, left)
        return left

    def _declares(self, node: Node) -> bool:
        return any(not DECLARING.isdisjoint(one) for one in conjuncts_of(self._view, node))

    def _branch_declares(self, node: Node, depth: int = 0) -> bool:
        if depth > 8:  # noqa: PLR2004  # unions in unions in unions: leave them open
            return False
        return any(
            self._declares(branch) or self._branch_declares(branch, depth + 1)
            for one in conjuncts_of(self._view, node)
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
        overlap = find_overlap(self._view, branch)
        if overlap and closed is self.part(branch):
            branch = self._named(branch)
            closed = self._joined(branch, overlap)
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
        for one in conjuncts_of(self._view, node):
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
