"""Brokers on real stores, called in process."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.store.sql import open_store

_numbers = itertools.count(1)


def load_beside(name):
    """Load a module that stands beside the tests; they are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sys.modules["integration_broker_asgi"] = load_beside("asgi")
InProcess = sys.modules["integration_broker_asgi"].InProcess
sys.modules["integration_broker_world"] = load_beside("world")


@pytest.fixture
def postgres_url(postgres):
    name = f"broker_{next(_numbers)}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'broker.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def on_database(database_url):
    """A broker on SQLite, then one on PostgreSQL."""
    store = open_store(database_url)
    client = InProcess(store)
    yield client
    client.close()
    store.close()


@pytest.fixture
def broker():
    """A broker in memory."""
    client = InProcess(MemoryStore())
    yield client
    client.close()
