"""A verification in numbers: one row for each pair of consumer and provider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pactwright.model.result import InteractionResult, VerificationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The counts of one pair; `failed` includes the `pending`; `duration` is in seconds."""

    consumer: str
    provider: str
    interactions: int
    passed: int
    failed: int
    pending: int
    duration: float


def summarize(outcome: VerificationResult) -> tuple[Row, ...]:
    """Return a row for each pair, sorted by provider, then consumer."""
    ordered = sorted(outcome.results, key=_pair)
    return tuple(_summarize_pair(list(results)) for _, results in groupby(ordered, key=_pair))


def _pair(result: InteractionResult) -> tuple[str, str]:
    return (result.provider, result.consumer)


def _summarize_pair(results: Sequence[InteractionResult]) -> Row:
    passed = sum(result.success for result in results)
    return Row(
        consumer=results[0].consumer,
        provider=results[0].provider,
        interactions=len(results),
        passed=passed,
        failed=len(results) - passed,
        pending=sum(not result.success and result.pending for result in results),
        duration=sum(result.duration for result in results),
    )
