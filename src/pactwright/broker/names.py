"""The guard against two spellings of one application's name."""

from __future__ import annotations

import re

from pactwright.broker.port import Records
from pactwright.broker.values import Pacticipant

_NOISE = frozenset({"api", "provider", "service"})


def find_lookalike(records: Records, name: str) -> str | None:
    """Return the known name that a new name is easily mistaken for; `None` for a known name."""
    if records.find(Pacticipant, name=name):
        return None
    wanted = plain_name(name)
    for other in records.find(Pacticipant):
        if plain_name(other.name) == wanted:
            return other.name
    return None


def plain_name(name: str) -> tuple[str, ...]:
    """Return the words that count: in lower case, singular, without api, provider, service."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words = [word.removesuffix("s") for word in re.split(r"[\s_-]+", apart.lower()) if word]
    return tuple(word for word in words if word not in _NOISE) or tuple(words)
