"""API documents of provider versions, and how pacts conform to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _make_documents()
    _make_publications()
    _make_conformances()
    op.add_column("verifications", sa.Column("document_id", _KEY, nullable=True))


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _make_documents() -> None:
    op.create_table(
        "provider_documents",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("provider_documents", "provider_id", "pacticipants"),
        sa.PrimaryKeyConstraint("id", name="pk_provider_documents"),
        sa.UniqueConstraint("provider_id", "sha", name="uq_provider_documents_provider_id_sha"),
        sqlite_autoincrement=True,
    )


def _make_publications() -> None:
    op.create_table(
        "document_publications",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("document_id", _KEY, nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("document_publications", "provider_id", "pacticipants"),
        _foreign("document_publications", "version_id", "versions"),
        _foreign("document_publications", "document_id", "provider_documents"),
        sa.PrimaryKeyConstraint("id", name="pk_document_publications"),
        sa.UniqueConstraint("version_id", name="uq_document_publications_version_id"),
        sqlite_autoincrement=True,
    )
    _index("document_publications", "provider_id")
    _index("document_publications", "document_id")


def _make_conformances() -> None:
    op.create_table(
        "conformances",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("pact_id", _KEY, nullable=False),
        sa.Column("document_id", _KEY, nullable=False),
        sa.Column("success", sa.Boolean(), nullable=True),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("conformances", "pact_id", "pacts"),
        _foreign("conformances", "document_id", "provider_documents"),
        sa.PrimaryKeyConstraint("id", name="pk_conformances"),
        sa.UniqueConstraint("pact_id", "document_id", name="uq_conformances_pact_id_document_id"),
        sqlite_autoincrement=True,
    )
    _index("conformances", "document_id")
