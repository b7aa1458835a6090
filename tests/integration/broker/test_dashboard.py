"""The dashboard of all integrations, and of one."""

from __future__ import annotations

import pytest
from integration_broker_world import deploy, publish, verify


@pytest.fixture
def world(broker):
    publish(broker, "web", "1", "orders", 0, branch="main")
    deploy(broker, "web", "1", "production")
    verify(broker, "web", "1", "orders", "7", success=True)
    publish(broker, "web", "2", "orders", 1, branch="main")
    publish(broker, "web", "3", "orders", 2, branch="main")
    publish(broker, "web", "3", "stock", 2, branch="main")
    return broker


def numbers(items):
    return [
        (
            one["provider"]["name"],
            one["consumer"]["version"]["number"],
            (one["latestVerificationResult"] or {}).get("success"),
        )
        for one in items
    ]


def test_the_dashboard_shows_the_latest_pact_of_each_pair(world):
    _, told = world.ask("GET", "/dashboard")
    assert numbers(told["items"]) == [("orders", "3", None), ("stock", "3", None)]


def test_a_pair_shows_heads_and_what_is_in_environments(world):
    _, told = world.ask("GET", "/dashboard/provider/orders/consumer/web")
    assert numbers(told["items"]) == [("orders", "3", None), ("orders", "1", True)]
    assert world.ask("GET", "/dashboard/provider/none/consumer/web")[0] == 404


def test_it_is_a_table_for_those_who_want_text(world):
    text = world.send("GET", "/dashboard", headers={"accept": "text/plain"})[2].decode()
    assert [line.split(" | ")[:3] for line in text.splitlines()] == [
        ["CONSUMER", "C.VERSION", "PROVIDER"],
        ["web     ", "3        ", "orders  "],
        ["web     ", "3        ", "stock   "],
    ]
