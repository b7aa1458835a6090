"""Paths of two documents matched to each other: the names of their variables do not matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from pactwright.compat.api import Operation, Server

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@lru_cache(maxsize=8192)
def template_of(path: str) -> str:
    """Return the path with every variable nameless; a trailing slash stays what it is."""
    return _VARIABLE.sub("{}", path)


def variables_of(path: str) -> list[str]:
    """Return the names of the path's variables in their order."""
    return _VARIABLE.findall(path)


def base_path(servers: Sequence[Server]) -> str | None:
    """Return the path that all base URLs share, None when they differ or have variables in it."""
    paths = {_path(server.url) for server in servers}
    only = paths.pop() if len(paths) == 1 else None
    return None if only is None or "{" in only else only


def _path(url: str) -> str | None:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return None


def matching_templates(path: str, others: Sequence[str]) -> list[str]:
    """Return the templates among the paths that a concrete path falls under."""
    if "{" in path:
        return []
    return [other for other in others if "{" in other and _pattern(other).fullmatch(path)]


def nearest_path(operation: Operation, among: Sequence[Operation]) -> str | None:
    """Return a hint where an operation that is gone may have moved, None when nothing is near."""
    path = operation.path
    for other in among:
        if other.method == operation.method and other.path.rstrip("/") == path.rstrip("/"):
            return f"a trailing slash makes another path: serve {path} as well as {other.path}"
    same_id = [
        other
        for other in among
        if operation.operation_id and other.operation_id == operation.operation_id
    ]
    if same_id:
        moved = f"{same_id[0].method} {same_id[0].path}"
        return f"it seems to have moved to {moved}: keep the old path until every client has moved"
    return None


def _pattern(template: str) -> re.Pattern[str]:
    parts = _VARIABLE.split(template)
    return re.compile(
        "".join("[^/]+" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )
