"""JSON text that keeps every digit of a `Decimal`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from pactwright.model.json import Json


def encode_json(value: Json) -> str:
    """Return compact JSON text; names stay in their order, a `Decimal` keeps its digits."""
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
