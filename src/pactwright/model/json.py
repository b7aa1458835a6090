"""The types of parsed JSON, read-only to the type checker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | Decimal | str | Sequence[Json] | Mapping[str, Json] | None"
"""Any JSON value. A number is a `Decimal` only where a float would lose digits."""

JsonObject: TypeAlias = Mapping[str, Json]
