"""Coverage as Markdown, for a pull request's comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactwright.report.coverage.words import idle_lines, rows_of, tested
from pactwright.report.markdown import cell, code, escape
from pactwright.report.words import count
from pactwright.usage.coverage import Coverage


def render(coverages: Sequence[Coverage], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as Markdown; what nobody uses folds away."""
    return "\n".join(line for coverage in coverages for line in _describe(coverage)) + "\n"


def _describe(coverage: Coverage) -> Iterator[str]:
    yield f"## {escape(coverage.provider)} {escape(coverage.version)}: what its consumers use"
    yield ""
    looked_at = count(coverage.interactions, "interaction")
    yield f"{looked_at} of {escape(', '.join(coverage.consumers))}"
    yield ""
    yield "| | used | of | share |"
    yield "|---|---:|---:|---:|"
    for row in rows_of(coverage):
        found = row.count
        yield f"| {row.name} | {found.used} | {found.of} | {found.share:.0f} % |"
    yield ""
    yield "| operation | consumer | statuses (interactions) |"
    yield "|---|---|---|"
    for line in tested(coverage):
        shown = ", ".join(f"{status} ({number})" for status, number in line.statuses.items())
        yield f"| {cell(line.operation)} | {escape(line.consumer)} | {escape(shown)} |"
    yield from _folded(coverage)
    yield ""


def _folded(coverage: Coverage) -> Iterator[str]:
    if coverage.unused:
        yield ""
        yield "<details><summary>no consumer here uses</summary>"
        yield ""
        for operation, lines in idle_lines(coverage):
            yield f"- {code(operation)}"
            yield from (f"  - {code(line)}" for line in lines)
        yield ""
        yield "</details>"
