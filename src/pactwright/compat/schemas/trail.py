"""The way from the roots of a lane down to the pairs that changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from pactwright.compat.schemas.align import followed_edges
from pactwright.compat.schemas.lane import Root
from pactwright.schema.case import Edge, Pair

_MOST_WAYS: Final = 3


class Stop(Struct, eq=False):
    """A changed pair, how one gets there, and which roots do."""

    pair: Pair
    ways: list[tuple[Stop, Edge]] = field(default_factory=list)
    root: Root | None = None
    reached_by: int = 0
    following: list[Stop] = field(default_factory=list)


def follow_trails(roots: Iterable[Root]) -> list[Stop]:
    """Return every changed pair that the roots reach, nearest first, each once.

    `reached_by` holds a bit for each root, in their order.
    """
    stops: dict[int, Stop] = {}
    waiting: deque[Stop] = deque()
    for index, root in enumerate(roots):
        stop = _stop_at(root.pair, stops, waiting)
        stop.root = stop.root or root
        stop.reached_by |= 1 << index
    while waiting:
        stop = waiting.popleft()
        for edge in followed_edges(stop.pair):
            following = _stop_at(edge.pair, stops, waiting)
            stop.following.append(following)
            if len(following.ways) < _MOST_WAYS:
                following.ways.append((stop, edge))
    _spread(list(stops.values()))
    return list(stops.values())


def _stop_at(pair: Pair, stops: dict[int, Stop], waiting: deque[Stop]) -> Stop:
    stop = stops.get(id(pair))
    if stop is None:
        stop = stops[id(pair)] = Stop(pair)
        waiting.append(stop)
    return stop


def _spread(stops: list[Stop]) -> None:
    """Hand the roots' bits on until nothing changes."""
    waiting = deque(stops)
    queued = set(map(id, stops))
    while waiting:
        stop = waiting.popleft()
        queued.discard(id(stop))
        for following in stop.following:
            merged = following.reached_by | stop.reached_by
            if merged != following.reached_by:
                following.reached_by = merged
                if id(following) not in queued:
                    queued.add(id(following))
                    waiting.append(following)


def shortest_ways(stop: Stop) -> list[list[Edge]]:
    """Return some ways from a root to the stop, as edges from the root on, short ones first."""
    found: list[list[Edge]] = []
    waiting: deque[tuple[Stop, list[Edge], frozenset[int]]] = deque([(stop, [], frozenset())])
    tries = 0
    while waiting and len(found) < _MOST_WAYS and tries < 200:  # noqa: PLR2004  # ends cycles
        tries += 1
        here, edges, seen = waiting.popleft()
        if here.root is not None:
            found.append(edges)
        for before, edge in here.ways:
            if id(before) not in seen:
                waiting.append((before, [edge, *edges], seen | {id(here)}))
    return found
