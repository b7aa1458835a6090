"""Small members of schemas, built from the inside out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

from msgspec import Struct, field

from pactwright.model.json import Json
from pactwright.schema.cases import Split, TooManyCases, split_cases
from pactwright.schema.digest import digest, is_among, same_value
from pactwright.schema.member import is_member
from pactwright.schema.node import Node
from pactwright.schema.objects import Members, matches, read_members
from pactwright.schema.scalar_values import STEPS_FOR_NAMES, number_candidates, string_candidates
from pactwright.schema.shape import Conjunction, Shape, kind_of
from pactwright.schema.view import View

_KINDS_BY_SIZE: Final = ("null", "boolean", "integer", "string", "fraction", "array", "object")
_DEPTHS: Final = (3, 6, 12)
_LONGEST: Final = 2000


class Wish(Struct, frozen=True, kw_only=True):
    """What an object should look like: properties given and left out, how many at least.

    `rich` asks for every property that can be had.
    """

    given: Mapping[str, Json] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    least: int = 0
    rich: bool = False


PLAIN: Final = Wish()


class Maker:
    """Builds members of the schemas of one view, the smallest it finds first.

    What it builds is likely, not sure, to be a member: conditions, negations and exclusive
    branches are not looked at. Who uses it asks a validator.
    """

    def __init__(self, view: View, *, closing: bool) -> None:
        """Make it for a view; `closing` builds declared properties only."""
        self.view = view
        self.closing = closing
        self._cheapest: dict[tuple[Any, int], tuple[Json, ...]] = {}
        self._cases: dict[Any, tuple[Conjunction, list[Split]]] = {}

    def cheapest(self, nodes: tuple[Node, ...]) -> tuple[Json, ...]:
        """Return the smallest member found, in a tuple, or nothing."""
        for depth in _DEPTHS:
            found = self._at_depth(Conjunction(nodes), depth)
            if found:
                return found
        return ()

    def cases(self, conjunction: Conjunction) -> list[Split]:
        """Return the cases of a conjunction, none when they are too many."""
        key = conjunction.key
        found = self._cases.get(key)
        if found is None:
            try:
                cases = split_cases(self.view, conjunction)
            except TooManyCases:
                cases = []
            # with the conjunction, whose schemas' identities must stay taken
            found = self._cases[key] = (conjunction, cases)
        return found[1]

    def _at_depth(self, conjunction: Conjunction, depth: int) -> tuple[Json, ...]:
        key = (conjunction.key, depth)
        found = self._cheapest.get(key)
        if found is None:
            self._cheapest[key] = ()  # a member that needs itself is none
            candidates = (
                value
                for case in self.cases(conjunction)
                for value in islice(self.members(case.conjunction, case.shape, depth=depth), 2)
            )
            best = sorted(islice(candidates, 12), key=_weight)
            found = self._cheapest[key] = tuple(best[:1])
        return found

    def members(
        self,
        case: Conjunction,
        shape: Shape,
        *,
        depth: int = 6,
        kinds: frozenset[str] | None = None,
    ) -> Iterator[Json]:
        """Yield members of one case, of the kinds asked for, small kinds first."""
        if shape.values is not None:
            values = [v for v in shape.values if kinds is None or kind_of(v) in kinds]
            yield from sorted((v for v in values if self._is_member(case, v)), key=_weight)
            return
        for kind in _KINDS_BY_SIZE:
            if kind in shape.kinds and (kinds is None or kind in kinds):
                yield from self._of_kind(case, shape, kind, depth)

    def _is_member(self, case: Conjunction, value: Json) -> bool:
        return all(is_member(self.view, node, value) is not False for node in case.nodes)

    def _of_kind(self, case: Conjunction, shape: Shape, kind: str, depth: int) -> Iterator[Json]:
        if kind == "null":
            yield None
        elif kind == "boolean":
            yield from (value for value in (False, True) if self._is_member(case, value))
        elif kind == "array":
            yield from self.arrays(shape, depth=depth)
        elif kind == "object":
            yield from self.objects(shape, depth=depth)
        else:
            yield from self.scalars(case, shape, kind, ())

    def scalars(
        self, case: Conjunction, shape: Shape, kind: str, beyond: tuple[Node, ...]
    ) -> Iterator[Json]:
        """Yield numbers or strings of the case, those first that some other schema refuses."""
        candidates: Any
        if kind == "string":
            candidates = string_candidates(shape.nodes, beyond)
        else:
            candidates = number_candidates((*shape.nodes, *beyond))
        for value in candidates:
            if kind_of(value) == kind and self._is_member(case, value):
                yield value

    def arrays(
        self, shape: Shape, *, depth: int, given: Mapping[int, Json] | None = None, least: int = 0
    ) -> Iterator[Json]:
        """Yield arrays with the given items in their places and no more others than needed."""
        items = dict(given or {})
        length = max([least, *shape.every("minItems"), *(index + 1 for index in items)])
        if length > _LONGEST:
            return
        wanted = _contained(shape, length)
        length = max(length, len(wanted))
        made: list[Json] = []
        for index in range(length):
            if index in items:
                made.append(items[index])
                continue
            nodes = item_nodes(shape, index)
            if index < len(wanted):
                nodes = (*nodes, wanted[index])
            found = self._distinct(nodes, made, depth, unique=any(shape.every("uniqueItems")))
            if not found:
                return
            made.extend(found)
        yield made

    def _distinct(
        self, nodes: tuple[Node, ...], made: list[Json], depth: int, *, unique: bool
    ) -> tuple[Json, ...]:
        if depth <= 0:
            return ()
        found = self._at_depth(Conjunction(nodes), depth - 1)
        if not unique or not found or all(not same_value(found[0], one) for one in made):
            return found
        for case in self.cases(Conjunction(nodes)):
            members = self.members(case.conjunction, case.shape, depth=depth - 1)
            for value in islice(members, 40):
                if not is_among(value, made):
                    return (value,)
        return ()

    def objects(
        self,
        shape: Shape,
        *,
        depth: int,
        wish: Wish = PLAIN,
    ) -> Iterator[Json]:
        """Yield objects with the properties wished for and no more others than needed."""
        made: dict[str, Json] = dict(wish.given)
        members = read_members(shape, closing=self.closing)
        wanted = sorted(_needed(shape, set(made)) - set(made))
        least = max([wish.least, *shape.every("minProperties")])
        optional = [name for name in members.names if name not in wanted and name not in made]
        for name in wanted:
            found = self._property(members, name, depth)
            if not found:
                return
            made[name] = found[0]
        for name in chain(optional, _spare_names(members, least)):
            if (len(made) >= least and not wish.rich) or len(made) > _LONGEST:
                break
            if name not in wish.without and name not in made:
                for value in self._property(members, name, depth):
                    made[name] = value
        yield made

    def _property(self, members: Members, name: str, depth: int) -> tuple[Json, ...]:
        nodes = members.at(name)
        if nodes is None or depth <= 0:
            return ()
        return self._at_depth(Conjunction(nodes), depth - 1)


def _weight(value: Json) -> tuple[int, bytes]:
    text = digest(value)
    return len(text), text


def item_nodes(shape: Shape, index: int) -> tuple[Node, ...]:
    """Return what the schemas in place say of the item at an index."""
    found = []
    for node in shape.nodes:
        prefix = node.get("prefixItems", ())
        if index < len(prefix):
            found.append(prefix[index])
        elif "items" in node:
            found.append(node["items"])
    return tuple(found)


def _contained(shape: Shape, length: int) -> list[Node]:
    """Return the schemas that the first items have to satisfy beside their own."""
    found: list[Node] = []
    for node in shape.nodes:
        if "contains" in node:
            least = min(node.get("minContains", 1), _LONGEST)
            found.extend([node["contains"]] * least)
    start = max((len(prefix) for prefix in shape.every("prefixItems")), default=0)
    if found and start and start + len(found) > length:
        return [{}] * start + found
    return found


def _needed(shape: Shape, given: set[str]) -> set[str]:
    """Return the names that must be there, given that these are."""
    needed = set().union(given, *shape.every("required"))
    grown = True
    while grown:
        before = len(needed)
        for rules in shape.every("dependentRequired"):
            for name in set(rules) & needed:
                needed.update(rules[name])
        grown = len(needed) > before
    return needed


def _spare_names(members: Members, count: int) -> Iterator[str]:
    """Yield names beside those that are declared, those of the last pattern first."""
    if members.closed and not members.patterns:
        return
    plain = [f"x{index}" if index else "x" for index in range(min(count, 50))]
    for pattern in reversed(members.patterns):
        yield from _matching(pattern)
    yield from plain


@lru_cache(maxsize=1024)
def _matching(pattern: str) -> list[str]:
    wanted = {"pattern": pattern, "minLength": 1}
    candidates = string_candidates([wanted], steps=STEPS_FOR_NAMES)
    return [name for name in dict.fromkeys(candidates) if matches(pattern, name)]
