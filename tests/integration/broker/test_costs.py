"""What a question costs: as many queries for many consumers as for few, and no table read whole."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import contract, deploy, publish, verify
from sqlalchemy import event

from pactwright.broker.store.sql import open_store

LARGE = (
    "publications",
    "verifications",
    "versions",
    "pacts",
    "pact_texts",
    "branch_versions",
    "tags",
)
SELECTORS = {
    "consumerVersionSelectors": [{"mainBranch": True}, {"deployedOrReleased": True}],
    "providerVersionBranch": "main",
    "includePendingStatus": True,
    "includeWipPactsSince": "2020-01-01",
}
ORDER = {
    "pacticipantName": "c0",
    "pacticipantVersionNumber": "9",
    "branch": "main",
    "contracts": [contract("c0", "orders", 9)],
}
GATE = "/can-i-deploy?environment=production&version=1&pacticipant="
MATRIX = "/matrix?q[][version]=1&latestby=cvp&latest=true&mainBranch=true&q[][pacticipant]="
QUESTIONS = {
    "may the provider be deployed": ("GET", f"{GATE}orders", None),
    "may a consumer be deployed": ("GET", f"{GATE}c0", None),
    "may the provider be merged": ("GET", f"{MATRIX}orders", None),
    "what is to be verified": ("POST", "/pacts/provider/orders/for-verification", SELECTORS),
    "publish": ("POST", "/contracts/publish", ORDER),
    "the overview": ("GET", "/ui", None),
    "an application": ("GET", "/ui/pacticipants/orders", None),
}


@contextmanager
def listening(store):
    """Collect the statements that the database is asked, with their parameters."""
    heard = []

    def note(*told):
        heard.append(told[2:4])

    event.listen(store._engines.reader, "before_cursor_execute", note)
    yield heard
    event.remove(store._engines.reader, "before_cursor_execute", note)


def fill(broker, consumers):
    for number in range(consumers):
        publish(broker, f"c{number}", "1", "orders", number, branch="main")
        verify(broker, f"c{number}", "1", "orders", "1", success=True, branch="main")
        verify(broker, f"c{number}", "1", "orders", "2", success=False)
        deploy(broker, f"c{number}", "1", "production")
    deploy(broker, "orders", "1", "production")


def ask(path, consumers, question):
    store = open_store(f"sqlite:///{path}")
    broker = InProcess(store)
    fill(broker, consumers)
    broker.ask(*question)  # what is learnt once for all
    with listening(store) as heard:
        status, answer = broker.ask(*question)
    assert (status, heard != []) == (200, True), answer
    broker.close()
    return store, heard


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_many_consumers_take_as_many_queries_as_few(tmp_path, question):
    counts = []
    for consumers in (3, 12):
        store, heard = ask(tmp_path / f"{consumers}.db", consumers, question)
        counts.append(len(heard))
        store.close()
    assert counts[0] == counts[1] <= 40


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_no_large_table_is_read_whole(tmp_path, question):
    store, heard = ask(tmp_path / "broker.db", 12, question)
    whole = []
    with store._engines.reader.connect() as connection:
        for statement, parameters in heard:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps = [row[3] for row in plan]
                whole += [
                    (step, statement)
                    for step in steps
                    if step in {f"SCAN {table}" for table in LARGE}
                ]
    store.close()
    assert whole == []
