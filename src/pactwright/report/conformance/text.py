"""Conformance as text for a person, at any width, coloured or plain."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.report.comparison.text import Line, plain
from pactwright.report.conformance.words import (
    add_up,
    say_interaction,
    say_operation,
    say_pact,
    say_proof,
    say_spec,
    say_verdict,
)
from pactwright.report.safe import safe_line

_INDENT = "  "
_MARKS = {"error": ("✗ error", "bold red"), "warning": ("! warning", "yellow")}
_NARROWEST = 40


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:
    """Return the report as plain text."""
    return "\n".join(map(plain, describe(pacts, width=width))) + "\n"


def describe(pacts: Sequence[PactConformance], *, width: int) -> list[Line]:
    """Return the lines of a whole report: errors and warnings, then the verdict.

    What is for information only is in the other formats.
    """
    lines: list[Line] = []
    for pact in pacts:
        shown = [result for result in pact.results if result.level in _MARKS]
        if shown or len(pacts) > 1:
            lines += [((say_pact(pact), "bold"),), ()]
        for result in shown:
            lines += [*describe_result(result, width=width), ()]
    numbers = add_up(pacts)
    return [*lines, ((say_verdict(numbers), "bold red" if numbers.errors else "bold green"),)]


def describe_result(result: ConformanceResult, *, width: int) -> list[Line]:
    """Return the lines of one result: what it is, where on both sides, and what to do."""
    mark, style = _MARKS.get(result.level, ("i info", "dim"))
    name = "  ".join(part for part in (result.code, say_operation(result)) if part)
    lines: list[Line] = [((mark, style), (f"  {name}", "bold"))]
    lines += _wrapped("", safe_line(result.message), width)
    lines.append(((f"{_INDENT}pact      {say_interaction(result)}", "dim"),))
    lines.append(((f"{_INDENT}          {safe_line(result.pact.pointer)}", "dim"),))
    lines.append(((f"{_INDENT}document  {say_spec(result)}", "dim"),))
    if result.proof is not None:
        lines += _wrapped("proof     ", say_proof(result.proof), width)
    for cause in result.causes:
        lines += _wrapped("because   ", safe_line(f"{cause.code}: {cause.message}"), width)
    lines += _wrapped("hint      ", safe_line(result.hint), width)
    return lines


def _wrapped(label: str, text: str, width: int) -> list[Line]:
    found = textwrap.wrap(
        text,
        max(width, _NARROWEST),
        initial_indent=_INDENT + label,
        subsequent_indent=_INDENT + " " * len(label),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [((line, ""),) for line in found]
