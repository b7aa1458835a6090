"""What a pact's link carries back with its result: how the pact was offered."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """How a pact was offered: in progress or pending, and for which consumer versions (ids)."""

    wip: bool = False
    pending: bool = False
    versions: tuple[int, ...] = ()


def encode_offer(offer: Offer) -> str:
    """Return the offer as text that can stand in a path."""
    return base64.urlsafe_b64encode(msgspec.json.encode(offer)).rstrip(b"=").decode()


def decode_offer(text: str) -> Offer:
    """Return the offer that `encode_offer` made the text from; an empty one for other text."""
    try:
        data = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        return msgspec.json.decode(data, type=Offer)
    except (msgspec.DecodeError, binascii.Error, UnicodeError, ValueError):
        return Offer()
