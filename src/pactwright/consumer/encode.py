"""JSON text that keeps every digit of a `Decimal`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from pactwright.model.json import Json

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode_json(value: Json) -> str:
    """Return compact JSON text; names stay in their order, a `Decimal` keeps its digits."""
    try:
        return _ENCODER.encode(value)
    except TypeError:
        # It holds a `Decimal`, or a mapping that is no dict.
        return _encode(value)


def _encode(value: Json) -> str:
    match value:
        case Decimal():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case None | bool() | int() | float():
            return json.dumps(value, allow_nan=False)
        case Mapping():
            inner = ",".join(f"{encode_json(name)}:{encode_json(v)}" for name, v in value.items())
            return f"{{{inner}}}"
        case _:
            return f"[{','.join(map(encode_json, value))}]"
