"""Whether two schemas admit no value together."""

from __future__ import annotations

from typing import Final

from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS
from pactwright.schema.canonical import is_empty
from pactwright.schema.cases import TooManyCases, split_cases
from pactwright.schema.digest import digest
from pactwright.schema.language import GaveUp, find_string
from pactwright.schema.member import is_member
from pactwright.schema.node import Node
from pactwright.schema.objects import Members, read_members
from pactwright.schema.shape import Conjunction, Shape, kind_of, patterns_of
from pactwright.schema.view import View

_DEPTH: Final = 2
_MOST_PARTS: Final = 16
_NEVER: Final[Node] = {"not": {}}


class Part:
    """One case of one side, as far as this question looks at it."""

    def __init__(self, view: View, shape: Shape, members: Members) -> None:
        """Make it of a view's shape."""
        self.view = view
        self.shape = shape
        self.members = members


def parts_of(view: View, nodes: tuple[Node, ...]) -> list[Part]:
    """Return the cases of a conjunction, made once for each view. Raises TooManyCases."""
    key = tuple(map(id, nodes))
    kept = view.parts.get(key)
    if kept is None:
        # with the schemas, whose identities must stay taken
        kept = view.parts[key] = (nodes, _make_parts(view, nodes))
    parts: list[Part] | None = kept[1]
    if parts is None:
        raise TooManyCases
    return parts


def _make_parts(view: View, nodes: tuple[Node, ...]) -> list[Part] | None:
    try:
        splits = split_cases(view, Conjunction(nodes), limit=_MOST_PARTS)
    except TooManyCases:
        return None
    return [Part(view, one.shape, read_members(one.shape, closing=False)) for one in splits]


def are_apart(view: View, one: Node, other: Node) -> bool:
    """Tell whether it is sure that no value belongs to two schemas of one view."""
    if one is other:
        return False
    return _nodes_disjoint(view, (one,), view, (other,), -1)


def never_meet(
    view: View, nodes: tuple[Node, ...], other_view: View, others: tuple[Node, ...]
) -> bool:
    """Tell whether it is sure that no value belongs to the schemas of both views."""
    return _nodes_disjoint(view, nodes, other_view, others, -1)


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
    return all(is_member(part.view, node, value) is not False for node in part.shape.nodes)


def _no_scalar(one: Shape, other: Shape, kind: str) -> bool:
    bounds = [
        {keyword: node[keyword] for keyword in SCALAR_KEYWORDS & node.keys()}
        for node in (*one.nodes, *other.nodes)
    ]
    if not any(bounds):
        return False
    name = "number" if kind == "fraction" else kind
    if is_empty({"type": name, "allOf": [bound for bound in bounds if bound]}):
        return True
    return kind == "string" and _no_string([*one.nodes, *other.nodes])


def _no_string(nodes: list[Node]) -> bool:
    """Tell whether no string satisfies all the patterns and lengths."""
    accepting, refusing = patterns_of(nodes)
    if not accepting:
        return False
    least = max((node.get("minLength", 0) for node in nodes), default=0)
    most = min((node["maxLength"] for node in nodes if "maxLength" in node), default=None)
    try:
        return find_string(accepting, refusing, least=least, most=most) is None
    except GaveUp:
        return False


def _differ_in_member(one: Part, other: Part, depth: int) -> bool:
    names = sorted(set().union(*one.shape.every("required"), *other.shape.every("required")))
    left: list[tuple[tuple[Node, ...], tuple[Node, ...]]] = []
    for name in names:
        mine, theirs = one.members.at(name), other.members.at(name)
        if mine is None or theirs is None or _NEVER in mine or _NEVER in theirs:
            return True
        if _enums_differ(mine, theirs):
            return True
        if mine and theirs:
            left.append((mine, theirs))
    return any(
        _nodes_disjoint(one.view, mine, other.view, theirs, depth) for mine, theirs in left[:12]
    )


def _enums_differ(mine: tuple[Node, ...], theirs: tuple[Node, ...]) -> bool:
    """Tell, at a glance, whether two enumerations have no value in common."""
    return any(
        not {digest(value) for value in one["enum"]} & {digest(value) for value in other["enum"]}
        for one in mine
        if "enum" in one
        for other in theirs
        if "enum" in other
    )


def _nodes_disjoint(
    view: View, nodes: tuple[Node, ...], other_view: View, others: tuple[Node, ...], depth: int
) -> bool:
    try:
        parts, other_parts = parts_of(view, nodes), parts_of(other_view, others)
    except TooManyCases:
        return False
    return all(are_disjoint(a, b, depth + 1) for a in parts for b in other_parts)
