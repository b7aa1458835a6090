"""Which path template of an API names one element of a collection's, such as `/orders/{id}`."""

from __future__ import annotations

import re
from typing import Final

_PARAMETER: Final = re.compile(r"^/\{([^{}/]+)\}/?$")


def item_parameter(collection: str, item: str) -> str | None:
    """Return the parameter by which a path template names one element of a collection's."""
    prefix = collection.rstrip("/")
    found = _PARAMETER.match(item[len(prefix) :]) if item.startswith(prefix) else None
    return None if found is None else found[1]
