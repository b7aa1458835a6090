"""Conformance as JSON; docs/conform.md describes the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from pactwright.model.conformance import ConformanceResult, PactConformance, Proof
from pactwright.report.conformance.words import add_up
from pactwright.report.place import pointer_within


def render(pacts: Sequence[PactConformance], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as indented JSON."""
    numbers = add_up(pacts)
    document = {
        "conforms": not numbers.errors,
        "summary": {
            "pacts": numbers.pacts,
            "interactions": numbers.interactions,
            "errors": numbers.errors,
            "warnings": numbers.warnings,
            "infos": numbers.infos,
            "decided": numbers.decided,
            "undecided": numbers.undecided,
            "sampled": numbers.sampled,
        },
        "pacts": [describe(pact) for pact in pacts],
    }
    text = msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=2)
    return text.decode() + "\n"


def describe(pact: PactConformance) -> dict[str, Any]:
    """Return one pact as plain values."""
    return {
        "consumer": pact.consumer,
        "provider": pact.provider,
        "pact": pact.pact,
        "document": pact.document,
        "conforms": pact.conforms,
        "interactions": pact.interactions,
        "decided": pact.decided,
        "undecided": pact.undecided,
        "results": [describe_result(result) for result in pact.results],
    }


def describe_result(result: ConformanceResult) -> dict[str, Any]:
    """Return one result as plain values, under the comparators' names and our own beside them."""
    place = result.spec.place
    return {
        "code": result.code,
        "type": result.level,
        "message": result.message,
        "hint": result.hint,
        "mockDetails": {
            "interactionDescription": result.description,
            "interactionState": result.state,
            "location": result.pact.location,
            "pointer": result.pact.pointer,
            "value": result.pact.value,
        },
        "specDetails": {
            "location": result.spec.location,
            "pathMethod": result.spec.method,
            "pathName": result.spec.path,
            "pointer": pointer_within(place),
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "value": result.spec.value,
        },
        "proof": _proof(result.proof),
        "sampled": result.sampled,
        "causes": [describe_result(cause) for cause in result.causes],
    }


def _proof(proof: Proof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {
        "value": proof.value,
        "allowedBy": proof.allowed_by,
        "refusedBy": proof.refused_by,
        "reason": proof.reason,
    }
