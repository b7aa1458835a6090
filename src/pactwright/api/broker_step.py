"""Verifying the pacts that a broker asks for, and publishing what came of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pactwright.api.journey import BAD_SETUP, StepOutcome
from pactwright.broker.client.session import Session
from pactwright.broker.client.verification import (
    OfferedPact,
    PactQuery,
    ProviderBuild,
    fetch_pacts,
    publish_outcome,
    publish_results,
)
from pactwright.model.interaction import PactDocument
from pactwright.model.result import InteractionResult
from pactwright.pactfile.write import format_pact
from pactwright.workspace.files import write_file
from pactwright.workspace.property_files import properties_beside


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerTask:
    """What to ask a broker for; results are published when there is a `build`.

    `known` are the addresses of contents (`OfferedPact.content_url`) that the build has results
    for: they are not verified again.
    """

    session: Session
    query: PactQuery
    build: ProviderBuild | None = None
    known: Collection[str] = ()


def verify_from_broker(task: BrokerTask, verify: Callable[[Path], StepOutcome]) -> StepOutcome:
    """Fetch the pacts that the provider is asked to verify, verify them, publish the results.

    `verify` is given a folder with the pacts, those that are pending marked as such. Results go
    out only when every interaction of a pact has one; else a note says that they do not.
    """
    offers = fetch_pacts(task.session, task.query)
    if not offers:
        return StepOutcome(
            notes=(f"{task.session.name} asks {task.query.provider} to verify no pact",)
        )
    if all(offer.content_url in task.known for offer in offers):
        return StepOutcome(lines=(f"{task.query.provider}: all that is asked for is verified",))
    offers = tuple(offer for offer in offers if offer.content_url not in task.known)
    with tempfile.TemporaryDirectory(prefix="pactwright-") as folder:
        files = {f"{number:04}.json": offer for number, offer in enumerate(offers)}
        for name, offer in files.items():
            path = Path(folder, name)
            write_file(path, format_pact(_mark(offer)))
            if offer.properties is not None:
                write_file(properties_beside(path), offer.properties)
        outcome = verify(Path(folder))
    notes = tuple(note for offer in offers for note in _before(offer))
    return replace(outcome, notes=(*outcome.notes, *notes, *_publish(task, files, outcome)))


def _mark(offer: OfferedPact) -> PactDocument:
    if not offer.pending:
        return offer.document
    pending = tuple(replace(one, pending=True) for one in offer.document.interactions)
    return replace(offer.document, interactions=pending)


def _before(offer: OfferedPact) -> tuple[str, ...]:
    return tuple(text for when, text in offer.notices if when == "before_verification")


def _publish(
    task: BrokerTask, files: dict[str, OfferedPact], outcome: StepOutcome
) -> tuple[str, ...]:
    if task.build is None:
        return ()
    if outcome.status == BAD_SETUP:
        return ("nothing is published: the verification did not come to its end",)
    results = {name: _results_of(name, outcome.verification.results) for name in files}
    short = [name for name, offer in files.items() if _lacks(offer, results[name])]
    if short:
        pact = files[short[0]].document
        pair = f"{pact.consumer} → {pact.provider}"
        return (f"nothing is published: not every interaction of {pair} was verified",)
    notes = []
    for name, offer in files.items():
        publish_results(task.session, offer, results[name], task.build)
        word = "holds" if all(result.success for result in results[name]) else "fails"
        notes.append(
            f"published: {offer.document.consumer} → {offer.document.provider} "
            f"{task.build.version} {word}"
        )
        notes += _publish_outcomes(task, task.build, offer, outcome)
    return tuple(notes)


def _publish_outcomes(
    task: BrokerTask, build: ProviderBuild, offer: OfferedPact, outcome: StepOutcome
) -> Iterator[str]:
    """Publish what the property tests beside the pact came to, and yield a line for each."""
    pact = offer.document
    for one in outcome.verification.outcomes:
        same = (one.consumer, one.provider) == (pact.consumer, pact.provider)
        if same and offer.properties is not None and one.digest == offer.properties_digest:
            publish_outcome(task.session, offer, one, build)
            word = "hold" if one.success else "fail"
            yield f"published: {one.consumer} → {one.provider} property tests {word}"


def _lacks(offer: OfferedPact, results: Sequence[InteractionResult]) -> bool:
    return len(results) != len(offer.document.interactions)


def _results_of(name: str, results: Sequence[InteractionResult]) -> tuple[InteractionResult, ...]:
    return tuple(one for one in results if one.source and Path(one.source).name == name)
