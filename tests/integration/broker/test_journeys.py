"""How many journeys to PostgreSQL an answer takes: what is known to be asked goes together."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy
from integration_broker_asgi import InProcess
from integration_broker_world import deploy, publish, verify

from pactwright.broker.store.sql import open_store

GATE = "/can-i-deploy?pacticipant=C&version=1&environment=production"
CHOICE = "/pacts/provider/P/for-verification"
WANTED = {
    "consumerVersionSelectors": [{"mainBranch": True}, {"deployedOrReleased": True}],
    "providerVersionBranch": "main",
    "includePendingStatus": True,
    "includeWipPactsSince": "2020-01-01",
}


@pytest.fixture
def world(postgres_url):
    store = open_store(postgres_url)
    broker = InProcess(store)
    publish(broker, "C", "1", "P", branch="main")
    verify(broker, "C", "1", "P", "7", success=True, branch="main")
    for name, version in (("C", "1"), ("P", "7")):
        deploy(broker, name, version, "production")
    yield broker
    broker.close()
    store.close()


@pytest.fixture
def journeys(monkeypatch):
    """Count queries of their own, and those that went together as one."""
    counted = []

    pipeline = psycopg.Connection.pipeline

    def note(*_):
        counted.append("alone")

    def note_pipeline(connection):
        counted.append("together")
        return pipeline(connection)

    monkeypatch.setattr(psycopg.Connection, "pipeline", note_pipeline)
    sqlalchemy.event.listen(sqlalchemy.Engine, "after_cursor_execute", note)
    yield counted
    sqlalchemy.event.remove(sqlalchemy.Engine, "after_cursor_execute", note)


@pytest.mark.parametrize(
    ("question", "most"),
    [
        (("GET", GATE, None), 12),
        (("GET", "/matrix?q[][pacticipant]=C&q[][version]=1&latestby=cvp&latest=true"), 12),
        (("GET", "/pacts/provider/P/consumer/C/latest"), 6),
        (("POST", CHOICE, WANTED), 22),
    ],
)
def test_an_answer_takes_few_journeys(world, journeys, question, most):
    assert world.ask(*question)[0] == 200
    assert len(journeys) <= most, journeys


def test_the_answer_is_the_same_where_nothing_goes_together(world, monkeypatch):
    asked = [("GET", GATE, None), ("POST", CHOICE, WANTED)]
    together = [world.ask(*question) for question in asked]
    monkeypatch.setattr(psycopg.Pipeline, "is_supported", lambda: False)
    assert [world.ask(*question) for question in asked] == together
