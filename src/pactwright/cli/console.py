"""The console that the commands write to: colour and width of the terminal, plain when piped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from pactwright.model.result import VerificationResult

_PIPED_WIDTH = 100


def open_console(*, errors: bool = False) -> Console:
    """Return a console on standard output, or on standard error."""
    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def show_outcome(
    outcome: VerificationResult, *, form: str, output: Path | None, console: Console
) -> None:
    """Write the report in the asked form to the file, or to standard output."""
    from pactwright.cli.output import NARROWEST, write_report
    from pactwright.report.formats import find_format
    from pactwright.report.text import describe

    width = max(console.width, NARROWEST)
    if form == "text" and output is None:
        for line in describe(outcome, width=width):
            console.print(line, soft_wrap=True)
        return
    write_report(find_format(form).render(outcome, width=width), output)
