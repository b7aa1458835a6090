"""Values of the smaller side that a failed rule points at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Final

from pactwright.model.json import Json
from pactwright.schema.admit import NotScalar, admits
from pactwright.schema.afar import values_afar
from pactwright.schema.case import Case, Edge, Failure, Pair
from pactwright.schema.digest import digest
from pactwright.schema.make import Maker, Wish
from pactwright.schema.name_cells import names_beyond
from pactwright.schema.node import Node
from pactwright.schema.objects import matches
from pactwright.schema.scalar_values import STEPS_FOR_NAMES, string_candidates
from pactwright.schema.shape import Conjunction, kinds_of_types, take_apart

_DEEPEST: Final = 6
_FIRST: Final = 2
_LONGEST: Final = 2000
_MOST: Final = 40
_MOST_AFAR: Final = 40
_NUMBERS: Final = frozenset({"integer", "fraction"})


class Violator:
    """Makes candidates for a witness, steered by where a proof failed."""

    def __init__(self, smaller: Maker, larger: Maker) -> None:
        """Make it for the makers of both sides."""
        self.smaller = smaller
        self.larger = larger
        self._named: dict[bytes, list[str]] = {}
        self._far = _MOST_AFAR

    def of_pair(self, pair: Pair, depth: int = 0) -> Iterator[Json]:
        """Yield values of the smaller side that the larger one may refuse."""
        if depth > _DEEPEST or pair.flipped:
            return
        for failure in tuple(pair.failures):
            yield from islice(self.of_failure(failure, depth), 24)
        for edge in tuple(pair.edges):
            if edge.must and not edge.pair.holds:
                for value in islice(self.of_pair(edge.pair, depth + 1), 6):
                    yield from islice(self.embed(edge, value), 2)

    def of_failure(self, failure: Failure, depth: int = 0) -> Iterator[Json]:
        """Yield values of the failed case, those first that the keyword refuses."""
        rule = _BY_KEYWORD.get(failure.keyword)
        if rule is not None:
            yield from rule(self, failure)
        edges = self._fallen(failure)
        for edge in edges[:_FIRST]:
            yield from islice(self.of_pair(edge.pair, depth + 1), 8)
        if edges[_FIRST:]:
            yield from islice(self.varied(failure), 6)
        if failure.keyword == "oneOf":
            yield from islice(_of_one(self, failure), 60)
        yield from self.varied(failure)
        for edge in edges[_FIRST:]:
            yield from islice(self.of_pair(edge.pair, depth + 1), 8)

    def afar(self, failure: Failure) -> Iterator[Json]:
        """Yield values of the failed case at every bound that either schema names."""
        self._far -= 1
        if self._far >= 0 and not failure.case.pair.flipped:
            yield from values_afar(failure, self.smaller, self.larger)

    def _fallen(self, failure: Failure) -> list[Edge]:
        """Return the ways by which the failed case might have been included, and is not."""
        if failure.keyword not in _BRANCHING:
            return []
        return [
            edge
            for edge in failure.case.pair.edges
            if not edge.must and not edge.pair.holds and edge.case is failure.case
        ]

    def varied(self, failure: Failure) -> Iterator[Json]:
        """Yield members of the case that differ from each other."""
        case = failure.case
        kinds = case.kinds
        for kind in sorted(kinds):
            members = self.smaller.members(case.conjunction, case.shape, kinds=frozenset({kind}))
            yield from islice(members, 6)
        if "object" in kinds:
            yield from self.smaller.objects(case.shape, depth=5, wish=Wish(rich=True))
            for name in case.members.names[:20]:
                for value in self.smaller.cheapest(case.members.at(name) or ()):
                    yield from self.smaller.objects(
                        case.shape, depth=5, wish=Wish(given={name: value})
                    )
        if "array" in kinds:
            for least in (1, 2):
                yield from self.smaller.arrays(case.shape, depth=5, least=least)

    def embed(self, edge: Edge, value: Json, *, rich: bool = False) -> Iterator[Json]:
        """Yield values of the case that hold the value where the edge leads."""
        match edge.step:
            case ("property", str(name)):
                yield from self._object(edge, {name: value}, rich=rich)
            case ("pattern", str(pattern)):
                for name in islice(self.fresh_names(edge, pattern), 3):
                    yield from self._object(edge, {name: value}, rich=rich)
            case ("rest", _):
                for name in islice(self.fresh_names(edge, None), 2):
                    yield from self._object(edge, {name: value}, rich=rich)
            case ("name", _):
                if isinstance(value, str):
                    for held in self.smaller.cheapest(edge.case.members.at(value) or ()):
                        yield from self._object(edge, {value: held}, rich=rich)
            case ("item", int(index)):
                given = {index: value}
                yield from self.smaller.arrays(edge.case.shape, depth=5, given=given)
            case _:
                yield value

    def _object(self, edge: Edge, given: dict[str, Json], *, rich: bool) -> Iterator[Json]:
        shape = edge.case.shape
        yield from self.smaller.objects(shape, depth=6, wish=Wish(given=given, rich=rich))

    def fresh_names(self, edge: Edge, pattern: str | None) -> Iterator[str]:
        """Yield names that neither side declares, of the pattern when there is one."""
        case = edge.case
        taken = set(case.members.names)
        larger = take_apart(self.larger.view, Conjunction((case.pair.larger,)))
        for properties in larger.every("properties"):
            taken.update(properties)
        own = [{"pattern": pattern}] if pattern is not None else []
        known = [
            {"pattern": other}
            for shape in (case.shape, larger)
            for patterns in shape.every("patternProperties")
            for other in patterns
            if other != pattern
        ]
        named = list(case.shape.every("propertyNames"))
        plain = () if own else ("x", "extra", "zz", "0", "A", "other-name")
        listed = (value for node in named for value in node.get("enum", ()))
        for name in chain(plain, listed, self._strings([*own, *named], known)):
            if isinstance(name, str) and name not in taken and self._may_be_named(case, name):
                clash = pattern is None and any(matches(one["pattern"], name) for one in known)
                if not clash and (pattern is None or matches(pattern, name)):
                    yield name

    def _strings(self, mine: list[Node], theirs: list[Node]) -> list[str]:
        """Return the first strings for names, looked for once."""
        key = digest([mine, theirs])
        if key not in self._named:
            names = string_candidates(mine, theirs, steps=STEPS_FOR_NAMES)
            self._named[key] = [*islice(names, _MOST)]
        return self._named[key]

    def _may_be_named(self, case: Case, name: str) -> bool:
        view = self.smaller.view
        try:
            return all(admits(view, node, name) for node in case.shape.every("propertyNames"))
        except NotScalar:
            return True


def _of_type(self: Violator, failure: Failure) -> Iterator[Json]:
    case = failure.case
    kinds = frozenset(failure.detail)
    yield from islice(self.smaller.members(case.conjunction, case.shape, kinds=kinds), 6)


def _of_enum(self: Violator, failure: Failure) -> Iterator[Json]:
    yield from failure.detail
    yield from _of_scalar(self, failure)


def _of_scalar(self: Violator, failure: Failure) -> Iterator[Json]:
    case = failure.case
    for kind in sorted(case.kinds & {"string", *_NUMBERS}):
        if case.shape.values is None:
            beyond = (failure.node,)
            yield from islice(self.smaller.scalars(case.conjunction, case.shape, kind, beyond), 12)


def _of_required(self: Violator, failure: Failure) -> Iterator[Json]:
    for name in failure.detail:
        without = frozenset({name})
        yield from self.smaller.objects(failure.case.shape, depth=6, wish=Wish(without=without))
        yield from self.smaller.objects(
            failure.case.shape, depth=5, wish=Wish(without=without, rich=True)
        )


def _of_surplus(self: Violator, failure: Failure) -> Iterator[Json]:
    case = failure.case
    for name in _surplus_names(self, failure):
        for value in self.smaller.cheapest(case.members.at(name) or ()):
            yield from self.smaller.objects(case.shape, depth=6, wish=Wish(given={name: value}))


def _surplus_names(self: Violator, failure: Failure) -> Iterator[str]:
    """Yield the names of a failure; the empty one stands for any that nobody declares."""
    yield from (name for name in failure.detail if name)
    if "" in failure.detail:
        known, declared = map(failure.node.get, ("patternProperties", "properties"))
        yield from names_beyond(failure.case, [*(known or ())], declared or ())
        edge = Edge(("rest", 0), failure.case.pair, failure.case, must=True)
        yield from islice(self.fresh_names(edge, None), 3)
        for pattern in failure.case.members.patterns:
            yield from islice(self.fresh_names(edge, pattern), 2)


def _of_dependent(self: Violator, failure: Failure) -> Iterator[Json]:
    case = failure.case
    for name in failure.detail:
        wanted = frozenset(failure.node.get("dependentRequired", {}).get(name, ()))
        for value in self.smaller.cheapest(case.members.at(name) or ()):
            given = {name: value}
            yield from self.smaller.objects(
                case.shape, depth=6, wish=Wish(given=given, without=wanted)
            )


def _of_least(self: Violator, failure: Failure) -> Iterator[Json]:
    yield from self.smaller.objects(failure.case.shape, depth=6)


def _of_most(self: Violator, failure: Failure) -> Iterator[Json]:
    least = failure.node["maxProperties"] + 1
    yield from self.smaller.objects(failure.case.shape, depth=6, wish=Wish(least=least))


def _of_longer(self: Violator, failure: Failure) -> Iterator[Json]:
    least = failure.node["maxItems"] + 1
    yield from self.smaller.arrays(failure.case.shape, depth=6, least=least)


def _of_unevaluated_items(self: Violator, failure: Failure) -> Iterator[Json]:
    for least in (1, 2, 3):
        yield from self.smaller.arrays(failure.case.shape, depth=6, least=least)


def _of_shorter(self: Violator, failure: Failure) -> Iterator[Json]:
    yield from self.smaller.arrays(failure.case.shape, depth=6)


def _of_unique(self: Violator, failure: Failure) -> Iterator[Json]:
    shape, case = failure.case.shape, failure.case
    for first in range(case.prefix_length() + 1):
        nodes = (*case.item(first), *case.item(first + 1))
        for value in self.smaller.cheapest(nodes):
            given = {first: value, first + 1: value}
            yield from self.smaller.arrays(shape, depth=6, given=given)


def _of_contains(self: Violator, failure: Failure) -> Iterator[Json]:
    yield from self.smaller.arrays(failure.case.shape, depth=6)
    yield from _of_counted(self, failure)
    most = failure.node.get("maxContains")
    if most is None or most > _LONGEST:
        return
    shape = failure.case.shape
    counted = sum(node.get("minContains", 1) for node in shape.nodes if "contains" in node)
    for value in _of_each_kind(self.larger, failure.node["contains"]):
        for start in sorted({0, min(counted, _LONGEST)}):
            given = dict.fromkeys(range(start, start + most + 1), value)
            yield from self.smaller.arrays(shape, depth=6, given=given)


def _of_counted(self: Violator, failure: Failure) -> Iterator[Json]:
    """Yield arrays of what the case counts and the schema does not."""
    case = failure.case
    least = max(case.shape.every("minContains"), default=1)
    for edge in tuple(case.pair.edges):
        if edge.within == ("contains", failure.node) and not edge.pair.holds:
            for value in islice(self.of_pair(edge.pair), 4):
                given = dict.fromkeys(range(min(least, _LONGEST)), value)
                yield from self.smaller.arrays(case.shape, depth=6, given=given)


def _of_not(self: Violator, failure: Failure) -> Iterator[Json]:
    refused = failure.node["not"]
    case = failure.case
    for value in self.larger.cheapest((refused,)):
        yield value
        if isinstance(value, dict):
            yield from self.smaller.objects(case.shape, depth=5, wish=Wish(given=value))
    shape = take_apart(self.larger.view, Conjunction((refused,)))
    yield from shape.values or ()
    kinds = kinds_of_types(refused["type"]) if "type" in refused else case.kinds
    members = self.smaller.members(case.conjunction, case.shape, kinds=kinds & case.kinds)
    yield from islice(members, 8)
    if not refused.keys() & {"type", "enum"} or len(refused) > 1:
        nodes: tuple[Node, ...] = (*case.conjunction.nodes, refused)
        yield from self.smaller.cheapest(nodes) if not self.larger.view.references(refused) else ()


def _of_names(self: Violator, failure: Failure) -> Iterator[Json]:
    yield from _of_surplus(self, failure)
    wanted = failure.node["propertyNames"]
    case = failure.case
    named = list(case.shape.every("propertyNames"))
    listed = [value for node in named for value in node.get("enum", ())]
    for name in islice(chain(listed, string_candidates(named, (wanted,))), 12):
        if isinstance(name, str):
            for value in self.smaller.cheapest(case.members.at(name) or ()):
                yield from self.smaller.objects(case.shape, depth=6, wish=Wish(given={name: value}))


def _of_if(self: Violator, failure: Failure) -> Iterator[Json]:
    """Yield values for which the condition holds, or does not, and its branch is broken."""
    case, node = failure.case, failure.node
    missing: set[str] = set()
    for edge in tuple(case.pair.edges):
        if edge.within is not None and edge.within[1] is node:
            for inner in edge.pair.failures:
                missing.update(name for name in inner.detail if isinstance(name, str))
    for value in _meeting(self, node["if"], case):
        given = value if isinstance(value, dict) else {}
        without = frozenset(missing - given.keys())
        yield from self.smaller.objects(
            case.shape, depth=5, wish=Wish(given=given, without=without)
        )
    names = set().union(*take_apart(self.larger.view, Conjunction((node["if"],))).every("required"))
    given = {
        name: value
        for name in sorted(names)
        for value in self.smaller.cheapest(case.members.at(name) or ())
    }
    wish = Wish(given=given, without=frozenset(missing - names))
    yield from self.smaller.objects(case.shape, depth=5, wish=wish)


def _meeting(self: Violator, condition: Node, case: Case) -> Iterator[Json]:
    """Yield values that meet a condition, objects too where the case has some."""
    yield from self.larger.cheapest((condition,))
    shape = take_apart(self.larger.view, Conjunction((condition,)))
    if "object" in case.kinds & shape.kinds:
        yield from self.larger.objects(shape, depth=5)
        yield from self.larger.objects(shape, depth=5, wish=Wish(rich=True))


def _of_one(self: Violator, failure: Failure) -> Iterator[Json]:
    """Yield values that may belong to several branches at once."""
    case = failure.case
    for branch in failure.node["oneOf"]:
        for value in self.larger.cheapest((branch,)):
            yield value
            if isinstance(value, dict) and "object" in case.kinds:
                given = {n: v for n, v in value.items() if case.members.at(n) is not None}
                yield from self.smaller.objects(case.shape, depth=5, wish=Wish(given=given))
                wish = Wish(given=given, rich=True)
                yield from self.smaller.objects(case.shape, depth=5, wish=wish)
    if "object" in case.kinds:
        yield from _of_members(self, failure)


def _of_members(self: Violator, failure: Failure) -> Iterator[Json]:
    """Yield objects of the case with a property as some branch of the other side takes it."""
    for branch in failure.node["oneOf"]:
        for properties in take_apart(self.larger.view, Conjunction((branch,))).every("properties"):
            for name in sorted(properties)[:12]:
                for value in _of_each_kind(self.larger, properties[name]):
                    wish = Wish(given={name: value})
                    yield from self.smaller.objects(failure.case.shape, depth=5, wish=wish)


def _of_each_kind(maker: Maker, node: Node) -> Iterator[Json]:
    for split in maker.cases(Conjunction((node,))):
        for kind in sorted(split.shape.kinds):
            kinds = frozenset({kind})
            yield from islice(maker.members(split.conjunction, split.shape, kinds=kinds), 1)


_Rule = Callable[[Violator, Failure], Iterator[Json]]
_BRANCHING: Final = frozenset({"anyOf", "oneOf", "if", "dependentSchemas"})
_BY_KEYWORD: Final[dict[str, _Rule]] = {
    "type": _of_type,
    "enum": _of_enum,
    "required": _of_required,
    "additionalProperties": _of_surplus,
    "unevaluatedProperties": _of_surplus,
    "propertyNames": _of_names,
    "dependentRequired": _of_dependent,
    "dependentSchemas": _of_surplus,
    "minProperties": _of_least,
    "maxProperties": _of_most,
    "minItems": _of_shorter,
    "maxItems": _of_longer,
    "unevaluatedItems": _of_unevaluated_items,
    "uniqueItems": _of_unique,
    "contains": _of_contains,
    "not": _of_not,
    "if": _of_if,
    **dict.fromkeys(
        [
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
            "minLength", "maxLength", "pattern", "format",
        ],
        _of_enum,
    ),
}  # fmt: skip
