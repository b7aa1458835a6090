"""The time limit of a synchronous call in the calling thread."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType


class Expired(BaseException):
    """Time is up; not an `Exception`, so that an application does not take it for its own."""


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `Expired` in the block when it runs longer than `seconds`.

    In the main thread of a POSIX system an alarm interrupts even a blocking call. Elsewhere
    nothing can interrupt a synchronous call, so it is only found too slow once it returns. An
    alarm that somebody else has set (pytest-timeout) is kept, and comes first when it is due first.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            yield
        return
    start = time.monotonic()
    yield
    if time.monotonic() - start > seconds:
        raise Expired


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    theirs = signal.getitimer(signal.ITIMER_REAL)[0]
    if 0 < theirs <= seconds:
        yield
        return
    handler = signal.signal(signal.SIGALRM, _expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if theirs:
            left = theirs - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))


def _expire(_signal: int, _frame: FrameType | None) -> None:
    raise Expired
