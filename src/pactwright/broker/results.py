"""Recording what a provider version found when it verified a content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pactwright.broker.lifecycle import ensure_version
from pactwright.broker.port import Ledger
from pactwright.broker.values import Pact, Pacticipant, Verification, VerificationText, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result as a client publishes it.

    `text` holds what is kept as JSON text; `wip` and `pending` say how the pact was offered.
    """

    success: bool
    provider_version: str
    build_url: str | None = None
    wip: bool = False
    pending: bool = False
    text: VerificationText


def record_result(
    ledger: Ledger, provider: Pacticipant, pact: Pact, result: Result, *, now: datetime
) -> tuple[Verification, Version]:
    """Return the verification and the provider version, which is new if need be.

    It takes the place of what this version said of this content before.
    """
    version, _ = ensure_version(ledger, provider, result.provider_version, now=now)
    for last in ledger.find(
        Verification, pact_id=pact.id, provider_version_id=version.id, current=True
    ):
        ledger.change(replace(last, current=False))
    verification = ledger.add(
        Verification(
            consumer_id=pact.consumer_id,
            provider_id=pact.provider_id,
            pact_id=pact.id,
            provider_version_id=version.id,
            success=result.success,
            wip=result.wip,
            pending=result.pending,
            build_url=result.build_url,
            created_at=now,
        )
    )
    ledger.add(replace(result.text, id=verification.id))
    return verification, version
