"""A report where it is wanted: in a file, or on standard output."""

from __future__ import annotations

import sys
from pathlib import Path


def write_report(report: str, output: Path | None) -> None:
    """Write the report to the file in one step, or to standard output when there is none."""
    if output is None:
        sys.stdout.write(report)
        return
    from pactwright.workspace.files import write_file

    write_file(output, report.encode("utf-8", errors="backslashreplace"))
