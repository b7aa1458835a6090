"""Comparisons as Markdown, for a pull request's comment or a release note."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.model.finding import Comparison, Finding
from pactwright.report.comparison.tally import all_hits, tally, worst_verdict
from pactwright.report.comparison.text import say_tally
from pactwright.report.comparison.words import (
    say_consumers,
    say_hit,
    say_operations,
    say_pair,
    say_place,
    say_proof,
)
from pactwright.report.markdown import code, escape
from pactwright.report.words import count

_SIGNS = {"breaking": "✗", "unknown": "?", "compatible": "✓"}
_SECTIONS = (
    ("breaking", "Breaking"),
    ("unknown", "Not decided"),
    ("warning", "Warnings"),
)


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as Markdown; compatible changes fold away."""
    verdict = worst_verdict(comparisons)
    lines = [f"## {_SIGNS[verdict]} {verdict}", "", *_who_breaks(comparisons)]
    lines += [say_tally(tally(comparisons)), ""]
    for comparison in comparisons:
        lines += _describe(comparison)
    return "\n".join(lines).rstrip("\n") + "\n"


def _who_breaks(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the first words of a report that has asked the consumers."""
    if all(comparison.consumers is None for comparison in comparisons):
        return []
    hits = [hit for comparison in comparisons for hit in all_hits(comparison)]
    if not hits:
        return ["No known consumer breaks.", ""]
    lines = []
    for name in sorted({hit.consumer for hit in hits}):
        told = dict.fromkeys(say_hit(hit) for hit in hits if hit.consumer == name)
        lines += [f"- **{escape(name)}**", *(f"  - {escape(line)}" for line in told)]
    return ["### Who breaks", "", *lines, ""]


def _describe(comparison: Comparison) -> list[str]:
    lines = [
        f"### {_SIGNS[comparison.verdict]} {escape(say_pair(comparison))}",
        "",
        f"reader: {comparison.reader}",
        "",
    ]
    for heading, title in _SECTIONS:
        found = [finding for finding in comparison.findings if _section(finding) == heading]
        if found:
            lines += [f"#### {title}", ""]
            for finding in found:
                lines += _item(finding)
            lines.append("")
    infos = [finding for finding in comparison.findings if finding.level == "info"]
    if infos:
        lines += [f"<details><summary>{count(len(infos), 'compatible change')}</summary>", ""]
        lines += [f"- {_title(finding)}: {escape(finding.message)}" for finding in infos]
        lines += ["", "</details>", ""]
    lines += [f"- accepted: {_title(f)}: {escape(f.message)}" for f in comparison.accepted]
    lines += [f"> {escape(note)}" for note in comparison.notes]
    return [*lines, ""]


def _section(finding: Finding) -> str:
    if finding.level == "error":
        return "unknown" if finding.verdict == "unknown" else "breaking"
    return finding.level


def _item(finding: Finding) -> list[str]:
    lines = [f"- **{_title(finding)}**: {escape(finding.message)}"]
    places = [place for place in (finding.old, finding.new) if place is not None]
    lines += [f"  - {code(say_place(place))}" for place in places]
    if finding.witness is not None:
        lines.append(f"  - proof: {code(say_proof(finding.witness))}")
    if finding.hits is not None and finding.verdict == "breaking":
        who = say_consumers(finding.hits) or "no known consumer notices"
        lines.append(f"  - who: {escape(who)}")
    lines.append(f"  - hint: {escape(finding.hint)}")
    return lines


def _title(finding: Finding) -> str:
    where = say_operations(finding)
    return f"`{finding.rule}`" + (f" {code(where)}" if where else "")
