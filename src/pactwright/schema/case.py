"""The questions of a proof: pairs of schemas, their cases, and what these depend on."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, field

from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS
from pactwright.schema.branches import Branches
from pactwright.schema.cases import Beside, Split
from pactwright.schema.close import Closing
from pactwright.schema.disjoint import Part
from pactwright.schema.language import Effort
from pactwright.schema.member import is_member
from pactwright.schema.node import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.sameness import Sameness
from pactwright.schema.shape import Conjunction, make_node
from pactwright.schema.view import View

Step: TypeAlias = tuple[str, str | int]
"""How a value leads to the next.

`("property", name)`, `("pattern", names' pattern)`, `("rest", 0)` for a name nobody declares,
`("name", pattern)` for a property's name, `("item", index)`; and for the same value
`("branch", index)` and `("in place", 0)`.
"""

IN_PLACE: Step = ("in place", 0)


class Failure(Struct, eq=False):
    """A keyword of the larger side that the smaller side is not proven to keep.

    `detail` tells more where the rule knows it: missing names, refused values.
    """

    keyword: str
    node: Node
    case: Case
    detail: tuple[Any, ...] = ()


class Edge(Struct, eq=False):
    """A pair that another needs, with the case in which it does.

    `must` tells that nothing else will do; otherwise `within` is the keyword, and the schema it
    stands in, for which one of several pairs is enough.
    """

    step: Step
    pair: Pair
    case: Case
    must: bool
    within: tuple[str, Node] | None = None


class Pair(Struct, eq=False):
    """The question whether a conjunction of one side is included in a schema of the other.

    `flipped` asks it the other way round, as pure containment. `holds` starts as assumed and only
    ever falls: what stands when nothing falls any more is the greatest fixed point, and
    does not depend on the order of visits. `edges`, `failures` and `reasons` are those of its
    `cases`, which stay for as long as a pair that they build on may fall.
    """

    smaller: Conjunction
    larger: Node
    flipped: bool = False
    holds: bool = True
    equal: bool = False
    edges: list[Edge] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    must_parents: list[Pair] = field(default_factory=list)
    any_parents: list[Pair] = field(default_factory=list)


class Side(Struct):
    """Which view is the smaller and which the larger, and how the smaller one is closed."""

    smaller: View
    larger: View
    closing: Closing | None


class Questions(Protocol):
    """Where a rule asks further questions: the proof as a whole.

    `effort` is what searches for names may take yet.
    """

    effort: Effort
    kept: dict[bytes, Node]
    sameness: Sameness

    def pair(self, conjunction: Conjunction, larger: Node, side: Side) -> Pair:
        """Return the one pair for a question."""
        ...

    def same(self, side: Side, one: Node, other: Node) -> bool:
        """Tell whether two schemas are equal with all they refer to."""
        ...

    def branches(self, view: View, branches: list[Node]) -> Branches:
        """Return a union's branches, indexed once."""
        ...

    def parts(self, view: View, node: Node) -> list[Part]:
        """Return a schema's cases for the question of disjointness, made once."""
        ...

    def spend(self, units: int) -> None:
        """Take work units from the budget of the run."""
        ...

    def turned(self) -> Side:
        """Return the sides exchanged, for pure containment the other way round."""
        ...


class Case:
    """A choice of branches of the smaller side: what values of it look like, seen by a rule.

    `edges`, `failures` and `reasons` are what the rules left of it, `asked` the pairs of which
    they heard that they hold.
    """

    def __init__(
        self,
        prover: Questions,
        side: Side,
        pair: Pair,
        split: Split,
        beside: Beside | None,
    ) -> None:
        """Make it for one pair; `beside` knows what other cases declare."""
        self.prover = prover
        self.side = side
        self.pair = pair
        self.conjunction = split.conjunction
        self.shape = split.shape
        self.index = split.index
        self.proven: bool | None = None
        self.edges: list[Edge] = []
        self.failures: list[Failure] = []
        self.reasons: list[str] = []
        self.asked: list[Pair] = []
        self._split = split.plain or split
        self._beside = beside

    @property
    def is_open(self) -> bool:
        """Tell whether the rules have to look at it, for the first time or once more."""
        return self.proven is None or any(not pair.holds for pair in self.asked)

    def reopen(self) -> None:
        """Forget what the rules left of it."""
        self.proven = None
        for left in (self.edges, self.failures, self.reasons, self.asked):
            left.clear()

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
        view = self.side.smaller
        return all(is_member(view, node, value) is not False for node in self.conjunction.nodes)

    @cached_property
    def members(self) -> Members:
        """What the case says of properties."""
        return read_members(self.shape, closing=self.side.closing is not None)

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

    def is_at(self, pointer: str) -> bool:
        """Tell whether one of the case's schemas stands at this pointer of its own document."""
        return pointer in self.pointers

    @cached_property
    def pointers(self) -> frozenset[str]:
        """Where the case's schemas stand in their own document."""
        view = self.side.smaller
        known = (node for node in self.conjunction.nodes if id(node) in view.origins)
        return frozenset(view.pointer(node) for node in known)

    def has(self, keyword: str, node: Node) -> bool:
        """Tell whether the case itself holds the same keyword with the same meaning."""
        return any(
            self.prover.sameness.same_part(own, node[keyword]) for own in self.shape.every(keyword)
        )

    def needs(self, nodes: tuple[Node, ...], larger: Node, step: Step) -> None:
        """Make the pair depend on another one, whatever else holds."""
        if not larger or any(self.prover.same(self.side, node, larger) for node in nodes):
            return
        pair = self.prover.pair(Conjunction(nodes), larger, self.side)
        pair.must_parents.append(self.pair)
        self.edges.append(Edge(step, pair, self, must=True))

    def may_use(
        self, conjunction: Conjunction, larger: Node, step: Step, within: tuple[str, Node]
    ) -> bool:
        """Tell whether another pair holds so far; the answer is asked again when it falls."""
        pair = self.prover.pair(conjunction, larger, self.side)
        self.edges.append(Edge(step, pair, self, must=False, within=within))
        return self._builds_on(pair)

    def takes_turned(self, theirs: tuple[Node, ...], own: Node) -> bool:
        """Tell whether schemas of the larger side are together included in one of the smaller side.

        It is asked as pure containment; where the sides are turned already, it stays open.
        """
        if self.pair.flipped:
            return False
        return self._builds_on(self.prover.pair(Conjunction(theirs), own, self.prover.turned()))

    def _builds_on(self, pair: Pair) -> bool:
        pair.any_parents.append(self.pair)
        if pair.holds:
            self.asked.append(pair)
        return pair.holds

    def with_others(self, conjunction: Conjunction, names: frozenset[str] | None) -> Conjunction:
        """Return the case's conjunction with what other cases declare under these names."""
        if self._beside is None:
            return conjunction
        return self._beside.extend(self._split, conjunction, names)

    def node(self, text: dict[str, Any]) -> Node:
        """Return a synthetic schema, one object for equal texts."""
        return make_node(text, self.prover.kept)

    def fail(self, keyword: str, node: Node, *detail: Json) -> bool:
        """Record that the rule of a keyword does not hold."""
        self.failures.append(Failure(keyword, node, self, detail))
        return False
