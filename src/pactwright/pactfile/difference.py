"""The places where two JSON values differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactwright.model.json import Json
from pactwright.pactfile.locate import escape_pointer
from pactwright.pactfile.text import encode_json

Difference = tuple[str, Json, Json]
"""A JSON pointer and the two values there; what only one of the two holds is null in the other."""


def find_differences(one: Json, other: Json, pointer: str = "") -> Iterator[Difference]:
    """Yield the deepest places that differ, in the order of sorted keys."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            below = f"{pointer}/{escape_pointer(key)}"
            yield from find_differences(one.get(key), other.get(key), below)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from find_differences(left, right, f"{pointer}/{index}")
    elif encode_json(one) != encode_json(other):
        yield pointer, one, other


def shorten_json(value: Json, *, width: int = 60) -> str:
    """Return the value as JSON, cut where it is long."""
    text = encode_json(value).decode()
    return text if len(text) <= width else f"{text[: width - 3]}..."
