"""Property files of consumer versions, and what their tests came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _make_files()
    _make_marks()
    _make_records()


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=False)


def _make_files() -> None:
    op.create_table(
        "property_files",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("property_files", "consumer_id", "pacticipants"),
        _foreign("property_files", "provider_id", "pacticipants"),
        sa.PrimaryKeyConstraint("id", name="pk_property_files"),
        sa.UniqueConstraint(
            "consumer_id",
            "provider_id",
            "digest",
            name="uq_property_files_consumer_id_provider_id_digest",
        ),
        sqlite_autoincrement=True,
    )
    _index("property_files", "provider_id")


def _make_marks() -> None:
    op.create_table(
        "property_marks",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("file_id", _KEY, nullable=False),
        _foreign("property_marks", "consumer_id", "pacticipants"),
        _foreign("property_marks", "provider_id", "pacticipants"),
        _foreign("property_marks", "version_id", "versions"),
        _foreign("property_marks", "file_id", "property_files"),
        sa.PrimaryKeyConstraint("id", name="pk_property_marks"),
        sa.UniqueConstraint(
            "version_id", "provider_id", name="uq_property_marks_version_id_provider_id"
        ),
        sqlite_autoincrement=True,
    )
    for column in ("file_id", "consumer_id", "provider_id"):
        _index("property_marks", column)


def _make_records() -> None:
    op.create_table(
        "property_records",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("file_id", _KEY, nullable=False),
        sa.Column("provider_version_id", _KEY, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("property_records", "file_id", "property_files"),
        _foreign("property_records", "provider_version_id", "versions"),
        sa.PrimaryKeyConstraint("id", name="pk_property_records"),
        sqlite_autoincrement=True,
    )
    _index("property_records", "file_id", "provider_version_id")
    _index("property_records", "provider_version_id")
