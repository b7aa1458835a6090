"""The events of publishing a pact or a result, with the values that webhooks may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pactwright.broker.port import Ledger, Records
from pactwright.broker.portrait import Portrait, draw_portraits
from pactwright.broker.publish import Published
from pactwright.broker.selector import find_main_branches
from pactwright.broker.values import (
    Deployment,
    Environment,
    Label,
    Pact,
    Pacticipant,
    Publication,
    Release,
    Verification,
    Version,
)
from pactwright.broker.webhook import Event, EventName, enqueue, is_any_for, list_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where pacts and results can be seen, for the values of templates.

    A pact is seen by consumer, provider, digest and the id of the consumer version.
    """

    pact: Callable[[str, str, str, int], str]
    result: Callable[[str, str, str, int], str]


def announce_pact(  # noqa: PLR0913 - all that an event tells
    ledger: Ledger,
    consumer: Pacticipant,
    version: Version,
    published: Published,
    addresses: Addresses,
    *,
    now: datetime,
) -> None:
    """Put the webhooks of a published pact into the outbox."""
    pair = (consumer, published.provider)
    if not is_any_for(ledger, *pair):
        return
    values = _pact_values(ledger, pair, version, published.pact, addresses)
    deployed = _deployed(ledger, published.provider)
    names: list[EventName] = ["contract_published"]
    if published.changed is not None:
        names.append("contract_content_changed")
    for name in names:
        event = Event(
            name=name,
            consumer=consumer,
            provider=published.provider,
            values=values,
            deployed=deployed,
            pact_id=published.pact.id,
        )
        enqueue(ledger, event, now=now)
    for wanted in _unverified(ledger, published.provider, published.pact):
        event = Event(
            name="contract_requiring_verification_published",
            consumer=consumer,
            provider=published.provider,
            values={**values, **wanted},
            deployed=tuple(one for one in deployed if one == wanted["providerVersionNumber"]),
            pact_id=published.pact.id,
        )
        enqueue(ledger, event, now=now)


def announce_result(  # noqa: PLR0913 - all that an event tells
    ledger: Ledger,
    verification: Verification,
    pact: Pact,
    versions: Iterable[int],
    addresses: Addresses,
    *,
    now: datetime,
) -> None:
    """Put the webhooks of a result into the outbox, for each consumer version it was asked for."""
    owners = {
        one.id: one for one in ledger.find(Pacticipant, id=(pact.consumer_id, pact.provider_id))
    }
    consumer, provider = owners[pact.consumer_id], owners[pact.provider_id]
    if not is_any_for(ledger, consumer, provider):
        return
    outcome: EventName = (
        "provider_verification_succeeded"
        if verification.success
        else "provider_verification_failed"
    )
    told = _result_values(ledger, (consumer, provider), pact, verification, addresses)
    deployed = _deployed(ledger, provider)
    for version in _asked_for(ledger, pact, versions):
        values = _pact_values(ledger, (consumer, provider), version, pact, addresses)
        for name in ("provider_verification_published", outcome):
            event = Event(
                name=name,
                consumer=consumer,
                provider=provider,
                values={**values, **told},
                deployed=deployed,
                pact_id=pact.id,
                verification_id=verification.id,
            )
            enqueue(ledger, event, now=now)


def example_event(
    records: Records, name: EventName, publication: Publication, addresses: Addresses
) -> Event:
    """Return the event as if it happened now: of what is published, and its last result if any."""
    ids = (publication.consumer_id, publication.provider_id)
    owners = {one.id: one for one in records.find(Pacticipant, id=ids)}
    pair = (owners[ids[0]], owners[ids[1]])
    version = records.find(Version, id=publication.version_id)[0]
    pact = records.find(Pact, id=publication.pact_id)[0]
    values = _pact_values(records, pair, version, pact, addresses)
    for last in records.find(Verification, pact_id=pact.id, newest=True, limit=1):
        values |= _result_values(records, pair, pact, last, addresses)
    deployed = _deployed(records, pair[1])
    return Event(name=name, consumer=pair[0], provider=pair[1], values=values, deployed=deployed)


def _asked_for(records: Records, pact: Pact, versions: Iterable[int]) -> tuple[Version, ...]:
    asked = records.find(Version, id=tuple(versions))
    if asked:
        return asked
    rows = records.newest_per(Publication, ("pact_id",), by="version_id", pact_id=pact.id)
    return records.find(Version, id=tuple(row.version_id for row in rows))


def _pact_values(
    records: Records,
    pair: tuple[Pacticipant, Pacticipant],
    version: Version,
    pact: Pact,
    addresses: Addresses,
) -> dict[str, str]:
    consumer, provider = pair
    portrait = draw_portraits(records, [version])[version.id]
    last = records.find(Verification, pact_id=pact.id, newest=True, limit=1)
    return {
        "consumerName": consumer.name,
        "consumerVersionNumber": version.number,
        "consumerVersionBranch": portrait.branch or "",
        "consumerVersionTags": list_values(name for name, _ in portrait.tags),
        "consumerLabels": _labels(records, consumer),
        "providerName": provider.name,
        "providerLabels": _labels(records, provider),
        "pactUrl": addresses.pact(consumer.name, provider.name, pact.sha, version.id),
        "buildUrl": version.build_url or "",
        **(_status(last[0]) if last else _NO_STATUS),
    }


_NO_STATUS = {
    "githubVerificationStatus": "pending",
    "bitbucketVerificationStatus": "INPROGRESS",
    "azureDevOpsVerificationStatus": "pending",
    "gitlabVerificationStatus": "pending",
}


def _status(verification: Verification) -> dict[str, str]:
    good = verification.success
    return {
        "githubVerificationStatus": "success" if good else "failure",
        "bitbucketVerificationStatus": "SUCCESSFUL" if good else "FAILED",
        "azureDevOpsVerificationStatus": "succeeded" if good else "failed",
        "gitlabVerificationStatus": "success" if good else "failed",
    }


def _result_values(
    records: Records,
    pair: tuple[Pacticipant, Pacticipant],
    pact: Pact,
    verification: Verification,
    addresses: Addresses,
) -> dict[str, str]:
    version = records.find(Version, id=verification.provider_version_id)[0]
    portrait = draw_portraits(records, [version])[version.id]
    consumer, provider = pair
    return {
        **_status(verification),
        **_version_values(portrait),
        "buildUrl": verification.build_url or "",
        "verificationResultUrl": addresses.result(
            consumer.name, provider.name, pact.sha, verification.id
        ),
    }


def _version_values(portrait: Portrait) -> dict[str, str]:
    return {
        "providerVersionNumber": portrait.version.number,
        "providerVersionBranch": portrait.branch or "",
        "providerVersionTags": list_values(name for name, _ in portrait.tags),
    }


def _labels(records: Records, owner: Pacticipant) -> str:
    return list_values(label.name for label in records.find(Label, pacticipant_id=owner.id))


def _deployed(records: Records, owner: Pacticipant) -> tuple[str, ...]:
    """Return the numbers of the versions that are deployed somewhere, each once."""
    rows = records.find(Deployment, pacticipant_id=owner.id, ended_at=None)
    numbers = {
        row.id: row.number for row in records.find(Version, id=tuple({r.version_id for r in rows}))
    }
    return tuple(dict.fromkeys(numbers[row.version_id] for row in rows))


def _unverified(records: Records, provider: Pacticipant, pact: Pact) -> Iterator[dict[str, str]]:
    """Yield the values of each provider version that matters and has no result for the content."""
    wanted: dict[int, list[str]] = {}
    for branch in find_main_branches(records, [provider]):
        if branch.head_id is not None:
            wanted.setdefault(branch.head_id, []).append("latest from main branch")
    present: tuple[Deployment | Release, ...] = (
        *records.find(Deployment, pacticipant_id=provider.id, ended_at=None),
        *records.find(Release, pacticipant_id=provider.id, ended_at=None),
    )
    for row in present:
        place = records.find(Environment, id=row.environment_id)[0]
        word = "deployed" if isinstance(row, Deployment) else "released"
        wanted.setdefault(row.version_id, []).append(f"{word} in {place.name}")
    done = {
        one.provider_version_id
        for one in records.find(
            Verification,
            pact_id=pact.id,
            provider_version_id=tuple(wanted),
            document_id=None,
            current=True,
        )
    }
    for version in records.find(Version, id=tuple(set(wanted) - done)):
        portrait = draw_portraits(records, [version])[version.id]
        described = list_values(dict.fromkeys(wanted[version.id]))
        yield _version_values(portrait) | {"providerVersionDescriptions": described}
