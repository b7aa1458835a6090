"""What the tests of every service need: a database of their own, tokens, and the documents."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
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


Operations = set[tuple[str, str]]


@pytest.fixture(scope="session")
def documented() -> Callable[[str], Operations]:
    """Read which operations, by method and path, a service's document speaks of."""
    contracts = Path(__file__).parents[1] / "contracts"

    def operations(name: str) -> Operations:
        text = (contracts / name / "1.0.0" / "openapi.yaml").read_bytes()
        paths: dict[str, dict[str, Any]] = yaml.safe_load(text)["paths"]
        return {
            (method.upper(), path)
            for path, item in paths.items()
            for method in item
            if method != "parameters"
        }

    return operations
