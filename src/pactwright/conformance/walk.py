"""Whether what a document sends is all that a consumer takes: the two schemas walked side by side.

The consumer's schema is small and plain, so most questions are settled at a glance, place by
place; what is not is left to the prover.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from pactwright.conformance.language import is_within
from pactwright.conformance.outcome import Outcome
from pactwright.conformance.sampling import probes
from pactwright.model.json import Json
from pactwright.schema import canonical
from pactwright.schema.admit import SCALAR_KEYWORDS, NotScalar, admits
from pactwright.schema.cases import Split
from pactwright.schema.digest import digest
from pactwright.schema.make import Maker, Wish, item_nodes
from pactwright.schema.node import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.shape import KINDS, Conjunction, Shape, kind_of, kinds_of_types
from pactwright.schema.view import View

_MOST: Final = 2
_DEEPEST: Final = 40
_PROBES: Final = 100
_WALKED: Final = frozenset(
    {
        "type", "enum", "properties", "required", "additionalProperties", "items", "prefixItems",
        "minItems", "maxItems", "minProperties", "allOf", "anyOf", "pattern", "format",
        "minLength",
    }
)  # fmt: skip
_FAR: Final[tuple[Node, ...]] = ({"minimum": -(10**6), "maximum": 10**6},)
_OF_KIND: Final[Mapping[str, Node]] = {kind: {"type": [kind]} for kind in KINDS}


class Walker:
    """Walks schemas of one sender's view; what it learns of them serves every question."""

    def __init__(self, view: View, *, each: int = 0) -> None:
        """Make it for the lowered schemas of a sender that sends declared properties only.

        It stops at two candidates; with `each` it looks for so many at each place.
        """
        self._view = view
        self._each = each
        self.maker = Maker(view, closing=True)
        self._scalars: dict[tuple[bytes, bytes], bool] = {}

    def walk(self, smaller: Node, larger: Node) -> Outcome:
        """Return whether the larger schema, a consumer's, takes all that the smaller one sends."""
        return self._nodes((smaller,), larger, 0)

    def _nodes(self, nodes: tuple[Node, ...], larger: Node, depth: int) -> Outcome:
        found = Outcome(_MOST, self._each)
        if not larger:
            return found
        # What differs here is shown by less than what differs below.
        cases = sorted(self.maker.cases(Conjunction(nodes)), key=_holds_more)
        if not cases or depth > _DEEPEST:
            found.leave((), self._pointer_of(nodes) or "")
            return found
        if not _WALKED.issuperset(larger):
            self._try_out(nodes, found)
        for case in cases:
            if not found.enough:
                self._case(case.conjunction, case.shape, larger, found, depth)
        for part in larger.get("allOf", ()):
            found.join(self._nodes(nodes, part, depth + 1))
        if "anyOf" in larger:
            endless = (case.shape.kinds for case in cases if case.shape.values is None)
            for kind in sorted(frozenset[str]().union(*endless)):
                self._branches((*nodes, _OF_KIND[kind]), larger["anyOf"], found, depth)
        return found

    def _branches(
        self, nodes: tuple[Node, ...], branches: Sequence[Node], found: Outcome, depth: int
    ) -> None:
        """Hold the values of one kind to some branches, of which one has to take them all."""
        inner = [self._nodes(nodes, branch, depth + 1) for branch in branches]
        if not any(one.holds for one in inner):
            self._try_out(nodes, found)
            found.candidates += [candidate for one in inner for candidate in one.best()]

    def _try_out(self, nodes: tuple[Node, ...], found: Outcome) -> None:
        """Leave the place open and, where every place counts, give values to try there."""
        values = islice(probes(self.maker, nodes), _PROBES if self._each else 0)
        self._try_out_values(values, self._pointer_of(nodes) or "", found)

    def _try_out_values(self, values: Iterable[Json], pointer: str, found: Outcome) -> None:
        found.leave((), pointer)
        if self._each:
            found.probe(values, pointer)

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
                made = self._of_kinds(case, shape, strange, by_text="pattern" in larger)
                found.add(made, (), self._pointer(case))
            kinds -= strange
        if "object" in kinds:
            self._object(shape, larger, found, depth)
        if "array" in kinds:
            self._array(shape, larger, found, depth)
        for kind in sorted(kinds & {"string", "integer", "fraction"}):
            self._scalar(case, shape, kind, (larger, found))

    def _of_kinds(
        self, case: Conjunction, shape: Shape, kinds: frozenset[str], *, by_text: bool
    ) -> Iterator[Json]:
        """Yield two values of these kinds, or two of each where every place counts.

        Those that a reader takes or refuses by their text (`by_text`) are of several sizes then.
        """
        for some in [{one} for one in sorted(kinds)] if self._each else [kinds]:
            members = self.maker.members(case, shape, kinds=frozenset(some))
            yield from islice(members, 2)
            if by_text and self._each:
                yield from self._larger(case, shape, next(iter(some)))

    def _larger(self, case: Conjunction, shape: Shape, kind: str) -> Iterator[Json]:
        """Yield more values of a kind whose texts are long, or have signs of all sorts."""
        if kind in {"integer", "fraction"}:
            yield from list(self.maker.scalars(case, shape, kind, _FAR))[-4:]
        elif kind == "array":
            yield from self.maker.arrays(shape, depth=6, least=1)
        elif kind == "object":
            yield from self.maker.objects(shape, depth=6, wish=Wish(rich=True))

    def _pointer(self, of: Conjunction | Shape) -> str:
        return self._pointer_of(tuple(of.nodes)) or ""

    def _pointer_of(self, nodes: tuple[Node, ...] | None) -> str | None:
        found = (self._view.pointer(node) for node in nodes or ())
        return next((pointer for pointer in found if pointer), None)

    def _values(self, case: Conjunction, shape: Shape, larger: Node, found: Outcome) -> None:
        values = list(self.maker.members(case, shape))
        if not values:
            found.leave((), self._pointer(case))
        for value in values:
            try:
                taken = admits(self._view, larger, value)
            except NotScalar:
                self._try_out_values([value], self._pointer(case), found)
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
            shown = _by_kind(members) if self._each else members[:2]
            found.add(shown, (), self._pointer(case), literal=_is_literal(larger))

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
            found.leave((), self._pointer(shape))
        if nodes is not None:
            inner = self._nodes(nodes, schema, depth + 1)
            found.lift(inner, "x", lambda value: self._with(shape, "x", value))

    def _member(
        self, shape: Shape, members: Members, name: str, rest: tuple[Node, Outcome, int]
    ) -> None:
        schema, found, depth = rest
        nodes = members.at(name)
        if nodes is None or not schema:
            return
        inner = self._nodes(nodes, schema, depth + 1)
        found.lift(inner, name, lambda value: self._with(shape, name, value))

    def _with(self, shape: Shape, name: str, value: Json) -> Iterable[Json]:
        return self.maker.objects(shape, depth=6, wish=Wish(given={name: value}))

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
        if "items" in larger:
            # The sender's own list of items ends where all that follow are alike.
            last = max([len(prefix), *map(len, shape.every("prefixItems"))])
            for index in range(len(prefix), last + 1):
                if most is None or index < most:
                    self._item(shape, index, (larger["items"], found, depth))

    def _item(self, shape: Shape, index: int, rest: tuple[Node, Outcome, int]) -> None:
        schema, found, depth = rest
        nodes = item_nodes(shape, index)
        if self._each and not self.maker.cheapest(nodes):
            found.leave((index,), self._pointer_of(nodes) or "")
        inner = self._nodes(nodes, schema, depth + 1)
        found.lift(
            inner, index, lambda value: self.maker.arrays(shape, depth=6, given={index: value})
        )

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
        found.add(values[: self._each or 2], (), self._pointer(case))

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
            found = self._scalars[key] = asked in bounds or _covers(asked, sent, bounds)
        return found


def _covers(asked: Node, sent: Node, bounds: Sequence[Node]) -> bool:
    if canonical.covers(asked, sent):
        return True
    if "pattern" not in asked or not is_within(bounds, asked["pattern"]):
        return False
    rest = {key: value for key, value in asked.items() if key != "pattern"}
    return not rest or canonical.covers(rest, sent)


def _holds_more(case: Split) -> bool:
    return not case.shape.kinds.isdisjoint({"object", "array"})


def _by_kind(values: Sequence[Json]) -> list[Json]:
    """Return the first two values of each kind."""
    kinds: dict[str, list[Json]] = {}
    for value in values:
        kinds.setdefault(kind_of(value), []).append(value)
    return [value for some in kinds.values() for value in some[:2]]


def _is_literal(larger: Node) -> bool:
    return larger.keys() == {"enum"}
