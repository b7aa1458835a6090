"""The proof of inclusion: pairs of schemas, settled together as a greatest fixed point."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import partial

from pactwright.schema import canonical
from pactwright.schema.case import Case, Pair, Side
from pactwright.schema.cases import TooManyCases, declare_others, split_cases
from pactwright.schema.close import Closing
from pactwright.schema.disjoint import are_apart
from pactwright.schema.lower import Node
from pactwright.schema.rules import RULES, TRIVIAL
from pactwright.schema.sameness import Sameness
from pactwright.schema.shape import Conjunction, take_apart, without_references
from pactwright.schema.view import View


@dataclass(slots=True)
class Budget:
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
        self.kept: dict[bytes, Node] = {}
        self.sameness = Sameness(smaller, larger)
        self.forward = Side(smaller, larger, Closing(smaller) if closed else None)
        self._turned = Side(larger, smaller, None)
        self._pairs: dict[tuple[object, ...], Pair] = {}
        self._fresh: list[Pair] = []
        self._stale: deque[Pair] = deque()
        self._is_stale: set[int] = set()
        self._disjoint: dict[tuple[int, int], bool] = {}
        self._unfolded: dict[int, Node | None] = {}

    def turned(self) -> Side:
        """Return the sides exchanged, for questions under a negation: pure containment."""
        return self._turned

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
        conjunction = Conjunction(nodes, conjunction.chosen)
        key = (*conjunction.key, id(larger), flipped)
        found = self._pairs.get(key)
        if found is None:
            found = self._pairs[key] = Pair(conjunction, larger, flipped)
            self._fresh.append(found)
        return found

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
        splits = split_cases(side.smaller, pair.smaller)
        closing = side.closing is not None
        splits = declare_others(
            side.smaller, splits, self.kept, closing=closing, apart=partial(self._apart, side)
        )
        wanted = take_apart(side.larger, Conjunction((pair.larger,)))
        proven = True
        for split in splits:
            case = Case(self, side, pair, split)
            if case.values == []:
                continue
            for node in wanted.nodes:
                proven &= self._keeps(case, node)
        if pair.failures and self._covered(pair, side):
            pair.failures.clear()
            pair.edges.clear()
            return True
        return proven

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

    def _covered(self, pair: Pair, side: Side) -> bool:
        """Ask the library about the whole pair, references followed, where it is small."""
        self.budget.spend(8)
        smaller = canonical.unfold(side.smaller, pair.smaller.nodes, closing=side.closing)
        if smaller is None or pair.smaller.chosen:
            return False
        larger = self._unfold_larger(pair.larger, side)
        return larger is not None and canonical.covers(larger, smaller)

    def _unfold_larger(self, node: Node, side: Side) -> Node | None:
        key = id(node)
        if key not in self._unfolded:
            self._unfolded[key] = canonical.unfold(side.larger, (node,), closing=None)
        return self._unfolded[key]

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
