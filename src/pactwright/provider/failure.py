"""Why one interaction could not be compared, and the traceback that shows it."""

from __future__ import annotations

import traceback
from pathlib import Path

from pactwright.errors import PactwrightError
from pactwright.model.result import Mismatch, MismatchKind

_OWN_FOLDER = str(Path(__file__).parent)
_LIBRARIES = ("site-packages", "dist-packages", "<frozen ")
_MOST_FRAMES = 12


class StepError(PactwrightError):
    """Ends one interaction; the engine turns it into a mismatch of its `kind`.

    `path` names the state, hook or handler; `details` are lines for a person.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: MismatchKind = "transport",
        path: str = "",
        hint: str | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(encodable(message), hint=hint)
        self.kind = kind
        self.path = path
        self.details = tuple(map(encodable, details))

    def mismatch(self) -> Mismatch:
        """Return what the result shows."""
        return Mismatch(
            kind=self.kind, path=self.path, expected=None, actual=None, message=self.message
        )

    def lines(self) -> tuple[str, ...]:
        """Return the details, with the hint at their end."""
        return self.details if self.hint is None else (*self.details, f"hint: {self.hint}")


def encodable(text: str) -> str:
    """Return the text without lone surrogates, which no file and no pipe could take."""
    return text.encode("utf-8", "backslashreplace").decode()


def describe_exception(error: BaseException) -> str:
    """Return the exception in one line: its type and its text."""
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def traceback_lines(error: BaseException) -> tuple[str, ...]:
    """Return the traceback as one text: the user's frames, and where a library raised."""
    trace = traceback.TracebackException.from_exception(error)
    _shorten(trace, set())
    return ("".join(trace.format()).rstrip("\n"),)


def _shorten(trace: traceback.TracebackException, seen: set[int]) -> None:
    """Drop the frames of the verifier, and those of libraries but for the last one."""
    if id(trace) in seen:
        return
    seen.add(id(trace))
    frames = [frame for frame in trace.stack if not frame.filename.startswith(_OWN_FOLDER)]
    last = frames[-1:]
    frames = [frame for frame in frames[:-1] if not _is_library(frame.filename)] + last
    trace.stack = traceback.StackSummary.from_list(frames[-_MOST_FRAMES:])
    for inner in (trace.__cause__, trace.__context__, *(trace.exceptions or ())):
        if inner is not None:
            _shorten(inner, seen)


def _is_library(filename: str) -> bool:
    return any(part in filename for part in _LIBRARIES)
