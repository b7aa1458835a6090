"""Queries that go to PostgreSQL together, so that all of them cost one journey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import OperationalError

Query: TypeAlias = "tuple[Select[Any], dict[str, Any]]"
"""A statement, and its parameters by name."""
_Read: TypeAlias = Callable[[Any], Any]


def can_go_together(connection: Connection) -> bool:
    """Whether the driver and its library send a query before the answer to the last has come."""
    pipeline = getattr(connection.dialect.loaded_dbapi, "Pipeline", None)
    return pipeline is not None and bool(pipeline.is_supported())


def read_together(connection: Connection, queries: Sequence[Query]) -> list[list[Sequence[Any]]]:
    """Return the rows of each query, as SQLAlchemy would.

    Raises its `OperationalError` for whatever the driver meets.
    """
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    plans = [_plan(dialect, statement) for statement, _ in queries]
    try:
        with driver.pipeline():
            cursors = [
                driver.execute(text, parameters)
                for (text, _), (_, parameters) in zip(plans, queries, strict=True)
            ]
        answers = [cursor.fetchall() for cursor in cursors]
    except dialect.loaded_dbapi.Error as error:
        raise OperationalError(None, None, error) from error
    return [_translate(rows, readers) for rows, (_, readers) in zip(answers, plans, strict=True)]


@lru_cache(maxsize=512)
def _plan(dialect: Dialect, statement: Select[Any]) -> tuple[str, tuple[tuple[int, _Read], ...]]:
    """Return the statement's text, and what some of its columns' values must go through."""
    readers = (
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.selected_columns
    )
    text = str(statement.compile(dialect=dialect))
    return text, tuple((place, read) for place, read in enumerate(readers) if read is not None)


def _translate(
    rows: list[Sequence[Any]], readers: tuple[tuple[int, _Read], ...]
) -> list[Sequence[Any]]:
    if not readers:
        return rows
    translated: list[Sequence[Any]] = []
    for row in rows:
        values = list(row)
        for place, read in readers:
            values[place] = read(values[place])
        translated.append(values)
    return translated
