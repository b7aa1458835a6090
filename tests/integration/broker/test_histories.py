"""The recorded histories of the original broker, answered alike on each database."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
import sqlalchemy

from pactwright.broker.store.schema import METADATA

SHARED = Path(__file__).parents[3].parent / "shared" / "broker"
EXPECTED_HISTORIES = 75
PARTS = 5


def load_replay():
    path = SHARED / "replay_histories.py"
    spec = importlib.util.spec_from_file_location("replay_histories", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def histories():
    paths = sorted((SHARED / "histories").glob("*.json"))
    assert len(paths) == EXPECTED_HISTORIES, (
        f"the recorded histories are missing: {SHARED} must stand beside the checkout"
    )
    return paths


def plain(value):
    """Leave out what no second run can repeat: days, and addresses in a Ruby process.

    The original prints an object's address where it describes the selector of an environment.
    """
    text = re.sub(r"\d\d/\d\d/\d{4}", "DAY", json.dumps(value))
    return json.loads(text, object_hook=_without_addresses)


def _without_addresses(members):
    if isinstance(members.get("short"), str):
        short = re.sub(r'\{"environment_name":"([^"]*)"[^}]*\}', r"in \1", members["short"])
        members["short"] = short
    return members


def empty(store):
    with store._engines.writer.begin() as connection:
        # The log of changes can only grow.
        tables = [one for one in METADATA.sorted_tables if one.name != "audit_entries"]
        for table in reversed(tables):
            connection.execute(table.delete())
            if not store._engines.is_sqlite:
                # The original prints the ids of pacticipants, from 1, in some descriptions.
                restart = f"ALTER SEQUENCE {table.name}_id_seq RESTART"
                connection.execute(sqlalchemy.text(restart))
        if store._engines.is_sqlite:
            connection.execute(sqlalchemy.text("DELETE FROM sqlite_sequence"))


def replay_part(broker, part):
    """Return how many answers there were, and those that differ from the original's."""
    replay = load_replay()
    differing, answered = [], 0
    for path in histories()[part::PARTS]:
        history = json.loads(path.read_text())
        empty(broker.app.store)
        for operation, status in history["ops"]:
            answered += 1
            got = replay.perform(broker, operation)
            if got != status:
                differing.append((path.name, operation, status, got))
        for query, answer in history["queries"]:
            if "latestby=cp&" in query["path"] + "&":
                continue  # the recorded broker answers these wrongly itself
            answered += 1
            got = replay.answer(broker, query)
            if plain(got) != plain(answer):
                differing.append((path.name, query, answer, got))
    return answered, differing


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_agrees_with_the_original(on_database, part):
    answered, differing = replay_part(on_database, part)
    assert answered > 600
    assert differing == []


def test_the_answers_are_the_same_where_versions_are_too_many_to_be_read(on_database, monkeypatch):
    monkeypatch.setattr("pactwright.broker.verified._FEW", 0)
    answered, differing = replay_part(on_database, 1)
    assert answered > 600
    assert differing == []
