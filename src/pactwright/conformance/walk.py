"""Whether what a document sends is all that a consumer takes: the two schemas walked side by side.

The consumer's schema is small and plain, so most questions are settled at a glance, place by
place; what is not is left to the prover.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeAlias

from pactwright.model.json import Json
from pactwright.schema import canonical
from pactwright.schema.admit import SCALAR_KEYWORDS, NotScalar, admits
from pactwright.schema.cases import Split
from pactwright.schema.digest import digest
from pactwright.schema.make import Maker, Wish
from pactwright.schema.node import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.shape import Conjunction, Shape, kinds_of_types
from pactwright.schema.view import View

_MOST: Final = 2
_DEEPEST: Final = 40
_WALKED: Final = frozenset(
    {
        "type", "enum", "properties", "required", "additionalProperties", "items", "prefixItems",
        "minItems", "maxItems", "minProperties", "allOf", "pattern", "format", "minLength",
    }
)  # fmt: skip


Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the sender may send and the reader may refuse.

    What is (or is not) at `at` is the reason; `pointer` is where the document speaks of it.
    `literal` tells that the reader takes one value only there.
    """

    value: Json
    at: Steps
    pointer: str
    literal: bool = False


@dataclass(slots=True)
class Outcome:
    """What a walk came to; `open` tells that something could not be settled.

    `most` is the number of candidates that anybody will look at.
    """

    candidates: list[Candidate] = field(default_factory=list)
    open: bool = False
    most: int = _MOST

    @property
    def enough(self) -> bool:
        """Whether there are as many candidates as anybody will look at.

        That the reader takes one value only is the least of reasons, and others are looked for.
        """
        literals = sum(one.literal for one in self.candidates)
        return literals >= 4 * self.most or len(self.candidates) - literals >= self.most

    def add(
        self, values: Iterable[Json], at: Steps, pointer: str, *, literal: bool = False
    ) -> None:
        """Add values that break at one place; none at all leaves the question open."""
        found = [Candidate(value, at, pointer, literal) for value in values]
        self.candidates += found
        self.open |= not found

    def best(self) -> list[Candidate]:
        """Return the best candidates, literals last."""
        return sorted(self.candidates, key=lambda one: one.literal)[: self.most]

    @property
    def holds(self) -> bool:
        """Whether nothing stands against the inclusion."""
        return not self.candidates and not self.open


class Walker:
    """Walks schemas of one sender's view; what it learns of them serves every question."""

    def __init__(self, view: View, most: int = _MOST) -> None:
        """Make it for the lowered schemas of a sender that sends declared properties only.

        It stops at `most` candidates.
        """
        self._view = view
        self._most = most
        self.maker = Maker(view, closing=True)
        self._scalars: dict[tuple[bytes, bytes], bool] = {}

    def walk(self, smaller: Node, larger: Node) -> Outcome:
        """Return whether the larger schema, a consumer's, takes all that the smaller one sends."""
        return self._nodes((smaller,), larger, 0)

    def _nodes(self, nodes: tuple[Node, ...], larger: Node, depth: int) -> Outcome:
        if not larger:
            return Outcome()
        if not _WALKED.issuperset(larger) or depth > _DEEPEST:
            return Outcome(open=True)
        # What differs here is shown by less than what differs below.
        cases = sorted(self.maker.cases(Conjunction(nodes)), key=_holds_more)
        found = Outcome(open=not cases, most=self._most)
        for case in cases:
            if not found.enough:
                self._case(case.conjunction, case.shape, larger, found, depth)
        for part in larger.get("allOf", ()):
            inner = self._nodes(nodes, part, depth + 1)
            found.candidates += inner.candidates
            found.open |= inner.open
        return found

    def _case(
        self, case: Conjunction, shape: Shape, larger: Node, found: Outcome, depth: int
    ) -> None:
        if shape.values is not None:
            self._values(case, shape, larger, found)
            return
        kinds = shape.kinds
        if "enum" in larger:
            self._against_values(case, shape, larger, found)
            return
        if "type" in larger:
            strange = kinds - kinds_of_types(larger["type"])
            if strange:
                members = self.maker.members(case, shape, kinds=strange)
                found.add(islice(members, 2), (), self._pointer(case))
            kinds -= strange
        if "object" in kinds:
            self._object(shape, larger, found, depth)
        if "array" in kinds:
            self._array(shape, larger, found, depth)
        for kind in sorted(kinds & {"string", "integer", "fraction"}):
            self._scalar(case, shape, kind, (larger, found))

    def _pointer(self, of: Conjunction | Shape) -> str:
        return self._pointer_of(tuple(of.nodes)) or ""

    def _pointer_of(self, nodes: tuple[Node, ...] | None) -> str | None:
        found = (self._view.pointer(node) for node in nodes or ())
        return next((pointer for pointer in found if pointer), None)

    def _values(self, case: Conjunction, shape: Shape, larger: Node, found: Outcome) -> None:
        for value in self.maker.members(case, shape):
            try:
                taken = admits(self._view, larger, value)
            except NotScalar:
                found.open = True
                continue
            if not taken:
                found.add([value], (), self._pointer(case), literal=_is_literal(larger))

    def _against_values(
        self, case: Conjunction, shape: Shape, larger: Node, found: Outcome
    ) -> None:
        """Look for another value where the reader takes a few and the sender has no list."""
        listed = {digest(value) for value in larger["enum"]}
        members = [
            value
            for value in islice(self.maker.members(case, shape), 40)
            if digest(value) not in listed
        ]
        if members or not shape.kinds <= {"null", "boolean"}:
            found.add(members[:2], (), self._pointer(case), literal=_is_literal(larger))

    def _object(self, shape: Shape, larger: Node, found: Outcome, depth: int) -> None:
        members = read_members(shape, closing=True)
        surely = set().union(*shape.every("required"))
        least = larger.get("minProperties", 0)
        if least > max([0, len(surely), *shape.every("minProperties")]):
            found.add(self.maker.objects(shape, depth=6), (), self._pointer(shape))
        for name in larger.get("required", ()):
            if name not in surely and not found.enough:
                wish = Wish(without=frozenset({name}))
                pointer = self._pointer_of(members.at(name)) or self._pointer(shape)
                found.add(self.maker.objects(shape, depth=6, wish=wish), (name,), pointer)
        asked = larger.get("properties", {})
        for name, schema in asked.items():
            if not found.enough:
                self._member(shape, members, name, (schema, found, depth))
        if "additionalProperties" in larger:
            self._others(shape, members, larger, (found, depth))

    def _others(
        self, shape: Shape, members: Members, larger: Node, rest: tuple[Outcome, int]
    ) -> None:
        """Hold the properties that the reader does not name to what it says of all others."""
        found, depth = rest
        schema = larger["additionalProperties"]
        if not schema:
            return
        for name in members.names:
            if name not in larger.get("properties", {}):
                self._member(shape, members, name, (schema, found, depth))
        nodes = members.rest()
        if members.patterns:
            found.open = True
        if nodes is not None:
            inner = self._nodes(nodes, schema, depth + 1)
            found.open |= inner.open
            for one in inner.best():
                wish = Wish(given={"x": one.value})
                made = self.maker.objects(shape, depth=6, wish=wish)
                found.add(made, ("x", *one.at), one.pointer, literal=one.literal)

    def _member(
        self, shape: Shape, members: Members, name: str, rest: tuple[Node, Outcome, int]
    ) -> None:
        schema, found, depth = rest
        nodes = members.at(name)
        if nodes is None or not schema:
            return
        inner = self._nodes(nodes, schema, depth + 1)
        found.open |= inner.open
        for one in inner.best():
            wish = Wish(given={name: one.value})
            made = self.maker.objects(shape, depth=6, wish=wish)
            found.add(made, (name, *one.at), one.pointer, literal=one.literal)

    def _array(self, shape: Shape, larger: Node, found: Outcome, depth: int) -> None:
        fewest = max([0, *shape.every("minItems")])
        most = min(shape.every("maxItems"), default=None)
        if larger.get("minItems", 0) > fewest:
            found.add(self.maker.arrays(shape, depth=6), (), self._pointer(shape))
        limit = larger.get("maxItems")
        if limit is not None and (most is None or most > limit):
            made = self.maker.arrays(shape, depth=6, least=limit + 1)
            found.add(made, (), self._pointer(shape))
        prefix = larger.get("prefixItems", ())
        for index, schema in enumerate(prefix):
            if most is None or index < most:
                self._item(shape, index, (schema, found, depth))
        if "items" in larger and (most is None or most > len(prefix)):
            self._item(shape, len(prefix), (larger["items"], found, depth))

    def _item(self, shape: Shape, index: int, rest: tuple[Node, Outcome, int]) -> None:
        schema, found, depth = rest
        if any(index < len(one) for one in shape.every("prefixItems")):
            found.open = True
        inner = self._nodes(tuple(shape.every("items")), schema, depth + 1)
        found.open |= inner.open
        for one in inner.best():
            values = self.maker.arrays(shape, depth=6, given={index: one.value})
            found.add(values, (index, *one.at), one.pointer, literal=one.literal)

    def _scalar(
        self, case: Conjunction, shape: Shape, kind: str, rest: tuple[Node, Outcome]
    ) -> None:
        larger, found = rest
        asked = {key: larger[key] for key in SCALAR_KEYWORDS & larger.keys()}
        if not asked or self._covers(shape, kind, asked):
            return
        values = [
            value
            for value in islice(self.maker.scalars(case, shape, kind, (asked,)), 40)
            if not admits(self._view, asked, value)
        ]
        found.add(values[:2], (), self._pointer(case))

    def _covers(self, shape: Shape, kind: str, asked: Node) -> bool:
        name = "number" if kind == "fraction" else kind
        bounds = [
            bound
            for node in shape.nodes
            if (bound := {key: node[key] for key in SCALAR_KEYWORDS & node.keys()})
        ]
        sent: Node = {"type": [name], **({"allOf": bounds} if bounds else {})}
        key = digest(sent), digest(asked)
        found = self._scalars.get(key)
        if found is None:
            found = self._scalars[key] = asked in bounds or canonical.covers(asked, sent)
        return found


def _holds_more(case: Split) -> bool:
    return not case.shape.kinds.isdisjoint({"object", "array"})


def _is_literal(larger: Node) -> bool:
    return larger.keys() == {"enum"}
