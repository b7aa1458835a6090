"""The pairs of versions that no row of the matrix shows, and that stand in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pactwright.broker.port import Records
from pactwright.broker.row import Row, find_meetings, make_rows, split_chosen
from pactwright.broker.selector import Chosen, Selector
from pactwright.broker.values import Publication, Verification


def find_hidden(records: Records, chosen: Sequence[Chosen], rows: Sequence[Row]) -> list[Row]:
    """Return the pairs of versions that stand unverified or failed without a row of their own.

    The original is blind to them: with two provider versions in an environment, or many on a
    branch, it says yes when any one of them verified the pact. Every version at the destination
    counts here, and of a specified branch or tag the newest version. A pacticipant of which any
    version will do has no such pairs.
    """
    counting = [one for one in chosen if not one.ignored]
    whole = split_chosen(counting)[1]
    picked = [one for one in counting if one.version and one.pacticipant.id not in whole]
    owners = [one.pacticipant.id for one in picked]
    if len(chosen) > 1 and len(owners) == len(set(owners)) and not whole:
        return []  # one version of each: every pair has its row
    providers: dict[int, list[Chosen]] = defaultdict(list)
    for one in _heads(picked):
        providers[one.pacticipant.id].append(one)
    specified = {_version_id(one) for one in picked if one.specified}
    pairs = [
        (row, provider)
        for row in find_meetings(records, picked, current=True)
        for provider in providers.get(row.provider_id, ())
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
    made = make_rows(records, [(row, result) for row, _, result in unmet], picked)
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
