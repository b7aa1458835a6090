"""Property tests as text for a person: each finding, then a table of what was tried."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.text import Text

from pactwright.model.property import PropertyFinding, PropertyOutcome, PropertyResult
from pactwright.report.safe import safe_line, safe_text
from pactwright.report.words import count

_INDENT = "  "
_HEADINGS = ("consumer", "provider", "operations", "cases", "findings", "time")
_LEFT_COLUMNS = 2
NOBODY = "(no consumer)"


def render_property(result: PropertyResult, *, width: int = 100) -> str:
    """Return the findings of one operation as plain text of lines that fit `width`."""
    return "\n".join(line.plain for line in describe_property(result, width=width))


def describe_property(result: PropertyResult, *, width: int) -> list[Text]:
    """Return the lines that tell of one operation: every finding that counts, then the notes."""
    lines = describe_property_findings(result, width=width)
    for note in result.notes:
        lines += _note("note: ", note)
    return lines


def describe_property_findings(result: PropertyResult, *, width: int) -> list[Text]:
    """Return the lines of every finding that counts."""
    lines: list[Text] = []
    for finding in result.findings:
        if finding.breaks:
            lines += _describe_finding(result, finding, width)
    return lines


def describe_notes(results: Sequence[PropertyResult]) -> list[Text]:
    """Return the notes of all operations, each once for the pair that it is of."""
    told: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for note in result.notes:
            told.setdefault((name_pair(result), note), []).append(safe_line(result.operation))
    lines: list[Text] = []
    for (pair, note), names in told.items():
        where = names[0] if len(names) == 1 else count(len(names), "operation")
        lines += _note(f"note: {pair}, {where}: ", note)
    return lines


def _note(label: str, note: str) -> list[Text]:
    first, *others = safe_text(note).splitlines() or [""]
    return [Text(f"{_INDENT}{label}{first}", "yellow")] + [
        Text(f"{_INDENT * 2}{line}", "yellow") for line in others
    ]


def name_pair(result: PropertyResult | PropertyOutcome) -> str:
    """Return whose property tests these are, in words."""
    consumer = safe_line(result.consumer) if result.consumer else NOBODY
    return f"{consumer} → {safe_line(result.provider)}"


def _describe_finding(result: PropertyResult, finding: PropertyFinding, width: int) -> list[Text]:
    lines = [
        Text.assemble(
            ("✗ ", "red"),
            (f"{name_pair(result)}: {safe_line(finding.operation)}", "bold"),
            (f"  [{finding.kind}, finding {finding.id}]", "dim"),
        )
    ]
    lines += [Text(line, "red") for line in _wrap(f"{finding.message}", width) if line]
    if finding.expected is not None or finding.actual is not None:
        lines.append(
            Text.assemble(
                f"{_INDENT}{safe_line(finding.place)}   ",
                (f"expected {safe_line(finding.expected or 'nothing')}", "green"),
                "   ",
                (f"got {safe_line(finding.actual or 'nothing')}", "red"),
            )
        )
    for detail in finding.details:
        lines += [Text(_INDENT + line, "dim") for line in safe_text(detail).splitlines()]
    if finding.curl is not None:
        lines.append(Text(f"{_INDENT}repeat: {safe_line(finding.curl)}", "dim"))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        safe_line(text),
        max(width, 40),
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )


def describe_outcomes(outcomes: Sequence[PropertyOutcome]) -> list[Text]:
    """Return the table of the property tests, a row for each property file."""
    cells = [_HEADINGS, *(_row(one) for one in outcomes)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADINGS))]
    lines = [Text(_align(cells[0], widths), "bold")]
    for outcome, row in zip(outcomes, cells[1:], strict=True):
        lines.append(Text(_align(row, widths), "" if outcome.success else "red"))
    return lines


def _row(outcome: PropertyOutcome) -> tuple[str, ...]:
    counting = sum(one.breaks for one in outcome.findings)
    accepted = len(outcome.findings) - counting
    return (
        safe_line(outcome.consumer) if outcome.consumer else NOBODY,
        safe_line(outcome.provider),
        str(len(outcome.results)),
        str(outcome.cases),
        f"{counting} ({accepted} accepted)" if accepted else str(counting),
        f"{sum(one.duration for one in outcome.results):.2f} s",
    )


def _align(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [
        cell.ljust(width) if column < _LEFT_COLUMNS else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(parts).rstrip()


def describe_property_verdict(outcomes: Sequence[PropertyOutcome]) -> Text:
    """Return the last line: how many operations were tried, and how many findings count."""
    cases = sum(one.cases for one in outcomes)
    findings = [finding for one in outcomes for finding in one.findings]
    counting = sum(one.breaks for one in findings)
    accepted = len(findings) - counting
    aside = f", {accepted} accepted" if accepted else ""
    results = [result for one in outcomes for result in one.results]
    profiles = sorted({one.profile for one in outcomes})
    seeds = sorted({one.seed for one in results if one.seed is not None})
    made_by = ", ".join([*profiles, *(f"seed {one}" for one in seeds)])
    text = (
        f"property tests ({made_by}): {count(len(results), 'operation')}, "
        f"{cases} cases, {count(counting, 'finding')}{aside}"
    )
    return Text(text, "bold red" if counting else "bold green")
