"""The phrases and numbers that the formats of a conformance report share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pactwright.model.conformance import ConformanceResult, PactConformance, Proof
from pactwright.model.finding import Level
from pactwright.report.comparison.words import say_place, say_value
from pactwright.report.safe import safe_line
from pactwright.report.words import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many pacts, interactions and results of each level there are."""

    pacts: int
    interactions: int
    errors: int
    warnings: int
    infos: int
    decided: int
    undecided: int
    sampled: int


def add_up(pacts: Sequence[PactConformance]) -> Numbers:
    """Return the numbers of these pacts together."""
    results = [result for pact in pacts for result in pact.results]
    return Numbers(
        pacts=len(pacts),
        interactions=sum(pact.interactions for pact in pacts),
        errors=_count(results, "error"),
        warnings=_count(results, "warning"),
        infos=_count(results, "info"),
        decided=sum(pact.decided for pact in pacts),
        undecided=sum(pact.undecided for pact in pacts),
        sampled=sum(result.sampled for result in results),
    )


def _count(results: Iterable[ConformanceResult], level: Level) -> int:
    return sum(result.level == level for result in results)


def say_verdict(numbers: Numbers) -> str:
    """Return the last line of a report."""
    verdict = "does not conform" if numbers.errors else "conforms"
    words = (
        f"{verdict}: {count(numbers.pacts, 'pact')}, "
        f"{count(numbers.interactions, 'interaction')}, {count(numbers.errors, 'error')}, "
        f"{count(numbers.warnings, 'warning')}"
    )
    if numbers.undecided:
        words += (
            f", {numbers.undecided:,} not decided ({count(numbers.sampled, 'value')} tried instead)"
        )
    return words


def say_pact(pact: PactConformance) -> str:
    """Return who expects what of whom, and the document."""
    return safe_line(f"{pact.consumer} → {pact.provider}  {pact.pact} beside {pact.document}")


def say_interaction(result: ConformanceResult) -> str:
    """Return the interaction by its words."""
    state = "" if result.state == "[none]" else f"  [state: {result.state}]"
    return safe_line(f"{result.description}{state}")


def say_operation(result: ConformanceResult) -> str:
    """Return the operation, empty where there is none."""
    spec = result.spec
    return safe_line(f"{spec.method.upper()} {spec.path}") if spec.method and spec.path else ""


def say_spec(result: ConformanceResult) -> str:
    """Return file, line, column and pointer in the document."""
    return say_place(result.spec.place)


def say_proof(proof: Proof) -> str:
    """Return the value that shows a risk, who allows it, and who refuses it."""
    refused = f"refused by the {proof.refused_by}: {proof.reason}"
    return safe_line(f"{say_witness(proof)}   allowed by the {proof.allowed_by}, {refused}")


def say_witness(proof: Proof) -> str:
    """Return the value that shows a risk."""
    return safe_line(say_value(proof.value))
