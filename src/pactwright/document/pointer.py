"""JSON pointers: written, read and followed (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pactwright.model.json import Json


def escape_step(key: str) -> str:
    """Return `key` as one segment of a pointer."""
    if "~" in key or "/" in key:
        return key.replace("~", "~0").replace("/", "~1")
    return key


def split_pointer(pointer: str) -> list[str]:
    """Return the keys of a pointer, unescaped; of the empty pointer, none."""
    if not pointer:
        return []
    return [_unescape(step) for step in pointer.removeprefix("/").split("/")]


def join_pointer(steps: Sequence[str | int]) -> str:
    """Return the pointer that `split_pointer` reads back."""
    return "".join(f"/{escape_step(str(step))}" for step in steps)


def pointer_of_fragment(fragment: str) -> str:
    """Return the pointer that stands behind the `#` of a reference, percent signs decoded."""
    return unquote(fragment) if "%" in fragment else fragment


def follow_pointer(root: Json, pointer: str) -> Json:
    """Return the value at the pointer; raises `KeyError` where there is none."""
    node = root
    for step in split_pointer(pointer):
        if isinstance(node, dict):
            node = node[step]
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            raise KeyError(pointer)
    return node


def tree_of_pointers(pointers: Iterable[str]) -> dict[str, Any]:
    """Return the pointers as objects within objects, a key a step."""
    tree: dict[str, Any] = {}
    for pointer in pointers:
        node = tree
        for step in split_pointer(pointer):
            node = node.setdefault(step, {})
    return tree


def nearest_places(found: Mapping[tuple[str, ...], int], pointers: Iterable[str]) -> dict[str, int]:
    """Return the place of each pointer, of its nearest parent where it has none itself.

    `found` holds places by their keys, at least that of the whole.
    """
    return {pointer: _nearest(found, tuple(split_pointer(pointer))) for pointer in pointers}


def _nearest(found: Mapping[tuple[str, ...], int], steps: tuple[str, ...]) -> int:
    while steps not in found:
        steps = steps[:-1]
    return found[steps]


def _unescape(step: str) -> str:
    if "~" in step:
        return step.replace("~1", "/").replace("~0", "~")
    return step
