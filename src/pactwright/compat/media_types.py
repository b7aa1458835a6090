"""Which media type of one contract stands for which of the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pactwright.compat.api import Media


@lru_cache(maxsize=1024)
def normalize_type(name: str) -> str:
    """Return the media type in lower case, its parameters sorted, a charset of JSON left out."""
    essence, *parameters = (part.strip() for part in name.lower().split(";"))
    kept = sorted(each.replace(" ", "") for each in parameters if each)
    if essence.endswith(("json", "+json")):
        kept = [each for each in kept if not each.startswith("charset=")]
    return ";".join([essence, *kept])


def find_covering(name: str, among: Sequence[Media]) -> Media | None:
    """Return the entry that speaks for the type: its own, or the narrowest range it falls in.

    Source: OpenAPI 3.1.1, section 4.8.14: the most specific key applies.
    """
    entries = {normalize_type(media.type): media for media in among}
    return next((entries[known] for known in _covering(name) if known in entries), None)


def _covering(name: str) -> tuple[str, ...]:
    wanted = normalize_type(name)
    essence = wanted.partition(";")[0]
    return wanted, essence, f"{essence.partition('/')[0]}/*", "*/*", "*"


def covers_type(name: str, other: str) -> bool:
    """Tell whether a media type is the other or a range that it falls in."""
    return normalize_type(name) in _covering(other)


def is_wider(name: str, other: str) -> bool:
    """Tell whether a media type that covers the other is a range of more than that."""
    wide = normalize_type(name)
    return "*" in wide and wide != normalize_type(other)
