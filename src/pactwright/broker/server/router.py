"""Finding the handler of a path: encoded segments, decoded one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import unquote

from pactwright.broker.access import Need
from pactwright.broker.port import Ledger
from pactwright.broker.server.call import Answer, Call

Handler: TypeAlias = Callable[[Call, Ledger], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path with `{names}` for segments, its handler, and who may use it.

    `writes` opens the view to write. `owner` is the path argument that names the application
    that a bound token must be for. A `form` takes what a page of ours sends, and nobody else's.
    `public` says whether it is read without a token: always, never, or where reading is public.
    """

    method: str
    pattern: str
    handler: Handler
    writes: bool = False
    needs: Need = "read"
    owner: str | None = None
    form: bool = False
    public: Literal["always", "never", "if told"] = "if told"


@dataclass(slots=True)
class _Node:
    fixed: dict[str, _Node] = field(default_factory=dict)
    named: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict)


class Router:
    """All routes as a tree; a fixed segment wins over a named one."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            node = self._root
            for segment in _split(route.pattern):
                if segment.startswith("{"):
                    node.named = node.named or _Node()
                    node = node.named
                else:
                    node = node.fixed.setdefault(segment, _Node())
            if route.method in node.routes:
                raise ValueError(f"two routes for {route.method} {route.pattern}")
            node.routes[route.method] = route

    def find(self, raw_path: str) -> Mapping[str, Route]:
        """Return the routes of the path by method; empty when there is none."""
        node = _walk(self._root, _split(raw_path))
        return node.routes if node else {}


def read_arguments(route: Route, raw_path: str) -> dict[str, str]:
    """Return the decoded segments by name. Raises `ValueError` when one is not UTF-8."""
    pairs = zip(_split(route.pattern), _split(raw_path), strict=True)
    return {
        pattern[1:-1]: unquote(segment, errors="strict")
        for pattern, segment in pairs
        if pattern.startswith("{")
    }


def _walk(node: _Node, segments: list[str]) -> _Node | None:
    if not segments:
        return node if node.routes else None
    head, rest = segments[0], segments[1:]
    for child in (node.fixed.get(head), node.named if head else None):
        found = _walk(child, rest) if child else None
        if found:
            return found
    return None


def _split(path: str) -> list[str]:
    return path.removesuffix("/").split("/")[1:]
