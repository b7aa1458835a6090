"""Values and differences put into short words for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from pactwright.model.json import Json
from pactwright.model.path import Place, format_path
from pactwright.model.result import Mismatch

_LONGEST: Final = 200
_MOST_BYTES: Final = 32
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_ORDER: Final = (
    "method",
    "path",
    "query",
    "status",
    "header",
    "content-type",
    "metadata",
    "body",
)


def shorten(text: str) -> str:
    """Return the text, cut where it is longer than a person wants to read."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def show_json(value: Json) -> str:
    """Return a JSON value as a short text."""
    return shorten(encode_json(value).decode("utf-8", "replace"))


def encode_json(value: Json) -> bytes:
    """Return a JSON value as its text."""
    return _ENCODER.encode(value)


def show_bytes(data: bytes) -> str:
    """Return a body as a short text: its characters, or its first bytes in hexadecimal."""
    try:
        return shorten(data.decode())
    except UnicodeDecodeError:
        more = "…" if len(data) > _MOST_BYTES else ""
        return f"{len(data)} bytes: {data[:_MOST_BYTES].hex(' ')}{more}"


def report_body(
    place: Place, message: str, expected: str | None, actual: str | None, rule: str | None = None
) -> Mismatch:
    """Return a mismatch of a body at a place."""
    return Mismatch(
        kind="body",
        path=format_path(place),
        expected=expected,
        actual=actual,
        message=message,
        rule=rule,
    )


def sort_mismatches(mismatches: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    """Return the mismatches without repeats, from the first line of the message to the body."""
    return tuple(sorted(dict.fromkeys(mismatches), key=_sort_key))


def _sort_key(mismatch: Mismatch) -> tuple[int, str, str, str, str]:
    return (
        _ORDER.index(mismatch.kind),
        mismatch.path,
        mismatch.message,
        mismatch.expected or "",
        mismatch.actual or "",
    )
