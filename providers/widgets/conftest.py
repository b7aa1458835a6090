"""The surroundings of widgets under test: an empty database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from providers.widgets.store import Base


@pytest.fixture(autouse=True)
def database(engine: Engine) -> Iterator[Session]:
    """Offer an empty database, and empty it afterwards."""
    Base.metadata.create_all(engine)
    with sessionmaker(engine)() as session:
        yield session
        session.rollback()
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()
