"""The signal that ends a command: its cleaning is done, and the signal is never lost."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

TERMINATED = 143
_AGAIN_SECONDS = 0.01


def end_on_signal() -> None:
    """End the command at SIGTERM as at the end of its work, with exit status 143."""
    signal.signal(signal.SIGTERM, _leave)
    sys.unraisablehook = _note_unraisable


def end_in_peace() -> None:
    """Let a second Ctrl-C not tear the end of a command that the first one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(number: int, _: object) -> NoReturn:
    # The same signal again must not cut the cleaning short.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(TERMINATED)


def _note_unraisable(unraisable: UnraisableHookArgs) -> None:
    """Send the signal again when it met a callback of Python's own, which no exception leaves."""
    value = unraisable.exc_value
    if not isinstance(value, SystemExit) or value.code != TERMINATED:
        sys.__unraisablehook__(unraisable)
        return
    from threading import Timer

    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _leave)
    Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGTERM)).start()
