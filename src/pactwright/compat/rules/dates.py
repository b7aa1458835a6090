"""Dates in documents: `x-sunset` and its like."""

from __future__ import annotations

from datetime import date, datetime

from pactwright.model.json import Json

_DAY = len("2030-12-31")


def read_date(value: Json) -> date | None:
    """Return the day of an RFC 3339 date or date-time, None when it is neither."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return (
            date.fromisoformat(text) if len(text) == _DAY else datetime.fromisoformat(text).date()
        )
    except ValueError:
        return None
