"""Comparisons as JSON; docs/compat.schema.json is the schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from pactwright.model.finding import Comparison, Finding, Hit, Place, Witness
from pactwright.report.comparison.tally import tally, worst_verdict
from pactwright.report.place import pointer_within


def render(comparisons: Sequence[Comparison], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as indented JSON.

    One comparison is an object of its own; several stand in `comparisons` under the verdict and
    the summary of all.
    """
    if len(comparisons) == 1:
        document = describe(comparisons[0])
    else:
        document = {
            "verdict": worst_verdict(comparisons),
            "summary": _summary(comparisons),
            "comparisons": [describe(comparison) for comparison in comparisons],
        }
    return msgspec.json.format(encode(document), indent=2).decode() + "\n"


def encode(document: object) -> bytes:
    """Return compact JSON; numbers beyond the usual become text rather than an error."""
    return msgspec.json.encode(document, enc_hook=str)


def describe(comparison: Comparison) -> dict[str, Any]:
    """Return one comparison as plain values."""
    return {
        "verdict": comparison.verdict,
        "old": comparison.old,
        "new": comparison.new,
        "reader": comparison.reader,
        "summary": _summary([comparison]),
        "findings": [describe_finding(finding) for finding in comparison.findings],
        "accepted": [describe_finding(finding) for finding in comparison.accepted],
        "notes": list(comparison.notes),
        "consumers": None if comparison.consumers is None else list(comparison.consumers),
        "hits": [describe_hit(hit) for hit in comparison.hits],
    }


def _summary(comparisons: Sequence[Comparison]) -> dict[str, int]:
    counts = tally(comparisons)
    return {
        "findings": counts.findings,
        "breaking": counts.breaking,
        "unknown": counts.unknown,
        "warnings": counts.warnings,
        "infos": counts.infos,
        "accepted": counts.accepted,
    }


def describe_finding(finding: Finding) -> dict[str, Any]:
    """Return one finding as plain values."""
    return {
        "rule": finding.rule,
        "class": finding.kind,
        "verdict": finding.verdict,
        "level": finding.level,
        "direction": finding.direction,
        "operations": list(finding.operations),
        "old": _place(finding.old),
        "new": _place(finding.new),
        "message": finding.message,
        "hint": finding.hint,
        "witness": _witness(finding.witness),
        "fingerprint": finding.fingerprint,
        "hits": None if finding.hits is None else [describe_hit(hit) for hit in finding.hits],
    }


def describe_hit(hit: Hit) -> dict[str, Any]:
    """Return one consumer that is reached as plain values."""
    return {
        "consumer": hit.consumer,
        "interaction": hit.interaction,
        "states": list(hit.states),
        "effect": hit.effect,
        "part": hit.part,
        "reason": hit.reason,
        "proof": hit.proof,
        "pact": hit.pact,
        "test": hit.test,
        "file": hit.place.file if hit.place else None,
        "line": hit.place.line if hit.place else None,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "pointer": pointer_within(place),
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "part": witness.part,
        "value": witness.value,
        "accepted_by": witness.accepted_by,
        "refused_by": witness.refused_by,
        "reason": witness.reason,
        "request": witness.request,
    }
