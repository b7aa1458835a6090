"""The tables of providers' API documents and of how pacts conform to them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from pactwright.broker.store.columns import name, ref, table, time
from pactwright.broker.values import Conformance, DocumentPublication, Fact, ProviderDocument

DOCUMENT_TABLES: Mapping[type[Fact], Table] = {
    ProviderDocument: table(
        "provider_documents",
        ProviderDocument,
        ref("provider_id", "pacticipants"),
        name("sha"),
        name("specification"),
        name("content_type"),
        name("content"),
        time(),
    ),
    DocumentPublication: table(
        "document_publications",
        DocumentPublication,
        ref("provider_id", "pacticipants"),
        ref("version_id", "versions"),
        ref("document_id", "provider_documents"),
        Column("verified", Boolean),
        Column("verification", Text),
        time(),
        Index(None, "provider_id"),
        Index(None, "document_id"),
    ),
    Conformance: table(
        "conformances",
        Conformance,
        ref("pact_id", "pacts"),
        ref("document_id", "provider_documents"),
        Column("success", Boolean),
        Column("errors", Integer, nullable=False),
        Column("warnings", Integer, nullable=False),
        name("reason"),
        name("results"),
        time(),
        Index(None, "document_id"),
    ),
}
"""The table of each kind; columns are called like fields."""
