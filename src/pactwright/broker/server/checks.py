"""The checks of what clients send: names, texts, flags and times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pactwright.broker.server.call import Refusal

_LONGEST = 500
_DIGITS = 9


def refuse(field: str, problem: str) -> Refusal:
    """Return the refusal of one field."""
    return Refusal(400, {"errors": {field: [problem]}})


def check_name(name: str, *, what: str) -> str:
    """Return the name if it can name something; refuses blank, overlong and unstorable ones."""
    if not name.strip():
        raise refuse(what, "can't be blank")
    if len(name) > _LONGEST:
        raise refuse(what, f"is longer than {_LONGEST} characters")
    if "\0" in name or any("\ud800" <= character <= "\udfff" for character in name):
        raise refuse(what, "holds characters that cannot be stored")
    return name


def text_of(
    values: Mapping[str, Any], field: str, *, required: bool = False, inside: str = ""
) -> str | None:
    """Return the field's text; `None` where it is missing or null.

    `inside` names where the values stand in the whole, as `request.`.
    """
    value, place = values.get(field), inside + field
    if value is None:
        if required:
            raise refuse(place, "is missing")
        return None
    if not isinstance(value, str):
        raise refuse(place, "must be a string")
    if "\0" in value:
        raise refuse(place, "holds characters that cannot be stored")
    if required and not value.strip():
        raise refuse(place, "can't be blank")
    return value


def name_of(values: Mapping[str, Any], field: str) -> str:
    """Return the field's text, which must be a name."""
    return check_name(text_of(values, field, required=True) or "", what=field)


def flag_of(values: Mapping[str, Any], field: str, *, default: bool = False) -> bool:
    """Return the field's boolean."""
    value = values.get(field)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise refuse(field, "must be a boolean")
    return value


def names_of(values: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """Return the field's list of names; a missing one is empty."""
    value = values.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refuse(field, "must be a list of strings")
    return tuple(check_name(item, what=field) for item in value)


def moment_of(values: Mapping[str, Any], field: str) -> datetime | None:
    """Return the field's date or date and time, in UTC where it names no zone."""
    text = text_of(values, field)
    if text is None or not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise refuse(field, "is not a date or a date and time (YYYY-MM-DD)") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def whole_of(values: Mapping[str, Any], field: str) -> int | None:
    """Return the query parameter as a positive whole number, at most nine digits."""
    value = values.get(field)
    if value is None:
        return None
    if (
        not isinstance(value, str)
        or not value.isascii()
        or not value.isdigit()
        or len(value) > _DIGITS
    ):
        raise refuse(field, "must be a whole number")
    return int(value)


def format_time(moment: datetime) -> str:
    """Return the time as the API writes it."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
