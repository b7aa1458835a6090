"""A store in an SQL database, SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from pactwright.broker.store.engine import Engines, describe_failure, open_engines
from pactwright.broker.store.ledger import SqlLedger
from pactwright.broker.store.migrate import migrate
from pactwright.broker.store.unavailable import StoreUnavailableError


def open_store(url: str) -> SqlStore:
    """Open the database, made or migrated as needed.

    `url` is `sqlite:///file.db` or `postgresql://…`. Raises `PactwrightError` when it is
    neither, when its schema is newer than this version of pactwright, or when it does not
    answer.
    """
    engines = open_engines(url)
    try:
        migrate(engines)
    except DBAPIError as error:
        engines.dispose()
        raise describe_failure(error, url=url) from error
    except BaseException:
        engines.dispose()
        raise
    return SqlStore(engines)


class SqlStore:
    """A store that several processes may share."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        # SQLite lets one writer in, and makes the others ask again and again: here they queue.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[SqlLedger]:
        """Open a view of what is there now; later writes do not show in it."""
        with self._transaction(self._engines.reader) as connection:
            yield SqlLedger(connection)

    @contextmanager
    def write(self) -> Iterator[SqlLedger]:
        """Open the view to write; its end makes it count, an exception undoes all of it."""
        with self._turn, self._transaction(self._engines.writer) as connection:
            self._engines.lock(connection)
            yield SqlLedger(connection)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with _told(), engine.connect() as connection:
            try:
                with connection.begin():
                    yield connection
            except OperationalError:
                # A connection that was opened while the file could only be read stays so: begin
                # anew, or what is over would not be over for us.
                connection.invalidate()
                self._engines.dispose()
                raise

    def close(self) -> None:
        """Let go of files and connections."""
        self._engines.dispose()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise describe_failure(error) from error
    except SQLAlchemyError as error:
        raise StoreUnavailableError(
            f"the database cannot be used: {error}", hint="try again in a moment"
        ) from error
