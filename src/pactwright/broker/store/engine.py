"""Connections to the database, set up so that readers and writers do what the store promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.errors import PactwrightError

_WAIT_SECONDS = 30
_LOCK = 7_223_604_117
"""A number of our own: who holds this advisory lock of PostgreSQL writes."""


@dataclass(frozen=True, slots=True)
class Engines:
    """One pool of connections, begun for reading or for writing."""

    reader: Engine
    writer: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.writer.dialect.name == "sqlite"

    def lock(self, connection: Connection) -> None:
        """Wait until no other process writes; it lasts as long as the transaction.

        With one writer at a time the order of ids is the order in which facts came to count,
        parallel publishes cannot disagree, and nothing can deadlock.
        """
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})

    def dispose(self) -> None:
        """Close all connections."""
        self.writer.dispose()


def open_engines(url: str) -> Engines:
    """Return the engines of the database.

    Raises `PactwrightError` for what is neither SQLite nor PostgreSQL, and when the driver for
    PostgreSQL is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _bad_url(url) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return _open_sqlite(url)
    if kind in {"postgresql", "postgres"}:
        return _open_postgres(
            str(parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
        )
    raise _bad_url(url)


def _bad_url(url: str) -> PactwrightError:
    shown = url.rpartition("@")[2]
    return PactwrightError(
        f"--database {shown}: neither a SQLite file nor a PostgreSQL database",
        hint="use sqlite:///broker.db or postgresql://user@host/name",
    )


def _open_sqlite(url: str) -> Engines:
    engine = create_engine(
        url,
        connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False},
        pool_size=10,
        max_overflow=40,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Engines(reader=engine, writer=engine.execution_options(broker_writes=True))


def _prepare_sqlite(connection: Any, _: Any) -> None:  # noqa: ANN401 - the driver's
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("broker_writes")
    # A writer takes its turn at once: a reader that begins to write may be told "locked".
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgres(url: str) -> Engines:
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args={"connect_timeout": 10},
        )
    except ModuleNotFoundError:
        raise PactwrightError(
            "the driver for PostgreSQL is not installed",
            hint="pip install 'pactwright[postgres]'",
        ) from None
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(reader=reader, writer=engine)


def describe_failure(error: DBAPIError, *, url: str | None = None) -> StoreUnavailableError:
    """Return what hinders the database, in one line, without its statement or password."""
    where = f"{make_url(url).render_as_string()}: " if url else ""
    reason = (
        str(error.orig).strip().splitlines()[0]
        if str(error.orig).strip()
        else type(error.orig).__name__
    )
    return StoreUnavailableError(
        f"{where}the database cannot be used: {reason}",
        hint="check that it runs, that its disk has room, and that it may be written",
    )
