"""The network of applications, as positions in a picture."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WIDTH = 820
_RADIUS = 200
_GAP = 12
_LEVEL = 12
"""Up to so many names stay level; more of them are turned, and need room above and below."""

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An application and where it stands, with its name outside the circle.

    `turn` is by how many degrees the name is turned about the node, so that many names do not
    cover each other.
    """

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    turn: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A pact: from the consumer to the provider, with its state."""

    consumer: Node
    provider: Node
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A picture of at most 60 applications; `hidden` counts the others."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int


def choose_names(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], int]:
    """Return the names that are drawn of consumers and providers, and how many others there are.

    Those with the most pacts come first, or sixty consumers would stand there without a provider.
    """
    pacts = Counter(name for pair in pairs for name in pair)
    names = sorted(pacts, key=lambda name: (-pacts[name], name))
    return sorted(names[:_SHOWN]), max(len(names) - _SHOWN, 0)


def draw_network(pairs: Sequence[tuple[str, str, str]], *, hidden: int = 0) -> Network:
    """Return the picture of consumers, providers and states, applications on a circle by name.

    `hidden` counts applications that are not among the pairs.
    """
    shown, more = choose_names((consumer, provider) for consumer, provider, _ in pairs)
    nodes = {name: _place(name, index, len(shown)) for index, name in enumerate(shown)}
    edges = tuple(
        Edge(consumer=nodes[consumer], provider=nodes[provider], state=state)
        for consumer, provider, state in pairs
        if consumer in nodes and provider in nodes
    )
    return Network(
        width=_WIDTH,
        height=_height(len(shown)),
        nodes=tuple(nodes.values()),
        edges=edges,
        hidden=hidden + more,
    )


def _height(count: int) -> int:
    return 640 if count > _LEVEL else 480


def _place(name: str, index: int, count: int) -> Node:
    angle = 2 * math.pi * index / max(count, 1) - math.pi / 2
    right, down = math.cos(angle), math.sin(angle)
    x = round(_WIDTH / 2 + _RADIUS * right, 1)
    y = round(_height(count) / 2 + _RADIUS * down, 1)
    beside = right > -0.01  # noqa: PLR2004 - the top and the bottom count as right
    if count > _LEVEL:
        turn = round(math.degrees(angle) + (0 if beside else 180), 1)
        sign = 1 if beside else -1
        anchor = "start" if beside else "end"
        return Node(
            name=name, x=x, y=y, label_x=x + sign * _GAP, label_y=y + 4, anchor=anchor, turn=turn
        )
    if abs(right) < 0.2:  # noqa: PLR2004 - nearly above or below
        label_y = y + (1.7 * _GAP if down > 0 else -_GAP)
        return Node(name=name, x=x, y=y, label_x=x, label_y=label_y, anchor="middle")
    sign, anchor = (1, "start") if beside else (-1, "end")
    return Node(name=name, x=x, y=y, label_x=x + sign * _GAP, label_y=y + 4, anchor=anchor)
