"""JSON values as the core tells them apart: read, compared for equality, named by type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from pactwright.model.json import Json

_SMALLEST: Final = -(2**63)
_LARGEST: Final = 2**64 - 1
_LONGEST: Final = len(str(_LARGEST)) + 1


def read_json(data: bytes) -> Json:
    """Return the value of a JSON text; whole numbers beyond 64 bits become floats.

    Raises ValueError for bytes that are not JSON, RecursionError for one too deep.
    """
    text = data.decode()
    value: Json = json.loads(text, parse_int=_read_whole, parse_constant=_refuse)
    if "\\u" in text:
        # Python lets half of a surrogate pair through; it cannot be written again.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _read_whole(digits: str) -> int | float:
    if digits == "-0":
        return -0.0
    number = int(digits) if len(digits) <= _LONGEST else _LARGEST + 1
    return number if _SMALLEST <= number <= _LARGEST else float(digits)


def _refuse(constant: str) -> float:
    raise ValueError(f"it holds {constant}")


def same(expected: Json, actual: Json) -> bool:
    """Whether two JSON values are equal: 1, 1.0 and true are three different values."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return expected.keys() == actual.keys() and all(
            same(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    return type(expected) is type(actual) and expected == actual


def type_name(value: Json) -> str:
    """Return the name of the value's JSON type, whole numbers and decimals told apart."""
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, list | tuple):
        return "array"
    return _TYPE_NAMES.get(type(value), "decimal")


_TYPE_NAMES: Final = {type(None): "null", bool: "boolean", int: "integer", str: "string"}
