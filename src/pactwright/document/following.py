"""References of a document followed where its parts are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pactwright.document.operations import follow_object
from pactwright.document.pointer import escape_step
from pactwright.document.shape import member, want_object
from pactwright.model.json import Json


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
    return follow_object(root, want_object(value, pointer), pointer)
