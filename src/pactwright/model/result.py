"""What a verification found: mismatches, and the result of one interaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pactwright.model.property import PropertyOutcome, PropertyResult, gather_outcomes

MismatchKind: TypeAlias = Literal[
    "method",
    "path",
    "query",
    "header",
    "status",
    "content-type",
    "body",
    "metadata",
    "state",
    "transport",
    "unsupported",
]
"""What differs. `state`, `transport` (nothing came, or the hook or handler raised) and
`unsupported` mean that there was nothing to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One difference.

    `path` is where (`$.lines[0].sku`, a header's or parameter's name, or the empty string);
    `expected` and `actual` are short texts to show side by side, `None` where there is none;
    `rule` names the matching rule that was broken (`regex open|paid`), `None` for equality.
    """

    kind: MismatchKind
    path: str
    expected: str | None
    actual: str | None
    message: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionResult:
    """What the verification of one interaction came to.

    `success` is whether the interaction holds; a pending one that fails is a failure here that
    does not fail the run. `duration` is in seconds. `curl` repeats the request, with credentials
    redacted; `details` are lines for a person (a traceback, a skeleton to paste, a log's end).
    """

    consumer: str
    provider: str
    description: str
    states: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    pending: bool = False
    duration: float = 0.0
    curl: str | None = None
    details: tuple[str, ...] = ()
    source: str | None = None

    @property
    def success(self) -> bool:
        """Whether nothing differs."""
        return not self.mismatches

    @property
    def breaks(self) -> bool:
        """Whether this result fails the run: it failed and is not pending."""
        return bool(self.mismatches) and not self.pending


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationResult:
    """All results of one run, sorted by provider, consumer, description and states.

    `properties` are those of the property tests, sorted by provider, consumer and operation.
    """

    results: tuple[InteractionResult, ...]
    properties: tuple[PropertyResult, ...] = ()

    @property
    def success(self) -> bool:
        """Whether no contract is broken; pending failures do not count."""
        broken = any(result.breaks for result in self.results)
        return not broken and not any(result.breaks for result in self.properties)

    @property
    def outcomes(self) -> tuple[PropertyOutcome, ...]:
        """The results of the property tests, gathered by property file."""
        return gather_outcomes(self.properties)


@dataclass(frozen=True, slots=True, kw_only=True)
class PactOutcome:
    """What a run of consumer tests did to the pact of one consumer and provider.

    `written`: the file is what this run says; `added`: a partial run added or updated
    interactions; `unchanged`: the bytes were already right; `kept`: the file stays as it was,
    for `reason`; `missing`: there is no file yet, and none was written, for `reason`;
    `unclaimed`: the file holds what no test declares any more. `tests` and `failed` count the
    tests of the pair.
    """

    consumer: str
    provider: str
    path: str
    status: Literal["written", "added", "unchanged", "kept", "missing", "unclaimed"]
    interactions: int
    tests: int
    failed: int = 0
    duration: float = 0.0
    reason: str | None = None
