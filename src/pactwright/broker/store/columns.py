"""The kinds of columns that the tables of the store are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from pactwright.broker.store.uniqueness import UNIQUE
from pactwright.broker.values import Fact


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy's own form
    ) -> Callable[[Any], datetime | None]:
        """Return what gives times their zone; one call for each of perhaps thousands of rows."""
        return _read_text if dialect.name == "sqlite" else _read_time


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _read_time(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = BigInteger().with_variant(Integer(), "sqlite")


def ref(name: str, target: str, *, required: bool = True) -> Column[int]:
    """Return a column that points to another table's facts."""
    return Column(name, KEY, ForeignKey(f"{target}.id"), nullable=not required)


def name(name: str = "name") -> Column[str]:
    """Return a column of text that is never empty of value."""
    return Column(name, Text, nullable=False)


def time(name: str = "created_at", *, required: bool = True) -> Column[datetime]:
    """Return a column of times."""
    return Column(name, Moment, nullable=not required)


def flag(name: str) -> Column[bool]:
    """Return a column of truth values."""
    return Column(name, Boolean, nullable=False)


def table(name: str, kind: type[Fact], *parts: Column[Any] | Index) -> Table:
    """Return the table of a kind: its id, its columns, and what may be there once."""
    unique = (UniqueConstraint(*fields) for fields in UNIQUE.get(kind, ()))
    # AUTOINCREMENT: an id that was used never comes back, and order is the order of ids.
    return Table(
        name,
        METADATA,
        Column("id", KEY, primary_key=True),
        *parts,
        *unique,
        sqlite_autoincrement=True,
    )
