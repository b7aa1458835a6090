"""Reading raw values of a document with a clear error where one has the wrong shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.compat.api import STABLE, Lifecycle
from pactwright.compat.fault import ShapeError
from pactwright.document.pointer import follow_pointer, pointer_of_fragment
from pactwright.model.json import Json, JsonObject

_YAML_WORDS = {"yes", "no", "on", "off", "y", "n"}
_SHOWN = 40
_LIFECYCLE = ("deprecated", "x-sunset", "x-stability-level")


def want_object(value: Json, pointer: str) -> dict[str, Any]:
    """Return the value when it is an object."""
    if isinstance(value, dict):
        return value
    raise _wrong(pointer, "an object", value)


def want_list(value: Json, pointer: str) -> list[Any]:
    """Return the value when it is a list."""
    if isinstance(value, list):
        return value
    raise _wrong(pointer, "a list", value)


def want_text(value: Json, pointer: str) -> str:
    """Return the value when it is a string; a bare number, as YAML reads 1.0, is taken as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _wrong(pointer, "a string", value)


def want_flag(value: Json, pointer: str) -> bool:
    """Return the value when it is true or false."""
    if isinstance(value, bool):
        return value
    raise _wrong(pointer, "true or false", value)


def member(node: Mapping[str, Any], key: str, pointer: str) -> dict[str, Any]:
    """Return the object under the key, empty where there is none."""
    value = node.get(key)
    return {} if value is None else want_object(value, f"{pointer}/{key}")


def flag(node: Mapping[str, Any], key: str, pointer: str, *, default: bool = False) -> bool:
    """Return the flag under the key."""
    value = node.get(key, default)
    return value if isinstance(value, bool) else want_flag(value, f"{pointer}/{key}")


def texts(node: Mapping[str, Any], key: str, pointer: str) -> tuple[str, ...]:
    """Return the strings of the list under the key."""
    value = node.get(key)
    if value is None:
        return ()
    place = f"{pointer}/{key}"
    return tuple(
        want_text(item, f"{place}/{index}") for index, item in enumerate(want_list(value, place))
    )


def read_lifecycle(node: Mapping[str, Any], pointer: str) -> Lifecycle:
    """Return what the object says of its age: `deprecated`, `x-sunset`, `x-stability-level`."""
    if not any(key in node for key in _LIFECYCLE):
        return STABLE
    return Lifecycle(
        deprecated=flag(node, "deprecated", pointer),
        sunset=node.get("x-sunset"),
        stability=node.get("x-stability-level"),
    )


def follow(root: JsonObject, node: Json, pointer: str) -> tuple[dict[str, Any], str]:
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


def _wrong(pointer: str, expected: str, value: Json) -> ShapeError:
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    hint = f"put {expected} there"
    if isinstance(value, str) and value.lower() in _YAML_WORDS:
        hint = f"write true or false: in YAML 1.2 the word {value} is text"
    return ShapeError(pointer, f"expected {expected}, got {shown}", hint=hint)
