"""The stores that every test of the contract runs on."""

from __future__ import annotations

import itertools

import psycopg
import pytest
from sqlalchemy import make_url

from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.store.sql import open_store

_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres):
    """A fresh database on the tests' server."""
    name = f"store_{next(_numbers)}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'broker.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path / 'broker.db'}")
    else:
        opened = open_store(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()
