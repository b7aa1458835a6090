"""What the property tests of a provider came to, apart from the results of its interactions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

PropertyKind: TypeAlias = Literal[
    "authentication",
    "body",
    "content-type",
    "default",
    "example",
    "expectation",
    "header",
    "lost-update",
    "paging",
    "server-error",
    "state",
    "status",
    "transport",
    "unsupported",
    "use-after-delete",
]
"""What is wrong. `status`, `content-type`, `header` and `body` break the API document,
`expectation` what the consumer reads; `state`, `transport` and `unsupported` mean that there was
nothing to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyFinding:
    """One way in which a service breaks a property, however many requests showed it.

    `id` is the same in every run that finds the same thing: it comes from the pair, the operation,
    the kind and the place. `place` is where in the answer (`$.items[*].price`, a header's name) or,
    for a crash, what it takes (`query limit`, `after POST /orders`); `request` is the smallest
    request that shows it (`GET /orders?limit=100`) and `curl` the command that repeats it, with
    credentials redacted. `reason` is why the baseline accepts it, `None` for one that counts.
    """

    id: str
    kind: PropertyKind
    operation: str
    place: str
    message: str
    expected: str | None = None
    actual: str | None = None
    request: str = ""
    curl: str | None = None
    details: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def breaks(self) -> bool:
        """Whether it fails the run: no baseline accepts it."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyResult:
    """What the property tests of one operation came to.

    `consumer` is whose property file asked for them, and `digest` that file's; both are empty
    where no consumer uses the operation (`--all-operations`). `operation` is `GET /orders/{id}`,
    `cases` how many requests were sent, `seed` the one that made them (`None` where nothing was
    tried), `notes` lines for a person and `duration` seconds.
    """

    consumer: str
    provider: str
    digest: str
    operation: str
    profile: str
    seed: int | None = None
    cases: int = 0
    findings: tuple[PropertyFinding, ...] = ()
    notes: tuple[str, ...] = ()
    duration: float = 0.0
    source: str | None = None

    @property
    def success(self) -> bool:
        """Whether no finding counts."""
        return not self.breaks

    @property
    def breaks(self) -> bool:
        """Whether a finding fails the run."""
        return any(finding.breaks for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyOutcome:
    """All results of one property file in a run, tied to the file by its digest."""

    consumer: str
    provider: str
    digest: str
    profile: str
    results: tuple[PropertyResult, ...]

    @property
    def success(self) -> bool:
        """Whether no finding counts."""
        return all(result.success for result in self.results)

    @property
    def cases(self) -> int:
        """How many requests were sent."""
        return sum(result.cases for result in self.results)

    @property
    def findings(self) -> tuple[PropertyFinding, ...]:
        """Every finding, those that the baseline accepts included."""
        return tuple(finding for result in self.results for finding in result.findings)


def gather_outcomes(results: Iterable[PropertyResult]) -> tuple[PropertyOutcome, ...]:
    """Return one outcome for each property file and profile, sorted by provider and consumer."""
    ordered = sorted(results, key=lambda result: (*_file(result), result.operation))
    return tuple(
        PropertyOutcome(
            consumer=consumer,
            provider=provider,
            digest=digest,
            profile=profile,
            results=tuple(inner),
        )
        for (provider, consumer, digest, profile), inner in groupby(ordered, key=_file)
    )


def _file(result: PropertyResult) -> tuple[str, str, str, str]:
    return (result.provider, result.consumer, result.digest, result.profile)
