"""Forgetting: what goes when a pacticipant, version, pact or environment goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from pactwright.broker.lifecycle import remove_from_branch
from pactwright.broker.port import Ledger
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Conformance,
    Delivery,
    Deployment,
    DocumentPublication,
    Environment,
    Integration,
    Label,
    Pact,
    Pacticipant,
    PactText,
    PropertyFile,
    PropertyMark,
    PropertyRecord,
    ProviderDocument,
    Publication,
    Release,
    Tag,
    Verification,
    VerificationText,
    Version,
    Webhook,
)


def remove_pacticipant(ledger: Ledger, owner: Pacticipant) -> None:
    """Forget the pacticipant with its versions, its pacts on either side and its webhooks."""
    for role in ("consumer", "provider"):
        _remove_webhooks(ledger, **{role: owner.name})
    for side in ("consumer_id", "provider_id"):
        _remove_properties(ledger, **{side: owner.id})
        remove_pacts(ledger, **{side: owner.id})
        ledger.remove(Integration, **{side: owner.id})
    ledger.remove(DocumentPublication, provider_id=owner.id)
    ledger.remove(ProviderDocument, provider_id=owner.id)
    for kind in (Deployment, Release, BranchVersion, Branch, Tag, Label, Version):
        ledger.remove(kind, pacticipant_id=owner.id)
    ledger.remove(Pacticipant, id=owner.id)


def remove_integration(ledger: Ledger, consumer_id: int, provider_id: int) -> None:
    """Forget all pacts of the pair, its webhooks, and that there is a pair."""
    names = {
        owner.id: owner.name for owner in ledger.find(Pacticipant, id=(consumer_id, provider_id))
    }
    _remove_webhooks(ledger, consumer=names[consumer_id], provider=names[provider_id])
    _remove_properties(ledger, consumer_id=consumer_id, provider_id=provider_id)
    remove_pacts(ledger, consumer_id=consumer_id, provider_id=provider_id)
    ledger.remove(Integration, consumer_id=consumer_id, provider_id=provider_id)


def remove_webhook(ledger: Ledger, hook: Webhook) -> None:
    """Forget the webhook; what it has in the outbox is sent no more."""
    for delivery in ledger.find(Delivery, webhook_uuid=hook.uuid, state="waiting"):
        ledger.change(replace(delivery, state="stopped"))
    ledger.remove(Webhook, id=hook.id)


def _remove_webhooks(ledger: Ledger, **names: str) -> None:
    """Forget the webhooks of these applications, or another of the name would inherit them."""
    for hook in ledger.find(Webhook, **names):  # type: ignore[arg-type]  # names are fields
        remove_webhook(ledger, hook)


def remove_pacts(ledger: Ledger, **where: Any) -> None:  # noqa: ANN401 - a `Where`
    """Forget the contents that match, their publications and their verifications."""
    ids = tuple(pact.id for pact in ledger.find(Pact, **where))
    ledger.remove(Publication, pact_id=ids)
    _remove_verifications(ledger, pact_id=ids)
    ledger.remove(Conformance, pact_id=ids)
    ledger.remove(PactText, id=ids)
    ledger.remove(Pact, id=ids)


def remove_publications(ledger: Ledger, **where: Any) -> int:  # noqa: ANN401 - a `Where`
    """Forget the publications that match, and contents that nobody publishes any more."""
    rows = ledger.find(Publication, **where)
    ledger.remove(Publication, id=tuple(row.id for row in rows))
    pacts = {row.pact_id for row in rows}
    kept = {row.pact_id for row in ledger.find(Publication, pact_id=tuple(pacts))}
    if pacts - kept:
        remove_pacts(ledger, id=tuple(pacts - kept))
    return len(rows)


def remove_version(ledger: Ledger, version: Version) -> None:
    """Forget the version, what it publishes, verified, and where it is."""
    remove_publications(ledger, version_id=version.id)
    _remove_verifications(ledger, provider_version_id=version.id)
    ledger.remove(PropertyRecord, provider_version_id=version.id)
    _remove_document(ledger, version)
    marks = ledger.find(PropertyMark, version_id=version.id)
    ledger.remove(PropertyMark, version_id=version.id)
    _remove_unused_files(ledger, {mark.file_id for mark in marks})
    for member in ledger.find(BranchVersion, version_id=version.id):
        remove_from_branch(ledger, ledger.find(Branch, id=member.branch_id)[0], version)
    for kind in (Deployment, Release, Tag):
        ledger.remove(kind, version_id=version.id)
    ledger.remove(Version, id=version.id)


def remove_environment(ledger: Ledger, environment: Environment) -> None:
    """Forget the environment and what was in it."""
    for kind in (Deployment, Release):
        ledger.remove(kind, environment_id=environment.id)
    ledger.remove(Environment, id=environment.id)


def remove_verification(ledger: Ledger, verification: Verification) -> None:
    """Forget the verification; what the version said before of the content counts again."""
    _remove_verifications(ledger, id=verification.id)
    before = ledger.find(
        Verification,
        pact_id=verification.pact_id,
        provider_version_id=verification.provider_version_id,
        newest=True,
        limit=1,
    )
    for last in before:
        ledger.change(replace(last, current=True))


def _remove_verifications(ledger: Ledger, **where: Any) -> None:  # noqa: ANN401 - a `Where`
    ids: Collection[int] = tuple(row.id for row in ledger.find(Verification, **where))
    ledger.remove(VerificationText, id=ids)
    ledger.remove(Verification, id=ids)


def _remove_properties(ledger: Ledger, **where: Any) -> None:  # noqa: ANN401 - a `Where`
    ids = tuple(file.id for file in ledger.find(PropertyFile, **where))
    ledger.remove(PropertyRecord, file_id=ids)
    ledger.remove(PropertyMark, file_id=ids)
    ledger.remove(PropertyFile, id=ids)


def _remove_unused_files(ledger: Ledger, files: Collection[int]) -> None:
    kept = {mark.file_id for mark in ledger.find(PropertyMark, file_id=tuple(files))}
    gone = tuple(set(files) - kept)
    if gone:
        _remove_properties(ledger, id=gone)


def _remove_document(ledger: Ledger, version: Version) -> None:
    """Forget that the version publishes a document, and the document that no version does."""
    for row in ledger.find(DocumentPublication, version_id=version.id):
        ledger.remove(DocumentPublication, id=row.id)
        if not ledger.count(DocumentPublication, document_id=row.document_id):
            _remove_verifications(ledger, document_id=row.document_id)
            ledger.remove(Conformance, document_id=row.document_id)
            ledger.remove(ProviderDocument, id=row.document_id)
