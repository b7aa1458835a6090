"""One transaction on an SQL database, which looks for nothing twice while that stays the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
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
from pactwright.broker.store.together import Query, can_go_together, read_together
from pactwright.broker.values import F, Fact

_ALL = 2**31 - 1


class SqlLedger:
    """One transaction on the database.

    Nobody else's writes show in it: a reader sees the same to its end, and there is one writer
    at a time. So what was found stays found until this very transaction writes facts of the kind.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._seen: defaultdict[type[Fact], dict[Hashable, tuple[Any, ...]]] = defaultdict(dict)
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
        key = (newest, by, limit, offset, _key_of(where))
        if key in self._seen[kind]:
            return self._seen[kind][key]
        shapes, parameters = self._split(where)
        if limited:
            parameters |= {"limit": _ALL if limit is None else limit, "offset": offset}
        name = TABLES[kind].name
        statement = find_statement(self.dialect, name, shapes, (by, newest), limited)
        found = self._read(kind, statement, parameters)
        if key[-1] is not None:
            self._seen[kind][key] = found
        return found

    def look_ahead(self, *looks: Look) -> None:
        """Read together what `find` will be asked for, where each look is a journey of its own."""
        if not can_go_together(self.connection):
            return
        new = {}
        for look in looks:
            key = (False, "id", None, 0, _key_of(look.where))
            told = key[-1] is not None and not never_holds(look.where)
            if told and key not in self._seen[look.kind]:
                new[look.kind, key] = look
        rows = read_together(self.connection, [self._query(look) for look in new.values()])
        for (kind, key), found in zip(new, rows, strict=True):
            self._seen[kind][key] = revive(kind, found)

    def _query(self, look: Look) -> Query:
        name, shapes, limited = TABLES[look.kind].name, shapes_of(look.where), False
        statement = find_statement(self.dialect, name, shapes, ("id", False), limited)
        return statement, parameters_of(look.where, self.dialect)

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
        self._seen.pop(type(fact), None)
        values = _values(fact)
        if not fact.id:
            del values["id"]
        result = self.connection.execute(insert(TABLES[type(fact)]), values)
        key = result.inserted_primary_key
        return fact if fact.id or key is None else replace(fact, id=key[0])

    def change(self, fact: Fact) -> None:
        """Put the fact in the place of the one with its id."""
        self._seen.pop(type(fact), None)
        table = TABLES[type(fact)]
        values = _values(fact)
        self.connection.execute(update(table).where(table.c.id == values.pop("id")).values(values))

    def remove(self, kind: type[Fact], /, **where: Condition) -> int:
        """Forget what matches and return how many there were."""
        if never_holds(where):
            return 0
        self._seen.pop(kind, None)
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


def _key_of(where: Where) -> Hashable:
    """Return the same for conditions that mean the same; `None` where other kinds have a say."""
    if any(isinstance(condition, Among) for condition in where.values()):
        return None
    return frozenset((field, _canonical(condition)) for field, condition in where.items())


def _canonical(condition: Condition) -> Hashable:
    """Return one value and a list of only that value alike."""
    if isinstance(condition, Collection) and not isinstance(condition, str):
        return frozenset(condition)
    if isinstance(condition, str | int) and not isinstance(condition, bool):
        return frozenset((condition,))
    return condition


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
