"""What the verification of every service needs: a database of its own, and tokens."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from functools import partial

import psycopg
import pytest
from joserfc.jwk import ECKey
from psycopg.sql import SQL, Identifier
from sqlalchemy import Engine

from providers.database import connect
from providers.identity.oauth import sign_token


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name a database of this process alone: an SQLite file, or a schema in PostgreSQL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgresql:"):
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'services.sqlite3'}"
        return
    schema = f"verification_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
        connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Hold the database open for the services on SQLAlchemy."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def signing_key() -> ECKey:
    """Make the key that identity signs with here, and that the other services trust."""
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


@pytest.fixture(scope="session")
def mint(signing_key: ECKey) -> Callable[..., str]:
    """Make access tokens as identity does: `mint(subject, scopes, **claims)`."""
    return partial(sign_token, signing_key)
