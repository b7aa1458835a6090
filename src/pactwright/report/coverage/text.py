"""Coverage as text for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from pactwright.report.coverage.words import Row, idle_lines, rows_of, say_cut, tested
from pactwright.report.safe import safe_line
from pactwright.report.words import count
from pactwright.usage.coverage import Coverage

_LEAST = 24
_STATUSES = "statuses (interactions)"


def render(coverages: Sequence[Coverage], *, width: int = 100) -> str:
    """Return the report as plain text, newline at the end."""
    blocks = ["\n".join(_describe(coverage, width)) for coverage in coverages]
    return "\n\n".join(blocks) + "\n"


def _describe(coverage: Coverage, width: int) -> Iterator[str]:
    who = ", ".join(coverage.consumers)
    yield safe_line(f"{coverage.provider} {coverage.version}   {coverage.source}")
    yield safe_line(f"{count(coverage.interactions, 'interaction')} of {who}")
    yield ""
    yield from _table(rows_of(coverage))
    yield from _tested(coverage, width)
    yield from _idle(coverage, width)
    yield from _shared(coverage, width)
    if coverage.strangers:
        yield ""
        yield "for no operation of the document"
        for each in coverage.strangers:
            yield safe_line(f"  {each.consumer}: {each.description}   {each.request}")
    if coverage.cut:
        yield ""
        yield from _wrap(f"note: {say_cut(coverage)}", width, "")


def _table(rows: Sequence[Row]) -> Iterator[str]:
    left = max(_LEAST, *(len(row.name) for row in rows))
    yield f"{'':{left}}   used     of   share"
    for row in rows:
        count = row.count
        yield f"{row.name:{left}}  {count.used:5}  {count.of:5}  {count.share:4.0f} %"


def _tested(coverage: Coverage, width: int) -> Iterator[str]:
    lines = tested(coverage)
    if not lines:
        return
    second = max(len(line.consumer) for line in lines)
    room = max(_LEAST, width - second - len(_STATUSES) - 4)
    first = min(max(len(line.operation) for line in lines), room)
    yield ""
    yield f"{'operation':{first}}  {'consumer':{second}}  {_STATUSES}"
    for line in lines:
        shown = "  ".join(f"{status} ({number})" for status, number in line.statuses.items())
        name = line.operation
        if len(name) > first:
            yield safe_line(name)
            name = ""
        yield safe_line(f"{name:{first}}  {line.consumer:{second}}  {shown}").rstrip()


def _idle(coverage: Coverage, width: int) -> Iterator[str]:
    if not coverage.unused:
        return
    yield ""
    yield "no consumer here uses"
    for operation, lines in idle_lines(coverage):
        yield safe_line(f"  {operation}" + ("" if lines else "   as a whole"))
        for line in lines:
            yield from _wrap(line, width, "    ")


def _shared(coverage: Coverage, width: int) -> Iterator[str]:
    if coverage.shared:
        yield ""
        yield "every consumer reads"
        for each in coverage.shared:
            yield from _wrap(each.part.label, width, "  ")


def _wrap(line: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        safe_line(line),
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
