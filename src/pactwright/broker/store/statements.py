"""The queries of the store, each built once for the shape of its conditions."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import Select, Table, Text, and_, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement

from pactwright.broker.port import After, Before, Condition, Containing
from pactwright.broker.store.schema import METADATA

Dialect: TypeAlias = Literal["sqlite", "postgresql"]
"""How the database takes several values as one parameter: a list in JSON, or an array.

So the statement's text is the same for one value and for ten thousand: it is compiled once, the
database keeps its plan, and no limit on parameters is met.
"""

Shape: TypeAlias = Literal["null", "true", "false", "after", "before", "containing", "in", "equal"]
Shapes: TypeAlias = tuple[tuple[str, Shape], ...]
"""The fields that are compared and how."""


def shape_of(condition: Condition) -> Shape:
    """Return how a column is compared with the condition."""
    if condition is None or isinstance(condition, bool):
        return "null" if condition is None else "true" if condition else "false"
    if isinstance(condition, After | Before | Containing):
        return _NAMES[type(condition)]
    if isinstance(condition, Collection) and not isinstance(condition, str):
        return "in"
    return "equal"


_NAMES: Mapping[type, Shape] = {After: "after", Before: "before", Containing: "containing"}


def parameter_of(condition: Condition, dialect: Dialect) -> Any:  # noqa: ANN401 - what the driver takes
    """Return the value to compare with."""
    if isinstance(condition, Containing):
        literal = condition.value.lower().replace("/", "//").replace("%", "/%").replace("_", "/_")
        return f"%{literal}%"
    if isinstance(condition, After | Before):
        return condition.value
    if isinstance(condition, Collection) and not isinstance(condition, str):
        return json.dumps(list(condition)) if dialect == "sqlite" else list(condition)
    return condition


@lru_cache(maxsize=1024)
def find_statement(
    dialect: Dialect,
    name: str,
    shapes: Shapes,
    newest: bool,  # noqa: FBT001 - a cache's key
    limited: bool,  # noqa: FBT001 - a cache's key
) -> Select[Any]:
    """Return the query of `find`; its parameters are the fields, `limit` and `offset`."""
    table = METADATA.tables[name]
    order = table.c.id.desc() if newest else table.c.id
    query = select(*table.columns).where(*compare(dialect, table, shapes)).order_by(order)
    if limited:
        query = query.limit(bindparam("limit")).offset(bindparam("offset"))
    return query


@lru_cache(maxsize=256)
def newest_statement(
    dialect: Dialect, name: str, fields: tuple[str, ...], by: str, shapes: Shapes
) -> Select[Any]:
    """Return the query of `newest_per`; its parameters are the fields of the conditions."""
    table = METADATA.tables[name]
    groups = [table.c[field] for field in fields]
    tests = compare(dialect, table, shapes)
    top = select(*groups, func.max(table.c[by]).label("top")).where(*tests)
    best = top.group_by(*groups).subquery()
    same = [table.c[field] == best.c[field] for field in fields]
    joined = table.join(best, and_(*same, table.c[by] == best.c.top))
    return select(*table.columns).select_from(joined).where(*tests).order_by(table.c.id)


@lru_cache(maxsize=256)
def count_statement(dialect: Dialect, name: str, shapes: Shapes) -> Select[Any]:
    """Return the query of `count`; its parameters are the fields of the conditions."""
    table = METADATA.tables[name]
    tests = compare(dialect, table, shapes)
    return select(func.count()).select_from(table).where(*tests)


def compare(dialect: Dialect, table: Table, shapes: Shapes) -> list[ColumnElement[bool]]:
    """Return the comparisons; each parameter is named like its field."""
    return [
        _is_one_of(dialect, table.c[field], field)
        if shape == "in"
        else _compare(table.c[field], field, shape)
        for field, shape in shapes
    ]


def _is_one_of(dialect: Dialect, column: ColumnElement[Any], field: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return column == any_(bindparam(field, type_=ARRAY(column.type)))
    values = func.json_each(bindparam(field, type_=Text)).table_valued("value")
    return column.in_(select(values.c.value))


def _compare(column: ColumnElement[Any], field: str, shape: Shape) -> ColumnElement[bool]:
    match shape:
        case "null":
            return column.is_(None)
        case "true" | "false":
            return column.is_(shape == "true")
        case "containing":
            return func.lower(column).like(bindparam(field), escape="/")
        case "after":
            return column > bindparam(field, type_=column.type)
        case "before":
            return column < bindparam(field, type_=column.type)
        case _:
            return column == bindparam(field, type_=column.type)
