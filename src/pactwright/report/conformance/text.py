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
    say_witness,
)
from pactwright.report.safe import safe_line

_INDENT = "  "
_MARKS = {"error": ("✗ error", "bold red"), "warning": ("! warning", "yellow")}
_NARROWEST = 40


def render(pacts: Sequence[PactConformance], *, width: int = 100, warnings: bool = True) -> str:
    """Return the report as plain text."""
    return "\n".join(map(plain, describe(pacts, width=width, warnings=warnings))) + "\n"


def describe(pacts: Sequence[PactConformance], *, width: int, warnings: bool = True) -> list[Line]:
    """Return the lines of a whole report: errors in full, warnings in short, then the verdict.

    Without `warnings` they are only counted. What is for information only is in the other
    formats.
    """
    levels = ("error", "warning") if warnings else ("error",)
    lines: list[Line] = []
    for pact in pacts:
        shown = [result for result in pact.results if result.level in levels]
        if shown or len(pacts) > 1:
            lines += [((say_pact(pact), "bold"),), ()]
        for result in shown:
            told = describe_result if result.level == "error" else _describe_briefly
            lines += [*told(result, width=width), ()]
    lines += _hints(pacts, width) if warnings else []
    numbers = add_up(pacts)
    return [*lines, ((say_verdict(numbers), "bold red" if numbers.errors else "bold green"),)]


def _describe_briefly(result: ConformanceResult, *, width: int) -> list[Line]:
    """Return what a warning is about, in few lines: a report may hold hundreds of one kind."""
    proof = result.proof
    lines = [_headline(result), ((f"{_INDENT}{say_interaction(result)}", "dim"),)]
    lines += _wrapped("", safe_line(proof.reason if proof else result.message), width)
    if proof:
        lines += _wrapped("", f"the {proof.allowed_by} allows {say_witness(proof)}", width)
    lines.append(((f"{_INDENT}{say_spec(result)}", "dim"),))
    return lines


def _hints(pacts: Sequence[PactConformance], width: int) -> list[Line]:
    """Return what to do about the warnings, once for each kind."""
    found = [result for pact in pacts for result in pact.results if result.level == "warning"]
    hints = {result.code: result.hint for result in found}
    lines = [
        line
        for code in sorted(hints)
        for line in _wrapped(f"{code}: ", safe_line(hints[code]), width)
    ]
    return [(("what to do about the warnings", "bold"),), *lines, ()] if lines else []


def describe_result(result: ConformanceResult, *, width: int) -> list[Line]:
    """Return the lines of one result: what it is, where on both sides, and what to do."""
    lines = [_headline(result)]
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


def _headline(result: ConformanceResult) -> Line:
    mark, style = _MARKS.get(result.level, ("i info", "dim"))
    name = "  ".join(part for part in (result.code, say_operation(result)) if part)
    return (mark, style), (f"  {name}", "bold")


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
