"""The numbers of a report: how many findings of each kind, and the verdict of all comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pactwright.model.finding import Comparison, Finding, Hit, Verdict

_RANK: dict[Verdict, int] = {"breaking": 0, "unknown": 1, "compatible": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many findings count as what.

    `breaking` and `unknown` are those of level error, which make the verdict; `warnings` and
    `infos` the rest by level; `accepted` those that the policy accepts.
    """

    breaking: int = 0
    unknown: int = 0
    warnings: int = 0
    infos: int = 0
    accepted: int = 0

    @property
    def findings(self) -> int:
        """The number of findings, the accepted ones left out."""
        return self.breaking + self.unknown + self.warnings + self.infos


def all_hits(comparison: Comparison) -> tuple[Hit, ...]:
    """Return the consumers that the findings reach, the accepted findings left out."""
    own = (hit for finding in comparison.findings for hit in finding.hits or ())
    return (*own, *comparison.hits)


def tally(comparisons: Iterable[Comparison]) -> Tally:
    """Return the numbers of these comparisons together."""
    counts = dict.fromkeys(("breaking", "unknown", "warnings", "infos", "accepted"), 0)
    for comparison in comparisons:
        counts["accepted"] += len(comparison.accepted)
        for finding in comparison.findings:
            counts[_heading(finding)] += 1
    return Tally(**counts)


def _heading(finding: Finding) -> str:
    if finding.level == "error":
        return "unknown" if finding.verdict == "unknown" else "breaking"
    return "warnings" if finding.level == "warning" else "infos"


def worst_verdict(comparisons: Sequence[Comparison]) -> Verdict:
    """Return the worst verdict of all; "compatible" for none."""
    verdicts = [comparison.verdict for comparison in comparisons]
    return min(verdicts, key=_RANK.__getitem__, default="compatible")
