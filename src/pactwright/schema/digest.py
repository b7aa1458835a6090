"""Canonical, type-tagged bytes of a JSON value: equal bytes, equal value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import orjson

from pactwright.model.json import Json

_OPTIONS: Final = orjson.OPT_SORT_KEYS
_SAFE: Final = 2**53


def digest(value: Json) -> bytes:
    """Return bytes that differ for 0 and false, and for any two values written differently.

    The order of keys does not show. Numbers should have gone through `plain_number` first.
    """
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError:  # integers beyond 64 bits, decimals
        return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode()


def quick_text(value: Json) -> bytes:
    """Return bytes that are equal only for equal values; another order of keys may show."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return digest(value)


def plain_number(number: float | Decimal) -> int | float | Decimal:
    """Return the number with 1.0 told as 1, as JSON Schema does not tell them apart."""
    if isinstance(number, float) and number.is_integer() and abs(number) <= _SAFE:
        return int(number)
    return number


def plain_value(value: Json) -> Json:
    """Return the value with every number in it made plain."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return plain_number(value)
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    assert isinstance(value, list | tuple)  # noqa: S101  # the last kind of JSON value
    return [plain_value(item) for item in value]


def same_value(one: Json, other: Json) -> bool:
    """Tell whether two JSON values are equal as JSON Schema means it: 1 is 1.0, 0 is not false."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other  # no other JSON value equals a string
    return one is other or digest(plain_value(one)) == digest(plain_value(other))


def is_among(value: Json, values: Sequence[Json]) -> bool:
    """Tell whether one of the values equals this one as JSON Schema means it."""
    if isinstance(value, str):
        return value in values
    return any(same_value(value, one) for one in values)
