"""The rows of the matrix: where chosen versions meet, and what verified it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pactwright.broker.port import Look, Records, Where
from pactwright.broker.selector import Chosen
from pactwright.broker.values import Pacticipant, Publication, Verification, Version
from pactwright.errors import PactwrightError

LatestBy: TypeAlias = Literal["cvpv", "cvp", "cp"]
"""Keep the last row of each consumer version and provider version, consumer version and
provider, or consumer and provider."""


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


def find_rows(records: Records, chosen: Sequence[Chosen], latestby: LatestBy | None) -> list[Row]:
    """Return the rows between what was chosen, or of a lone choice with anyone."""
    last: Where = {} if latestby is None else {"current": True}
    if len(chosen) == 1:
        pairs = _meet_anyone(records, chosen, last)
    else:
        pairs = _meet_each_other(records, chosen, last)
    return make_rows(records, pairs, chosen)


Pairs: TypeAlias = list[tuple[Publication, Verification | None]]
"""What was published, each with a result for its content, or with none."""
MOST_ROWS = 100_000
"""How many rows are weighed at most; a question with more of them is refused, never cut short."""


class TooManyRowsError(PactwrightError):
    """The question is about more rows than can be weighed in one answer."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"the matrix of this question has more than {MOST_ROWS} rows ({count} or more)",
            hint="name a version, branch, tag or environment, or fewer pacticipants",
        )


def _meet_anyone(records: Records, chosen: Sequence[Chosen], last: Where) -> Pairs:
    """Return all rows of a lone selector: as a consumer, and as a provider that verified."""
    published = find_publications(records, chosen, **last)
    pacts = tuple({row.pact_id for row in published})
    _refuse_too_many(records.count(Verification, pact_id=pacts, **last))
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


def _meet_each_other(records: Records, chosen: Sequence[Chosen], last: Where) -> Pairs:
    """Return the rows between the chosen, at least one side of each specified."""
    published = find_meetings(records, chosen, **last)
    providers = {row.provider_id for row in published}
    judges = [one for one in chosen if one.pacticipant.id in providers]
    pacts = tuple({row.pact_id for row in published})
    return _join(published, _verifications(records, judges, pact_id=pacts, **last), outer=True)


def find_meetings(
    records: Records,
    chosen: Sequence[Chosen],
    **where: Any,  # noqa: ANN401 - a `Where`
) -> list[Publication]:
    """Return what the chosen publish for each other, at least one side of each specified.

    Asked from the specified side, so that of two hundred versions at a destination only those
    that have a pact with it are read.
    """
    owners = {one.pacticipant.id for one in chosen}
    specified = [one for one in chosen if one.specified]
    others = [one for one in chosen if not one.specified]
    named = tuple({one.pacticipant.id for one in specified})
    asked = ((specified, tuple(owners)), (others, named))
    records.look_ahead(
        *(
            Look(
                Publication,
                {"version_id": tuple(split_chosen(side)[0]), "provider_id": ids, **where},
            )
            for side, ids in asked
        )
    )
    return [
        row
        for side, ids in asked
        for row in find_publications(records, side, provider_id=ids, **where)
    ]


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise TooManyRowsError(count)


def _join(
    published: Collection[Publication], verified: Iterable[Verification], *, outer: bool
) -> Pairs:
    by_pact: dict[int, list[Verification]] = defaultdict(list)
    for result in verified:
        by_pact[result.pact_id].append(result)
    _refuse_too_many(sum(len(by_pact.get(row.pact_id, ())) for row in published))
    pairs: Pairs = []
    for row in published:
        results = by_pact.get(row.pact_id)
        if results:
            pairs += [(row, result) for result in results]
        elif outer:
            pairs.append((row, None))
    return pairs


def find_publications(
    records: Records,
    chosen: Sequence[Chosen],
    **where: Any,  # noqa: ANN401 - a `Where`
) -> tuple[Publication, ...]:
    """Return what the chosen versions publish as consumers, each once."""
    picked, whole = split_chosen(chosen)
    found: dict[int, Publication] = {}
    if picked:
        for row in records.find(Publication, version_id=tuple(picked), **where):
            found[row.id] = row
    if whole:
        where["consumer_id"] = tuple(whole)
        _refuse_too_many(records.count(Publication, **where))
        for row in records.find(Publication, **where):
            found[row.id] = row
    return tuple(found.values())


def _verifications(
    records: Records,
    chosen: Sequence[Chosen],
    **where: Any,  # noqa: ANN401 - a `Where`
) -> tuple[Verification, ...]:
    """Return what the chosen versions verified as providers, each once."""
    picked, whole = split_chosen(chosen)
    found: dict[int, Verification] = {}
    if picked:
        for row in records.find(Verification, provider_version_id=tuple(picked), **where):
            found[row.id] = row
    if whole:
        where["provider_id"] = tuple(whole)
        _refuse_too_many(records.count(Verification, **where))
        for row in records.find(Verification, **where):
            found[row.id] = row
    return tuple(found.values())


def split_chosen(chosen: Iterable[Chosen]) -> tuple[set[int], set[int]]:
    """Return the ids of the versions chosen, and of the pacticipants chosen whole."""
    picked = {one.version.id for one in chosen if one.version is not None}
    whole = {one.pacticipant.id for one in chosen if one.version is None and one.exists}
    return picked, whole


def make_rows(records: Records, pairs: Pairs, chosen: Iterable[Chosen]) -> list[Row]:
    """Return the rows of publications and verifications, with their versions and names.

    Versions and pacticipants that were chosen are not looked up again.
    """
    versions = {one.version.id: one.version for one in chosen if one.version}
    wanted = {row.version_id for row, _ in pairs}
    wanted |= {result.provider_version_id for _, result in pairs if result}
    missing = tuple(wanted - set(versions))
    versions |= {row.id: row for row in records.find(Version, id=missing)}
    owners = find_owners(
        records,
        {one for row, _ in pairs for one in (row.consumer_id, row.provider_id)},
        {one.pacticipant.name: one.pacticipant for one in chosen},
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


def keep_latest(rows: list[Row], latestby: LatestBy | None) -> list[Row]:
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


def find_owners(
    records: Records, ids: Collection[int], known: dict[str, Pacticipant]
) -> dict[int, Pacticipant]:
    """Return the pacticipants by id; those `known` are not looked up again."""
    owners = {owner.id: owner for owner in known.values()}
    missing = tuple(set(ids) - set(owners))
    if missing:
        owners |= {owner.id: owner for owner in records.find(Pacticipant, id=missing)}
    return owners
