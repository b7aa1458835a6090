"""The error that names file, line and column of what is wrong in a document."""

from __future__ import annotations

from pactwright.errors import PactwrightError


def fault_at(source: str, line: int, column: int, message: str, *, hint: str) -> PactwrightError:
    """Return the error `source:line:column: message`; line and column count from 1."""
    return PactwrightError(f"{source}:{line}:{column}: {message}", hint=hint)


def fault_in(text: str, offset: int, source: str, message: str, *, hint: str) -> PactwrightError:
    """Return the error at a character of the text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return fault_at(source, line, column, message, hint=hint)
