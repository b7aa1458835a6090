"""The one exception of the package: what is wrong, where, and the deed that mends it."""

from __future__ import annotations


class PactwrightError(Exception):
    """Bad input or a wrong set-up; the command line turns it into exit status 2.

    `message` says what is wrong and where (file, line or JSON pointer); `hint` names a deed.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message
