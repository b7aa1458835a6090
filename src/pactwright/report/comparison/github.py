"""Comparisons as annotations that GitHub Actions shows beside the lines of the new document."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.model.finding import Comparison, Finding, Hit, Place
from pactwright.report.comparison.tally import all_hits, tally, worst_verdict
from pactwright.report.comparison.text import say_tally
from pactwright.report.comparison.words import say_hit, say_operations, say_proof
from pactwright.report.place import path_within
from pactwright.report.safe import safe_line

_COMMANDS = {"error": "error", "warning": "warning"}


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return a workflow command for each finding that matters, then the verdict.

    Source: GitHub Actions, "Workflow commands": data escapes %, CR and LF, properties also
    colon and comma.
    """
    lines = [
        _annotate(finding)
        for comparison in comparisons
        for finding in comparison.findings
        if finding.level in _COMMANDS
    ]
    lines += [
        _annotate_test(hit, place)
        for comparison in comparisons
        for hit in all_hits(comparison)
        if (place := hit.place) is not None
    ]
    return (
        "\n".join([*lines, f"{worst_verdict(comparisons)}: {say_tally(tally(comparisons))}"]) + "\n"
    )


def _annotate(finding: Finding) -> str:
    place = finding.new if finding.new is not None and finding.new.file else finding.old
    properties = {"title": f"{finding.verdict}: {finding.rule}"}
    if place is not None and place.file:
        properties = {
            "file": path_within(place.file),
            "line": str(place.line or 1),
            "col": str(place.column or 1),
            **properties,
        }
    words = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.level]} {words}::{_escape(_message(finding))}"


def _annotate_test(hit: Hit, place: Place) -> str:
    """Return the annotation that stands beside the consumer's test."""
    properties = {"file": str(place.file), "line": str(place.line or 1)}
    title = f"{hit.consumer} {hit.effect}"
    words = ",".join(
        f"{key}={_escape_property(value)}" for key, value in {**properties, "title": title}.items()
    )
    command = "warning" if hit.effect == "undecided" else "error"
    return f"::{command} {words}::{_escape(say_hit(hit))}"


def _message(finding: Finding) -> str:
    lines = [finding.message]
    if finding.operations:
        lines.append(say_operations(finding))
    if finding.witness is not None:
        lines.append(f"proof: {say_proof(finding.witness)}")
    lines += [say_hit(hit) for hit in finding.hits or ()]
    lines.append(f"hint: {finding.hint}")
    return "\n".join(safe_line(line) for line in lines)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(safe_line(text)).replace(":", "%3A").replace(",", "%2C")
