"""Which of two documents a fault is in."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pactwright.document.shape import ShapeError
from pactwright.errors import PactwrightError

Side: TypeAlias = Literal["old", "new"]


class SideError(PactwrightError):
    """One of the two documents has the wrong shape; `side` tells which."""

    def __init__(self, side: Side, error: ShapeError) -> None:
        super().__init__(error.message, hint=error.hint)
        self.side = side
        self.error = error
