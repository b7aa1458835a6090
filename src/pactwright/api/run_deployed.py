"""The step of `pactwright run --to` that verifies the providers for those who run there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pactwright.api.broker_step import BrokerTask, verify_from_broker
from pactwright.api.journey import StepOutcome, verify_providers
from pactwright.broker.client.session import Session
from pactwright.broker.client.verification import PactQuery, ProviderBuild
from pactwright.model.result import VerificationResult
from pactwright.provider.plan import Filters
from pactwright.report.events import Event
from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Where the providers go, as which build, and the addresses of results that are there."""

    session: Session
    to: str
    build: ProviderBuild
    known: Collection[str] = ()


def verify_for_deployed(
    settings: Settings,
    journey: Journey,
    providers: Sequence[str],
    *,
    on_event: Callable[[Event], None],
    arguments: Sequence[str] = (),
) -> StepOutcome:
    """Verify each provider against the pacts of the consumer versions in the environment.

    Results are published with the build, failures as such. Pacts whose content this run has
    verified already are not replayed again.
    """
    outcomes = [
        _verify(settings, journey, name, on_event=on_event, arguments=arguments)
        for name in providers
    ]
    return StepOutcome(
        status=max((one.status for one in outcomes), default=0),
        verification=join_results(one.verification for one in outcomes),
        output="".join(one.output for one in outcomes),
        lines=tuple(line for one in outcomes for line in one.lines),
        notes=tuple(note for one in outcomes for note in one.notes),
    )


def join_results(parts: Iterable[VerificationResult]) -> VerificationResult:
    """Return the results of all parts as one."""
    listed = tuple(parts)
    return VerificationResult(
        results=tuple(result for part in listed for result in part.results),
        properties=tuple(result for part in listed for result in part.properties),
    )


def _verify(
    settings: Settings,
    journey: Journey,
    provider: str,
    *,
    on_event: Callable[[Event], None],
    arguments: Sequence[str],
) -> StepOutcome:
    selector = {"deployedOrReleased": True, "environment": journey.to}
    task = BrokerTask(
        session=journey.session,
        # Who would break there breaks now: nothing of it is pending.
        query=PactQuery(provider=provider, selectors=(selector,), pending=False),
        build=journey.build,
        known=journey.known,
    )

    def replay(folder: Path) -> StepOutcome:
        return verify_providers(
            replace(settings, pacts=folder),
            on_event=on_event,
            arguments=[f"--pact-dir={folder}", *arguments],
            filters=Filters(provider=provider),
        )

    return verify_from_broker(task, replay)
