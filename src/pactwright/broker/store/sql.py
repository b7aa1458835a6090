"""A store in an SQL database, SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields as fields_of
from dataclasses import replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Engine, Executable, delete, insert, update
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from pactwright.broker.port import Among, Condition, Where
from pactwright.broker.store.engine import Engines, describe_failure, open_engines
from pactwright.broker.store.migrate import migrate
from pactwright.broker.store.schema import TABLES
from pactwright.broker.store.statements import (
    Dialect,
    Shapes,
    compare,
    count_statement,
    find_statement,
    newest_statement,
    parameters_of,
    shapes_of,
)
from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.broker.values import F, Fact

_ALL = 2**31 - 1


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


class SqlLedger:
    """One transaction on the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect: Dialect = "sqlite" if connection.dialect.name == "sqlite" else "postgresql"

    def find(
        self,
        kind: type[F],
        /,
        *,
        newest: bool = False,
        by: str = "id",
        limit: int | None = None,
        offset: int = 0,
        **where: Condition,
    ) -> tuple[F, ...]:
        """Return what matches by rising `by`, or by falling when `newest`, then by id."""
        if _never_holds(where):
            return ()
        limited = limit is not None or offset > 0
        shapes, parameters = self._split(where)
        if limited:
            parameters |= {"limit": _ALL if limit is None else limit, "offset": offset}
        name = TABLES[kind].name
        statement = find_statement(self._dialect, name, shapes, (by, newest), limited)
        return self._read(kind, statement, parameters)

    def newest_per(
        self, kind: type[F], fields: tuple[str, ...], /, *, by: str = "id", **where: Condition
    ) -> tuple[F, ...]:
        """Return, of what matches, the one with the highest `by` for each value of the fields."""
        if _never_holds(where):
            return ()
        shapes, parameters = self._split(where)
        statement = newest_statement(self._dialect, TABLES[kind].name, fields, by, shapes)
        return _newest(self._read(kind, statement, parameters), fields, by)

    def count(self, kind: type[Fact], /, **where: Condition) -> int:
        """Return how many match."""
        if _never_holds(where):
            return 0
        shapes, parameters = self._split(where)
        statement = count_statement(self._dialect, TABLES[kind].name, shapes)
        return int(self._connection.execute(statement, parameters).scalar_one())

    def add(self, fact: F) -> F:
        """Return the fact with its new id; one that names an id keeps it."""
        values = _values(fact)
        if not fact.id:
            del values["id"]
        result = self._connection.execute(insert(TABLES[type(fact)]), values)
        key = result.inserted_primary_key
        return fact if fact.id or key is None else replace(fact, id=key[0])

    def change(self, fact: Fact) -> None:
        """Put the fact in the place of the one with its id."""
        table = TABLES[type(fact)]
        values = _values(fact)
        self._connection.execute(update(table).where(table.c.id == values.pop("id")).values(values))

    def remove(self, kind: type[Fact], /, **where: Condition) -> int:
        """Forget what matches and return how many there were."""
        if _never_holds(where):
            return 0
        table = TABLES[kind]
        shapes, parameters = self._split(where)
        statement = delete(table).where(*compare(self._dialect, table, shapes))
        return self._connection.execute(statement, parameters).rowcount

    def _split(self, where: Where) -> tuple[Shapes, dict[str, Any]]:
        return shapes_of(where), parameters_of(where, self._dialect)

    def _read(self, kind: type[F], query: Executable, parameters: dict[str, Any]) -> tuple[F, ...]:
        rows = self._connection.execute(query, parameters).all()
        return tuple(_revive(kind, row) for row in rows)


_NAMES = {kind: tuple(field.name for field in fields_of(kind)) for kind in TABLES}
_SLOTS = {
    kind: tuple(getattr(kind, column.name).__set__ for column in table.columns)
    for kind, table in TABLES.items()
}


def _revive(kind: type[F], row: Sequence[Any]) -> F:
    """Return the fact of a row; its slots are filled directly, in half the time of `__init__`."""
    fact = object.__new__(kind)
    for fill, value in zip(_SLOTS[kind], row, strict=True):
        fill(fact, value)
    return fact


def _values(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in _NAMES[type(fact)]}


def _never_holds(where: Where) -> bool:
    """Whether a field must be one of no values."""
    return any(
        not condition.absent and _never_holds(condition.where)
        if isinstance(condition, Among)
        else isinstance(condition, Collection) and not isinstance(condition, str) and not condition
        for condition in where.values()
    )


def _newest(rows: tuple[F, ...], fields: tuple[str, ...], by: str) -> tuple[F, ...]:
    """Keep the last of those that share the highest `by`, and order by id."""
    best: dict[tuple[object, ...], F] = {}
    for row in rows:
        group = tuple(getattr(row, field) for field in fields)
        if group not in best or getattr(row, by) >= getattr(best[group], by):
            best[group] = row
    return tuple(sorted(best.values(), key=attrgetter("id")))


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
