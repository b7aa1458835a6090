"""A view to read: nothing is looked up twice, and what is known to be asked goes together."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from sqlalchemy import Connection

from pactwright.broker.port import Among, Condition, Look, Where
from pactwright.broker.store.ledger import SqlLedger, never_holds, revive
from pactwright.broker.store.schema import TABLES
from pactwright.broker.store.statements import find_statement, parameters_of, shapes_of
from pactwright.broker.store.together import Query, can_go_together, read_together
from pactwright.broker.values import F, Fact


class SqlView(SqlLedger):
    """One transaction that only reads: it sees the same to its end, so it need not look again."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._seen: dict[Hashable, tuple[Fact, ...]] = {}

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
        key = (kind, newest, by, limit, offset, _key_of(where))
        found = self._seen.get(key)
        if found is None:
            found = super().find(kind, newest=newest, by=by, limit=limit, offset=offset, **where)
            self._seen[key] = found
        return found  # type: ignore[return-value]  # the key names the kind

    def look_ahead(self, *looks: Look) -> None:
        """Read together what `find` will be asked for, where each look is a journey of its own."""
        if not can_go_together(self.connection):
            return
        wanted = {(look.kind, False, "id", None, 0, _key_of(look.where)): look for look in looks}
        new = {
            key: look
            for key, look in wanted.items()
            if key not in self._seen and not never_holds(look.where)
        }
        rows = read_together(self.connection, [self._query(look) for look in new.values()])
        for (key, look), found in zip(new.items(), rows, strict=True):
            self._seen[key] = revive(look.kind, found)

    def _query(self, look: Look) -> Query:
        name, shapes, limited = TABLES[look.kind].name, shapes_of(look.where), False
        statement = find_statement(self.dialect, name, shapes, ("id", False), limited)
        return statement, parameters_of(look.where, self.dialect)


def _key_of(where: Where) -> frozenset[Hashable]:
    """Return the same for conditions that mean the same."""
    return frozenset((field, _canonical(condition)) for field, condition in where.items())


def _canonical(condition: Condition) -> Hashable:
    """Return one value and a list of only that value alike; nothing and `None` stay themselves."""
    if isinstance(condition, Among):
        return condition.kind, condition.field, _key_of(condition.where), condition.absent
    if isinstance(condition, Collection) and not isinstance(condition, str):
        return frozenset(condition)
    if isinstance(condition, str | int) and not isinstance(condition, bool):
        return frozenset((condition,))
    return condition
