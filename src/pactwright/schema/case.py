"""One case of the smaller side, with what the rules ask of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS, NotScalar, admits
from pactwright.schema.lower import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.pair import Edge, Failure, Pair, Step
from pactwright.schema.shape import Conjunction, Shape, make_node

if TYPE_CHECKING:
    from pactwright.schema.prove import Prover, Side


class Case:
    """A choice of branches of the smaller side: what values of it look like, seen by a rule."""

    def __init__(
        self,
        prover: Prover,
        side: Side,
        pair: Pair,
        conjunction: Conjunction,
        shape: Shape,
        others: list[Shape],
    ) -> None:
        """Make it for one pair; `others` are the shapes of the other cases."""
        self.prover = prover
        self.side = side
        self.pair = pair
        self.conjunction = conjunction
        self.shape = shape
        self._others = others

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of values there are, those of an enumeration counted."""
        return self.shape.kinds

    @cached_property
    def values(self) -> list[Json] | None:
        """The only values there are, or None when they are not few."""
        values = self.shape.values
        if values is None:
            if not self.kinds <= {"null", "boolean"}:
                return None
            every: list[tuple[str, Json]] = [("null", None), ("boolean", True), ("boolean", False)]
            values = [value for kind, value in every if kind in self.kinds]
        return [value for value in values if self._is_member(value)]

    def _is_member(self, value: Json) -> bool:
        try:
            return all(admits(self.side.smaller, node, value) for node in self.conjunction.nodes)
        except NotScalar:
            return True

    @cached_property
    def members(self) -> Members:
        """What the case says of properties."""
        return read_members(
            self.shape, self.prover.kept, closing=self.side.closing is not None, others=self._others
        )

    def scalar(self, kind: str) -> Node:
        """Return the case's numbers or strings as one self-contained schema."""
        keywords = SCALAR_KEYWORDS
        parts = [
            {keyword: node[keyword] for keyword in keywords & node.keys()}
            for node in self.shape.nodes
            if keywords & node.keys()
        ]
        type_name = "number" if kind == "fraction" else kind
        whole: dict[str, Any] = {"type": type_name}
        if parts:
            whole["allOf"] = parts
        return whole

    def least(self, keyword: str) -> int:
        """Return the strictest lower count of the case, 0 without one."""
        return max(self.shape.every(keyword), default=0)

    def most(self, keyword: str) -> int | None:
        """Return the strictest upper count of the case, None without one."""
        return min(self.shape.every(keyword), default=None)

    def required(self) -> set[str]:
        """Return the names that every object of the case holds."""
        return set().union(*self.shape.every("required"))

    def item(self, index: int) -> tuple[Node, ...]:
        """Return the schemas of the item at an index."""
        found: list[Node] = []
        for node in self.shape.nodes:
            prefix = node.get("prefixItems", ())
            if index < len(prefix):
                found.append(prefix[index])
            elif "items" in node:
                found.append(node["items"])
        return tuple(found)

    def prefix_length(self) -> int:
        """Return from which index on all items have the same schemas."""
        return max((len(prefix) for prefix in self.shape.every("prefixItems")), default=0)

    def has(self, keyword: str, node: Node) -> bool:
        """Tell whether the case itself holds the same keyword with the same meaning."""
        return any(
            self.prover.sameness.same_part(own, node[keyword]) for own in self.shape.every(keyword)
        )

    def needs(self, nodes: tuple[Node, ...], larger: Node, step: Step) -> None:
        """Make the pair depend on another one, whatever else holds."""
        if not larger:
            return
        pair = self.prover.pair(Conjunction(nodes), larger, self.side)
        pair.must_parents.append(self.pair)
        self.pair.edges.append(Edge(step, pair, self, must=True))

    def may_use(
        self, conjunction: Conjunction, larger: Node, step: Step, within: tuple[str, Node]
    ) -> bool:
        """Tell whether another pair holds so far; the answer is asked again when it falls."""
        pair = self.prover.pair(conjunction, larger, self.side)
        pair.any_parents.append(self.pair)
        self.pair.edges.append(Edge(step, pair, self, must=False, within=within))
        return pair.holds

    def node(self, text: dict[str, Any]) -> Node:
        """Return a synthetic schema, one object for equal texts."""
        return make_node(text, self.prover.kept)

    def fail(self, keyword: str, node: Node, *detail: Any) -> bool:
        """Record that the rule of a keyword does not hold."""
        self.pair.failures.append(Failure(keyword, node, self, detail))
        return False
