"""Forgetting what is old: a dry run tells, a real one does just that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import pact, publish

from pactwright.broker.server.upkeep import clean_store
from pactwright.broker.store.sql import open_store
from pactwright.broker.values import Attempt, Delivery, Publication

THEN = datetime.now(UTC) - timedelta(days=100)


@pytest.fixture
def old(database_url):
    """A broker a hundred days ago: two revisions of a pact, and deliveries in several states."""
    store = open_store(database_url)
    client = InProcess(store, clock=lambda: THEN)
    publish(client, "web", "1", "orders")
    path = "/pacts/provider/orders/consumer/web/version/1"
    more = pact("web", "orders")["interactions"] + pact("web", "orders", 1)["interactions"]
    changed = {**pact("web", "orders"), "interactions": more}
    assert client.ask("PATCH", path, changed)[0] == 200
    with store.write() as ledger:
        for number, state in enumerate(("delivered", "failed", "stopped", "waiting")):
            made = ledger.add(delivery(number, state, THEN))
            ledger.add(Attempt(delivery_id=made.id, success=False, log="x", created_at=THEN))
        ledger.add(delivery(9, "delivered", datetime.now(UTC)))
    yield client
    client.close()
    store.close()


def delivery(number, state, when):
    shared = {"webhook_uuid": "x", "event": "e", "method": "POST", "url": "u", "headers": "{}"}
    return Delivery(uuid=str(number), state=state, created_at=when, due_at=when, **shared)


def counts(client):
    with client.app.store.read() as records:
        return [records.count(kind) for kind in (Delivery, Attempt, Publication)]


def test_a_dry_run_tells_and_leaves_all(old):
    lines = list(clean_store(old.app.store, keep_days=90, dry_run=True))
    assert lines[-3:] == [
        "would forget 3 deliveries of webhooks older than 90 days",
        "would forget 1 replaced revisions of pacts older than 90 days",
        "would forget 0 replaced outcomes of property tests older than 90 days",
    ]
    assert counts(old) == [5, 4, 2]


def test_a_real_one_forgets_what_is_done_and_what_was_replaced(old):
    lines = list(clean_store(old.app.store, keep_days=90, dry_run=False))
    assert lines[-3] == "forgot 3 deliveries of webhooks older than 90 days"
    assert counts(old) == [2, 1, 1]
    status, document = old.ask("GET", "/pacts/provider/orders/consumer/web/version/1")
    assert (status, len(document["interactions"])) == (200, 2)
