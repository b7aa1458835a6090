"""The error that a document of the wrong shape raises, before its line is looked up."""

from __future__ import annotations

from pactwright.errors import PactwrightError


class ShapeError(PactwrightError):
    """What stands at `pointer` is not what an API document has there.

    Whoever holds the document's text catches it, and says file and line.
    """

    def __init__(self, pointer: str, message: str, *, hint: str) -> None:
        super().__init__(f"{pointer or 'the document'}: {message}", hint=hint)
        self.pointer = pointer
        self.problem = message
