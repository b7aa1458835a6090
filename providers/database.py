"""The database that a URL names, as a SQLAlchemy engine."""

from __future__ import annotations

from datetime import UTC, datetime
from sqlite3 import Connection

from sqlalchemy import DateTime, Dialect, Engine, TypeDecorator, create_engine, event, make_url


def connect(url: str) -> Engine:
    """Return the engine of `url`; `postgresql://` means psycopg 3, `sqlite:///` a tuned file."""
    target = make_url(url)
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    engine = create_engine(target, pool_pre_ping=True)
    if target.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Connection, _record: object) -> None:
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}").close()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment that knows its zone, also in SQLite, which has no type for it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Read UTC, whatever the zone of the session."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
