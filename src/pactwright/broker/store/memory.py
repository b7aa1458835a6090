"""A store in the memory of one process: for folders of results, and to hold the others to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from operator import attrgetter
from typing import Any, cast

from pactwright.broker.port import After, Among, Before, Condition, Containing, Look
from pactwright.broker.store.uniqueness import UNIQUE
from pactwright.broker.values import F, Fact
from pactwright.errors import PactwrightError

_Rows = dict[int, Any]


class MemoryLedger:
    """Facts in dictionaries by kind and id; give it literals to decide on them."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._kinds: dict[type[Fact], _Rows] = {}
        self._last: dict[type[Fact], int] = {}
        for fact in facts:
            self.add(fact)

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
        rows = sorted(self._matching(kind, where), key=attrgetter(by, "id"), reverse=newest)
        return tuple(rows[offset : None if limit is None else offset + limit])

    def look_ahead(self, *looks: Look) -> None:
        """Do nothing: all is here already."""

    def newest_per(
        self, kind: type[F], fields: tuple[str, ...], /, *, by: str = "id", **where: Condition
    ) -> tuple[F, ...]:
        """Return, of what matches, the one with the highest `by` for each value of the fields."""
        best: dict[tuple[object, ...], F] = {}
        for row in sorted(self._matching(kind, where), key=attrgetter("id")):
            group = tuple(getattr(row, field) for field in fields)
            if group not in best or getattr(row, by) > getattr(best[group], by):
                best[group] = row
        return tuple(sorted(best.values(), key=attrgetter("id")))

    def count(self, kind: type[Fact], /, **where: Condition) -> int:
        """Return how many match."""
        return sum(1 for _ in self._matching(kind, where))

    def add(self, fact: F) -> F:
        """Return the fact with its new id; one that names an id keeps it."""
        kind = type(fact)
        rows = self._kinds.setdefault(kind, {})
        if not fact.id:
            fact = replace(fact, id=self._last.get(kind, 0) + 1)
        self._refuse_twins(fact)
        self._last[kind] = max(self._last.get(kind, 0), fact.id)
        rows[fact.id] = fact
        return fact

    def change(self, fact: Fact) -> None:
        """Put the fact in the place of the one with its id."""
        self._refuse_twins(fact)
        self._kinds[type(fact)][fact.id] = fact

    def remove(self, kind: type[Fact], /, **where: Condition) -> int:
        """Forget what matches and return how many there were."""
        gone = [row.id for row in self._matching(kind, where)]
        for key in gone:
            del self._kinds[kind][key]
        return len(gone)

    def copy(self) -> MemoryLedger:
        """Return a ledger with the same facts whose changes do not show here."""
        twin = MemoryLedger()
        twin._kinds = {kind: dict(rows) for kind, rows in self._kinds.items()}
        twin._last = dict(self._last)
        return twin

    def _matching(self, kind: type[F], where: dict[str, Condition]) -> Iterator[F]:
        tests = [(attrgetter(field), self._test_of(test)) for field, test in where.items()]
        for row in cast("Iterable[F]", self._kinds.get(kind, {}).values()):
            if all(test(get(row)) for get, test in tests):
                yield row

    def _test_of(self, condition: Condition) -> Callable[[Any], bool]:
        if not isinstance(condition, Among):
            return _test_of(condition)
        rows = self._matching(condition.kind, condition.where)
        there = {getattr(row, condition.field) for row in rows}
        return lambda value: (value in there) is not condition.absent

    def _refuse_twins(self, fact: Fact) -> None:
        for fields in UNIQUE.get(type(fact), ()):
            where = {field: getattr(fact, field) for field in fields}
            twins = (row for row in self._matching(type(fact), where) if row.id != fact.id)
            if next(twins, None) is not None:
                raise PactwrightError(
                    f"there is already a {type(fact).__name__} with {where}",
                    hint="change the one that is there",
                )


def _test_of(condition: Condition) -> Callable[[Any], bool]:
    if isinstance(condition, After):
        return lambda value: value is not None and value > condition.value
    if isinstance(condition, Before):
        return lambda value: value is not None and value < condition.value
    if isinstance(condition, Containing):
        return lambda value: value is not None and condition.value.lower() in value.lower()
    if isinstance(condition, Collection) and not isinstance(condition, str):
        wanted = frozenset(condition)
        return lambda value: value in wanted
    return lambda value: value == condition


class MemoryStore:
    """A store that lives as long as its process."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._ledger = MemoryLedger(facts)
        self._lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[MemoryLedger]:
        """Open a view of what is there now; later writes do not show in it."""
        yield self._ledger

    @contextmanager
    def write(self) -> Iterator[MemoryLedger]:
        """Open the view to write; its end makes it count, an exception undoes all of it."""
        with self._lock:
            ledger = self._ledger.copy()
            yield ledger
            self._ledger = ledger

    def close(self) -> None:
        """Let go of nothing; there are no files or connections."""
