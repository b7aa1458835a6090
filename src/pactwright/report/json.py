"""Results as JSON; docs/results.schema.json is the schema."""

from __future__ import annotations

from typing import TypedDict

import msgspec

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
    failed = sum(not result.success for result in outcome.results)
    document = {
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
