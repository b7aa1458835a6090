"""The tables that hold the facts, one for each kind."""

from __future__ import annotations

from collections.abc import Mapping
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
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from pactwright.broker.store.uniqueness import UNIQUE
from pactwright.broker.values import (
    Attempt,
    AuditEntry,
    Branch,
    BranchVersion,
    Delivery,
    Denial,
    Deployment,
    Environment,
    Fact,
    Integration,
    Label,
    Pact,
    Pacticipant,
    PactText,
    Publication,
    Release,
    Tag,
    Token,
    Verification,
    VerificationText,
    Version,
    Webhook,
)


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_KEY = BigInteger().with_variant(Integer(), "sqlite")


def _ref(name: str, target: str, *, required: bool = True) -> Column[int]:
    return Column(name, _KEY, ForeignKey(f"{target}.id"), nullable=not required)


def _name(name: str = "name") -> Column[str]:
    return Column(name, Text, nullable=False)


def _time(name: str = "created_at", *, required: bool = True) -> Column[datetime]:
    return Column(name, Moment, nullable=not required)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _table(name: str, kind: type[Fact], *parts: Column[Any] | Index) -> Table:
    unique = (UniqueConstraint(*fields) for fields in UNIQUE.get(kind, ()))
    # AUTOINCREMENT: an id that was used never comes back, and order is the order of ids.
    return Table(
        name,
        METADATA,
        Column("id", _KEY, primary_key=True),
        *parts,
        *unique,
        sqlite_autoincrement=True,
    )


TABLES: Mapping[type[Fact], Table] = {
    Pacticipant: _table(
        "pacticipants",
        Pacticipant,
        _name(),
        Column("display_name", Text),
        Column("repository_url", Text),
        Column("repository_name", Text),
        Column("repository_namespace", Text),
        Column("main_branch", Text),
        _time(),
        _time("updated_at"),
    ),
    Label: _table("labels", Label, _ref("pacticipant_id", "pacticipants"), _name(), _time()),
    Version: _table(
        "versions",
        Version,
        _ref("pacticipant_id", "pacticipants"),
        _name("number"),
        Column("build_url", Text),
        _time(),
    ),
    Branch: _table(
        "branches",
        Branch,
        _ref("pacticipant_id", "pacticipants"),
        _name(),
        _ref("head_id", "versions", required=False),
        _time(),
    ),
    BranchVersion: _table(
        "branch_versions",
        BranchVersion,
        _ref("branch_id", "branches"),
        _ref("pacticipant_id", "pacticipants"),
        _ref("version_id", "versions"),
        _flag("auto_created"),
        _time(),
        Index(None, "version_id"),
    ),
    Tag: _table(
        "tags",
        Tag,
        _ref("pacticipant_id", "pacticipants"),
        _ref("version_id", "versions"),
        _name(),
        _time(),
        Index(None, "pacticipant_id", "name", "version_id"),
    ),
    Pact: _table(
        "pacts",
        Pact,
        _ref("consumer_id", "pacticipants"),
        _ref("provider_id", "pacticipants"),
        _name("sha"),
        _time(),
        Index(None, "provider_id"),
    ),
    PactText: _table("pact_texts", PactText, _name("content")),
    Publication: _table(
        "publications",
        Publication,
        _ref("consumer_id", "pacticipants"),
        _ref("provider_id", "pacticipants"),
        _ref("version_id", "versions"),
        _ref("pact_id", "pacts"),
        Column("revision", Integer, nullable=False),
        _flag("current"),
        _time(),
        Index(None, "pact_id"),
        Index(None, "provider_id", "consumer_id", "version_id"),
        Index(None, "consumer_id"),
    ),
    Verification: _table(
        "verifications",
        Verification,
        _ref("consumer_id", "pacticipants"),
        _ref("provider_id", "pacticipants"),
        _ref("pact_id", "pacts"),
        _ref("provider_version_id", "versions"),
        _flag("success"),
        _flag("wip"),
        _flag("pending"),
        _flag("current"),
        Column("build_url", Text),
        _time(),
        Index(None, "pact_id", "provider_version_id"),
        Index(None, "provider_version_id"),
        Index(None, "provider_id"),
        Index(None, "consumer_id"),
    ),
    VerificationText: _table(
        "verification_texts",
        VerificationText,
        Column("test_results", Text),
        Column("verified_by", Text),
        Column("consumer_versions", Text),
    ),
    Environment: _table(
        "environments",
        Environment,
        _name("uuid"),
        _name(),
        Column("display_name", Text),
        _flag("production"),
        Column("contacts", Text),
        _time(),
        _time("updated_at"),
    ),
    Deployment: _table(
        "deployments",
        Deployment,
        Column("uuid", Text, nullable=False, unique=True),
        _ref("pacticipant_id", "pacticipants"),
        _ref("version_id", "versions"),
        _ref("environment_id", "environments"),
        Column("target", Text),
        _time(),
        _time("ended_at", required=False),
        Index(None, "environment_id", "pacticipant_id"),
        Index(None, "version_id"),
        Index(None, "pacticipant_id"),
        Index(
            "uq_deployments_place",
            "environment_id",
            "pacticipant_id",
            text("coalesce(target, '')"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    ),
    Release: _table(
        "releases",
        Release,
        Column("uuid", Text, nullable=False, unique=True),
        _ref("pacticipant_id", "pacticipants"),
        _ref("version_id", "versions"),
        _ref("environment_id", "environments"),
        _time(),
        _time("ended_at", required=False),
        Index(None, "environment_id", "pacticipant_id"),
        Index(None, "pacticipant_id"),
    ),
    Integration: _table(
        "integrations",
        Integration,
        _ref("consumer_id", "pacticipants"),
        _ref("provider_id", "pacticipants"),
        _time(),
        _time("updated_at"),
        Index(None, "provider_id"),
    ),
    Webhook: _table(
        "webhooks",
        Webhook,
        _name("uuid"),
        Column("description", Text),
        _flag("enabled"),
        Column("consumer", Text),
        Column("consumer_label", Text),
        Column("provider", Text),
        Column("provider_label", Text),
        _name("events"),
        _name("method"),
        _name("url"),
        _name("headers"),
        Column("body", Text),
        Column("username", Text),
        Column("password", Text),
        _time(),
        _time("updated_at"),
    ),
    Delivery: _table(
        "deliveries",
        Delivery,
        _name("uuid"),
        _name("webhook_uuid"),
        _name("event"),
        Column("pact_id", _KEY),
        Column("verification_id", _KEY),
        _name("state"),
        _name("method"),
        _name("url"),
        _name("headers"),
        Column("body", Text),
        Column("username", Text),
        Column("password", Text),
        Column("attempts", Integer, nullable=False),
        _time(),
        _time("due_at"),
        Index(None, "state", "due_at"),
        Index(None, "webhook_uuid"),
        Index(None, "pact_id"),
        Index(None, "verification_id"),
    ),
    Attempt: _table(
        "attempts",
        Attempt,
        _ref("delivery_id", "deliveries"),
        _flag("success"),
        Column("status", Integer),
        _name("log"),
        _time(),
        Index(None, "delivery_id"),
    ),
    Token: _table(
        "tokens",
        Token,
        _name(),
        _name("digest"),
        _name("scopes"),
        Column("applications", Text),
        _time(),
        _time("revoked_at", required=False),
    ),
    AuditEntry: _table(
        "audit_entries",
        AuditEntry,
        _name("actor"),
        _name("method"),
        _name("path"),
        Column("status", Integer, nullable=False),
        _time(),
    ),
    Denial: _table(
        "denials", Denial, _name("address"), _time(), Index(None, "address", "created_at")
    ),
}
"""The table of each kind; columns are called like fields."""
