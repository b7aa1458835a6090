"""One transaction on an SQL database: facts read, added, changed and removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Executable, delete, insert, update

from pactwright.broker.port import Among, Condition, Look, Where
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
from pactwright.broker.values import F, Fact

_ALL = 2**31 - 1


class SqlLedger:
    """One transaction on the database."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect: Dialect = "sqlite" if connection.dialect.name == "sqlite" else "postgresql"

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
        if never_holds(where):
            return ()
        limited = limit is not None or offset > 0
        shapes, parameters = self._split(where)
        if limited:
            parameters |= {"limit": _ALL if limit is None else limit, "offset": offset}
        name = TABLES[kind].name
        statement = find_statement(self.dialect, name, shapes, (by, newest), limited)
        return self._read(kind, statement, parameters)

    def look_ahead(self, *looks: Look) -> None:
        """Do nothing: what is written meanwhile must show."""

    def newest_per(
        self, kind: type[F], fields: tuple[str, ...], /, *, by: str = "id", **where: Condition
    ) -> tuple[F, ...]:
        """Return, of what matches, the one with the highest `by` for each value of the fields."""
        if never_holds(where):
            return ()
        shapes, parameters = self._split(where)
        statement = newest_statement(self.dialect, TABLES[kind].name, fields, by, shapes)
        return _newest(self._read(kind, statement, parameters), fields, by)

    def count(self, kind: type[Fact], /, **where: Condition) -> int:
        """Return how many match."""
        if never_holds(where):
            return 0
        shapes, parameters = self._split(where)
        statement = count_statement(self.dialect, TABLES[kind].name, shapes)
        return int(self.connection.execute(statement, parameters).scalar_one())

    def add(self, fact: F) -> F:
        """Return the fact with its new id; one that names an id keeps it."""
        values = _values(fact)
        if not fact.id:
            del values["id"]
        result = self.connection.execute(insert(TABLES[type(fact)]), values)
        key = result.inserted_primary_key
        return fact if fact.id or key is None else replace(fact, id=key[0])

    def change(self, fact: Fact) -> None:
        """Put the fact in the place of the one with its id."""
        table = TABLES[type(fact)]
        values = _values(fact)
        self.connection.execute(update(table).where(table.c.id == values.pop("id")).values(values))

    def remove(self, kind: type[Fact], /, **where: Condition) -> int:
        """Forget what matches and return how many there were."""
        if never_holds(where):
            return 0
        table = TABLES[kind]
        shapes, parameters = self._split(where)
        statement = delete(table).where(*compare(self.dialect, table, shapes))
        return self.connection.execute(statement, parameters).rowcount

    def _split(self, where: Where) -> tuple[Shapes, dict[str, Any]]:
        return shapes_of(where), parameters_of(where, self.dialect)

    def _read(self, kind: type[F], query: Executable, parameters: dict[str, Any]) -> tuple[F, ...]:
        rows = self.connection.execute(query, parameters).all()
        return revive(kind, rows)


_NAMES = {kind: tuple(field.name for field in fields_of(kind)) for kind in TABLES}
_SLOTS = {
    kind: tuple(getattr(kind, column.name).__set__ for column in table.columns)
    for kind, table in TABLES.items()
}


def revive(kind: type[F], rows: Iterable[Sequence[Any]]) -> tuple[F, ...]:
    """Return the facts of rows; slots are filled directly, in half the time of `__init__`."""
    return tuple(_revive(kind, row) for row in rows)


def _revive(kind: type[F], row: Sequence[Any]) -> F:
    fact = object.__new__(kind)
    for fill, value in zip(_SLOTS[kind], row, strict=True):
        fill(fact, value)
    return fact


def _values(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in _NAMES[type(fact)]}


def never_holds(where: Where) -> bool:
    """Whether a field must be one of no values."""
    return any(
        not condition.absent and never_holds(condition.where)
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
