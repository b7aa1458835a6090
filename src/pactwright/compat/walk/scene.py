"""What every step of the walk knows: the two documents and the day."""

from __future__ import annotations

from msgspec import Struct

from pactwright.compat.api import Api
from pactwright.compat.rules.lifecycle import Calendar


class Scene(Struct, frozen=True, kw_only=True):
    """The two documents that are walked, and the calendar of their policy."""

    old: Api
    new: Api
    calendar: Calendar
