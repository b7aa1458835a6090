"""Why one interaction could not be compared, and the traceback that shows it."""

from __future__ import annotations

import traceback

from pactwright.errors import PactwrightError
from pactwright.model.result import Mismatch, MismatchKind

_PACKAGE = __name__.rpartition(".")[0]


class StepFailure(PactwrightError):
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
        super().__init__(message, hint=hint)
        self.kind = kind
        self.path = path
        self.details = details

    def mismatch(self) -> Mismatch:
        """Return what the result shows."""
        return Mismatch(
            kind=self.kind, path=self.path, expected=None, actual=None, message=self.message
        )

    def lines(self) -> tuple[str, ...]:
        """Return the details, with the hint at their end."""
        return self.details if self.hint is None else (*self.details, f"hint: {self.hint}")


def describe_exception(error: BaseException) -> str:
    """Return the exception in one line: its type and its text."""
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def traceback_lines(error: BaseException) -> tuple[str, ...]:
    """Return the traceback as one text, without the frames of the verifier itself."""
    trace = traceback.TracebackException.from_exception(error)
    _drop_own_frames(trace)
    return ("".join(trace.format()).rstrip("\n"),)


def _drop_own_frames(trace: traceback.TracebackException) -> None:
    for part in (trace, trace.__cause__, trace.__context__):
        if part is not None:
            theirs = [frame for frame in part.stack if not _is_own(frame.filename)]
            part.stack = traceback.StackSummary.from_list(theirs)


_FOLDER = __file__.rpartition("failure.py")[0]


def _is_own(filename: str) -> bool:
    return filename.startswith(_FOLDER)
