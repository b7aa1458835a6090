"""Whether two schemas admit no value together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS, NotScalar, admits
from pactwright.schema.canonical import is_empty
from pactwright.schema.digest import digest
from pactwright.schema.lower import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.shape import Conjunction, Shape, TooManyCases, kind_of, split_cases
from pactwright.schema.view import View

_DEPTH: Final = 3


class Part:
    """One case of one side, as far as this question looks at it."""

    def __init__(self, view: View, shape: Shape, members: Members) -> None:
        """Make it of a view's shape."""
        self.view = view
        self.shape = shape
        self.members = members


def parts_of(view: View, nodes: tuple[Node, ...]) -> list[Part]:
    """Return the cases of a conjunction. Raises TooManyCases."""
    return [
        Part(view, shape, read_members(shape, {}, closing=False))
        for _case, shape in split_cases(view, Conjunction(nodes), limit=16)
    ]


def are_disjoint(one: Part, other: Part, depth: int = 0) -> bool:
    """Tell whether it is sure that no value belongs to both."""
    common = one.shape.kinds & other.shape.kinds
    for kind in common:
        if one.shape.values is not None or other.shape.values is not None:
            separate = _no_value(one, other, kind)
        elif kind == "object":
            separate = depth < _DEPTH and _differ_in_member(one, other, depth)
        elif kind in {"string", "integer", "fraction"}:
            separate = _no_scalar(one.shape, other.shape, kind)
        else:
            separate = False
        if not separate:
            return False
    return True


def _no_value(one: Part, other: Part, kind: str) -> bool:
    first, second = (one, other) if one.shape.values is not None else (other, one)
    values = [value for value in first.shape.values or () if kind_of(value) == kind]
    if second.shape.values is not None:
        listed = {digest(value) for value in second.shape.values}
        return not any(digest(value) in listed for value in values)
    return not any(_may_belong(second, value) for value in values)


def _may_belong(part: Part, value: Json) -> bool:
    try:
        return all(admits(part.view, node, value) for node in part.shape.nodes)
    except NotScalar:
        return True


def _no_scalar(one: Shape, other: Shape, kind: str) -> bool:
    bounds = [
        {keyword: node[keyword] for keyword in SCALAR_KEYWORDS & node.keys()}
        for node in (*one.nodes, *other.nodes)
    ]
    if not any(bounds):
        return False
    name = "number" if kind == "fraction" else kind
    return is_empty({"type": name, "allOf": [bound for bound in bounds if bound]})


def _differ_in_member(one: Part, other: Part, depth: int) -> bool:
    names: Iterable[str] = sorted(
        set().union(*one.shape.every("required"), *other.shape.every("required"))
    )
    for name in names:
        mine, theirs = one.members.at(name), other.members.at(name)
        if mine is None or theirs is None:
            return True
        if mine and theirs and _nodes_disjoint(one.view, mine, other.view, theirs, depth):
            return True
        never: Node = {"not": {}}
        if never in mine or never in theirs:
            return True
    return False


def _nodes_disjoint(
    view: View, nodes: tuple[Node, ...], other_view: View, others: tuple[Node, ...], depth: int
) -> bool:
    try:
        parts, other_parts = parts_of(view, nodes), parts_of(other_view, others)
    except TooManyCases:
        return False
    return all(are_disjoint(a, b, depth + 1) for a in parts for b in other_parts)
