"""What a part of a document says of its age, and what a reference in it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.compat.api import STABLE, Lifecycle
from pactwright.document.pointer import follow_pointer, pointer_of_fragment
from pactwright.document.shape import ShapeError, flag, want_object
from pactwright.model.json import Json, JsonObject

_LIFECYCLE = ("deprecated", "x-sunset", "x-stability-level")


def read_lifecycle(node: Mapping[str, Any], pointer: str) -> Lifecycle:
    """Return what the object says of its age: `deprecated`, `x-sunset`, `x-stability-level`."""
    if not any(key in node for key in _LIFECYCLE):
        return STABLE
    return Lifecycle(
        deprecated=flag(node, "deprecated", pointer),
        sunset=node.get("x-sunset"),
        stability=node.get("x-stability-level"),
    )


def follow(root: JsonObject, node: Json, pointer: str) -> tuple[Mapping[str, Any], str]:
    """Return the object that the value is or refers to, and where it stands."""
    found = want_object(node, pointer)
    for _ in range(100):
        reference = found.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            return found, pointer
        pointer = pointer_of_fragment(reference[1:])
        try:
            found = want_object(follow_pointer(root, pointer), pointer)
        except KeyError:
            break
    raise ShapeError(
        pointer, "a reference leads nowhere or to itself", hint="let it lead to a definition"
    )
