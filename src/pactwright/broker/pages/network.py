"""The network of applications, as positions in a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_SIZE = 560
_RADIUS = 210
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An application and where it stands."""

    name: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A pact: from the consumer to the provider, with its state."""

    consumer: Node
    provider: Node
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A picture of at most 60 applications; `hidden` counts the others."""

    size: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int


def draw_network(pairs: Sequence[tuple[str, str, str]]) -> Network:
    """Return the picture of consumers, providers and states, applications on a circle by name."""
    names = sorted({name for consumer, provider, _ in pairs for name in (consumer, provider)})
    shown = names[:_SHOWN]
    nodes = {name: _place(name, index, len(shown)) for index, name in enumerate(shown)}
    edges = tuple(
        Edge(consumer=nodes[consumer], provider=nodes[provider], state=state)
        for consumer, provider, state in pairs
        if consumer in nodes and provider in nodes
    )
    return Network(
        size=_SIZE, nodes=tuple(nodes.values()), edges=edges, hidden=len(names) - len(shown)
    )


def _place(name: str, index: int, count: int) -> Node:
    angle = 2 * math.pi * index / max(count, 1) - math.pi / 2
    x = round(_SIZE / 2 + _RADIUS * math.cos(angle), 1)
    y = round(_SIZE / 2 + _RADIUS * math.sin(angle), 1)
    middle = _SIZE / 2
    anchor = "middle" if abs(x - middle) < 1 else "start" if x > middle else "end"
    return Node(name=name, x=x, y=y, anchor=anchor)
