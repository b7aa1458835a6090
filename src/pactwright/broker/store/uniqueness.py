"""Which fields together name one fact: no store may hold two with the same."""

from __future__ import annotations

from collections.abc import Mapping

from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Conformance,
    Delivery,
    DocumentPublication,
    Environment,
    Fact,
    Integration,
    Label,
    Pact,
    Pacticipant,
    PropertyFile,
    PropertyMark,
    ProviderDocument,
    Publication,
    Release,
    Tag,
    Token,
    Version,
    Webhook,
)

UNIQUE: Mapping[type[Fact], tuple[tuple[str, ...], ...]] = {
    Pacticipant: (("name",),),
    Label: (("pacticipant_id", "name"),),
    Version: (("pacticipant_id", "number"),),
    Branch: (("pacticipant_id", "name"),),
    BranchVersion: (("branch_id", "version_id"),),
    Tag: (("version_id", "name"),),
    Pact: (("consumer_id", "provider_id", "sha"),),
    Publication: (("version_id", "provider_id", "revision"),),
    ProviderDocument: (("provider_id", "sha"),),
    DocumentPublication: (("version_id",),),
    Conformance: (("pact_id", "document_id"),),
    PropertyFile: (("consumer_id", "provider_id", "digest"),),
    PropertyMark: (("version_id", "provider_id"),),
    Environment: (("name",), ("uuid",)),
    Release: (("version_id", "environment_id"),),
    Integration: (("consumer_id", "provider_id"),),
    Webhook: (("uuid",),),
    Delivery: (("uuid",),),
    Token: (("name",), ("digest",)),
}
"""The unique keys of each kind."""
