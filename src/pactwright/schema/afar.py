"""Values of a case at every bound that either side names, for when nothing nearer shows a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Final

from pactwright.model.json import Json
from pactwright.schema.case import Case, Failure
from pactwright.schema.make import Maker, Wish
from pactwright.schema.node import Node
from pactwright.schema.shape import Conjunction
from pactwright.schema.view import View

_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("not", "if", "then", "else")
_MOST_NODES: Final = 64
_LONGEST: Final = 40
_POOL: Final = 7
_NAMES: Final = 8
_MOST: Final = 100


def values_afar(failure: Failure, smaller: Maker, larger: Maker) -> Iterator[Json]:
    """Yield members of the failed case, some for each bound, kind and name in either schema."""
    case = failure.case
    mine = _in_place(smaller.view, case.conjunction.nodes)
    theirs = _in_place(larger.view, (case.pair.larger,))
    known = (*mine, *theirs)
    for kind in sorted(case.kinds & {"string", "integer", "fraction"}):
        if case.shape.values is None:
            yield from islice(smaller.scalars(case.conjunction, case.shape, kind, known), 24)
    if "array" in case.kinds:
        yield from islice(_arrays(case, smaller, known), _MOST)
    if "object" in case.kinds:
        yield from islice(_objects(case, smaller, known), _MOST)


def _in_place(view: View, nodes: Iterable[Node]) -> list[Node]:
    """Return the schemas that look at the same value, those under a negation too."""
    found: list[Node] = []
    seen: set[int] = set()
    waiting = list(nodes)
    while waiting and len(found) < _MOST_NODES:
        node = waiting.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        found.append(node)
        if "$ref" in node:
            waiting.append(view.follow(node["$ref"]))
        for keyword in _LISTS:
            waiting.extend(node.get(keyword, ()))
        waiting.extend(node[keyword] for keyword in _SINGLE if keyword in node)
        waiting.extend(node.get("dependentSchemas", {}).values())
    return found


def _counts(known: Iterable[Node], *keywords: str) -> list[int]:
    """Return the counts on and beside each that the schemas name, small first."""
    named = {node[keyword] for node in known for keyword in keywords if keyword in node}
    beside = {count + offset for count in named for offset in (-1, 0, 1)}
    return sorted(count for count in {1, 2, 3, *beside} if 0 <= count <= _LONGEST)


def _pool(maker: Maker, nodes: tuple[Node, ...]) -> list[Json]:
    """Return a few members of some schemas together, one of each kind."""
    found: list[Json] = []
    for split in maker.cases(Conjunction(nodes)):
        for kind in sorted(split.shape.kinds):
            kinds = frozenset({kind})
            found.extend(
                islice(maker.members(split.conjunction, split.shape, depth=3, kinds=kinds), 1)
            )
    return found[:_POOL]


def _arrays(case: Case, maker: Maker, known: Iterable[Node]) -> Iterator[Json]:
    pool = _pool(maker, case.item(case.prefix_length()))
    start = case.prefix_length()
    for pair in product(pool, repeat=2):
        given = {start + index: value for index, value in enumerate(pair)}
        yield from maker.arrays(case.shape, depth=4, given=given)
    for least in _counts(known, "minItems", "maxItems", "minContains", "maxContains"):
        yield from maker.arrays(case.shape, depth=4, least=least)
        for value in pool:
            given = dict.fromkeys(range(start, least), value)
            yield from maker.arrays(case.shape, depth=4, given=given, least=least)


def _objects(case: Case, maker: Maker, known: Iterable[Node]) -> Iterator[Json]:
    for least in _counts(known, "minProperties", "maxProperties"):
        yield from maker.objects(case.shape, depth=4, wish=Wish(least=least))
    declared = {name: None for node in known for name in node.get("properties", ())}
    names = [*islice(declared, _NAMES), "x", "y"]
    pools = {name: _values(case, maker, name) for name in names}
    for name, pool in pools.items():
        for value in pool:
            yield from maker.objects(case.shape, depth=4, wish=Wish(given={name: value}))
    for one, other in product(pools["x"], pools["y"]):
        yield from maker.objects(case.shape, depth=4, wish=Wish(given={"x": one, "y": other}))


def _values(case: Case, maker: Maker, name: str) -> list[Json]:
    nodes = case.members.at(name)
    return [] if nodes is None else _pool(maker, nodes)
