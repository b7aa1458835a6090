"""Inclusion in anyOf and oneOf: every case finds its branch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pactwright.schema.admit import NotScalar, admits
from pactwright.schema.case import Case
from pactwright.schema.cases import TooManyCases
from pactwright.schema.disjoint import Part, are_disjoint, parts_of
from pactwright.schema.lower import Node
from pactwright.schema.shape import Conjunction, take_apart, without_references

_MOST_VALUES: Final = 24
_TYPES: Final = {"fraction": "number"}


def keep_any(case: Case, node: Node) -> bool:
    """Some branch must include the case, or each part of it."""
    return _keep_union(case, node, "anyOf")


def keep_one(case: Case, node: Node) -> bool:
    """Exactly one branch must include the case, or each part of it."""
    return _keep_union(case, node, "oneOf")


def _keep_union(case: Case, node: Node, keyword: str) -> bool:
    if _is_own(case, node, keyword):
        return True
    branches = node[keyword]
    if _finds_branch(case, case.conjunction, node, keyword):
        return True
    if case.values is not None and _takes_each(case, node, keyword):
        return True
    parts = list(_split(case, branches))
    if len(parts) > 1 and all(_finds_branch(case, part, node, keyword) for part in parts):
        return True
    return case.fail(keyword, node)


def _is_own(case: Case, node: Node, keyword: str) -> bool:
    """Tell whether the smaller side holds the same union itself."""
    return any(
        case.prover.sameness.same_part(own[keyword], node[keyword])
        for own in case.shape.nodes
        if keyword in own
    )


def _finds_branch(case: Case, conjunction: Conjunction, node: Node, keyword: str) -> bool:
    branches = node[keyword]
    for index in _likely_first(case, branches):
        if case.may_use(conjunction, branches[index], ("branch", index), (keyword, node)):
            if keyword == "anyOf":
                return True
            return _is_alone(case, conjunction, branches, index)
    return False


def _likely_first(case: Case, branches: list[Node]) -> list[int]:
    """Return the branches' indexes, the case's likely counterparts first, none that lacks a kind."""
    own = [node for node in case.conjunction.nodes if node]
    ranked = []
    for index, branch in enumerate(branches):
        if case.is_at(case.side.larger.pointer(without_references(case.side.larger, branch))):
            ranked.append((0, index))
        elif any(case.prover.same(case.side, node, branch) for node in own):
            ranked.append((1, index))
        elif take_apart(case.side.larger, Conjunction((branch,))).kinds & case.kinds:
            ranked.append((2 + (index != case.index), index))
    return [index for _rank, index in sorted(ranked)]


def _takes_each(case: Case, node: Node, keyword: str) -> bool:
    try:
        return all(
            admits(case.side.larger, {keyword: node[keyword]}, value) for value in case.values or ()
        )
    except NotScalar:
        return False


def _split(case: Case, branches: list[Node]) -> Iterator[Conjunction]:
    """Yield the case cut by kind, its objects cut by the values of a telling property."""
    for kind in sorted(case.kinds):
        if kind == "fraction" and "integer" in case.kinds:
            continue
        name = "number" if kind == "integer" and "fraction" in case.kinds else kind
        cut = case.conjunction.extended(case.node({"type": [_TYPES.get(name, name)]}))
        if kind == "object":
            yield from _split_objects(case, cut, branches)
        else:
            yield cut


def _split_objects(case: Case, cut: Conjunction, branches: list[Node]) -> Iterator[Conjunction]:
    telling = _telling_property(case, branches)
    if telling is None:
        yield cut
        return
    name, values = telling
    for value in values:
        only = case.node({"properties": {name: {"enum": [value]}}})
        yield cut.extended(only)


def _telling_property(case: Case, branches: list[Node]) -> tuple[str, list[object]] | None:
    """Return a required property with few values that the branches look at too."""
    looked_at: set[str] = set()
    for branch in branches:
        shape = take_apart(case.side.larger, Conjunction((branch,)))
        for properties in shape.every("properties"):
            looked_at.update(name for name, schema in properties.items() if "enum" in schema)
    for name in sorted(looked_at & case.required()):
        schemas = case.members.at(name) or ()
        values = take_apart(case.side.smaller, Conjunction(schemas)).values
        if values is not None and 1 < len(values) <= _MOST_VALUES:
            return name, list(values)
    return None


def _is_alone(case: Case, conjunction: Conjunction, branches: list[Node], chosen: int) -> bool:
    """Tell whether no other branch takes a value of the case."""
    shape = take_apart(case.side.smaller, conjunction)
    mine = Part(case.side.smaller, shape, case.members)
    return all(
        _is_apart(case, mine, branch) or _excluded_by_own(case, branch)
        for index, branch in enumerate(branches)
        if index != chosen
    )


def _is_apart(case: Case, mine: Part, branch: Node) -> bool:
    try:
        return all(are_disjoint(mine, part) for part in parts_of(case.side.larger, (branch,)))
    except TooManyCases:
        return False


def _excluded_by_own(case: Case, branch: Node) -> bool:
    """Tell whether a oneOf of the smaller side already keeps the branch's values out.

    The case has chosen one branch of it, so it holds no value of the others; what is included
    in one of those is out as well.
    """
    chosen = {id(node) for node in case.conjunction.nodes}
    for own in case.shape.nodes:
        if id(own.get("oneOf")) not in case.conjunction.chosen:
            continue
        for other in own["oneOf"]:
            if id(without_references(case.side.smaller, other)) not in chosen and _includes(
                case, other, branch
            ):
                return True
    return False


def _includes(case: Case, mine: Node, branch: Node) -> bool:
    prover = case.prover
    if prover.same(case.side, mine, branch):
        return True
    if case.pair.flipped:
        return False
    pair = prover.pair(Conjunction((branch,)), mine, prover.turned())
    pair.any_parents.append(case.pair)
    return pair.holds


RULES: Final = {"anyOf": keep_any, "oneOf": keep_one}
