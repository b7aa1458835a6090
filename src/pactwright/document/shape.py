"""Parts of a document taken out of it, with a clear error where one has the wrong shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.errors import PactwrightError
from pactwright.model.json import Json

_YAML_WORDS = {"yes", "no", "on", "off", "y", "n"}
_SHOWN = 40


class ShapeError(PactwrightError):
    """What stands at `pointer` is not what an API document has there; `problem` says why.

    Whoever holds the document's text catches it, and says file and line.
    """

    def __init__(self, pointer: str, message: str, *, hint: str) -> None:
        super().__init__(f"{pointer or 'the document'}: {message}", hint=hint)
        self.pointer = pointer
        self.problem = message


def want_object(value: Json, pointer: str) -> Mapping[str, Any]:
    """Return the value when it is an object."""
    if isinstance(value, dict | Mapping):  # a dict is told at once
        return value
    raise wrong_shape(pointer, "an object", value)


def want_list(value: Json, pointer: str) -> list[Any]:
    """Return the value when it is a list."""
    if isinstance(value, list):
        return value
    raise wrong_shape(pointer, "a list", value)


def want_text(value: Json, pointer: str) -> str:
    """Return the value when it is a string; a bare number, as YAML reads 1.0, is taken as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise wrong_shape(pointer, "a string", value)


def want_flag(value: Json, pointer: str) -> bool:
    """Return the value when it is true or false."""
    if isinstance(value, bool):
        return value
    raise wrong_shape(pointer, "true or false", value)


def member(node: Mapping[str, Any], key: str, pointer: str) -> Mapping[str, Any]:
    """Return the object under the key, empty where there is none."""
    value = node.get(key)
    return {} if value is None else want_object(value, f"{pointer}/{key}")


def items(node: Mapping[str, Any], key: str, pointer: str) -> list[Any]:
    """Return the list under the key, empty where there is none."""
    value = node.get(key)
    return [] if value is None else want_list(value, f"{pointer}/{key}")


def texts(node: Mapping[str, Any], key: str, pointer: str) -> tuple[str, ...]:
    """Return the strings of the list under the key."""
    place = f"{pointer}/{key}"
    return tuple(
        want_text(item, f"{place}/{index}") for index, item in enumerate(items(node, key, pointer))
    )


def text(node: Mapping[str, Any], key: str, pointer: str, default: str = "") -> str:
    """Return the string under the key."""
    return want_text(node.get(key, default), f"{pointer}/{key}")


def flag(node: Mapping[str, Any], key: str, pointer: str, *, default: bool = False) -> bool:
    """Return the flag under the key."""
    value = node.get(key, default)
    return value if isinstance(value, bool) else want_flag(value, f"{pointer}/{key}")


def wrong_shape(pointer: str, expected: str, value: Json) -> ShapeError:
    """Return the error for a value that is not what is expected at its place."""
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    hint = f"put {expected} there"
    if isinstance(value, str) and value.lower() in _YAML_WORDS:
        hint = f"write true or false: in YAML 1.2 the word {value} is text"
    return ShapeError(pointer, f"expected {expected}, got {shown}", hint=hint)
