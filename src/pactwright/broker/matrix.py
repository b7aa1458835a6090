"""The matrix: which consumer versions and provider versions meet, and what verified them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from pactwright.broker.hidden import find_hidden
from pactwright.broker.port import Look, Records
from pactwright.broker.row import (
    LatestBy,
    Row,
    find_owners,
    find_publications,
    find_rows,
    keep_latest,
    split_chosen,
)
from pactwright.broker.selector import Chosen, Selector, choose_versions
from pactwright.broker.values import Environment, Integration, Pacticipant, Publication, Version


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
    known = {owner.name: owner for owner in find_named(records, query)}
    ignores, unknown_ignores = _resolve_ignores(records, query.ignore, known)
    specified = choose_versions(records, query.selectors, known, specified=True)
    needs = _find_needs(records, query, specified, known)
    inferred: tuple[Chosen, ...] = ()
    if query.destination.is_given:
        others = _strangers(needs, query.selectors)
        selectors = [query.destination.select(name) for name in sorted(others)]
        inferred = choose_versions(records, selectors, others, specified=False)
    chosen = (*specified, *inferred)
    rows = keep_latest(find_rows(records, chosen, query.latestby), query.latestby)
    if ignores:
        chosen = tuple(
            replace(one, ignored=_is_ignored(ignores, one.pacticipant, one.version))
            for one in chosen
        )
        rows = [replace(row, ignored=_row_is_ignored(ignores, row)) for row in rows]
    hidden = find_hidden(records, chosen, rows) if query.destination.is_given else []
    return Matrix(
        query=query,
        rows=tuple(sorted(rows, key=_order)),
        chosen=chosen,
        needs=tuple(need for need in needs if not _need_is_ignored(ignores, need)),
        hidden=tuple(sorted(hidden, key=_order)),
        unknown_ignores=unknown_ignores,
    )


def find_named(records: Records, query: MatrixQuery) -> tuple[Pacticipant, ...]:
    """Return the pacticipants that the query names, as far as there are such."""
    return records.find(Pacticipant, name=_names(query))


def look_up_names(records: Records, query: MatrixQuery) -> None:
    """Look ahead at what the query names: its pacticipants and the place to go to."""
    looks = [Look(Pacticipant, {"name": _names(query)})]
    if query.destination.environment is not None:
        looks.append(Look(Environment, {"name": query.destination.environment}))
    records.look_ahead(*looks)


def _names(query: MatrixQuery) -> tuple[str, ...]:
    return tuple({selector.pacticipant for selector in (*query.selectors, *query.ignore)})


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
    picked = tuple(split_chosen(specified)[0])
    needed: dict[tuple[int, int], bool] = {}
    if query.destination.is_given or len(specified) == 1:
        records.look_ahead(
            Look(Integration, {"provider_id": tuple(ids)}),
            Look(Publication, {"version_id": picked, "current": True}),
        )
        for pair in records.find(Integration, provider_id=tuple(ids)):
            needed[pair.consumer_id, pair.provider_id] = False
        published = find_publications(records, specified, current=True)
    else:
        for pair in records.find(Integration, consumer_id=tuple(ids), provider_id=tuple(ids)):
            needed[pair.consumer_id, pair.provider_id] = False
        published = find_publications(records, specified, current=True, provider_id=tuple(ids))
    for publication in published:
        needed[publication.consumer_id, publication.provider_id] = True
    owners = find_owners(records, {one for pair in needed for one in pair}, known)
    return tuple(
        Need(consumer=owners[consumer], provider=owners[provider], required=required)
        for (consumer, provider), required in sorted(needed.items())
    )


def _strangers(needs: Iterable[Need], selectors: Sequence[Selector]) -> dict[str, Pacticipant]:
    named = {selector.pacticipant for selector in selectors}
    both = (owner for need in needs for owner in (need.consumer, need.provider))
    return {owner.name: owner for owner in both if owner.name not in named}


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
