"""Parts of a document taken out of it, with a clear error where one has the wrong shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pactwright.document.operations import follow_object
from pactwright.document.pointer import escape_step
from pactwright.errors import PactwrightError
from pactwright.model.json import Json

_SHOWN = 40


class ShapeError(PactwrightError):
    """A part of the document has the wrong shape; `pointer` says where."""

    def __init__(self, pointer: str, message: str, *, hint: str) -> None:
        super().__init__(f"{pointer or '/'}: {message}", hint=hint)
        self.pointer = pointer
        self.problem = message


def member(node: Mapping[str, Any], key: str, pointer: str) -> Mapping[str, Any]:
    """Return the object under the key, empty where there is none."""
    value = node.get(key)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    raise _wrong(f"{pointer}/{key}", "an object", value)


def items(node: Mapping[str, Any], key: str, pointer: str) -> list[Any]:
    """Return the list under the key, empty where there is none."""
    value = node.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _wrong(f"{pointer}/{key}", "a list", value)


def texts(node: Mapping[str, Any], key: str, pointer: str) -> tuple[str, ...]:
    """Return the strings of the list under the key."""
    found = items(node, key, pointer)
    for index, item in enumerate(found):
        if not isinstance(item, str):
            raise _wrong(f"{pointer}/{key}/{index}", "a string", item)
    return tuple(found)


def text(node: Mapping[str, Any], key: str, pointer: str, default: str = "") -> str:
    """Return the string under the key."""
    value = node.get(key, default)
    if isinstance(value, str):
        return value
    raise _wrong(f"{pointer}/{key}", "a string", value)


def flag(node: Mapping[str, Any], key: str, pointer: str, *, default: bool = False) -> bool:
    """Return the flag under the key."""
    value = node.get(key, default)
    if isinstance(value, bool):
        return value
    raise _wrong(f"{pointer}/{key}", "true or false", value)


def followed_members(
    root: Json, node: Mapping[str, Any], key: str, pointer: str, *, extensible: bool = False
) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield name, object and place of each member of the object under the key.

    Where the object is `extensible`, members that begin with `x-` are no part of it; in a map,
    such as that of the headers, they are like any other.
    """
    for name, value in member(node, key, pointer).items():
        if not (extensible and name.startswith("x-")):
            yield name, *follow(root, value, f"{pointer}/{key}/{escape_step(name)}")


def follow(root: Json, value: Json, pointer: str) -> tuple[Mapping[str, Any], str]:
    """Return the object that a value is or refers to, and its place."""
    if not isinstance(value, Mapping):
        raise _wrong(pointer, "an object", value)
    return follow_object(root, value, pointer)


def _wrong(pointer: str, expected: str, value: Json) -> ShapeError:
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return ShapeError(pointer, f"expected {expected}, got {shown}", hint=f"put {expected} there")
