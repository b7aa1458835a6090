"""The console that the commands write to: colour and width of the terminal, plain when piped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from pactwright.model.result import VerificationResult

_PIPED_WIDTH = 100
_NARROWEST = 40


def open_console(*, errors: bool = False) -> Console:
    """Return a console on standard output, or on standard error."""
    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def show_outcome(
    outcome: VerificationResult, *, form: str, output: Path | None, console: Console
) -> None:
    """Write the report in the asked form to the file, or to the console's stream."""
    from pactwright.report.formats import find_format
    from pactwright.report.text import describe
    from pactwright.workspace.files import write_file

    width = max(console.width, _NARROWEST)
    if form == "text" and output is None:
        for line in describe(outcome, width=width):
            console.print(line, soft_wrap=True)
        return
    text = find_format(form).render(outcome, width=width)
    if output is None:
        console.file.write(text)
    else:
        write_file(output, text.encode("utf-8", errors="backslashreplace"))
