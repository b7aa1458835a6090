"""Publishing pacts: conflicts told first, then version, branch, tags and contents as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pactwright.broker.content import (
    format_content,
    identify_content,
    identify_interactions,
    parse_content,
)
from pactwright.broker.lifecycle import (
    add_tag,
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
    find_pacticipant,
    find_version,
)
from pactwright.broker.merge import Clash, merge_contents
from pactwright.broker.names import find_lookalike
from pactwright.broker.port import Before, Ledger, Records, Where
from pactwright.broker.properties import keep_property_file
from pactwright.broker.values import (
    Integration,
    Pact,
    Pacticipant,
    PactText,
    Publication,
    Tag,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One pact to publish; `merge` adds its interactions to what this version has.

    `properties` is the property file beside the pact, if there is one.
    """

    provider: str
    content: Any
    merge: bool = False
    properties: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOrder:
    """What a build publishes for one version of a consumer."""

    consumer: str
    version: str
    branch: str | None = None
    tags: tuple[str, ...] = ()
    build_url: str | None = None
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One pact as it was published.

    `outcome` is what happened to the pair; `changed` says why its content counts as changed,
    and is `None` where it does not.
    """

    provider: Pacticipant
    publication: Publication
    pact: Pact
    outcome: Literal["created", "unchanged", "merged", "replaced"]
    changed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What publishing did."""

    consumer: Pacticipant
    version: Version
    new_version: bool
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why a contract cannot be published, in words for the publisher."""

    provider: str
    text: str


def find_conflicts(records: Records, order: PublishOrder) -> tuple[Conflict, ...]:
    """Return what forbids the order; a version's pact never changes, a merge may only add."""
    contracts, conflicts = _gather(order)
    for name in (order.consumer, *(contract.provider for contract in order.contracts)):
        twin = find_lookalike(records, name)
        if twin is not None:
            conflicts.append(Conflict(provider=name, text=_lookalike(name, twin)))
    for contract in contracts:
        text = _find_conflict(records, order, contract)
        if text is not None:
            conflicts.append(Conflict(provider=contract.provider, text=text))
    return tuple(conflicts)


def publish_contracts(ledger: Ledger, order: PublishOrder, *, now: datetime) -> Receipt:
    """Return what was published; call it only when `find_conflicts` found none."""
    consumer = ensure_pacticipant(ledger, order.consumer, now=now)
    version, new = ensure_version(ledger, consumer, order.version, now=now)
    if order.build_url is not None and order.build_url != version.build_url:
        version = replace(version, build_url=order.build_url)
        ledger.change(version)
    if order.branch is not None:
        add_to_branch(ledger, version, order.branch, now=now)
    for tag in order.tags:
        add_tag(ledger, version, tag, now=now)
    published = tuple(
        publish_contract(ledger, consumer, version, contract, now=now)
        for contract in _gather(order)[0]
    )
    consumer = ledger.find(Pacticipant, id=consumer.id)[0]
    return Receipt(consumer=consumer, version=version, new_version=new, published=published)


def _gather(order: PublishOrder) -> tuple[list[Contract], list[Conflict]]:
    """Return one contract for each provider, and where several of one provider disagree."""
    gathered: dict[str, Contract] = {}
    conflicts = []
    for contract in order.contracts:
        first = gathered.setdefault(contract.provider, contract)
        if first is contract:
            continue
        merges = first.merge and contract.merge
        both = merge_contents(first.content, contract.content) if merges else None
        if identify_content(first.content) == identify_content(contract.content):
            joined = first.content
        elif both is not None and not both.clashes:
            joined = both.content
        else:
            text = _two_pacts(order, contract, both.clashes if both is not None else ())
            conflicts.append(Conflict(provider=contract.provider, text=text))
            continue
        properties = contract.properties if contract.properties is not None else first.properties
        gathered[contract.provider] = replace(first, content=joined, properties=properties)
    return list(gathered.values()), conflicts


def _two_pacts(order: PublishOrder, contract: Contract, clashes: Sequence[Clash]) -> str:
    places = ", ".join(clash.describe() for clash in clashes)
    where = f" They differ in: {places}." if places else ""
    return (
        f"The request holds two different pacts for {order.consumer} version {order.version} and "
        f"provider {contract.provider}.{where} Send one, or parts to be merged that agree."
    )


def publish_contract(
    ledger: Ledger,
    consumer: Pacticipant,
    version: Version,
    contract: Contract,
    *,
    now: datetime,
) -> Published:
    """Publish one contract of a version as its next revision."""
    provider = ensure_pacticipant(ledger, contract.provider, now=now)
    last = find_publication(ledger, version, provider)
    content = contract.content
    if last is not None and contract.merge:
        content = merge_contents(_content_of(ledger, last), content).content
    pact = _ensure_pact(ledger, consumer, provider, content, now)
    publication = _revise(ledger, last, version, pact, now)
    _touch_integration(ledger, consumer, provider, now)
    if contract.properties is not None:
        keep_property_file(ledger, publication, contract.properties, now=now)
    return Published(
        provider=provider,
        publication=publication,
        pact=pact,
        outcome=_outcome(last, pact, contract),
        changed=_describe_change(ledger, version, publication),
    )


def find_publication(
    records: Records, version: Version, provider: Pacticipant
) -> Publication | None:
    """Return what the consumer version publishes for the provider now."""
    found = records.find(Publication, version_id=version.id, provider_id=provider.id, current=True)
    return found[0] if found else None


def _revise(
    ledger: Ledger, last: Publication | None, version: Version, pact: Pact, now: datetime
) -> Publication:
    """Return the publication of the content: the last one if it is the same, else the next."""
    if last is not None and last.pact_id == pact.id:
        return last
    if last is not None:
        ledger.change(replace(last, current=False))
    return ledger.add(
        Publication(
            consumer_id=pact.consumer_id,
            provider_id=pact.provider_id,
            version_id=version.id,
            pact_id=pact.id,
            revision=last.revision + 1 if last else 1,
            created_at=now,
        )
    )


def _outcome(
    last: Publication | None, pact: Pact, contract: Contract
) -> Literal["created", "unchanged", "merged", "replaced"]:
    if last is None:
        return "created"
    if last.pact_id == pact.id:
        return "unchanged"
    return "merged" if contract.merge else "replaced"


def _find_conflict(records: Records, order: PublishOrder, contract: Contract) -> str | None:
    consumer = find_pacticipant(records, order.consumer)
    provider = find_pacticipant(records, contract.provider)
    version = find_version(records, consumer, order.version) if consumer else None
    last = find_publication(records, version, provider) if version and provider else None
    if last is None:
        return None
    old = _content_of(records, last)
    if contract.merge:
        merged = merge_contents(old, contract.content)
        return _cannot_merge(order, contract, merged.clashes) if merged.clashes else None
    if identify_content(contract.content) == _pact_of(records, last).sha:
        return None
    return (
        f"Cannot change the content of the pact for {order.consumer} version {order.version} and "
        f"provider {contract.provider}, as race conditions will cause unreliable results for "
        "can-i-deploy. Each pact must be published with a unique consumer version number. "
        "Publish a new version, or merge if several builds publish parts of one pact."
    )


def _cannot_merge(order: PublishOrder, contract: Contract, clashes: Sequence[Clash]) -> str:
    places = ", ".join(clash.describe() for clash in clashes)
    return (
        f"Cannot merge the pact for {order.consumer} version {order.version} and provider "
        f"{contract.provider}: a merge may only add interactions, and these differ from what is "
        f"published: {places}. Publish them with a version of their own."
    )


def _lookalike(name: str, twin: str) -> str:
    return (
        f"There is a pacticipant {twin!r}, whose name is very like the new {name!r}. If they are "
        "one application, publish with the same name; if not, create the new one first with "
        f"POST /pacticipants and the name {name!r}."
    )


def _pact_of(records: Records, publication: Publication) -> Pact:
    return records.find(Pact, id=publication.pact_id)[0]


def _content_of(records: Records, publication: Publication) -> Any:  # noqa: ANN401 - JSON of any shape
    return parse_content(records.find(PactText, id=publication.pact_id)[0].content.encode())


def _ensure_pact(
    ledger: Ledger,
    consumer: Pacticipant,
    provider: Pacticipant,
    content: Any,  # noqa: ANN401 - JSON of any shape
    now: datetime,
) -> Pact:
    sha = identify_content(content)
    found = ledger.find(Pact, consumer_id=consumer.id, provider_id=provider.id, sha=sha)
    if found:
        return found[0]
    pact = ledger.add(
        Pact(consumer_id=consumer.id, provider_id=provider.id, sha=sha, created_at=now)
    )
    ledger.add(PactText(id=pact.id, content=format_content(identify_interactions(content))))
    return pact


def _touch_integration(
    ledger: Ledger, consumer: Pacticipant, provider: Pacticipant, now: datetime
) -> None:
    found = ledger.find(Integration, consumer_id=consumer.id, provider_id=provider.id)
    if found:
        ledger.change(replace(found[0], updated_at=now))
        return
    ledger.add(
        Integration(
            consumer_id=consumer.id, provider_id=provider.id, created_at=now, updated_at=now
        )
    )


def _describe_change(records: Records, version: Version, publication: Publication) -> str | None:
    """Return why the content counts as changed: new, or other than before with some tag."""
    tags = [tag.name for tag in records.find(Tag, version_id=version.id)]
    for tag in tags or (None,):
        before = _previous(records, version, publication, tag)
        tagged = f" with consumer version tagged {tag}" if tag else ""
        if before is None:
            return f"first time any pact published for this consumer{tagged}"
        if before.pact_id != publication.pact_id:
            since = f" tagged {tag}" if tag else ""
            return f"pact content has changed since the last consumer version{since}"
    return None


def _previous(
    records: Records, version: Version, publication: Publication, tag: str | None
) -> Publication | None:
    where: Where = {}
    if tag is not None:
        tags = records.find(Tag, pacticipant_id=version.pacticipant_id, name=tag)
        where["version_id"] = tuple(one.version_id for one in tags if one.version_id != version.id)
    earlier = records.newest_per(
        Publication,
        ("provider_id",),
        consumer_id=publication.consumer_id,
        provider_id=publication.provider_id,
        id=Before(publication.id),
        **where,
    )
    return earlier[0] if earlier else None
