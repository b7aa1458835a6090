"""The publications that consumer version selectors choose, each with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pactwright.broker.consumer_selector import ConsumerSelector
from pactwright.broker.port import Look, Records, Where
from pactwright.broker.selector import find_main_branches
from pactwright.broker.values import (
    Branch,
    Deployment,
    Environment,
    Integration,
    Pacticipant,
    Publication,
    Release,
    Tag,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a publication was selected: the selector, and what it was found to stand for.

    `branch` and `tag` are the names that were met. `fallback` marks what was found in the place
    of nothing; `provider_tag` is the tag for which a work-in-progress pact was found.
    """

    selector: ConsumerSelector
    branch: str | None = None
    tag: str | None = None
    environment: Environment | None = None
    target: str | None = None
    fallback: bool = False
    provider_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A publication, its consumer version, and one reason for it."""

    publication: Publication
    version: Version
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A provider and the consumers that have, or had, pacts with it, by name."""

    records: Records
    provider: Pacticipant
    consumers: tuple[Pacticipant, ...]

    @classmethod
    def of(cls, records: Records, provider: Pacticipant) -> Scope:
        """Return the scope of the provider with all its consumers."""
        pairs = records.find(Integration, provider_id=provider.id)
        consumers = records.find(Pacticipant, id=tuple(pair.consumer_id for pair in pairs))
        ordered = tuple(sorted(consumers, key=lambda owner: owner.name))
        return cls(records=records, provider=provider, consumers=ordered)

    def narrow(self, name: str | None) -> Scope:
        """Return the scope of one consumer, or the same when no name is given."""
        if name is None:
            return self
        return replace(self, consumers=tuple(one for one in self.consumers if one.name == name))

    @property
    def consumer_ids(self) -> tuple[int, ...]:
        """The ids of the consumers."""
        return tuple(owner.id for owner in self.consumers)


def select_publications(
    scope: Scope, selectors: Sequence[ConsumerSelector], *, provider_branch: str | None = None
) -> tuple[Selection, ...]:
    """Return what the selectors choose, in their order; without any, the broker's defaults.

    The defaults are, for each consumer, the head of its main branch, else the latest tagged
    with its name, else the latest; then what is deployed, then what is released. Fallbacks are
    decided against the first result, before any fallback is added. Source: BROKER-FACTS 2.7.
    """
    if not selectors:
        _look_at_present(scope)
        return (
            *_select_defaults(scope),
            *_select_present(scope, Deployment, ConsumerSelector(deployed=True)),
            *_select_present(scope, Release, ConsumerSelector(released=True)),
        )
    plain = [_match_branch(selector, provider_branch) for selector in selectors]
    found = [one for selector in plain for one in _select(scope, selector)]
    instead = [one for selector in plain for one in _fall_back(scope, selector, found)]
    return (*found, *instead)


def select_heads(
    scope: Scope, branches: Iterable[Branch], selector: ConsumerSelector
) -> list[Selection]:
    """Return the pacts of the branches' heads, by the heads' order."""
    heads = [
        (branch.head_id, Reason(selector=selector, branch=branch.name))
        for branch in branches
        if branch.head_id is not None
    ]
    return _pacts_of(scope, sorted(heads, key=lambda head: head[0]))


def select_tagged(scope: Scope, selector: ConsumerSelector) -> list[Selection]:
    """Return the pacts of the versions with the selector's tag, or of the latest with each tag."""
    where: Where = {"pacticipant_id": scope.consumer_ids}
    if isinstance(selector.tag, str):
        where["name"] = selector.tag
    if selector.latest:
        groups = ("pacticipant_id", "name")
        tags = scope.records.newest_per(Tag, groups, by="version_id", **where)
    else:
        tags = scope.records.find(Tag, **where)
    ordered = sorted(tags, key=lambda tag: (tag.version_id, tag.name))
    marked = [(tag.version_id, Reason(selector=selector, tag=tag.name)) for tag in ordered]
    return _pacts_of(scope, marked)


def find_branches(scope: Scope, name: str | bool) -> tuple[Branch, ...]:  # noqa: FBT001 - a client's word
    """Return the consumers' branches of that name, or all of them for `True`."""
    where: Where = {"pacticipant_id": scope.consumer_ids}
    if isinstance(name, str):
        where["name"] = name
    return scope.records.find(Branch, **where)


def _match_branch(selector: ConsumerSelector, provider_branch: str | None) -> ConsumerSelector:
    if selector.matching_branch:
        return replace(selector, matching_branch=False, branch=provider_branch)
    return selector


def _select(scope: Scope, selector: ConsumerSelector) -> list[Selection]:
    scope = scope.narrow(selector.consumer)
    if selector.is_present or selector.environment is not None:
        return _select_by_environment(scope, selector)
    if selector.main_branch:
        branches = find_main_branches(scope.records, scope.consumers)
        return select_heads(scope, branches, selector)
    if selector.branch:
        return select_heads(scope, find_branches(scope, selector.branch), selector)
    if selector.tag:
        return select_tagged(scope, selector)
    return _select_latest(scope, selector)


def _select_by_environment(scope: Scope, selector: ConsumerSelector) -> list[Selection]:
    if selector.deployed_or_released:
        _look_at_present(scope)
        apart = replace(selector, deployed_or_released=False)
        return [
            *_select_present(scope, Deployment, replace(apart, deployed=True)),
            *_select_present(scope, Release, replace(apart, released=True)),
        ]
    either = not selector.deployed and not selector.released
    found: list[Selection] = []
    if selector.deployed or either:
        found += _select_present(scope, Deployment, selector)
    if selector.released or either:
        found += _select_present(scope, Release, selector)
    return found


def _look_at_present(scope: Scope) -> None:
    where = _now(scope)
    scope.records.look_ahead(Look(Deployment, where), Look(Release, where))


def _now(scope: Scope) -> Where:
    return {"ended_at": None, "pacticipant_id": scope.consumer_ids}


def _select_present(
    scope: Scope, kind: type[Deployment | Release], selector: ConsumerSelector
) -> list[Selection]:
    """Return the pacts of what is deployed, or released and supported, now."""
    where, named = _now(scope), selector.environment
    places = {place.id: place for place in scope.records.find(Environment)}
    if named is not None:
        there = (place.id for place in places.values() if place.name == named)
        where["environment_id"] = tuple(there)
    rows: tuple[Deployment | Release, ...] = scope.records.find(kind, **where)
    return _pacts_of(
        scope,
        [
            (
                row.version_id,
                Reason(
                    selector=selector,
                    environment=places[row.environment_id],
                    target=row.target if isinstance(row, Deployment) else None,
                ),
            )
            for row in rows
        ],
    )


def _select_latest(scope: Scope, selector: ConsumerSelector) -> list[Selection]:
    where: Where = {
        "provider_id": scope.provider.id,
        "consumer_id": scope.consumer_ids,
        "current": True,
    }
    if selector.latest:
        rows = scope.records.newest_per(Publication, ("consumer_id",), by="version_id", **where)
    else:
        rows = scope.records.find(Publication, **where)
    return _pacts_of(scope, [(row.version_id, Reason(selector=selector)) for row in rows])


def _select_defaults(scope: Scope) -> list[Selection]:
    """Return what is chosen of each consumer without a selector, of all of them at once."""
    names = {owner.id: owner.name for owner in scope.consumers}
    branches = find_main_branches(scope.records, scope.consumers)
    found = select_heads(scope, branches, ConsumerSelector(main_branch=True))
    scope = _without(scope, {branch.pacticipant_id for branch in branches})
    by_name: dict[str, list[Pacticipant]] = defaultdict(list)
    for owner in scope.consumers:
        if owner.main_branch is not None:
            by_name[owner.main_branch].append(owner)
    for name, owners in by_name.items():
        named = ConsumerSelector(tag=name, latest=True)
        tagged = select_tagged(replace(scope, consumers=tuple(owners)), named)
        scope = _without(scope, {one.publication.consumer_id for one in tagged})
        found += tagged
    found += _select_latest(scope, ConsumerSelector(latest=True))
    return [_name_consumer(names, one) for one in found]


def _without(scope: Scope, consumer_ids: Collection[int]) -> Scope:
    rest = tuple(owner for owner in scope.consumers if owner.id not in consumer_ids)
    return replace(scope, consumers=rest)


def _name_consumer(names: Mapping[int, str], selection: Selection) -> Selection:
    """Return the selection with its consumer in the selector, as each has one of its own."""
    reason = selection.reason
    selector = replace(reason.selector, consumer=names[selection.publication.consumer_id])
    return replace(selection, reason=replace(reason, selector=selector))


def _fall_back(
    scope: Scope, selector: ConsumerSelector, found: Sequence[Selection]
) -> list[Selection]:
    """Return what the selector's fallback chooses where the selector itself chose nothing.

    A tag falls back when it was found nowhere; a branch, for each consumer that has none.
    """
    chosen: list[Selection] = []
    mine = [one for one in found if one.reason.selector == selector]
    scope = scope.narrow(selector.consumer)
    if selector.fallback_tag is not None and not mine:
        chosen = select_tagged(scope, replace(selector, tag=selector.fallback_tag))
    if selector.fallback_branch is not None or selector.fallback_to_main_branch:
        scope = _without(scope, {one.publication.consumer_id for one in mine})
        branches = (
            find_main_branches(scope.records, scope.consumers)
            if selector.fallback_branch is None
            else find_branches(scope, selector.fallback_branch)
        )
        chosen = select_heads(scope, branches, selector)
    return [
        replace(one, reason=replace(one.reason, selector=selector, fallback=True)) for one in chosen
    ]


def _pacts_of(scope: Scope, wanted: Sequence[tuple[int, Reason]]) -> list[Selection]:
    """Return the provider's pact of each wanted version that has one, in the order wanted."""
    ids = tuple({version_id for version_id, _ in wanted})
    rows = scope.records.find(
        Publication, version_id=ids, provider_id=scope.provider.id, current=True
    )
    by_version: dict[int, list[Publication]] = defaultdict(list)
    for row in rows:
        by_version[row.version_id].append(row)
    versions = {one.id: one for one in scope.records.find(Version, id=tuple(by_version))}
    return [
        Selection(publication=row, version=versions[version_id], reason=reason)
        for version_id, reason in wanted
        for row in by_version.get(version_id, ())
    ]
