"""A comparison joined with what it does to the consumers that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from pactwright.compat.compare import judge_findings
from pactwright.model.finding import Comparison, Finding, Hit, Level
from pactwright.model.interaction import PactDocument
from pactwright.usage.causes import Impact
from pactwright.usage.impact import Side, find_impact

if TYPE_CHECKING:
    from pactwright.usage.message_impact import MessageSide

AnySide: TypeAlias = "Side | MessageSide"
"""A document of either kind, read for conformance and for its schemas."""


def join_impact(
    comparison: Comparison,
    old: AnySide | None,
    new: AnySide | None,
    pacts: Sequence[PactDocument],
    *,
    unnoticed: Level = "error",
) -> Comparison:
    """Return the comparison with the consumers that each finding reaches, and its verdict.

    What breaks a consumer is an error, whatever the contract says of it; a break that no
    consumer notices has the level `unnoticed`. Accepted findings stay accepted. A side is None
    where the document is not there.
    """
    findings = (*comparison.findings, *comparison.accepted)
    impact = _find(findings, old, new, pacts)
    joined = [
        replace(finding, hits=hits) for finding, hits in zip(findings, impact.hits, strict=True)
    ]
    kept = len(comparison.findings)
    judged = tuple(_judge(finding, unnoticed) for finding in joined[:kept])
    verdict = judge_findings(judged)
    return replace(
        comparison,
        findings=judged,
        accepted=tuple(joined[kept:]),
        hits=impact.unexplained,
        consumers=tuple(sorted({pact.consumer for pact in pacts})),
        verdict="breaking" if breaks(impact.unexplained) else verdict,
    )


def _find(
    findings: Sequence[Finding],
    old: AnySide | None,
    new: AnySide | None,
    pacts: Sequence[PactDocument],
) -> Impact:
    if isinstance(old, Side) and isinstance(new, Side):
        return find_impact(findings, old, new, pacts)
    from pactwright.usage.message_impact import MessageSide, find_message_impact  # seldom needed
    from pactwright.usage.removal import find_removal

    if isinstance(old, MessageSide) and isinstance(new, MessageSide):
        return find_message_impact(findings, old, new, pacts)
    return find_removal(findings, old, pacts)


def breaks(hits: Sequence[Hit]) -> bool:
    """Tell whether one of the hits is more than a doubt."""
    return any(hit.effect != "undecided" for hit in hits)


def _judge(finding: Finding, unnoticed: Level) -> Finding:
    if breaks(finding.hits or ()):
        return replace(finding, level="error", verdict="breaking")
    if finding.verdict == "breaking" and finding.level == "error" and not finding.hits:
        return replace(finding, level=unnoticed)
    return finding
