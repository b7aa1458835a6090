"""The matrix: which consumer versions and provider versions meet, and what verified them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from pactwright.broker.port import Records, Where
from pactwright.broker.selector import Chosen, Selector, choose_versions
from pactwright.broker.values import Integration, Pacticipant, Publication, Verification, Version

LatestBy: TypeAlias = Literal["cvpv", "cvp", "cp"]
"""Keep the last row of each consumer version and provider version, consumer version and
provider, or consumer and provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the specified versions are to go: what they will meet there is inferred."""

    environment: str | None = None
    tag: str | None = None
    branch: str | None = None
    main_branch: bool = False
    latest: bool = False

    @property
    def is_given(self) -> bool:
        """Whether anything is to be inferred."""
        return self != Destination()

    @property
    def names_place(self) -> bool:
        """Whether it is more than the latest of all versions."""
        return replace(self, latest=False) != Destination()

    def select(self, pacticipant: str) -> Selector:
        """Return the selector of what the pacticipant has at the destination."""
        return Selector(
            pacticipant=pacticipant,
            environment=self.environment,
            tag=self.tag,
            branch=self.branch,
            main_branch=self.main_branch,
            latest=self.latest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixQuery:
    """What is asked of the matrix.

    `success` keeps only rows with such an outcome (`None` is unknown); `limit` is how many rows
    are shown: every row is weighed.
    """

    selectors: tuple[Selector, ...]
    destination: Destination = field(default_factory=Destination)
    latestby: LatestBy | None = None
    ignore: tuple[Selector, ...] = ()
    success: tuple[bool | None, ...] = ()
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A consumer version's pact with a provider, and one verification of it if there is any."""

    consumer: Pacticipant
    consumer_version: Version
    publication: Publication
    provider: Pacticipant
    provider_version: Version | None = None
    verification: Verification | None = None
    ignored: bool = False

    @property
    def success(self) -> bool | None:
        """Whether the provider version keeps the pact; `None` when nobody has looked."""
        return self.verification.success if self.verification else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A pair that the matrix must speak of; where not `required`, only if there is a row."""

    consumer: Pacticipant
    provider: Pacticipant
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The answer: all rows in their order, what was chosen, and which pairs are needed.

    `hidden` are the pairs of versions at the destination that are not verified, or failed,
    although no row shows it: a row is for what some version verified, and `latestby` keeps the
    last. `unknown_ignores` are the ignore selectors that name nothing.
    """

    query: MatrixQuery
    rows: tuple[Row, ...]
    chosen: tuple[Chosen, ...]
    needs: tuple[Need, ...]
    hidden: tuple[Row, ...] = ()
    unknown_ignores: tuple[Selector, ...] = ()

    @property
    def considered(self) -> tuple[Row, ...]:
        """The rows that count."""
        return tuple(row for row in self.rows if not row.ignored)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that the query wants to see."""
        wanted = self.query.success
        rows = (row for row in self.rows if not wanted or row.success in wanted)
        return tuple(rows)[: self.query.limit]


def find_matrix(records: Records, query: MatrixQuery) -> Matrix:
    """Return the matrix of the query, whose names must exist (see `check_query`).

    Source: BROKER-FACTS 2.6; no row is left out before the verdict.
    """
    names = {selector.pacticipant for selector in (*query.selectors, *query.ignore)}
    known = {owner.name: owner for owner in records.find(Pacticipant, name=tuple(names))}
    ignores, unknown_ignores = _resolve_ignores(records, query.ignore, known)
    specified = choose_versions(records, query.selectors, known, specified=True)
    needs = _find_needs(records, query, specified, known)
    inferred: tuple[Chosen, ...] = ()
    if query.destination.is_given:
        others = _strangers(needs, query.selectors)
        selectors = [query.destination.select(name) for name in sorted(others)]
        inferred = choose_versions(records, selectors, others, specified=False)
    chosen = tuple(
        replace(one, ignored=_is_ignored(ignores, one.pacticipant, one.version))
        for one in (*specified, *inferred)
    )
    found = _find_rows(records, chosen, query.latestby)
    rows = [
        replace(row, ignored=_row_is_ignored(ignores, row))
        for row in _latest(found, query.latestby)
    ]
    hidden = _find_hidden(records, chosen, rows) if query.destination.is_given else []
    return Matrix(
        query=query,
        rows=tuple(sorted(rows, key=_order)),
        chosen=chosen,
        needs=tuple(need for need in needs if not _need_is_ignored(ignores, need)),
        hidden=tuple(sorted(hidden, key=_order)),
        unknown_ignores=unknown_ignores,
    )


_Ignored: TypeAlias = tuple[int, int | None]


def _resolve_ignores(
    records: Records, selectors: Sequence[Selector], known: dict[str, Pacticipant]
) -> tuple[set[_Ignored], tuple[Selector, ...]]:
    ignores: set[_Ignored] = set()
    unknown: list[Selector] = []
    for selector in selectors:
        owner = known.get(selector.pacticipant)
        if owner is None:
            unknown.append(selector)
        elif selector.version is None:
            ignores.add((owner.id, None))
        elif found := records.find(Version, pacticipant_id=owner.id, number=selector.version):
            ignores.add((owner.id, found[0].id))
        else:
            unknown.append(selector)
    return ignores, tuple(unknown)


def _is_ignored(ignores: set[_Ignored], owner: Pacticipant, version: Version | None) -> bool:
    return (owner.id, None) in ignores or (
        version is not None and (owner.id, version.id) in ignores
    )


def _row_is_ignored(ignores: set[_Ignored], row: Row) -> bool:
    return _is_ignored(ignores, row.consumer, row.consumer_version) or _is_ignored(
        ignores, row.provider, row.provider_version
    )


def _need_is_ignored(ignores: set[_Ignored], need: Need) -> bool:
    return (need.consumer.id, None) in ignores or (need.provider.id, None) in ignores


def _find_needs(
    records: Records,
    query: MatrixQuery,
    specified: Sequence[Chosen],
    known: dict[str, Pacticipant],
) -> tuple[Need, ...]:
    """Return the pairs that matter, by the consumer's then the provider's id."""
    ids = {one.pacticipant.id for one in specified}
    needed: dict[tuple[int, int], bool] = {}
    if query.destination.is_given or len(specified) == 1:
        for pair in records.find(Integration, provider_id=tuple(ids)):
            needed[pair.consumer_id, pair.provider_id] = False
        published = _publications(records, specified, current=True)
    else:
        for pair in records.find(Integration, consumer_id=tuple(ids), provider_id=tuple(ids)):
            needed[pair.consumer_id, pair.provider_id] = False
        published = _publications(records, specified, current=True, provider_id=tuple(ids))
    for publication in published:
        needed[publication.consumer_id, publication.provider_id] = True
    owners = _owners(records, {one for pair in needed for one in pair}, known)
    return tuple(
        Need(consumer=owners[consumer], provider=owners[provider], required=required)
        for (consumer, provider), required in sorted(needed.items())
    )


def _strangers(needs: Iterable[Need], selectors: Sequence[Selector]) -> dict[str, Pacticipant]:
    named = {selector.pacticipant for selector in selectors}
    both = (owner for need in needs for owner in (need.consumer, need.provider))
    return {owner.name: owner for owner in both if owner.name not in named}


def _owners(
    records: Records, ids: Collection[int], known: dict[str, Pacticipant]
) -> dict[int, Pacticipant]:
    owners = {owner.id: owner for owner in known.values()}
    missing = tuple(set(ids) - set(owners))
    if missing:
        owners |= {owner.id: owner for owner in records.find(Pacticipant, id=missing)}
    return owners


def _publications(
    records: Records,
    chosen: Sequence[Chosen],
    **where: Any,  # noqa: ANN401 - a `Where`
) -> tuple[Publication, ...]:
    """Return what the chosen versions publish as consumers, each once."""
    picked, whole = _split(chosen)
    found: dict[int, Publication] = {}
    if picked:
        for row in records.find(Publication, version_id=tuple(picked), **where):
            found[row.id] = row
    if whole:
        for row in records.find(Publication, consumer_id=tuple(whole), **where):
            found[row.id] = row
    return tuple(found.values())


def _verifications(
    records: Records,
    chosen: Sequence[Chosen],
    **where: Any,  # noqa: ANN401 - a `Where`
) -> tuple[Verification, ...]:
    """Return what the chosen versions verified as providers, each once."""
    picked, whole = _split(chosen)
    found: dict[int, Verification] = {}
    if picked:
        for row in records.find(Verification, provider_version_id=tuple(picked), **where):
            found[row.id] = row
    if whole:
        for row in records.find(Verification, provider_id=tuple(whole), **where):
            found[row.id] = row
    return tuple(found.values())


def _split(chosen: Iterable[Chosen]) -> tuple[set[int], set[int]]:
    """Return the ids of the versions chosen, and of the pacticipants chosen whole."""
    picked = {one.version.id for one in chosen if one.version is not None}
    whole = {one.pacticipant.id for one in chosen if one.version is None and one.exists}
    return picked, whole


def _find_rows(records: Records, chosen: Sequence[Chosen], latestby: LatestBy | None) -> list[Row]:
    last: Where = {} if latestby is None else {"current": True}
    if len(chosen) == 1:
        pairs = _meet_anyone(records, chosen, last)
    else:
        pairs = _meet_each_other(records, chosen, last)
    return _make_rows(records, pairs)


_Pairs: TypeAlias = list[tuple[Publication, Verification | None]]


def _meet_anyone(records: Records, chosen: Sequence[Chosen], last: Where) -> _Pairs:
    """Return all rows of a lone selector: as a consumer, and as a provider that verified."""
    published = _publications(records, chosen, **last)
    pacts = tuple({row.pact_id for row in published})
    pairs = _join(published, records.find(Verification, pact_id=pacts, **last), outer=True)
    verified = _verifications(records, chosen, **last)
    pacts = tuple({row.pact_id for row in verified})
    seen = {(row.id, result.id if result else None) for row, result in pairs}
    for row, result in _join(
        records.find(Publication, pact_id=pacts, **last), verified, outer=False
    ):
        if (row.id, result.id if result else None) not in seen:
            pairs.append((row, result))
    return pairs


def _meet_each_other(records: Records, chosen: Sequence[Chosen], last: Where) -> _Pairs:
    """Return the rows between the chosen, at least one side of each specified."""
    owners = {one.pacticipant.id for one in chosen}
    specified = {one.pacticipant.id for one in chosen if one.specified}
    published = [
        row
        for row in _publications(records, chosen, provider_id=tuple(owners), **last)
        if row.consumer_id in specified or row.provider_id in specified
    ]
    pacts = tuple({row.pact_id for row in published})
    return _join(published, _verifications(records, chosen, pact_id=pacts, **last), outer=True)


def _join(
    published: Iterable[Publication], verified: Iterable[Verification], *, outer: bool
) -> _Pairs:
    by_pact: dict[int, list[Verification]] = defaultdict(list)
    for result in verified:
        by_pact[result.pact_id].append(result)
    pairs: _Pairs = []
    for row in published:
        results = by_pact.get(row.pact_id)
        if results:
            pairs += [(row, result) for result in results]
        elif outer:
            pairs.append((row, None))
    return pairs


def _find_hidden(records: Records, chosen: Sequence[Chosen], rows: Sequence[Row]) -> list[Row]:
    """Return the pairs of versions that stand unverified or failed without a row of their own.

    The original is blind to them: with two provider versions in an environment, or many on a
    branch, it says yes when any one of them verified the pact. Every version at the destination
    counts here, and of a specified branch or tag the newest version. A pacticipant of which any
    version will do has no such pairs.
    """
    counting = [one for one in chosen if not one.ignored]
    whole = _split(counting)[1]
    picked = [one for one in counting if one.version and one.pacticipant.id not in whole]
    specified = {_version_id(one) for one in picked if one.specified}
    providers: dict[int, list[Chosen]] = defaultdict(list)
    for one in _heads(picked):
        providers[one.pacticipant.id].append(one)
    published = _publications(records, picked, current=True, provider_id=tuple(providers))
    pairs = [
        (row, provider)
        for row in published
        for provider in providers[row.provider_id]
        if provider.specified or row.version_id in specified
    ]
    results = _results_of(records, pairs)
    told = {_pair(row) for row in rows if row.success is not True}
    unmet = []
    for row, provider in pairs:
        result = results.get((row.pact_id, _version_id(provider)))
        shown = told & {(row.id, _version_id(provider)), (row.id, 0)}
        if not shown and not (result and result.success):
            unmet.append((row, provider, result))
    made = _make_rows(records, [(row, result) for row, _, result in unmet])
    return [
        replace(row, provider_version=provider.version)
        for row, (_, provider, _) in zip(made, unmet, strict=True)
    ]


def _heads(picked: Sequence[Chosen]) -> list[Chosen]:
    """Return all that was inferred, and the newest version of each specified selector."""
    newest: dict[Selector, int] = {}
    for one in picked:
        newest[one.selector] = max(newest.get(one.selector, 0), _version_id(one))
    return [one for one in picked if not one.specified or newest[one.selector] == _version_id(one)]


def _version_id(chosen: Chosen) -> int:
    return chosen.version.id if chosen.version else 0


def _pair(row: Row) -> tuple[int, int]:
    return row.publication.id, row.provider_version.id if row.provider_version else 0


def _results_of(
    records: Records, pairs: Sequence[tuple[Publication, Chosen]]
) -> dict[tuple[int, int], Verification]:
    found = records.find(
        Verification,
        pact_id=tuple({row.pact_id for row, _ in pairs}),
        provider_version_id=tuple({_version_id(provider) for _, provider in pairs}),
        current=True,
    )
    return {(one.pact_id, one.provider_version_id): one for one in found}


def _make_rows(records: Records, pairs: _Pairs) -> list[Row]:
    version_ids = {row.version_id for row, _ in pairs}
    version_ids |= {result.provider_version_id for _, result in pairs if result}
    versions = {row.id: row for row in records.find(Version, id=tuple(version_ids))}
    owners = _owners(
        records, {one for row, _ in pairs for one in (row.consumer_id, row.provider_id)}, {}
    )
    return [
        Row(
            consumer=owners[row.consumer_id],
            consumer_version=versions[row.version_id],
            publication=row,
            provider=owners[row.provider_id],
            provider_version=versions[result.provider_version_id] if result else None,
            verification=result,
        )
        for row, result in pairs
    ]


def _latest(rows: list[Row], latestby: LatestBy | None) -> list[Row]:
    """Keep, of each group that `latestby` names, the row with the newest provider version."""
    if latestby is None:
        return rows
    groups: dict[tuple[int, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_group(row, latestby)].append(row)
    return [max(group, key=_age) for group in groups.values()]


def _group(row: Row, latestby: LatestBy) -> tuple[int, ...]:
    provider_version = row.provider_version.id if row.provider_version else 0
    if latestby == "cvpv":
        return (row.consumer_version.id, row.provider.id, provider_version)
    if latestby == "cvp":
        return (row.consumer_version.id, row.provider.id)
    return (row.consumer.id, row.provider.id)


def _age(row: Row) -> tuple[int, int, int]:
    return (
        row.provider_version.id if row.provider_version else 0,
        row.verification.id if row.verification else 0,
        row.consumer_version.id,
    )


def _order(row: Row) -> tuple[bool, str, int, int, str, bool, int, int]:
    return (
        row.ignored,
        row.consumer.name.lower(),
        -row.consumer_version.id,
        -row.publication.revision,
        row.provider.name.lower(),
        row.provider_version is not None,
        -(row.provider_version.id if row.provider_version else 0),
        -(row.verification.id if row.verification else 0),
    )
