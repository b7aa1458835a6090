"""The lowered schema, and how one names another."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

Node: TypeAlias = dict[str, Any]
"""A lowered schema: always an object, `{}` for true and `{"not": {}}` for false.

Beside 2020-12 keywords it may hold `$unknown` (keywords nobody here knows, by name) and
`$known` (the values of an enumeration that may grow).
"""

REFERENCE_PREFIX: Final = "#/$defs/"
_MOST_KNOWN: Final = 8192


@lru_cache(maxsize=_MOST_KNOWN)
def reference_to(target: str) -> str:
    """Return the `$ref` text that names a target among the definitions of a lowered schema."""
    return REFERENCE_PREFIX + quote(target.replace("~", "~0").replace("/", "~1"), safe="~")


@lru_cache(maxsize=_MOST_KNOWN)
def target_of(reference: str) -> str:
    """Return the target that a lowered `$ref` names."""
    text = unquote(reference.removeprefix(REFERENCE_PREFIX))
    return text.replace("~1", "/").replace("~0", "~")
