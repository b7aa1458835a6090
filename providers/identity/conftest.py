"""The surroundings of identity under test: an empty database in which only web is a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from providers.identity import store


@pytest.fixture(autouse=True)
def database(engine: Engine) -> Iterator[Session]:
    """Offer a database in which only the client `web` is known, and empty it afterwards."""
    store.Base.metadata.create_all(engine)
    with sessionmaker(engine)() as session:
        session.add(
            store.Client(
                id="web",
                secret=None,
                grants=["authorization_code", "refresh_token"],
                scopes=["profile", "widgets"],
                redirect_uris=["https://web.example/callback"],
            )
        )
        session.commit()
        yield session
        session.rollback()
        for table in reversed(store.Base.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()
