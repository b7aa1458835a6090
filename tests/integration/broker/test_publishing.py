"""Several contracts in one request: published once, merged or refused as a whole."""

from __future__ import annotations

import base64
import json

import pytest
from integration_broker_world import contract, pact

from pactwright.broker.values import Delivery, Publication


def send(broker, *contracts):
    body = {
        "pacticipantName": "web",
        "pacticipantVersionNumber": "1",
        "contracts": list(contracts),
    }
    return broker.ask("POST", "/contracts/publish", body)


def descriptions(broker):
    found = broker.ask("GET", "/pacts/provider/orders/consumer/web/version/1")[1]
    return [one["description"] for one in found.get("interactions", ())]


def test_one_request_publishes_a_pact_once_however_often_it_names_it(on_database):
    hook = {"request": {"method": "POST", "url": "https://ci.example/x"}}
    assert on_database.ask("POST", "/webhooks", hook)[0] == 201
    same = contract("web", "orders")
    status, answer = send(on_database, same, {**same, "onConflict": "merge"}, same)
    assert (status, len(answer["_links"]["pb:contracts"])) == (200, 1)
    with on_database.app.store.read() as records:
        assert (records.count(Publication), records.count(Delivery)) == (1, 1)


@pytest.mark.parametrize("conflict", [("overwrite", "overwrite"), ("merge", "overwrite")])
def test_two_different_pacts_of_one_pair_in_one_request_are_a_conflict(broker, conflict):
    parts = [contract("web", "orders", n, onConflict=how) for n, how in enumerate(conflict)]
    status, answer = send(broker, *parts)
    assert status == 409
    assert "two different pacts for web version 1 and provider orders" in str(answer["errors"])
    assert broker.ask("GET", "/pacticipants/web")[0] == 404


def test_parts_of_one_pact_in_one_request_are_merged(broker):
    parts = [contract("web", "orders", number, onConflict="merge") for number in range(3)]
    assert send(broker, *parts)[0] == 200
    assert descriptions(broker) == ["reads 0", "reads 1", "reads 2"]


def test_parts_that_disagree_are_told_by_their_interaction(broker):
    first, second = (pact("web", "orders") for _ in range(2))
    second["interactions"][0]["request"]["path"] = "/other"
    parts = [
        contract("web", "orders", onConflict="merge")
        | {"content": base64.b64encode(json.dumps(one).encode()).decode()}
        for one in (first, second)
    ]
    status, answer = send(broker, *parts)
    assert status == 409
    assert "They differ in: 'reads 0' given" in answer["errors"]["contracts"][0]
