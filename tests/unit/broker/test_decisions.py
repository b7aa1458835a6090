"""The deciding functions on literals."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pactwright.broker.content import (
    format_content,
    identify_content,
    identify_interactions,
    parse_content,
)
from pactwright.broker.merge import merge_contents
from pactwright.broker.metadata import Offer, decode_offer, encode_offer
from pactwright.broker.names import plain_name
from pactwright.broker.server.badge import draw_badge
from pactwright.broker.server.rack import parse_query
from pactwright.broker.store.memory import MemoryLedger
from pactwright.broker.values import Pacticipant, Version
from pactwright.broker.webhook import fill
from pactwright.errors import PactwrightError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE = {"description": "a", "request": {"path": "/", "method": "GET"}}
TWO = {"description": "b", "request": {"path": "/b"}}


@pytest.mark.parametrize(
    "same",
    [
        {"interactions": [TWO, ONE]},
        {"interactions": [ONE, {"request": {"path": "/b"}, "description": "b"}]},
        {"interactions": [{**ONE, "_id": "x"}, TWO], "consumer": {"name": "other"}},
        {"interactions": [ONE, TWO], "metadata": {"client": "1.2"}},
    ],
)
def test_names_order_and_other_metadata_do_not_count(same):
    assert identify_content(same) == identify_content({"interactions": [ONE, TWO]})


@pytest.mark.parametrize(
    "other",
    [
        {"interactions": [ONE]},
        {"messages": [ONE, TWO]},
        {"interactions": [ONE, TWO], "metadata": {"pactSpecification": {"version": "4.0"}}},
        {"interactions": [ONE, {**TWO, "description": "c"}]},
        {"interactions": {"a": 1}},
        {},
        [],
    ],
)
def test_what_can_change_a_verification_counts(other):
    assert identify_content(other) != identify_content({"interactions": [ONE, TWO]})


@pytest.mark.parametrize(
    ("number", "digest_of"),
    [("1e16", "1.0e+16"), ("1e-5", "1.0e-05"), ("100.0", "100.0"), ("1.50", "1.5")],
)
def test_numbers_are_hashed_as_ruby_writes_them(number, digest_of):
    text = f'{{"a":{digest_of}}}'
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    assert identify_content(parse_content(f'{{"a": {number}}}'.encode())) == digest


def test_every_digit_of_a_number_survives():
    text = b'{"a":1.10,"b":12345678901234567890.123456789}'
    assert format_content(parse_content(text)).encode() == text
    assert parse_content(text)["a"] == Decimal("1.10")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b"NaN", b"[" * 300 + b"]" * 300, b"[" * 10**6]
)
def test_what_is_no_json_or_too_deep_is_refused(data):
    with pytest.raises(PactwrightError):
        parse_content(data)


def test_interactions_carry_their_digest_first():
    marked = identify_interactions({"interactions": [ONE, "odd"]})
    assert list(marked["interactions"][0]) == ["_id", "description", "request"]
    assert marked["interactions"][1] == "odd"
    assert identify_interactions([1]) == [1]


@pytest.mark.parametrize(
    ("new", "clashes"),
    [
        ([TWO], []),
        ([ONE], []),
        ([{**ONE, "_id": "x"}], []),
        ([{**ONE, "request": {"path": "/x"}}], ["'a'"]),
        ([{**ONE, "providerState": "s"}], []),
        ([{**ONE, "providerStates": [{"name": "s", "params": {"i": 1}}]}], []),
        (["odd"], []),
    ],
)
def test_a_merge_adds_and_tells_what_differs(new, clashes):
    merged = merge_contents({"interactions": [ONE]}, {"interactions": new})
    assert [clash.describe() for clash in merged.clashes] == clashes
    assert merged.content["interactions"][0] == ONE


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Orders", "order-service", True),
        ("OrderAPI", "order api", True),
        ("order_provider", "Order", True),
        ("web", "app", False),
        ("Service", "API", False),
    ],
)
def test_names_that_are_easily_mistaken_are_alike(one, other, alike):
    assert (plain_name(one) == plain_name(other)) == alike


@pytest.mark.parametrize("offer", [Offer(), Offer(wip=True, pending=True, versions=(1, 22))])
def test_an_offer_comes_back(offer):
    assert decode_offer(encode_offer(offer)) == offer


@pytest.mark.parametrize("text", ["", "!!!", "cw", "a" * 500, "ünï", "bnVsbA", "e30"])
def test_metadata_of_others_is_no_offer(text):
    assert decode_offer(text) == Offer()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=1&b=%2B+x&c", {"a": "1", "b": "+ x", "c": None}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[b][c]=1", {"a": {"b": {"c": "1"}}}),
        (
            "q[][pacticipant]=A&q[][version]=1&q[][pacticipant]=B",
            {"q": [{"pacticipant": "A", "version": "1"}, {"pacticipant": "B"}]},
        ),
        (
            "q%5B%5D%5Bpacticipant%5D=A&q%5B%5Dversion=1",
            {"q": [{"pacticipant": "A", "version": "1"}]},
        ),
        ("q[][a][]=1&q[][a][]=2", {"q": [{"a": ["1", "2"]}]}),
    ],
)
def test_queries_are_read_as_rack_reads_them(text, value):
    assert parse_query(text) == value


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a=1&a[]=2", "%ff=1", "a" + "[b]" * 40 + "=1"])
def test_queries_without_a_meaning_are_refused(text):
    with pytest.raises(ValueError, match=r"param|decode"):
        parse_query(text)


def test_templates_take_known_values_and_nothing_else():
    values = {"consumerName": 'w"eb'}
    text = "${pactbroker.consumerName} ${pactbroker.none} ${user.secret}"
    assert fill(text, values, encode=str) == 'w"eb  ${user.secret}'


def test_a_badge_is_well_formed_whatever_it_says():
    tree = ET.fromstring(draw_badge('<a>"&', "</svg>", "good"))
    assert tree.tag.endswith("svg")


def test_a_memory_ledger_is_made_of_literals():
    web = Pacticipant(id=3, name="web", created_at=NOW, updated_at=NOW)
    ledger = MemoryLedger([web, Version(pacticipant_id=3, number="1", created_at=NOW)])
    assert [one.id for one in ledger.find(Version)] == [1]
    assert ledger.add(Pacticipant(name="app", created_at=NOW, updated_at=NOW)).id == 4
