"""Conformance as annotations that GitHub Actions shows beside the lines of the document."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.report.conformance.words import (
    add_up,
    say_interaction,
    say_operation,
    say_proof,
    say_verdict,
)
from pactwright.report.place import path_within
from pactwright.report.safe import safe_line

_COMMANDS = {"error": "error", "warning": "warning"}


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return a workflow command for each error and warning, then the verdict.

    Source: GitHub Actions, "Workflow commands": data escapes %, CR and LF, properties also
    colon and comma.
    """
    lines = [
        _annotate(pact, result)
        for pact in pacts
        for result in pact.results
        if result.level in _COMMANDS
    ]
    return "\n".join([*lines, say_verdict(add_up(pacts))]) + "\n"


def _annotate(pact: PactConformance, result: ConformanceResult) -> str:
    place = result.spec.place
    properties = {"title": result.code}
    if place.file:
        properties = {
            "file": path_within(place.file),
            "line": str(place.line or 1),
            "col": str(place.column or 1),
            **properties,
        }
    words = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[result.level]} {words}::{_escape(_message(pact, result))}"


def _message(pact: PactConformance, result: ConformanceResult) -> str:
    operation = say_operation(result)
    lines = [f"{pact.consumer} → {pact.provider}: {say_interaction(result)}", result.message]
    if operation:
        lines.append(operation)
    if result.proof is not None:
        lines.append(f"proof: {say_proof(result.proof)}")
    lines.append(f"pact: {pact.pact} {result.pact.pointer}")
    lines.append(f"hint: {result.hint}")
    return "\n".join(safe_line(line) for line in lines)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(safe_line(text)).replace(":", "%3A").replace(",", "%2C")
