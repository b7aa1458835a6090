"""The proof of inclusion: pairs of schemas, settled together as a greatest fixed point."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Final

from msgspec import Struct

from pactwright.model.json import Json
from pactwright.schema import canonical
from pactwright.schema.branches import Branches, names_looked_at, read_branches
from pactwright.schema.case import Case, Pair, Side
from pactwright.schema.cases import Beside, Split, TooManyCases, split_cases
from pactwright.schema.close import Closing
from pactwright.schema.disjoint import Part, are_apart, parts_of
from pactwright.schema.language import Effort
from pactwright.schema.member import is_member
from pactwright.schema.node import Node
from pactwright.schema.rules import RULES, TRIVIAL
from pactwright.schema.sameness import Sameness
from pactwright.schema.shape import Conjunction, Shape, take_apart, without_references
from pactwright.schema.view import View

_STEPS: Final = 200_000
"""Steps that may go into names and their patterns, half a second or so."""

_DEFINITE: Final = frozenset(
    {
        "type", "enum", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
        "minProperties", "$unknown",
    }
)  # fmt: skip
"""Keywords that, failing in a schema of one case, hardly ever hold for another reason."""


class Budget(Struct):
    """Work units left for a whole run; a unit is about ten microseconds."""

    left: int = 400_000

    def spend(self, units: int) -> bool:
        """Take units and tell whether there were any."""
        self.left -= units
        return self.left > 0


class Prover:
    """Proves inclusions between the schemas of a sender and those of a reader."""

    def __init__(self, smaller: View, larger: View, *, closed: bool, budget: Budget) -> None:
        """Make it for two views; `closed` lets the smaller side hold declared properties only."""
        self.budget = budget
        self.effort = Effort(_STEPS)
        self.kept: dict[bytes, Node] = {}
        self.sameness = Sameness(smaller, larger)
        self.forward = Side(smaller, larger, Closing(smaller) if closed else None)
        self._turned = Side(larger, smaller, None)
        self._pairs: dict[tuple[object, ...], Pair] = {}
        self._fresh: list[Pair] = []
        self._stale: deque[Pair] = deque()
        self._is_stale: set[int] = set()
        self._alike: dict[bytes, tuple[tuple[Node, ...], Node]] = {}
        self._branches: dict[tuple[int, int], Branches] = {}
        self._parts: dict[tuple[int, int], list[Part]] = {}
        self._disjoint: dict[tuple[int, int], bool] = {}

    def turned(self) -> Side:
        """Return the sides exchanged, for questions under a negation: pure containment."""
        return self._turned

    def branches(self, view: View, branches: list[Node]) -> Branches:
        """Return a union's branches, indexed once."""
        key = (id(view), id(branches))
        found = self._branches.get(key)
        if found is None:
            found = self._branches[key] = read_branches(view, branches)
        return found

    def parts(self, view: View, node: Node) -> list[Part]:
        """Return a schema's cases for the question of disjointness. Raises TooManyCases."""
        key = (id(view), id(node))
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = parts_of(view, (node,))
        return found

    def spend(self, units: int) -> None:
        """Take work units from the budget of the run."""
        self.budget.spend(units)

    def ask(self, smaller: Node, larger: Node) -> Pair:
        """Return the pair of two schemas, settled."""
        pair = self.start(smaller, larger)
        self.settle()
        return pair

    def start(self, smaller: Node, larger: Node) -> Pair:
        """Return the pair of two schemas, to be settled with others."""
        return self.pair(Conjunction((smaller,)), larger, self.forward)

    def pair(self, conjunction: Conjunction, larger: Node, side: Side) -> Pair:
        """Return the one pair for a question, to be settled later."""
        flipped = side is not self.forward
        larger = without_references(side.larger, larger)
        nodes = tuple(without_references(side.smaller, node) for node in conjunction.nodes)
        if len(nodes) == 1 and not flipped:
            nodes, larger = self._representative(nodes, larger)
        conjunction = Conjunction(nodes, conjunction.chosen)
        key = (*conjunction.key, id(larger), flipped)
        found = self._pairs.get(key)
        if found is None:
            found = self._pairs[key] = Pair(conjunction, larger, flipped)
            self._fresh.append(found)
        return found

    def _representative(
        self, nodes: tuple[Node, ...], larger: Node
    ) -> tuple[tuple[Node, ...], Node]:
        """Return one pair of schemas for all that are written alike on both sides.

        They differ in what they refer to only, so there is nothing to tell of their places.
        """
        text = self.forward.smaller.digest(nodes[0])
        if text != self.forward.larger.digest(larger):
            return nodes, larger
        return self._alike.setdefault(text, (nodes, larger))

    def same(self, side: Side, one: Node, other: Node) -> bool:
        """Tell whether two schemas are equal with all they refer to; synthetic ones are welcome."""
        if side is self.forward:
            return self.sameness.same(one, other)
        return self.sameness.same(other, one)

    def settle(self) -> None:
        """Answer every open question."""
        while self._fresh or self._stale:
            if self._fresh:
                self._evaluate(self._fresh.pop())
            else:
                pair = self._stale.popleft()
                self._is_stale.discard(id(pair))
                self._evaluate(pair)

    def _evaluate(self, pair: Pair) -> None:
        pair.edges.clear()
        pair.failures.clear()
        pair.reasons.clear()
        if not self.budget.spend(4):
            pair.reasons.append("the budget of the run is spent")
            self._drop(pair)
            return
        side = self._turned if pair.flipped else self.forward
        if self._is_equal(pair, side):
            pair.equal = True
            return
        try:
            holds = self._holds(pair, side)
        except TooManyCases:
            _collect(pair)
            pair.cases.clear()
            pair.reasons.append("more combinations of branches than are looked at")
            holds = False
        holds = holds and all(edge.pair.holds for edge in pair.edges if edge.must)
        if not holds:
            self._drop(pair)

    def _is_equal(self, pair: Pair, side: Side) -> bool:
        return not pair.larger or any(
            self.same(side, node, pair.larger) for node in pair.smaller.nodes
        )

    def _holds(self, pair: Pair, side: Side) -> bool:
        """Try the cases that were not tried, and those whose grounds have fallen since."""
        wanted = take_apart(side.larger, Conjunction((pair.larger,)))
        proven = True
        for case in pair.cases or self._open_cases(pair, side, wanted):
            if case.is_open:
                case.reopen()
                case.proven = self._keeps_all(case, wanted)
            proven &= case.proven is True
        _collect(pair)
        definite = len(pair.cases) == 1 and all(one.keyword in _DEFINITE for one in pair.failures)
        if not any(case.asked for case in pair.cases):
            pair.cases.clear()  # nobody asks again
        if pair.failures and not definite and self._covered(pair, side):
            pair.failures.clear()
            pair.edges.clear()
            return True
        return proven

    def _open_cases(self, pair: Pair, side: Side, wanted: Shape) -> Iterator[Case]:
        splits = split_cases(side.smaller, pair.smaller)
        self.spend(len(splits))
        looks = names_looked_at(wanted)  # the branches of its unions are asked one by one
        beside = self._beside(side, splits)
        for split in splits:
            case = Case(self, side, pair, _extended(side.smaller, split, beside, looks), beside)
            pair.cases.append(case)
            yield case

    def _keeps_all(self, case: Case, wanted: Shape) -> bool:
        if case.values is not None and self._takes_each(case, case.values):
            return True
        proven = True
        for node in wanted.nodes:
            proven &= self._keeps(case, node)
        return proven

    def _takes_each(self, case: Case, values: list[Json]) -> bool:
        """Tell whether the larger side is known to admit each of a case's few values."""
        self.spend(len(values))
        view, larger = case.side.larger, case.pair.larger
        return all(is_member(view, larger, value) for value in values)

    def _beside(self, side: Side, splits: list[Split]) -> Beside | None:
        """Return what cases may hold of each other, None where no object is closed."""
        closes = side.closing is not None or any(
            any(split.shape.every("unevaluatedProperties")) for split in splits
        )
        if len(splits) < 2 or not closes:  # noqa: PLR2004  # others there must be
            return None
        return Beside(side.smaller, splits, self.kept, partial(self._apart, side))

    def _apart(self, side: Side, one: Node, other: Node) -> bool:
        """Tell whether two schemas of the smaller side admit no value together."""
        key = (id(one), id(other))
        found = self._disjoint.get(key)
        if found is None:
            found = are_apart(side.smaller, one, other)
            self._disjoint[key] = self._disjoint[key[::-1]] = found
        return found

    def _keeps(self, case: Case, node: Node) -> bool:
        proven = True
        for keyword in node:
            if keyword not in TRIVIAL:
                proven &= RULES[keyword](case, node)
        return proven

    def _covered(self, pair: Pair, side: Side, *, most: int = canonical.QUICK) -> bool:
        """Ask the library about the whole pair, references followed, where it is small."""
        self.spend(8)
        if pair.smaller.chosen:
            return False
        nodes = pair.smaller.nodes
        smaller = canonical.unfold(side.smaller, nodes, closing=side.closing, most=most)
        if smaller is None:
            return False
        larger = canonical.unfold(side.larger, (pair.larger,), closing=None, most=most)
        return larger is not None and canonical.covers(larger, smaller)

    def proves_late(self, pair: Pair) -> bool:
        """Tell whether the library proves a pair that nothing else decides, however long it takes.

        The pair stays fallen for those that needed it.
        """
        self.spend(2000)
        if self.budget.left <= 0:
            return False
        side = self._turned if pair.flipped else self.forward
        return self._covered(pair, side, most=canonical.PATIENT)

    def _drop(self, pair: Pair) -> None:
        """Let a pair fall, and all that need it."""
        falling = [pair]
        while falling:
            fallen = falling.pop()
            if not fallen.holds:
                continue
            fallen.holds = False
            falling.extend(fallen.must_parents)
            for parent in fallen.any_parents:
                if id(parent) not in self._is_stale:
                    self._is_stale.add(id(parent))
                    self._stale.append(parent)


def _collect(pair: Pair) -> None:
    """Gather from its cases what the rules left of a pair."""
    for case in pair.cases:
        pair.edges.extend(case.edges)
        pair.failures.extend(case.failures)
        pair.reasons.extend(case.reasons)


def _extended(
    view: View, split: Split, beside: Beside | None, names: frozenset[str] | None
) -> Split:
    if beside is None:
        return split
    conjunction = beside.extend(split, split.conjunction, names)
    if conjunction is split.conjunction:
        return split
    return Split(
        conjunction,
        take_apart(view, conjunction),
        split.index,
        shared=split.shared,
        alone=split.alone,
        plain=split,
    )
