"""The newest rows of a pair's matrix, for who wants a look at it and no verdict."""

from __future__ import annotations

from pactwright.broker.port import Records
from pactwright.broker.row import Pairs, Row, make_rows
from pactwright.broker.values import Pacticipant, Publication, Verification


def find_newest_rows(
    records: Records, consumer: Pacticipant, provider: Pacticipant, *, limit: int
) -> tuple[list[Row], bool]:
    """Return the rows of the last publications, newest first, and whether there are more.

    Each row is a consumer version with a provider version that looked at its pact, or with none.
    However many rows the pair has, few are read: no verdict may be made of them.
    """
    published = records.find(
        Publication,
        consumer_id=consumer.id,
        provider_id=provider.id,
        current=True,
        newest=True,
        limit=limit + 1,
    )
    results: dict[int, tuple[Verification, ...]] = {}
    pairs: Pairs = []
    for row in published:
        if len(pairs) > limit:
            break
        if row.pact_id not in results:
            results[row.pact_id] = records.find(
                Verification, pact_id=row.pact_id, current=True, newest=True, limit=limit + 1
            )
        pairs += [(row, result) for result in results[row.pact_id]] or [(row, None)]
    rows = make_rows(records, pairs[:limit], ())
    return sorted(rows, key=_age, reverse=True), len(pairs) > limit


def _age(row: Row) -> tuple[int, int]:
    return (
        row.consumer_version.id,
        row.provider_version.id if row.provider_version is not None else 0,
    )
