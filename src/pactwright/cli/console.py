"""The console that the commands write to: colour and width of the terminal, plain when piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from pactwright.model.result import VerificationResult

_PIPED_WIDTH = 100
NARROWEST = 40
"""Columns; a report is never laid out for less."""


def open_console(*, errors: bool = False) -> Console:
    """Return a console on standard output, or on standard error."""
    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def show_outcome(
    outcome: VerificationResult, *, form: str, output: Path | None, console: Console
) -> None:
    """Write the report in the asked form to the file, or to standard output."""
    from pactwright.cli.output import write_report
    from pactwright.report.formats import find_format
    from pactwright.report.text import describe

    width = max(console.width, NARROWEST)
    if form == "text" and output is None:
        for line in describe(outcome, width=width):
            console.print(line, soft_wrap=True)
        return
    write_report(find_format(form).render(outcome, width=width), output)


def paint_report(describe: Callable[[int], Iterable[Sequence[tuple[str, str]]]]) -> None:
    """Print the lines that `describe` gives for the terminal's width, each of styled parts."""
    console = open_console()
    for line in describe(max(console.width, NARROWEST)):
        console.print(Text.assemble(*line), soft_wrap=True)
