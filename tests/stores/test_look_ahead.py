"""Looking ahead changes what a look costs, never what it finds, in any store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from pactwright.broker.port import After, Among, Before, Containing, Look
from pactwright.broker.store.sql import open_store
from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.broker.values import Deployment, Environment, Pacticipant, Tag, Version

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
KINDS = {
    "all": (Version, {}),
    "one": (Version, {"number": "2"}),
    "a list of one": (Version, {"number": ("2",)}),
    "several": (Version, {"number": ("4", "2", "nope")}),
    "none of none": (Version, {"number": ()}),
    "without": (Version, {"build_url": None}),
    "a number": (Version, {"pacticipant_id": 1}),
    "later": (Version, {"created_at": After(NOW)}),
    "earlier": (Version, {"created_at": Before(LATER), "pacticipant_id": (1,)}),
    "part": (Pacticipant, {"name": Containing("W")}),
    "among": (Version, {"id": Among(Tag, "version_id", {"name": "prod"})}),
    "not among": (Version, {"id": Among(Tag, "version_id", {"name": "prod"}, absent=True)}),
    "among none": (Version, {"id": Among(Tag, "version_id", {"name": ()})}),
    "still there": (Deployment, {"ended_at": None, "pacticipant_id": (1, 2)}),
    "gone": (Deployment, {"ended_at": LATER}),
}


def fill(store):
    with store.write() as ledger:
        web = ledger.add(Pacticipant(name="web", created_at=NOW, updated_at=NOW))
        for number in range(1, 5):
            made = Version(pacticipant_id=web.id, number=str(number), created_at=LATER)
            made = ledger.add(made)
            mark = {"pacticipant_id": web.id, "version_id": made.id, "created_at": NOW}
            ledger.add(Tag(name="prod" if number % 2 else "dev", **mark))
            ended = LATER if number < 4 else None
            place = {"environment_id": 1, "target": str(number), "ended_at": ended}
            ledger.add(Deployment(uuid=f"u{number}", **mark, **place))


@pytest.fixture
def filled(store):
    with store.write() as ledger:
        ledger.add(Environment(uuid="e", name="e", created_at=NOW, updated_at=NOW))
    fill(store)
    return store


def test_what_was_looked_for_ahead_is_what_is_found(filled):
    plain = {}
    for name, (kind, where) in KINDS.items():
        with filled.read() as records:
            plain[name] = records.find(kind, **where)
    with filled.read() as records:
        records.look_ahead(*(Look(kind, where) for kind, where in KINDS.values()))
        assert {name: records.find(k, **where) for name, (k, where) in KINDS.items()} == plain
    assert [one.number for one in plain["not among"]] == ["2", "4"]
    assert plain["none of none"] == plain["among none"] == ()


@pytest.mark.parametrize("name", KINDS)
def test_one_look_ahead_leaves_the_others_as_they_are(filled, name):
    kind, where = KINDS[name]
    with filled.read() as records:
        records.look_ahead(Look(kind, where), Look(kind, where))
        records.look_ahead(Look(kind, where))
        ordered = [row.id for row in records.find(kind, **where)]
        assert [row.id for row in records.find(kind, newest=True, **where)] == ordered[::-1]
        assert [row.id for row in records.find(kind, limit=1, offset=1, **where)] == ordered[1:2]
        assert records.count(kind, **where) == len(ordered)


WRITES = {
    "add": lambda ledger, one: ledger.add(replace(one, id=0, name="new")),
    "change": lambda ledger, one: ledger.change(replace(one, name="new")),
    "remove": lambda ledger, one: ledger.remove(Tag, id=one.id),
}


@pytest.mark.parametrize("write", WRITES)
def test_who_writes_finds_what_was_written_since(filled, write):
    tagged = {"id": Among(Tag, "version_id", {"name": "new"})}
    with filled.write() as ledger:
        ledger.look_ahead(Look(Tag, {}), Look(Tag, {"name": "new"}))
        before = ledger.find(Tag)
        assert ledger.find(Tag, name="new") == ledger.find(Version, **tagged) == ()
        WRITES[write](ledger, before[0])
        assert len(ledger.find(Tag)) == len(before) + {"add": 1, "change": 0, "remove": -1}[write]
        told = write != "remove"
        assert [len(ledger.find(Tag, name=name)) for name in ("new", ("new",))] == [told, told]
        assert len(ledger.find(Version, **tagged)) == told


def test_a_view_stays_as_it_was_and_the_next_one_is_new(database_url):
    store = open_store(database_url)
    with store.read() as records:
        assert records.find(Version) == ()
        with store.write() as ledger:
            ledger.add(Pacticipant(name="new", created_at=NOW, updated_at=NOW))
        records.look_ahead(Look(Pacticipant, {}))
        assert records.find(Pacticipant) == records.find(Pacticipant, name="new") == ()
    with store.read() as records:
        records.look_ahead(Look(Pacticipant, {"name": ("new",)}))
        assert [one.name for one in records.find(Pacticipant, name="new")] == ["new"]
    store.close()


def test_a_database_that_goes_away_meanwhile_is_unavailable_and_comes_back(postgres_url):
    store = open_store(postgres_url)
    looks = (Look(Pacticipant, {"name": "a"}), Look(Version, {}))

    def lose_and_look():
        with store.read() as records:
            assert records.find(Pacticipant) == ()
            with psycopg.connect(postgres_url, autocommit=True) as connection:
                others = "pid <> pg_backend_pid() AND datname = current_database()"
                connection.execute(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
                )
            records.look_ahead(*looks)

    with pytest.raises(StoreUnavailableError, match="the database cannot be used"):
        lose_and_look()
    with store.read() as records:
        records.look_ahead(*looks)
        assert records.find(Version) == ()
    store.close()
