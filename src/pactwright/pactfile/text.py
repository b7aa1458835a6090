"""Strict JSON: exact numbers, no duplicate keys, and one member at a time for long arrays."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from decimal import Decimal, InvalidOperation
from typing import cast

import msgspec

from pactwright.model.json import Json, JsonObject

_SPACE = re.compile(r"[ \t\n\r]*")
_CANONICAL = msgspec.json.Encoder(order="sorted", decimal_format="number")


class JsonTextError(ValueError):
    """JSON text that is not to be read: `message` says why, `offset` is the character at fault."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class DuplicateKeyError(ValueError):
    """An object holds one key twice; where is found by `locate.find_duplicate_key`."""


def _unique(pairs: list[tuple[str, Json]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKeyError
    return members


def _exact_number(text: str) -> float | Decimal:
    value = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the number {text[:40]} is out of every range") from None
    return value if Decimal(repr(value)) == exact else exact


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_exact_number, parse_constant=_refuse_constant
)


def encode_json(value: Json) -> bytes:
    """Return `value` as compact JSON with sorted keys; equal values give equal bytes."""
    return _CANONICAL.encode(value)


def decode_json(text: str) -> Json:
    """Return the value of a JSON text.

    A float that would lose digits comes as `Decimal`. Raises `ValueError` for anything that is
    not JSON, and for duplicate keys.
    """
    return cast(Json, _DECODER.decode(text))


def iterate_members(
    text: str, streamed: frozenset[str]
) -> Iterator[tuple[str, int | None, Json, int]]:
    """Yield `(key, index, value, offset)` for the members of the object that `text` holds.

    The arrays of the keys in `streamed` are taken apart: each element comes on its own with its
    index, and the array itself comes first with index `None` and the value `[]`. Raises
    `JsonTextError` and what `decode_json` raises.
    """
    offset = _skip(text, 0)
    if text[offset : offset + 1] != "{":
        raise JsonTextError("a pact file is one JSON object and begins with '{'", offset)
    offset = _skip(text, offset + 1)
    seen: set[str] = set()
    while text[offset : offset + 1] != "}":
        if seen:
            offset = _expect(text, offset, ",")
        key, offset = _key(text, offset)
        if key in seen:
            raise DuplicateKeyError
        seen.add(key)
        start = _skip(text, _expect(text, offset, ":"))
        if key in streamed and text[start : start + 1] == "[":
            yield key, None, [], start
            offset = yield from _iterate_elements(text, start + 1, key)
        else:
            value, offset = _value(text, start)
            yield key, None, value, start
        offset = _skip(text, offset)
    if (end := _skip(text, offset + 1)) != len(text):
        raise JsonTextError("not JSON: something follows the end of the document", end)


def _iterate_elements(
    text: str, offset: int, key: str
) -> Generator[tuple[str, int | None, Json, int], None, int]:
    index = 0
    offset = _skip(text, offset)
    while text[offset : offset + 1] != "]":
        if index:
            offset = _skip(text, _expect(text, offset, ","))
        start = offset
        value, offset = _value(text, start)
        yield key, index, value, start
        index += 1
        offset = _skip(text, offset)
    return offset + 1


def _skip(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return found.end() if found else offset


def _expect(text: str, offset: int, mark: str) -> int:
    if text[offset : offset + 1] != mark:
        raise JsonTextError(f"not JSON: expected {mark!r}", offset)
    return offset + 1


def _key(text: str, offset: int) -> tuple[str, int]:
    offset = _skip(text, offset)
    if text[offset : offset + 1] != '"':
        raise JsonTextError("not JSON: expected a key in double quotes", offset)
    key, end = _value(text, offset)
    return str(key), _skip(text, end)


def _value(text: str, offset: int) -> tuple[Json, int]:
    try:
        return cast(tuple[Json, int], _DECODER.raw_decode(text, offset))
    except json.JSONDecodeError as error:
        raise JsonTextError(f"not JSON: {_phrase(error.msg)}", error.pos) from None


def _phrase(words: str) -> str:
    words = words.removesuffix(" at").removesuffix(" starting")
    return words[:1].lower() + words[1:]
