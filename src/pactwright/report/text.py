"""Results as text for a person, at any width, coloured or plain."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from pactwright.model.result import InteractionResult, Mismatch, VerificationResult
from pactwright.report.property import (
    describe_notes,
    describe_outcomes,
    describe_property_findings,
    describe_property_verdict,
)
from pactwright.report.safe import safe_line, safe_text
from pactwright.report.summary import Row, summarize
from pactwright.report.words import count

name = "text"

_INDENT = "  "
_GAP = "   "
_MOST = 12
_NOTHING = "nothing"
_HEADINGS = ("consumer", "provider", "interactions", "passed", "failed", "time")
_LEFT_COLUMNS = 2
_COLUMN_GAP = "  "
_LEAST_NAME = 12


def render(outcome: VerificationResult, *, width: int = 100) -> str:
    """Return the summary table and every failure as plain text, newline at the end."""
    return "\n".join(line.plain for line in describe(outcome, width=width)) + "\n"


def render_result(result: InteractionResult, *, width: int = 100) -> str:
    """Return one result as plain text of lines that fit `width` where words allow it."""
    return "\n".join(line.plain for line in describe_result(result, width=width))


def describe(outcome: VerificationResult, *, width: int) -> list[Text]:
    """Return the lines of a whole report: each failure, then the table, then the verdict."""
    lines: list[Text] = []
    for result in outcome.results:
        if not result.success:
            lines += [*describe_result(result, width=width), Text("")]
    for tested in outcome.properties:
        told = describe_property_findings(tested, width=width)
        lines += [*told, Text("")] if told else []
    notes = describe_notes(outcome.properties)
    lines += [*notes, Text("")] if notes else []
    if outcome.results:
        lines += [*describe_table(summarize(outcome), width=width), Text("")]
    if not outcome.properties:
        return [*lines, describe_verdict(outcome)]
    lines += [*describe_outcomes(outcome.outcomes), Text("")]
    if outcome.results:
        lines.append(describe_verdict(outcome))
    return [*lines, describe_property_verdict(outcome.outcomes)]


def describe_result(result: InteractionResult, *, width: int) -> list[Text]:
    """Return the lines that tell of one interaction: its name, then what differs."""
    lines = [_describe_heading(result)]
    lines += _describe_mismatches(result.mismatches, width=width)
    for detail in result.details:
        lines += [Text(_INDENT + line, "dim") for line in safe_text(detail).splitlines()]
    if result.curl is not None and not result.success:
        lines.append(Text(f"{_INDENT}repeat: {safe_line(result.curl)}", "dim"))
    return lines


def describe_verdict(outcome: VerificationResult) -> Text:
    """Return the last line: how many interactions hold, and whether a contract is broken."""
    passed = sum(result.success for result in outcome.results)
    broken = sum(result.breaks for result in outcome.results)
    pending = len(outcome.results) - passed - broken
    aside = f", {pending:,} pending (a pending failure does not fail the run)" if pending else ""
    text = (
        f"{count(len(outcome.results), 'interaction')}: {passed:,} passed, {broken:,} failed{aside}"
    )
    return Text(text, "bold red" if broken else "bold green")


def describe_table(rows: Sequence[Row], *, width: int) -> list[Text]:
    """Return the summary table's lines, a row for each pair of consumer and provider.

    Names too long for a table of that width lose their middle.
    """
    cells = [_HEADINGS, *(_row_cells(row) for row in rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(_HEADINGS))]
    widths[:_LEFT_COLUMNS] = _share(widths, width)
    lines = [Text(_align(cells[0], widths), "bold")]
    for row, values in zip(rows, cells[1:], strict=True):
        lines.append(Text(_align(values, widths), "red" if row.failed else ""))
    return lines


def _share(widths: Sequence[int], width: int) -> tuple[int, int]:
    """Return the widths of both columns of names in a table that is to be so wide."""
    consumer, provider, *numbers = widths
    room = max(width - sum(numbers) - len(_COLUMN_GAP) * len(numbers), 2 * _LEAST_NAME)
    half = room // 2
    room -= len(_COLUMN_GAP)
    if consumer + provider <= room:
        return consumer, provider
    if consumer <= half:
        return consumer, room - consumer
    return max(room - provider, half), min(provider, room - half)


def _row_cells(row: Row) -> tuple[str, ...]:
    return (
        safe_line(row.consumer),
        safe_line(row.provider),
        str(row.interactions),
        str(row.passed),
        f"{row.failed} ({row.pending} pending)" if row.pending else str(row.failed),
        f"{row.duration:.2f} s",
    )


def _align(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
        cell = _shorten(text, width)
        gap = " " * (width - cell_len(cell))
        parts.append(cell + gap if column < _LEFT_COLUMNS else gap + cell)
    return _COLUMN_GAP.join(parts).rstrip()


def _shorten(text: str, width: int) -> str:
    """Return the text in so many columns of a terminal, an ellipsis where its middle was."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    start = set_cell_size(text, width - 1 - tail).rstrip()
    end = text[-tail:]
    while cell_len(end) > tail:
        end = end[1:]
    return f"{start}…{end}"


def _describe_heading(result: InteractionResult) -> Text:
    mark, style = ("✓", "green") if result.success else ("✗", "red")
    if not result.success and result.pending:
        mark, style = "…", "yellow"
    line = Text.assemble(
        (f"{mark} ", style),
        (f"{safe_line(result.consumer)} → {safe_line(result.provider)}: ", "bold"),
        (safe_line(result.description), "bold"),
    )
    if result.states:
        label = "state" if len(result.states) == 1 else "states"
        line.append(f"  [{label}: {', '.join(map(safe_line, result.states))}]", "dim")
    if result.pending:
        line.append("  (pending)", "yellow")
    return line


def _describe_mismatches(mismatches: Iterable[Mismatch], *, width: int) -> list[Text]:
    lines: list[Text] = []
    compared = [mismatch for mismatch in mismatches if _is_comparison(mismatch)]
    rows = [_Row.of(mismatch) for mismatch in compared[:_MOST]]
    beside = _choose_beside(rows, width)
    sizes = _column_sizes(beside)
    for row in rows:
        lines += [row.beside(sizes)] if row in beside else row.stacked(width)
    if len(compared) > _MOST:
        lines.append(Text(f"{_INDENT}… and {len(compared) - _MOST} more differences", "dim"))
    for mismatch in mismatches:
        if not _is_comparison(mismatch):
            lines += _describe_message(mismatch, width)
    return lines


@dataclass(frozen=True, slots=True)
class _Row:
    """One comparison: place, expected and actual, and the rule that was broken."""

    cells: tuple[str, str, str, str]

    @classmethod
    def of(cls, mismatch: Mismatch) -> Self:
        return cls(
            (
                _place(mismatch),
                f"expected {_value(mismatch.expected)}",
                f"got {_value(mismatch.actual)}",
                f"({safe_line(mismatch.rule)})" if mismatch.rule else "",
            )
        )

    def beside(self, sizes: Sequence[int]) -> Text:
        """Return the row on one line, its cells in columns of these sizes."""
        place, expected, actual, rule = (
            cell.ljust(size) for cell, size in zip(self.cells, sizes, strict=True)
        )
        line = Text.assemble(
            _INDENT, place, _GAP, (expected, "green"), _GAP, (actual, "red"), _GAP, rule
        )
        line.rstrip()
        return line

    def stacked(self, width: int) -> list[Text]:
        """Return the row on lines of its own, expected above actual, in one column."""
        place, expected, actual, rule = self.cells
        lines = [Text(f"{_INDENT}{place}{_GAP}{rule}".rstrip())]
        for cell, style in ((expected, "green"), (actual.replace("got ", "got      ", 1), "red")):
            lines += [Text(line, style) for line in _wrap(cell, width, hang=9)]
        return lines


def _choose_beside(rows: Sequence[_Row], width: int) -> list[_Row]:
    """Return the rows that fit on one line each when aligned; the longest give way."""
    chosen = sorted(rows, key=lambda row: len("".join(row.cells)))
    while chosen and len(_INDENT) + sum(_column_sizes(chosen)) + 3 * len(_GAP) > width:
        chosen.pop()
    return chosen


def _column_sizes(rows: Sequence[_Row]) -> list[int]:
    return [max((len(row.cells[place]) for row in rows), default=0) for place in range(4)]


def _is_comparison(mismatch: Mismatch) -> bool:
    return mismatch.expected is not None or mismatch.actual is not None


def _value(text: str | None) -> str:
    return _NOTHING if text is None else safe_line(text)


def _place(mismatch: Mismatch) -> str:
    path = safe_line(mismatch.path)
    if mismatch.kind == "body":
        return path or "body"
    return f"{mismatch.kind} {path}".rstrip()


def _describe_message(mismatch: Mismatch, width: int) -> list[Text]:
    # A message that names the place itself needs only the kind before it.
    named = mismatch.kind != "body" and mismatch.path in mismatch.message
    place = mismatch.kind if named else _place(mismatch)
    first, *rest = safe_text(mismatch.message).splitlines() or [""]
    lines = [Text(line, "red") for line in _wrap(f"{place}: {first}", width, hang=2, indent=2)]
    return [*lines, *(Text(_INDENT * 2 + line) for line in rest)]


def _wrap(text: str, width: int, *, hang: int, indent: int = 4) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )
