"""JSON pointers: written, read and followed (RFC 6901)."""

from __future__ import annotations

from collections.abc import Sequence
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


def _unescape(step: str) -> str:
    if "~" in step:
        return step.replace("~1", "/").replace("~0", "~")
    return step
