"""Conformance as Markdown, for a pull request's comment."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.model.conformance import ConformanceResult, PactConformance
from pactwright.report.conformance.words import (
    add_up,
    say_interaction,
    say_operation,
    say_proof,
    say_spec,
    say_verdict,
)
from pactwright.report.safe import safe_line

_SECTIONS = (("error", "Errors"), ("warning", "Warnings"))


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as Markdown; what is for information only folds away."""
    numbers = add_up(pacts)
    sign = "✗" if numbers.errors else "✓"
    lines = [f"## {sign} {say_verdict(numbers)}", ""]
    for pact in pacts:
        lines += _describe(pact)
    return "\n".join(lines).rstrip("\n") + "\n"


def _describe(pact: PactConformance) -> list[str]:
    sign = "✓" if pact.conforms else "✗"
    lines = [
        f"### {sign} {_escape(pact.consumer)} → {_escape(pact.provider)}",
        "",
        f"{_code(pact.pact)} beside {_code(pact.document)}",
        "",
    ]
    for level, title in _SECTIONS:
        found = [result for result in pact.results if result.level == level]
        if found:
            lines += [f"#### {title}", "", *(line for one in found for line in _item(one)), ""]
    infos = [result for result in pact.results if result.level == "info"]
    if infos:
        lines += [f"<details><summary>{len(infos)} for information</summary>", ""]
        lines += [f"- `{one.code}`: {_escape(one.message)}" for one in infos]
        lines += ["", "</details>", ""]
    return lines


def _item(result: ConformanceResult) -> list[str]:
    operation = say_operation(result)
    title = f"`{result.code}`" + (f" {_code(operation)}" if operation else "")
    lines = [f"- **{title}**: {_escape(result.message)}"]
    lines.append(f"  - pact: {_escape(say_interaction(result))} {_code(result.pact.pointer)}")
    lines.append(f"  - document: {_code(say_spec(result))}")
    if result.proof is not None:
        lines.append(f"  - proof: {_code(say_proof(result.proof))}")
    lines += [f"  - because: `{one.code}`: {_escape(one.message)}" for one in result.causes]
    lines.append(f"  - hint: {_escape(result.hint)}")
    return lines


def _escape(text: str) -> str:
    line = safe_line(text)
    for sign in "\\`*_<>[]|":
        line = line.replace(sign, "\\" + sign)
    return line.replace("@", "@\u200b")


def _code(text: str) -> str:
    """Return inline code that no backtick inside can end."""
    line = safe_line(text)
    if "`" not in line:
        return f"`{line}`"
    return f"``` {line} ```" if "```" not in line else f"`{line.replace('`', chr(39))}`"
