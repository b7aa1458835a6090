"""Inclusion in anyOf and oneOf: every case finds its branch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pactwright.schema.branches import Branches
from pactwright.schema.case import Case
from pactwright.schema.cases import TooManyCases
from pactwright.schema.disjoint import Part, are_disjoint
from pactwright.schema.node import Node
from pactwright.schema.objects import read_members
from pactwright.schema.shape import Conjunction, take_apart

_MOST_VALUES: Final = 24
_FEW: Final = 8
_TYPES: Final = {"fraction": "number"}


def keep_any(case: Case, node: Node) -> bool:
    """Find a branch that includes the case, or one for each part of it."""
    return _keep_union(case, node, "anyOf")


def keep_one(case: Case, node: Node) -> bool:
    """Find the one branch that includes the case, or one for each part of it."""
    return _keep_union(case, node, "oneOf")


def _keep_union(case: Case, node: Node, keyword: str) -> bool:
    if _is_own(case, node, keyword):
        return True
    branches = node[keyword]
    if _finds_branch(case, case.conjunction, node, keyword):
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
    branches = case.prover.branches(case.side.larger, node[keyword])
    for index in _likely_first(case, branches):
        whole = case.with_others(conjunction, branches.looks[index])
        if case.may_use(whole, branches.nodes[index], ("branch", index), (keyword, node)):
            return keyword == "anyOf" or _is_alone(case, conjunction, branches, index)
    return False


def _likely_first(case: Case, branches: Branches) -> Iterator[int]:
    """Yield the branches' indexes, the case's likely counterparts first, none that lacks a kind."""
    first = {branches.at[pointer]: None for pointer in case.pointers if pointer in branches.at}
    view = case.side.smaller
    for node in case.conjunction.nodes:
        index = branches.alike.get(view.digest(node)) if node else None
        if index is not None and case.prover.same(case.side, node, branches.nodes[index]):
            first = {index: None, **first}
    yield from first
    rest = [case.index, *range(len(branches.nodes))]
    for index in dict.fromkeys(rest):
        known = 0 <= index < len(branches.nodes) and index not in first
        if known and branches.kinds[index] & case.kinds:
            yield index


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
    """Return a required property with few values by which several branches differ."""
    counts: dict[str, int] = {}
    for branch in branches:
        shape = take_apart(case.side.larger, Conjunction((branch,)))
        names = {
            name
            for properties in shape.every("properties")
            for name, schema in properties.items()
            if "enum" in schema
        }
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    looked_at = {name for name, count in counts.items() if count > 1}
    for name in sorted(looked_at & case.required()):
        schemas = case.members.at(name) or ()
        values = take_apart(case.side.smaller, Conjunction(schemas)).values
        if values is not None and 1 < len(values) <= _MOST_VALUES:
            return name, list(values)
    return None


def _is_alone(case: Case, conjunction: Conjunction, branches: Branches, chosen: int) -> bool:
    """Tell whether no other branch takes a value of the case."""
    own = [
        (read, mine)
        for node in case.shape.nodes
        if id(node.get("oneOf")) in case.conjunction.chosen
        for read in [case.prover.branches(case.side.smaller, node["oneOf"])]
        for mine in [_chosen_of(case, read)]
        if mine is not None
    ]
    left = [
        branch
        for index, branch in enumerate(branches.nodes)
        if index != chosen and not any(_is_other(case, read, mine, branch) for read, mine in own)
    ]
    part = _as_part(case, conjunction)
    return all(
        _is_apart(case, part, branch)
        or any(
            _is_within_other(case, read, mine, (branch, branches.nodes[chosen]))
            for read, mine in own
        )
        for branch in left
    )


def _as_part(case: Case, conjunction: Conjunction) -> Part:
    """Return the case with all that its values may hold, also of what other cases declare."""
    view = case.side.smaller
    whole = case.with_others(conjunction, None)
    if whole is conjunction:
        return Part(view, take_apart(view, conjunction), case.members)
    shape = take_apart(view, whole)
    return Part(view, shape, read_members(shape, closing=case.side.closing is not None))


def _chosen_of(case: Case, read: Branches) -> int | None:
    """Return which branch of its own oneOf the case has chosen."""
    chosen = {id(node) for node in case.conjunction.nodes}
    return next((i for i, node in enumerate(read.nodes) if id(node) in chosen), None)


def _is_other(case: Case, read: Branches, mine: int, branch: Node) -> bool:
    """Tell whether the branch is one that the case has not chosen of its own oneOf.

    A value of the case belongs to none of those.
    """
    index = read.alike.get(case.side.larger.digest(branch))
    if index is None or index == mine or read.nodes[index] is read.nodes[mine]:
        return False
    return case.prover.same(case.side, read.nodes[index], branch)


def _is_within_other(case: Case, read: Branches, mine: int, others: tuple[Node, Node]) -> bool:
    """Tell whether a branch is included in one that the case has not chosen.

    If not the whole branch, what it has in common with the one that includes the case will do.
    """
    if case.pair.flipped:
        return False
    branch = others[0]
    counterpart = read.at.get(case.side.larger.pointer(branch))
    indexes = dict.fromkeys([counterpart] if counterpart is not None else [])
    indexes.update(dict.fromkeys(range(len(read.nodes))) if len(read.nodes) <= _FEW else {})
    for index in indexes:
        node = read.nodes[index]
        if index == mine or node is read.nodes[mine]:
            continue
        if case.takes_turned((branch,), node) or case.takes_turned(others, node):
            return True
    return False


def _is_apart(case: Case, mine: Part, branch: Node) -> bool:
    try:
        return all(are_disjoint(mine, part) for part in case.prover.parts(case.side.larger, branch))
    except TooManyCases:
        return False


RULES: Final = {"anyOf": keep_any, "oneOf": keep_one}
