"""The first schema: pacticipants, versions, pacts, verifications and environments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _make_environments()
    _make_pact_texts()
    _make_pacticipants()
    _make_verification_texts()
    _make_integrations()
    _make_labels()
    _make_pacts()
    _make_versions()
    _make_branches()
    _make_deployments()
    _make_publications()
    _make_releases()
    _make_tags()
    _make_verifications()
    _make_branch_versions()


def _make_environments() -> None:
    op.create_table(
        "environments",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("production", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_environments"),
        sa.UniqueConstraint("name", name="uq_environments_name"),
        sa.UniqueConstraint("uuid", name="uq_environments_uuid"),
        sqlite_autoincrement=True,
    )


def _make_pact_texts() -> None:
    op.create_table(
        "pact_texts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pact_texts"),
        sqlite_autoincrement=True,
    )


def _make_pacticipants() -> None:
    op.create_table(
        "pacticipants",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("repository_url", sa.Text(), nullable=True),
        sa.Column("repository_name", sa.Text(), nullable=True),
        sa.Column("repository_namespace", sa.Text(), nullable=True),
        sa.Column("main_branch", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pacticipants"),
        sa.UniqueConstraint("name", name="uq_pacticipants_name"),
        sqlite_autoincrement=True,
    )


def _make_verification_texts() -> None:
    op.create_table(
        "verification_texts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("test_results", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("consumer_versions", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_verification_texts"),
        sqlite_autoincrement=True,
    )


def _make_integrations() -> None:
    op.create_table(
        "integrations",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consumer_id"], ["pacticipants.id"], name="fk_integrations_consumer_id"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["pacticipants.id"], name="fk_integrations_provider_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_integrations"),
        sa.UniqueConstraint(
            "consumer_id", "provider_id", name="uq_integrations_consumer_id_provider_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_integrations_provider_id", "integrations", ["provider_id"], unique=False)


def _make_labels() -> None:
    op.create_table(
        "labels",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_labels_pacticipant_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.UniqueConstraint("pacticipant_id", "name", name="uq_labels_pacticipant_id_name"),
        sqlite_autoincrement=True,
    )


def _make_pacts() -> None:
    op.create_table(
        "pacts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consumer_id"], ["pacticipants.id"], name="fk_pacts_consumer_id"),
        sa.ForeignKeyConstraint(["provider_id"], ["pacticipants.id"], name="fk_pacts_provider_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pacts"),
        sa.UniqueConstraint(
            "consumer_id", "provider_id", "sha", name="uq_pacts_consumer_id_provider_id_sha"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pacts_provider_id", "pacts", ["provider_id"], unique=False)


def _make_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("build_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_versions_pacticipant_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("pacticipant_id", "number", name="uq_versions_pacticipant_id_number"),
        sqlite_autoincrement=True,
    )


def _make_branches() -> None:
    op.create_table(
        "branches",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_id", _KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["head_id"], ["versions.id"], name="fk_branches_head_id"),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_branches_pacticipant_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_branches"),
        sa.UniqueConstraint("pacticipant_id", "name", name="uq_branches_pacticipant_id_name"),
        sqlite_autoincrement=True,
    )


def _make_deployments() -> None:
    op.create_table(
        "deployments",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("environment_id", _KEY, nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["environments.id"], name="fk_deployments_environment_id"
        ),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_deployments_pacticipant_id"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_deployments_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deployments"),
        sa.UniqueConstraint("uuid", name="uq_deployments_uuid"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deployments_environment_id_pacticipant_id",
        "deployments",
        ["environment_id", "pacticipant_id"],
        unique=False,
    )
    op.create_index(
        "ix_deployments_pacticipant_id", "deployments", ["pacticipant_id"], unique=False
    )
    op.create_index("ix_deployments_version_id", "deployments", ["version_id"], unique=False)
    op.create_index(
        "uq_deployments_place",
        "deployments",
        ["environment_id", "pacticipant_id", sa.text("coalesce(target, '')")],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _make_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("pact_id", _KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consumer_id"], ["pacticipants.id"], name="fk_publications_consumer_id"
        ),
        sa.ForeignKeyConstraint(["pact_id"], ["pacts.id"], name="fk_publications_pact_id"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["pacticipants.id"], name="fk_publications_provider_id"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_publications_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.UniqueConstraint(
            "version_id",
            "provider_id",
            "revision",
            name="uq_publications_version_id_provider_id_revision",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_publications_consumer_id", "publications", ["consumer_id"], unique=False)
    op.create_index("ix_publications_pact_id", "publications", ["pact_id"], unique=False)
    op.create_index(
        "ix_publications_provider_id_consumer_id_version_id",
        "publications",
        ["provider_id", "consumer_id", "version_id"],
        unique=False,
    )


def _make_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("environment_id", _KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["environments.id"], name="fk_releases_environment_id"
        ),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_releases_pacticipant_id"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_releases_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("uuid", name="uq_releases_uuid"),
        sa.UniqueConstraint(
            "version_id", "environment_id", name="uq_releases_version_id_environment_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_releases_environment_id_pacticipant_id",
        "releases",
        ["environment_id", "pacticipant_id"],
        unique=False,
    )
    op.create_index("ix_releases_pacticipant_id", "releases", ["pacticipant_id"], unique=False)


def _make_tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_tags_pacticipant_id"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_tags_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("version_id", "name", name="uq_tags_version_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_tags_pacticipant_id_name_version_id",
        "tags",
        ["pacticipant_id", "name", "version_id"],
        unique=False,
    )


def _make_verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("consumer_id", _KEY, nullable=False),
        sa.Column("provider_id", _KEY, nullable=False),
        sa.Column("pact_id", _KEY, nullable=False),
        sa.Column("provider_version_id", _KEY, nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("wip", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("build_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consumer_id"], ["pacticipants.id"], name="fk_verifications_consumer_id"
        ),
        sa.ForeignKeyConstraint(["pact_id"], ["pacts.id"], name="fk_verifications_pact_id"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["pacticipants.id"], name="fk_verifications_provider_id"
        ),
        sa.ForeignKeyConstraint(
            ["provider_version_id"], ["versions.id"], name="fk_verifications_provider_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verifications_consumer_id", "verifications", ["consumer_id"], unique=False)
    op.create_index(
        "ix_verifications_pact_id_provider_version_id",
        "verifications",
        ["pact_id", "provider_version_id"],
        unique=False,
    )
    op.create_index("ix_verifications_provider_id", "verifications", ["provider_id"], unique=False)
    op.create_index(
        "ix_verifications_provider_version_id",
        "verifications",
        ["provider_version_id"],
        unique=False,
    )


def _make_branch_versions() -> None:
    op.create_table(
        "branch_versions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("pacticipant_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("auto_created", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name="fk_branch_versions_branch_id"
        ),
        sa.ForeignKeyConstraint(
            ["pacticipant_id"], ["pacticipants.id"], name="fk_branch_versions_pacticipant_id"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name="fk_branch_versions_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_branch_versions"),
        sa.UniqueConstraint(
            "branch_id", "version_id", name="uq_branch_versions_branch_id_version_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_branch_versions_version_id", "branch_versions", ["version_id"], unique=False
    )
