"""The queries of the store, each built once for the shape of its conditions."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import FromClause, Select, Table, Text, and_, any_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.selectable import TableValuedAlias

from pactwright.broker.port import After, Among, Before, Condition, Containing, Where
from pactwright.broker.store.schema import METADATA, TABLES

Dialect: TypeAlias = Literal["sqlite", "postgresql"]
"""How the database takes several values as one parameter: a list in JSON, or an array.

So the statement's text is the same for one value and for ten thousand: it is compiled once, the
database keeps its plan, and no limit on parameters is met.
"""

Plain: TypeAlias = Literal["null", "true", "false", "after", "before", "containing", "in", "equal"]


@dataclass(frozen=True, slots=True)
class Inner:
    """The comparison with a column of the rows of another table."""

    table: str
    column: str
    shapes: Shapes
    absent: bool


Shape: TypeAlias = Plain | Inner
Shapes: TypeAlias = "tuple[tuple[str, Shape], ...]"
"""The fields that are compared and how."""


def shapes_of(where: Where) -> Shapes:
    """Return how each field is compared with its condition."""
    return tuple((field, _shape_of(condition)) for field, condition in where.items())


def parameters_of(where: Where, dialect: Dialect, *, prefix: str = "") -> dict[str, Any]:
    """Return what to compare with, named by the field, or `outer_inner` inside another table."""
    parameters: dict[str, Any] = {}
    for field, condition in where.items():
        if isinstance(condition, Among):
            inner = parameters_of(condition.where, dialect, prefix=f"{prefix}{field}_")
            parameters |= inner
        elif condition is not None and not isinstance(condition, bool):
            parameters[prefix + field] = _parameter_of(condition, dialect)
    return parameters


def _shape_of(condition: Condition) -> Shape:
    if isinstance(condition, Among):
        table = TABLES[condition.kind].name
        return Inner(table, condition.field, shapes_of(condition.where), condition.absent)
    if condition is None or isinstance(condition, bool):
        return "null" if condition is None else "true" if condition else "false"
    if isinstance(condition, After | Before | Containing):
        return _NAMES[type(condition)]
    if isinstance(condition, Collection) and not isinstance(condition, str):
        return "in"
    return "equal"


_NAMES: Mapping[type, Plain] = {After: "after", Before: "before", Containing: "containing"}


def _parameter_of(condition: Condition, dialect: Dialect) -> Any:  # noqa: ANN401 - what the driver takes
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
    order: tuple[str, bool],
    limited: bool,  # noqa: FBT001 - a cache's key
) -> Select[Any]:
    """Return the query of `find`; its parameters are the fields, `limit` and `offset`.

    `order` is the column that orders the rows, and whether the highest comes first.
    """
    table = METADATA.tables[name]
    by, newest = order
    columns = [table.c[column] for column in dict.fromkeys((by, "id"))]
    ordered = [column.desc() for column in columns] if newest else columns
    query = select(*table.columns).where(*compare(dialect, table, shapes)).order_by(*ordered)
    if limited:
        query = query.limit(bindparam("limit")).offset(bindparam("offset"))
    return query


@lru_cache(maxsize=256)
def newest_statement(
    dialect: Dialect, name: str, fields: tuple[str, ...], by: str, shapes: Shapes
) -> Select[Any]:
    """Return the query of `newest_per`; its parameters are the fields of the conditions."""
    table = METADATA.tables[name]
    if by == "id" and (fields[0], "in") in shapes and _is_indexed(table, (*fields, "id")):
        return _newest_of_each(dialect, table, fields[0], shapes)
    groups = [table.c[field] for field in fields]
    tests = compare(dialect, table, shapes)
    top = select(*groups, func.max(table.c[by]).label("top")).where(*tests)
    best = top.group_by(*groups).subquery()
    same = [table.c[field] == best.c[field] for field in fields]
    joined = table.join(best, and_(*same, table.c[by] == best.c.top))
    return select(*table.columns).select_from(joined).where(*tests).order_by(table.c.id)


def _newest_of_each(dialect: Dialect, table: Table, field: str, shapes: Shapes) -> Select[Any]:
    """Return the query that looks from the newest on for each value, and stops at the first.

    A content may have thousands of results, of which the last few tell.
    """
    inner = table.alias()
    rest = tuple(one for one in shapes if one[0] != field)
    values = _values_of(dialect, table.c[field], field)
    newest = (
        select(inner.c.id)
        .where(inner.c[field] == values.c.value, *compare(dialect, inner, rest))
        .order_by(inner.c.id.desc())
        .limit(1)
        .correlate(values)
    )
    found = select(newest.scalar_subquery()).select_from(values)
    return select(*table.columns).where(table.c.id.in_(found)).order_by(table.c.id)


def _is_indexed(table: Table, columns: tuple[str, ...]) -> bool:
    return any(tuple(index.columns.keys()) == columns for index in table.indexes)


@lru_cache(maxsize=256)
def count_statement(dialect: Dialect, name: str, shapes: Shapes) -> Select[Any]:
    """Return the query of `count`; its parameters are the fields of the conditions."""
    table = METADATA.tables[name]
    tests = compare(dialect, table, shapes)
    return select(func.count()).select_from(table).where(*tests)


def compare(
    dialect: Dialect, table: FromClause, shapes: Shapes, *, prefix: str = ""
) -> list[ColumnElement[bool]]:
    """Return the comparisons; each parameter is named like its field, behind the prefix."""
    return [
        test
        for field, shape in shapes
        for test in _compare(dialect, table.c[field], prefix + field, shape)
    ]


def _compare(
    dialect: Dialect, column: ColumnElement[Any], name: str, shape: Shape
) -> list[ColumnElement[bool]]:
    if isinstance(shape, Inner):
        return _is_among(dialect, column, shape, f"{name}_")
    if shape == "in":
        return [_is_one_of(dialect, column, name)]
    return [_is(column, name, shape)]


def _is_among(
    dialect: Dialect, column: ColumnElement[Any], inner: Inner, prefix: str
) -> list[ColumnElement[bool]]:
    """Return that there is such a row; what is asked of its column is asked of ours, too.

    So the database begins with our few rows and stops at the first of theirs.
    """
    table = METADATA.tables[inner.table].alias()
    same = [one for one in inner.shapes if one[0] == inner.column]
    rest = tuple(one for one in inner.shapes if one not in same)
    there = exists().where(
        table.c[inner.column] == column, *compare(dialect, table, rest, prefix=prefix)
    )
    if inner.absent:
        everything = compare(dialect, table, inner.shapes, prefix=prefix)
        return [~exists().where(table.c[inner.column] == column, *everything)]
    own = [
        test for field, shape in same for test in _compare(dialect, column, prefix + field, shape)
    ]
    return [*own, there]


def _is_one_of(dialect: Dialect, column: ColumnElement[Any], field: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return column == any_(bindparam(field, type_=ARRAY(column.type)))
    return column.in_(select(_values_of(dialect, column, field).c.value))


def _values_of(dialect: Dialect, column: ColumnElement[Any], field: str) -> TableValuedAlias:
    """Return the values of the parameter as a table of their own."""
    if dialect == "postgresql":
        values = func.unnest(bindparam(field, type_=ARRAY(column.type)))
        return values.table_valued("value").render_derived()
    return func.json_each(bindparam(field, type_=Text)).table_valued("value")


def _is(column: ColumnElement[Any], field: str, shape: Plain) -> ColumnElement[bool]:
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
