"""The pacts that a provider is asked to verify: selected, pending and work in progress."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pactwright.broker.consumer_selector import ConsumerSelector
from pactwright.broker.port import Look, Records
from pactwright.broker.selection import (
    Reason,
    Scope,
    Selection,
    find_branches,
    select_heads,
    select_publications,
    select_tagged,
)
from pactwright.broker.values import (
    Branch,
    Environment,
    Integration,
    Pact,
    Pacticipant,
    Version,
)
from pactwright.broker.verified import (
    Counting,
    find_branch,
    first_version_time,
    verified_by_anyone,
    verified_on_branch,
    verified_with_tag,
)

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiableQuery:
    """What a provider asks for; `wip_since` of `None` asks for no work in progress."""

    selectors: tuple[ConsumerSelector, ...] = ()
    provider_branch: str | None = None
    provider_tags: tuple[str, ...] = ()
    include_pending: bool = True
    wip_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiablePact:
    """One content to verify, with every reason for it and the newest version that has it.

    `pending` of `None` was not asked for; `pending_tags` are the provider tags that decided.
    """

    consumer: Pacticipant
    provider: Pacticipant
    pact: Pact
    version: Version
    selections: tuple[Selection, ...]
    pending: bool | None = None
    pending_tags: tuple[str, ...] = ()
    wip: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is to be verified, the strongest reason first."""
        return tuple(one.reason for one in self.selections)


def find_verifiable(
    records: Records, provider: Pacticipant, query: VerifiableQuery, *, now: datetime
) -> tuple[VerifiablePact, ...]:
    """Return what to verify: what was selected by consumer and age, then work in progress.

    Source: BROKER-FACTS 2.7.
    """
    branch = query.provider_branch
    named = {"pacticipant_id": provider.id, "name": branch or ""}
    integrations = Look(Integration, {"provider_id": provider.id})
    records.look_ahead(integrations, Look(Branch, named), Look(Environment, {}))
    scope = Scope.of(records, provider)
    selected = select_publications(scope, query.selectors, provider_branch=branch)
    explicit = [
        replace(one, selections=tuple(sorted(one.selections, key=_rank)))
        for one in _merge(scope, selected)
    ]
    if query.include_pending:
        explicit = _mark_pending(scope, explicit, query)
    taken = {one.pact.id for one in explicit}
    pending = True if query.include_pending else None
    in_progress = (
        replace(
            one,
            wip=True,
            pending=pending,
            pending_tags=tuple(
                reason.provider_tag for reason in one.reasons if reason.provider_tag
            ),
        )
        for one in _merge(scope, _find_wip(scope, query, taken, now))
    )
    return (*explicit, *in_progress)


def _merge(scope: Scope, selections: Iterable[Selection]) -> list[VerifiablePact]:
    """Join the selections of one content; by consumer, then by the newest version that has it."""
    groups: dict[int, list[Selection]] = defaultdict(list)
    for one in selections:
        groups[one.publication.pact_id].append(one)
    pacts = {pact.id: pact for pact in scope.records.find(Pact, id=tuple(groups))}
    consumers = {owner.id: owner for owner in scope.consumers}
    merged = [
        VerifiablePact(
            consumer=consumers[pacts[pact_id].consumer_id],
            provider=scope.provider,
            pact=pacts[pact_id],
            version=max((one.version for one in group), key=lambda version: version.id),
            selections=tuple(group),
        )
        for pact_id, group in groups.items()
    ]
    return sorted(merged, key=lambda entry: (entry.consumer.name, entry.version.id))


def _rank(selection: Selection) -> tuple[int, str, str, int]:
    """Return the place among the reasons for one content, as the original orders them."""
    reason, version = selection.reason, selection.version.id
    selector = reason.selector
    consumer = selector.consumer or ""
    if selector.is_present:
        production = bool(reason.environment and reason.environment.production)
        return (4 if selector.deployed else 5, str(production), "", 0)
    if selector.main_branch:
        return (6, "", "", 0)
    if isinstance(selector.branch, str):
        return (1, selector.branch, consumer, version)
    if isinstance(selector.tag, str):
        return (2 if selector.latest else 3, selector.tag, consumer, version)
    if selector.latest and selector.branch is None:
        return (0, "", consumer, version)
    return (7, "", "", 0)


def _mark_pending(
    scope: Scope, entries: Sequence[VerifiablePact], query: VerifiableQuery
) -> list[VerifiablePact]:
    """Say of each whether it is pending: by the branch, else by each tag, else by anybody."""
    records, provider = scope.records, scope.provider
    pacts = tuple(entry.pact.id for entry in entries)
    counting = Counting()
    if query.provider_branch is None and query.provider_tags:
        done = {
            tag: verified_with_tag(records, provider, tag, pacts, counting=counting)
            for tag in query.provider_tags
        }
        open_tags = [tuple(t for t in done if one.pact.id not in done[t]) for one in entries]
        return [
            replace(one, pending=bool(tags), pending_tags=tags or tuple(done))
            for one, tags in zip(entries, open_tags, strict=True)
        ]
    if query.provider_branch is not None:
        branch = find_branch(records, provider, query.provider_branch)
        since = branch.created_at if branch else None
        verified = verified_on_branch(records, branch, pacts, since=since, counting=counting)
    else:
        verified = verified_by_anyone(records, pacts)
    return [replace(one, pending=one.pact.id not in verified) for one in entries]


def _find_wip(
    scope: Scope, query: VerifiableQuery, taken: set[int], now: datetime
) -> Iterator[Selection]:
    """Yield the heads of branches and tags with contents that nobody was asked to verify yet."""
    since = query.wip_since
    if since is None or (query.provider_branch is None and not query.provider_tags):
        return
    branches = select_heads(
        scope, find_branches(scope, name=True), ConsumerSelector(branch=True, latest=True)
    )
    tags = select_tagged(scope, ConsumerSelector(tag=True, latest=True))
    kinds = [
        [
            one
            for one in kind
            if one.publication.created_at > since and one.publication.pact_id not in taken
        ]
        for kind in (branches, tags)
    ]
    if query.provider_branch is not None:
        yield from _not_yet_on_branch(scope, query.provider_branch, kinds, now)
    else:
        yield from _not_yet_with_tags(scope, query.provider_tags, kinds, now)


def _not_yet_on_branch(
    scope: Scope, name: str, kinds: Sequence[Sequence[Selection]], now: datetime
) -> Iterator[Selection]:
    branch = find_branch(scope.records, scope.provider, name)
    since = first_version_time(scope.records, branch)
    counting = Counting(explicit=True, after=now - LOOK_BACK)
    pacts = _contents(kinds)
    done = verified_on_branch(scope.records, branch, pacts, since=since, counting=counting)
    for kind in kinds:
        yield from (one for one in kind if one.publication.pact_id not in done)


def _not_yet_with_tags(
    scope: Scope, tags: Sequence[str], kinds: Sequence[Sequence[Selection]], now: datetime
) -> Iterator[Selection]:
    counting = Counting(explicit=True, after=now - LOOK_BACK)
    pacts = _contents(kinds)
    done = {
        tag: verified_with_tag(scope.records, scope.provider, tag, pacts, counting=counting)
        for tag in tags
    }
    for kind in reversed(kinds):
        for tag in tags:
            for one in kind:
                if one.publication.pact_id not in done[tag]:
                    yield replace(one, reason=replace(one.reason, provider_tag=tag))


def _contents(kinds: Sequence[Sequence[Selection]]) -> set[int]:
    return {one.publication.pact_id for kind in kinds for one in kind}
