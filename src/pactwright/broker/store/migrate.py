"""Bringing a database to the schema of this version, or refusing one of a later version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pactwright.broker.store.engine import Engines
from pactwright.errors import PactwrightError

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""The revisions in their order; the last one is this version's."""

_FOLDER = Path(__file__).with_name("migrations")


def migrate(engines: Engines) -> None:
    """Make the tables, or change them to this version's.

    Raises `PactwrightError` when the database is of a later version of pactwright; it stays as
    it is.
    """
    with engines.reader.connect() as connection, connection.begin():
        if _revision(connection) == REVISIONS[-1]:
            return
    with engines.writer.connect() as connection, connection.begin():
        engines.lock(connection)
        # Another process may have been first.
        if _revision(connection) != REVISIONS[-1]:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise PactwrightError(
            f"the database has schema {found}, which is newer than this pactwright's "
            f"({REVISIONS[-1]})",
            hint="install the version of pactwright that last served it, or a later one",
        )
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic is slow to import, and most starts do not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
