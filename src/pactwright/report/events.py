"""Results as lines of JSON, so that one process can follow the tests of another."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, PactOutcome

Event: TypeAlias = InteractionResult | PactOutcome | PropertyResult

_TYPES: dict[str, type[Event]] = {
    "result": InteractionResult,
    "pact": PactOutcome,
    "property": PropertyResult,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


class _Line(msgspec.Struct, frozen=True):
    event: str
    value: msgspec.Raw


def encode_event(event: Event) -> bytes:
    """Return the event as one line of JSON, newline included."""
    line = _Line(event=_NAMES[type(event)], value=msgspec.Raw(msgspec.json.encode(event)))
    return msgspec.json.encode(line) + b"\n"


def decode_event(line: bytes) -> Event:
    """Return the event that `encode_event` made the line from."""
    outer = msgspec.json.decode(line, type=_Line)
    return msgspec.json.decode(outer.value, type=_TYPES[outer.event])
