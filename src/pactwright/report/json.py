"""Results as JSON; docs/results.schema.json is the schema."""

from __future__ import annotations

from typing import TypedDict

import msgspec

from pactwright.model.property import PropertyFinding, PropertyResult
from pactwright.model.result import InteractionResult, Mismatch, VerificationResult

name = "json"


class _Mismatch(TypedDict):
    kind: str
    path: str
    expected: str | None
    actual: str | None
    rule: str | None
    message: str


class _Result(TypedDict):
    consumer: str
    provider: str
    description: str
    states: list[str]
    success: bool
    pending: bool
    duration_ms: float
    mismatches: list[_Mismatch]
    details: list[str]
    curl: str | None
    source: str | None


def render(outcome: VerificationResult, *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the results as indented JSON, newline at the end."""
    findings = [finding for one in outcome.properties for finding in one.findings]
    failed = sum(not result.success for result in outcome.results)
    document: dict[str, object] = {
        "success": outcome.success,
        "summary": {
            "interactions": len(outcome.results),
            "passed": len(outcome.results) - failed,
            "failed": failed,
            "pending": sum(not r.success and r.pending for r in outcome.results),
            "duration_ms": _milliseconds(sum(r.duration for r in outcome.results)),
        },
        "results": [_result(result) for result in outcome.results],
    }
    if outcome.properties:
        document["property_summary"] = {
            "operations": len(outcome.properties),
            "cases": sum(one.cases for one in outcome.properties),
            "findings": sum(finding.breaks for finding in findings),
            "accepted": sum(not finding.breaks for finding in findings),
            "duration_ms": _milliseconds(sum(one.duration for one in outcome.properties)),
        }
        document["properties"] = [_property(one) for one in outcome.properties]
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _result(result: InteractionResult) -> _Result:
    return {
        "consumer": result.consumer,
        "provider": result.provider,
        "description": result.description,
        "states": list(result.states),
        "success": result.success,
        "pending": result.pending,
        "duration_ms": _milliseconds(result.duration),
        "mismatches": [_mismatch(mismatch) for mismatch in result.mismatches],
        "details": list(result.details),
        "curl": result.curl,
        "source": result.source,
    }


def _property(result: PropertyResult) -> dict[str, object]:
    return {
        "consumer": result.consumer,
        "provider": result.provider,
        "digest": result.digest,
        "operation": result.operation,
        "profile": result.profile,
        "seed": result.seed,
        "success": result.success,
        "cases": result.cases,
        "duration_ms": _milliseconds(result.duration),
        "findings": [_finding(finding) for finding in result.findings],
        "notes": list(result.notes),
        "source": result.source,
    }


def _finding(finding: PropertyFinding) -> dict[str, object]:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "operation": finding.operation,
        "place": finding.place,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "request": finding.request,
        "curl": finding.curl,
        "details": list(finding.details),
        "accepted": finding.reason,
    }


def _mismatch(mismatch: Mismatch) -> _Mismatch:
    return {
        "kind": mismatch.kind,
        "path": mismatch.path,
        "expected": mismatch.expected,
        "actual": mismatch.actual,
        "rule": mismatch.rule,
        "message": mismatch.message,
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
