"""Which branch of a union stands for which on the other side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pactwright.schema.case import Edge, Failure, Pair
from pactwright.schema.shape import Conjunction, take_apart, without_references

_DEEPEST: Final = 3


def followed_edges(pair: Pair) -> list[Edge]:
    """Return the edges of a pair along which changes are told: the parts that belong together."""
    found = [edge for edge in pair.edges if edge.must and not edge.pair.equal]
    failed = {(failure.keyword, id(failure.node)) for failure in pair.failures}
    for group in _groups(pair.edges):
        keyword, node = group[0].within or ("", {})
        if (keyword, id(node)) not in failed:
            found.extend(_counterparts(group))
    for failure in pair.failures:
        found.extend(explaining_edges(failure))
    return found


def _counterparts(group: list[Edge]) -> list[Edge]:
    """Return the edge to the branch that holds and is the case's own on the other side."""
    keyword, _node = group[0].within or ("", {})
    if keyword not in {"anyOf", "oneOf"}:
        return []
    own = group[0].case.index
    named = [edge for edge in group if _is_counterpart(edge)]
    if named:
        return [edge for edge in named if edge.pair.holds and not edge.pair.equal]
    return [
        edge for edge in group if edge.pair.holds and not edge.pair.equal and edge.step[1] == own
    ]


def _groups(edges: Iterable[Edge]) -> list[list[Edge]]:
    """Return the edges of which one is enough, together."""
    groups: dict[tuple[object, ...], list[Edge]] = {}
    for edge in edges:
        if not edge.must and edge.within is not None:
            keyword, node = edge.within
            key = (keyword, id(node), id(edge.case), edge.pair.smaller.key)
            groups.setdefault(key, []).append(edge)
    return list(groups.values())


def explaining_edges(failure: Failure) -> list[Edge]:
    """Return the edges to the branches that the failed case was meant for.

    They are empty where the case has no counterpart: then the union itself is what changed.
    """
    if failure.keyword not in {"anyOf", "oneOf"}:
        return []
    case = failure.case
    edges = [
        edge
        for edge in case.pair.edges
        if edge.case is case and edge.within is not None and edge.within[1] is failure.node
    ]
    groups = [group for group in _groups(edges) if not any(edge.pair.holds for edge in group)]
    if len(groups) > 1:  # the whole case first, then its parts
        named = [edge for edge in groups[0] if _is_counterpart(edge)]
        if named:
            return named[:1]
        groups = groups[1:]
    found = []
    for group in groups:
        best = _best(failure, group)
        if best is None:
            return []
        found.append(best)
    return found


def _best(failure: Failure, group: list[Edge]) -> Edge | None:
    case = failure.case
    named = [edge for edge in group if _is_counterpart(edge)]
    if named:
        return named[0]
    if all("$ref" in branch for branch in failure.node[failure.keyword]):
        return None
    shape = take_apart(case.side.smaller, group[0].pair.smaller)
    fitting = [
        edge
        for edge in group
        if take_apart(case.side.larger, Conjunction((edge.pair.larger,))).kinds >= shape.kinds
    ]
    if len(fitting) == 1:
        return fitting[0]
    return next((edge for edge in fitting if edge.step[1] == case.index), None)


def _is_counterpart(edge: Edge) -> bool:
    """Tell whether an edge leads to a schema at the place where the case's own stands.

    A branch that is a union again leads there by its own branches.
    """
    view = edge.case.side.larger
    waiting = [(edge.pair.larger, 0)]
    while waiting:
        node, depth = waiting.pop()
        if edge.case.is_at(view.pointer(node)):
            return True
        if depth < _DEEPEST:
            waiting.extend(
                (without_references(view, branch), depth + 1)
                for keyword in ("anyOf", "oneOf")
                for branch in node.get(keyword, ())
            )
    return False
