"""Stand-ins for Python's clocks that show another time."""

from __future__ import annotations

import datetime as dt
import time
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

_Names = Mapping[str, object]


def shift_clock(value: object, shift: dt.timedelta) -> object:
    """Return the counterpart of a clock (`datetime`, `date`, `time`, …) under another time.

    Modules, classes and functions of the standard library's clocks have one; any other value
    is returned as it is.
    """
    for module, others in _counterparts(shift):
        if value is module:
            return types.SimpleNamespace(**{**vars(module), **others})
        for name, other in others.items():
            if value is getattr(module, name):
                return other
    return value


@lru_cache(maxsize=4)
def _counterparts(shift: dt.timedelta) -> tuple[tuple[types.ModuleType, _Names], ...]:
    dates: _Names = {"datetime": _later_datetime(shift), "date": _later_date(shift)}
    return (dt, dates), (time, _later_time(shift.total_seconds()))


def _later_datetime(shift: dt.timedelta) -> type[dt.datetime]:
    class LaterDatetime(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(tz) + shift

        @classmethod
        def utcnow(cls) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(dt.UTC).replace(tzinfo=None) + shift

        @classmethod
        def today(cls) -> dt.datetime:  # type: ignore[override]
            return cls.now()

    return LaterDatetime


def _later_date(shift: dt.timedelta) -> type[dt.date]:
    class LaterDate(dt.date):
        @classmethod
        def today(cls) -> dt.date:  # type: ignore[override]
            return dt.date.today() + shift  # noqa: DTZ011 - the local day, as the test asks

    return LaterDate


def _later_time(seconds: float) -> Mapping[str, Callable[..., Any]]:
    def now() -> float:
        return time.time() + seconds

    def at(moment: float | None) -> float:
        return now() if moment is None else moment

    return {
        "time": now,
        "time_ns": lambda: int(now() * 10**9),
        "localtime": lambda moment=None: time.localtime(at(moment)),
        "gmtime": lambda moment=None: time.gmtime(at(moment)),
        "ctime": lambda moment=None: time.ctime(at(moment)),
        "strftime": lambda form, moment=None: time.strftime(form, moment or time.localtime(now())),
    }
