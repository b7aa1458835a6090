"""Comparisons as text for a person, at any width, coloured or plain."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TypeAlias

from pactwright.model.finding import Comparison, Finding
from pactwright.report.comparison.tally import Tally, all_hits, tally, worst_verdict
from pactwright.report.comparison.words import (
    say_consumers,
    say_hit,
    say_operations,
    say_pair,
    say_place,
    say_proof,
)
from pactwright.report.safe import safe_line
from pactwright.report.words import count

Line: TypeAlias = tuple[tuple[str, str], ...]
"""A line in pieces, each with the style that a terminal gives it ("" for none)."""

_INDENT = "  "
_SHOWN_HITS = 5
_MARKS = {
    ("error", "breaking"): ("✗ breaking", "bold red"),
    ("error", "unknown"): ("? unknown", "bold yellow"),
    ("warning", "compatible"): ("! warning", "yellow"),
}
_COLOURS = {"breaking": "bold red", "unknown": "bold yellow", "compatible": "bold green"}


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:
    """Return the report as plain text."""
    return "\n".join(map(plain, describe(comparisons, width=width))) + "\n"


def plain(line: Line) -> str:
    """Return the line without its styles."""
    return "".join(piece for piece, _ in line)


def describe(comparisons: Sequence[Comparison], *, width: int) -> list[Line]:
    """Return the lines of a whole report: every finding that matters, then the verdict.

    Compatible changes are counted only; the other formats list them.
    """
    lines: list[Line] = []
    for comparison in comparisons:
        if len(comparisons) > 1:
            lines.append(_heading(comparison))
        lines += describe_comparison(comparison, width=width)
    return [*lines, *_closing(comparisons)]


def describe_comparison(comparison: Comparison, *, width: int) -> list[Line]:
    """Return the lines of one comparison's findings and notes."""
    lines: list[Line] = []
    for finding in comparison.findings:
        if finding.level != "info":
            lines += [*describe_finding(finding, width=width), ()]
    for finding in comparison.accepted:
        told = f"✓ accepted  {_name(finding)}: {safe_line(finding.message)}"
        lines.append(((told, "dim"),))
    for hit in comparison.hits:
        lines += [(("✗ breaks a consumer", "bold red"), ("  by no change that a rule names", ""))]
        lines += [*_wrapped("who    ", say_hit(hit), width), ()]
    lines += [((f"note: {safe_line(note)}", "yellow"),) for note in comparison.notes]
    return lines


def describe_finding(finding: Finding, *, width: int) -> list[Line]:
    """Return the lines of one finding: what it is, where, the proof, and what to do."""
    mark, style = _MARKS.get((finding.level, finding.verdict), ("! warning", "yellow"))
    if finding.verdict == "breaking" and finding.level == "warning":
        mark = "! breaking (a warning by policy)"
    lines: list[Line] = [((mark, style), ("  " + _name(finding), "bold"))]
    lines += _wrapped("", safe_line(finding.message), width)
    for label, place in (("old", finding.old), ("new", finding.new)):
        if place is not None:
            lines.append(((f"{_INDENT}{label}    {say_place(place)}", "dim"),))
    if finding.witness is not None:
        lines += _wrapped("proof  ", say_proof(finding.witness), width)
    lines += _describe_hits(finding, width)
    lines += _wrapped("hint   ", safe_line(finding.hint), width)
    lines.append(((f"{_INDENT}mark   {finding.fingerprint}", "dim"),))
    return lines


def _describe_hits(finding: Finding, width: int) -> list[Line]:
    if finding.hits is None:
        return []
    if not finding.hits:
        if finding.verdict != "breaking":
            return []
        return [((f"{_INDENT}who    no known consumer notices", "green"),)]
    lines = _wrapped("who    ", say_consumers(finding.hits), width)
    for hit in finding.hits[:_SHOWN_HITS]:
        lines += _wrapped("       ", say_hit(hit), width)
    if len(finding.hits) > _SHOWN_HITS:
        lines.append(((f"{_INDENT}       and {len(finding.hits) - _SHOWN_HITS} more", "dim"),))
    return lines


def _name(finding: Finding) -> str:
    where = say_operations(finding)
    direction = f" ({finding.direction})" if finding.direction else ""
    return f"{finding.rule}{direction}" + (f"  {where}" if where else "")


def _heading(comparison: Comparison) -> Line:
    return (
        (say_pair(comparison), "bold"),
        ("  ", ""),
        (comparison.verdict, _COLOURS[comparison.verdict]),
    )


def _closing(comparisons: Sequence[Comparison]) -> list[Line]:
    verdict = worst_verdict(comparisons)
    who = _closing_consumers(comparisons)
    readers = sorted({comparison.reader for comparison in comparisons})
    pairs = f"{count(len(comparisons), 'comparison')}, " if len(comparisons) != 1 else ""
    words = f"{verdict}: {pairs}{say_tally(tally(comparisons))}"
    knob = f"   (reader: {', '.join(readers) or 'open'})"
    return [*who, ((words, _COLOURS[verdict]), (knob, ""))]


def _closing_consumers(comparisons: Sequence[Comparison]) -> list[Line]:
    if all(comparison.consumers is None for comparison in comparisons):
        return []
    hits = [hit for comparison in comparisons for hit in all_hits(comparison)]
    known = {name for comparison in comparisons for name in comparison.consumers or ()}
    if hits:
        return [((f"who breaks: {say_consumers(hits)}", "bold red"),)]
    names = safe_line(", ".join(sorted(known))) or "none has a pact here"
    return [((f"who breaks: none of the known consumers ({names})", "green"),)]


def say_tally(numbers: Tally) -> str:
    """Return the numbers of a report in words."""
    if not numbers.findings and not numbers.accepted:
        return "no change that matters"
    parts = [f"{numbers.breaking:,} breaking", f"{numbers.unknown:,} unknown"]
    parts += [count(numbers.warnings, "warning"), f"{numbers.infos:,} compatible"]
    if numbers.accepted:
        parts.append(f"{numbers.accepted:,} accepted")
    return ", ".join(parts)


def _wrapped(label: str, text: str, width: int) -> list[Line]:
    found = textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=_INDENT + label,
        subsequent_indent=_INDENT + " " * len(label),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [((line, ""),) for line in found]
