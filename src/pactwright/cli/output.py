"""A report where it is wanted: in a file, on standard output, or painted on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

NARROWEST = 40
"""Columns; a report is never laid out for less."""


def write_report(report: str, output: Path | None) -> None:
    """Write the report to the file in one step, or to standard output when there is none."""
    if output is None:
        sys.stdout.write(report)
        return
    from pactwright.workspace.files import write_file

    write_file(output, report.encode("utf-8", errors="backslashreplace"))


def paint_report(describe: Callable[[int], Iterable[Sequence[tuple[str, str]]]]) -> None:
    """Print the lines that `describe` gives for the terminal's width, each of styled parts."""
    from rich.text import Text

    from pactwright.cli.console import open_console

    console = open_console()
    for line in describe(max(console.width, NARROWEST)):
        console.print(Text.assemble(*line), soft_wrap=True)
