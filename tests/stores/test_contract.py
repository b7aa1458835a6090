"""What every store promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pactwright.broker.port import After, Among, Before, Containing
from pactwright.broker.values import (
    Deployment,
    Environment,
    Pact,
    Pacticipant,
    Tag,
    Verification,
    Version,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)


def pacticipant(name, **fields):
    return Pacticipant(name=name, created_at=NOW, updated_at=NOW, **fields)


def version(owner, number, **fields):
    return Version(pacticipant_id=owner.id, number=number, created_at=NOW, **fields)


def fill(store):
    with store.write() as ledger:
        web = ledger.add(pacticipant("web"))
        other = ledger.add(pacticipant("Other_1%"))
        versions = [ledger.add(version(web, str(number))) for number in range(1, 6)]
        for tagged, name in ((0, "prod"), (2, "prod"), (1, "dev")):
            ledger.add(
                Tag(
                    pacticipant_id=web.id,
                    version_id=versions[tagged].id,
                    name=name,
                    created_at=NOW,
                )
            )
    return web, other, versions


def test_a_fact_comes_back_as_it_went_in(store):
    told = pacticipant("naïve/ü '\"%", display_name="", main_branch="main")
    with store.write() as ledger:
        added = ledger.add(told)
    with store.read() as records:
        assert records.find(Pacticipant) == (added,)
    assert added == replace(told, id=added.id)


def test_times_come_back_in_utc_to_the_microsecond(store):
    with store.write() as ledger:
        ledger.add(pacticipant("web"))
    with store.read() as records:
        found = records.find(Pacticipant)[0]
    assert (found.created_at, found.created_at.utcoffset()) == (NOW, timedelta(0))


def test_ids_rise_and_never_come_back(store):
    with store.write() as ledger:
        first = ledger.add(pacticipant("a"))
        second = ledger.add(pacticipant("b"))
        ledger.remove(Pacticipant, name="b")
        third = ledger.add(pacticipant("c"))
    assert first.id < second.id < third.id


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ({}, ["1", "2", "3", "4", "5"]),
        ({"number": "2"}, ["2"]),
        ({"number": ("4", "2", "nope")}, ["2", "4"]),
        ({"number": ()}, []),
        ({"build_url": None}, ["1", "2", "3", "4", "5"]),
        ({"build_url": "x"}, []),
        ({"number": "2", "build_url": None}, ["2"]),
        ({"created_at": After(NOW)}, []),
        ({"created_at": Before(NOW + timedelta(seconds=1))}, ["1", "2", "3", "4", "5"]),
    ],
)
def test_find_returns_what_matches_by_rising_id(store, where, numbers):
    fill(store)
    with store.read() as records:
        assert [row.number for row in records.find(Version, **where)] == numbers
        assert records.count(Version, **where) == len(numbers)


def test_find_returns_a_part_and_the_newest_first(store):
    fill(store)
    with store.read() as records:
        newest = records.find(Version, newest=True, limit=2)
        middle = records.find(Version, limit=2, offset=1)
        rest = records.find(Version, offset=3)
    assert [row.number for row in newest] == ["5", "4"]
    assert [row.number for row in middle] == ["2", "3"]
    assert [row.number for row in rest] == ["4", "5"]


@pytest.mark.parametrize(
    ("part", "names"),
    [("EB", ["web"]), ("_", ["Other_1%"]), ("%", ["Other_1%"]), ("x", []), ("1%", ["Other_1%"])],
)
def test_containing_takes_its_text_literally_in_any_case(store, part, names):
    fill(store)
    with store.read() as records:
        found = records.find(Pacticipant, name=Containing(part))
    assert [row.name for row in found] == names


def test_ids_are_compared_as_numbers(store):
    _, _, versions = fill(store)
    with store.read() as records:
        later = records.find(Version, id=After(versions[3].id))
        earlier = records.find(Version, id=Before(versions[1].id))
    assert [row.number for row in (*earlier, *later)] == ["1", "5"]


def test_rows_come_in_the_order_of_a_field_and_then_of_the_id(store):
    _, _, versions = fill(store)
    with store.read() as records:
        rising = records.find(Tag, by="version_id")
        falling = records.find(Tag, by="name", newest=True)
        part = records.find(Tag, by="version_id", newest=True, limit=1, offset=1)
    assert [tag.version_id for tag in rising] == [one.id for one in versions[:3]]
    assert [(tag.name, tag.version_id) for tag in falling] == [
        ("prod", versions[2].id),
        ("prod", versions[0].id),
        ("dev", versions[1].id),
    ]
    assert [tag.name for tag in part] == ["dev"]


@pytest.mark.parametrize(
    ("where", "absent", "numbers"),
    [
        ({"name": "prod"}, False, "13"),
        ({"name": "prod"}, True, "245"),
        ({"name": ("prod", "dev")}, False, "123"),
        ({"name": "prod", "version_id": After(1)}, False, "3"),
        ({"name": "prod", "version_id": (1, 2)}, False, "1"),
        ({"name": "prod", "version_id": (1, 2)}, True, "2345"),
        ({"version_id": ()}, False, ""),
        ({"version_id": ()}, True, "12345"),
        ({"id": Among(Tag, "id", {"name": "dev"})}, False, "2"),
    ],
)
def test_a_field_may_be_among_those_of_other_facts(store, where, absent, numbers):
    fill(store)
    condition = Among(Tag, "version_id", where, absent=absent)
    with store.read() as records:
        found = records.find(Version, id=condition)
        newest = records.newest_per(Version, ("pacticipant_id",), id=condition)
        assert records.count(Version, id=condition, number=("1", "3", "5")) == len(
            set(numbers) & set("135")
        )
    assert "".join(row.number for row in found) == numbers
    assert [row.number for row in newest] == list(numbers[-1:])
    with store.write() as ledger:
        assert ledger.remove(Tag, version_id=Among(Version, "id", {"number": "2"})) == 1


def test_newest_per_keeps_the_highest_of_each_group(store):
    web, _, versions = fill(store)
    with store.read() as records:
        tags = records.newest_per(
            Tag, ("pacticipant_id", "name"), by="version_id", pacticipant_id=web.id
        )
        newest = records.newest_per(Version, ("pacticipant_id",))
        none = records.newest_per(Version, ("pacticipant_id",), number=())
    assert [(tag.name, tag.version_id) for tag in tags] == [
        ("prod", versions[2].id),
        ("dev", versions[1].id),
    ]
    assert [row.number for row in newest] == ["5"]
    assert none == ()


def test_the_newest_result_of_each_content_is_found_among_many(store):
    web, other, versions = fill(store)
    contents = (
        Pact(consumer_id=web.id, provider_id=other.id, sha=str(number), created_at=NOW)
        for number in range(3)
    )
    with store.write() as ledger:
        first, second, _ = pacts = [ledger.add(one) for one in contents]
        told = [(first, 0, True), (first, 1, True), (second, 0, True), (first, 2, False)]
        results = [
            ledger.add(
                Verification(
                    consumer_id=web.id,
                    provider_id=other.id,
                    pact_id=pact.id,
                    provider_version_id=versions[number].id,
                    success=success,
                    created_at=NOW + timedelta(hours=number),
                )
            )
            for pact, number, success in told
        ]
    ids = tuple(pact.id for pact in pacts)
    dev = Among(Tag, "version_id", {"name": "dev"})
    with store.read() as records:
        for where, newest in (
            ({}, [2, 3]),
            ({"success": True}, [1, 2]),
            ({"created_at": Before(NOW + timedelta(minutes=1))}, [0, 2]),
            ({"provider_version_id": dev}, [1]),
            ({"provider_version_id": ()}, []),
        ):
            found = records.newest_per(Verification, ("pact_id",), pact_id=ids, **where)
            assert found == tuple(results[place] for place in newest)
        assert records.newest_per(Verification, ("pact_id",), pact_id=()) == ()


def test_more_values_than_a_query_takes_are_no_limit(store):
    _, _, versions = fill(store)
    many = tuple(range(1, 40_000))
    with store.read() as records:
        assert records.find(Version, id=many, newest=True, limit=2) == tuple(versions[:2:-1])
        assert records.newest_per(Version, ("pacticipant_id",), id=many) == (versions[-1],)
        assert records.count(Version, id=many) == len(versions)
    with store.write() as ledger:
        ledger.remove(Tag)
        assert ledger.remove(Version, id=many) == len(versions)


def test_a_change_takes_the_place_of_the_fact(store):
    web, other, _ = fill(store)
    changed = replace(web, main_branch="main")
    with store.write() as ledger:
        ledger.change(changed)
    with store.read() as records:
        assert records.find(Pacticipant) == (changed, other)


def test_an_exception_undoes_all_that_was_written(store):
    def write_and_fail():
        with store.write() as ledger:
            ledger.add(pacticipant("new"))
            ledger.remove(Tag)
            raise RuntimeError

    fill(store)
    with pytest.raises(RuntimeError):
        write_and_fail()
    with store.read() as records:
        assert records.count(Pacticipant) == 2
        assert records.count(Tag) == 3


def test_no_store_holds_two_facts_with_one_name(store):
    web, _, _ = fill(store)
    for twin in (pacticipant("web"), version(web, "3")):
        with pytest.raises(Exception, match=r"(?i)already|unique"), store.write() as ledger:
            ledger.add(twin)


def test_a_place_has_one_current_deployment(store):
    web, _, versions = fill(store)
    with store.write() as ledger:
        place = ledger.add(Environment(uuid="e", name="test", created_at=NOW, updated_at=NOW))

    def deployment(uuid, target, **fields):
        return Deployment(
            uuid=uuid,
            pacticipant_id=web.id,
            version_id=versions[0].id,
            environment_id=place.id,
            target=target,
            created_at=NOW,
            **fields,
        )

    with store.write() as ledger:
        ledger.add(deployment("1", None, ended_at=NOW))
        ledger.add(deployment("2", None))
        ledger.add(deployment("3", "blue"))
    with store.read() as records:
        present = records.find(Deployment, ended_at=None)
        blue = records.find(Deployment, target="blue")
    assert ([row.uuid for row in present], [row.uuid for row in blue]) == (["2", "3"], ["3"])
