"""Members of schemas to try where a question cannot be decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pactwright.model.json import Json
from pactwright.schema.cases import Split
from pactwright.schema.make import Maker, Wish
from pactwright.schema.node import Node
from pactwright.schema.objects import read_members
from pactwright.schema.shape import Conjunction

_OF_A_CASE = 20
_OF_A_MEMBER = 6
_OF_A_KIND = 3


def samples(maker: Maker, node: Node) -> Iterator[Json]:
    """Yield members of a schema that differ from each other, the smallest first."""
    for case in maker.cases(Conjunction((node,))):
        yield from islice(maker.members(case.conjunction, case.shape), _OF_A_CASE)
        yield from _composed(maker, case)


def probes(maker: Maker, nodes: tuple[Node, ...]) -> Iterator[Json]:
    """Yield members of a conjunction: some of every kind that each of its cases has."""
    for case in maker.cases(Conjunction(nodes)):
        for kind in sorted(case.shape.kinds):
            members = maker.members(case.conjunction, case.shape, kinds=frozenset({kind}))
            yield from islice(members, _OF_A_KIND if case.shape.values is None else None)
        yield from _composed(maker, case)


def _composed(maker: Maker, case: Split) -> Iterator[Json]:
    shape = case.shape
    if "object" in shape.kinds:
        members = read_members(shape, closing=maker.closing)
        yield from maker.objects(shape, depth=6, wish=Wish(rich=True))
        for name in members.names:
            for value in islice(_of_nodes(maker, members.at(name) or ()), _OF_A_MEMBER):
                yield from maker.objects(shape, depth=6, wish=Wish(given={name: value}))
    if "array" in shape.kinds:
        for least in (1, 2):
            yield from maker.arrays(shape, depth=6, least=least)


def _of_nodes(maker: Maker, nodes: tuple[Node, ...]) -> Iterator[Json]:
    for case in maker.cases(Conjunction(nodes)):
        yield from islice(maker.members(case.conjunction, case.shape), _OF_A_MEMBER)
