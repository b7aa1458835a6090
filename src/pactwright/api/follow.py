"""pytest in a process of its own, followed result by result."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pactwright.report.events import Event, decode_event

_POLL_SECONDS = 0.05
_STOP_SECONDS = 10.0

# A group of its own keeps the terminal's Ctrl-C from reaching pytest twice: it comes to the
# caller, who passes it on once.
_OWN_GROUP: dict[str, Any]
if sys.platform == "win32":
    _OWN_GROUP = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    _INTERRUPT = signal.CTRL_BREAK_EVENT
else:
    _OWN_GROUP = {"start_new_session": True}
    _INTERRUPT = signal.SIGINT


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedTests:
    """How pytest ended: its exit status, what it printed, and the events it reported."""

    status: int
    output: str
    events: tuple[Event, ...]


def follow_pytest(
    arguments: Sequence[str], *, folder: Path, on_event: Callable[[Event], None]
) -> FinishedTests:
    """Run `python -m pytest` in `folder`; hand each event on as it happens.

    A process of its own keeps its modules, warnings and event loops out of the caller's. It is
    always stopped, also when the caller is interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="pactwright-") as temporary:
        log = Path(temporary, "events")
        output = Path(temporary, "output")
        log.touch()
        with output.open("wb") as sink, log.open("rb") as lines:
            process = _start([*arguments, f"--pact-events={log}"], folder, sink)
            events: list[Event] = []
            with _stopping(process):
                for event in _events_of(process, lines):
                    events.append(event)
                    on_event(event)
        return FinishedTests(
            status=process.returncode,
            output=output.read_text(encoding="utf-8", errors="replace"),
            events=tuple(events),
        )


def _start(arguments: Sequence[str], folder: Path, sink: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        **_OWN_GROUP,
    )


def _events_of(process: subprocess.Popen[bytes], lines: IO[bytes]) -> Iterator[Event]:
    """Yield events until the process has ended and its log is read to the end."""
    rest = b""
    ended = False
    while not ended:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)
            ended = True
        *whole, rest = (rest + lines.read()).split(b"\n")
        yield from map(decode_event, whole)


@contextlib.contextmanager
def _stopping(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop the process when the block is left early: first as Ctrl-C does, then by force."""
    try:
        yield
    finally:
        if process.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                process.send_signal(_INTERRUPT)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
