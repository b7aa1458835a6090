"""Whether every text that patterns and formats allow is one that another pattern allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pactwright.schema.language import GaveUp, find_string
from pactwright.schema.node import Node

_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_WIDER: Final[Mapping[str, str]] = {
    "date": f"^{_DATE}$",
    "date-time": f"^{_DATE}[Tt ]{_TIME}$",
    "uuid": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
"""A pattern that every text of a format fits, and other texts too (RFC 3339, RFC 9562)."""


def is_within(sent: Sequence[Node], pattern: str) -> bool:
    """Tell whether it is proven that what all the schemas `sent` allow fits the pattern."""
    patterns = [node["pattern"] for node in sent if "pattern" in node]
    patterns += [_WIDER[node["format"]] for node in sent if node.get("format") in _WIDER]
    if not patterns:
        return False
    least = max((node.get("minLength", 0) for node in sent), default=0)
    most = min((node["maxLength"] for node in sent if "maxLength" in node), default=None)
    try:
        return find_string(patterns, [pattern], least=least, most=most) is None
    except GaveUp:
        return False
