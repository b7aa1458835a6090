"""The event log: what `pactwright run` and `pactwright verify` follow while pytest works."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pactwright.report.events import Event

_LOG = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the log; it is for pactwright's own commands."""
    group = parser.getgroup("pactwright", "consumer-driven contract testing")
    group.addoption(
        "--pact-events",
        metavar="FILE",
        type=Path,
        help="append each result to FILE as a line of JSON (used by pactwright run and verify)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Remember the log in the controlling process; workers report through it."""
    log = config.getoption("--pact-events")
    if log is not None and not hasattr(config, "workerinput"):
        config.stash[_LOG] = log
        _hear_interrupts()


def _hear_interrupts() -> None:
    """Let the command stop this process as Ctrl-C does, also where a shell has it ignored.

    A shell starts what runs in the background with the signal ignored, and children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def emit(config: pytest.Config, event: Event) -> None:
    """Append the event to the log, if one was asked for; call it in the controlling process."""
    log = config.stash.get(_LOG, None)
    if log is not None:
        from pactwright.report.events import encode_event

        with log.open("ab") as file:
            file.write(encode_event(event))
