"""A look at the newest rows of a pair beside its whole matrix."""

from __future__ import annotations

from broker_history import APPS, histories, perform
from hypothesis import given, settings
from hypothesis import strategies as st

from pactwright.broker.glance import find_newest_rows
from pactwright.broker.matrix import MatrixQuery, find_matrix
from pactwright.broker.selector import Selector
from pactwright.broker.store.memory import MemoryLedger
from pactwright.broker.values import Pacticipant


def name_rows(rows):
    return [
        (
            row.consumer_version.number,
            row.provider_version.number if row.provider_version else None,
            row.success,
        )
        for row in rows
    ]


def look(ledger, consumer, provider, limit):
    owners = [ledger.find(Pacticipant, name=name)[0] for name in (consumer, provider)]
    return find_newest_rows(ledger, *owners, limit=limit)


@settings(max_examples=60, deadline=None)
@given(histories, st.sampled_from([(a, b) for a in APPS for b in APPS if a != b]))
def test_with_room_for_all_it_is_the_matrix(history, pair):
    ledger = MemoryLedger()
    perform(ledger, [("tag", name, "1", "known") for name in APPS] + history)
    rows, more = look(ledger, *pair, 1000)
    selectors = tuple(Selector(pacticipant=name) for name in pair)
    whole = find_matrix(ledger, MatrixQuery(selectors=selectors, latestby="cvpv")).rows
    mine = [row for row in whole if (row.consumer.name, row.provider.name) == pair]
    assert (sorted(map(str, name_rows(rows))), more) == (sorted(map(str, name_rows(mine))), False)


def test_with_room_for_few_it_is_the_newest_and_says_that_there_are_more():
    ledger = MemoryLedger()
    published = [("publish", "a", str(n), None, "b", n % 2) for n in range(1, 4)]
    verified = [("verify", "a", "3", "b", str(n), n != 2) for n in range(1, 4)]
    perform(ledger, [*published, *verified])
    rows, more = look(ledger, "a", "b", 2)
    assert (name_rows(rows), more) == ([("3", "3", True), ("3", "2", False)], True)
    rows, more = look(ledger, "a", "b", 7)
    assert more is False
    assert [row[0] for row in name_rows(rows)] == ["3", "3", "3", "2", "1", "1", "1"]
