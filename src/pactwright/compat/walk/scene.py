"""What every step of the walk knows: the two documents and the day."""

from __future__ import annotations

from dataclasses import dataclass

from pactwright.compat.api import Api
from pactwright.compat.rules.lifecycle import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The two documents that are walked, and the calendar of their policy."""

    old: Api
    new: Api
    calendar: Calendar
