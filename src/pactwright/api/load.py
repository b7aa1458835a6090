"""Reading a pact file from Python."""

from __future__ import annotations

import os
from pathlib import Path

from pactwright.model.interaction import PactDocument
from pactwright.workspace.files import read_pact


def load_pact(path: str | os.PathLike[str]) -> PactDocument:
    """Return the pact of a file of any specification version, V1 to V4.

    Raises `PactwrightError` naming the file and the line, column or JSON pointer when the file
    is missing or broken.
    """
    return read_pact(Path(path))
