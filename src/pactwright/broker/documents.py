"""Providers' API documents: kept by content, and what conformance to them says of pacts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from pactwright.broker.port import Ledger, Records
from pactwright.broker.row import Row
from pactwright.broker.selector import Chosen
from pactwright.broker.values import (
    Conformance,
    Deployment,
    DocumentPublication,
    Pact,
    Pacticipant,
    PactText,
    ProviderDocument,
    Publication,
    Release,
    Verification,
    VerificationText,
    Version,
)

_MOST = 200
"""How many contents, and how many versions, are judged at once beside those in environments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as a build publishes it; see `DocumentPublication` for `verified`."""

    specification: str
    content_type: str
    content: str
    verified: bool | None = None
    verification: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check of one pact beside one document found; see `Conformance`."""

    success: bool | None
    errors: int = 0
    warnings: int = 0
    reason: str = ""
    results: str = "[]"


Check: TypeAlias = Callable[[str, ProviderDocument], Found]
"""Checks the text of a pact beside a document."""


def digest_document(document: Document) -> str:
    """Return the digest that names the document's content."""
    text = f"{document.specification}\n{document.content}"
    return hashlib.sha256(text.encode()).hexdigest()


def find_document(records: Records, version: Version) -> DocumentPublication | None:
    """Return what the provider version publishes."""
    found = records.find(DocumentPublication, version_id=version.id)
    return found[0] if found else None


def publish_document(
    ledger: Ledger, provider: Pacticipant, version: Version, document: Document, *, now: datetime
) -> DocumentPublication | None:
    """Return the publication, `None` when the version has another document already.

    A document that is published again says anew whether the provider does what it says.
    """
    kept = _keep(ledger, provider, document, now)
    last = find_document(ledger, version)
    if last is not None and last.document_id != kept.id:
        return None
    told = DocumentPublication(
        id=last.id if last else 0,
        provider_id=provider.id,
        version_id=version.id,
        document_id=kept.id,
        verified=document.verified,
        verification=document.verification,
        created_at=last.created_at if last else now,
    )
    if last is None:
        return ledger.add(told)
    ledger.change(told)
    return told


def _keep(
    ledger: Ledger, provider: Pacticipant, document: Document, now: datetime
) -> ProviderDocument:
    sha = digest_document(document)
    for found in ledger.find(ProviderDocument, provider_id=provider.id, sha=sha):
        return found
    return ledger.add(
        ProviderDocument(
            provider_id=provider.id,
            sha=sha,
            specification=document.specification,
            content_type=document.content_type,
            content=document.content,
            created_at=now,
        )
    )


def judge_document(
    ledger: Ledger, publication: DocumentPublication, check: Check, *, now: datetime
) -> tuple[Conformance, ...]:
    """Judge the provider's pacts by the document of one of its versions."""
    document = ledger.find(ProviderDocument, id=publication.document_id)[0]
    pacts = _find_pacts(ledger, publication.provider_id)
    return tuple(_judge(ledger, pact, document, (publication,), check, now) for pact in pacts)


def judge_pact(ledger: Ledger, pact: Pact, check: Check, *, now: datetime) -> None:
    """Judge a pact by the documents of the provider's versions."""
    rows = ledger.find(DocumentPublication, provider_id=pact.provider_id, newest=True, limit=_MOST)
    if not rows:
        return
    there = tuple(_present(ledger, (pact.provider_id,)))
    rows += tuple(set(ledger.find(DocumentPublication, version_id=there)) - set(rows))
    documents = ledger.find(ProviderDocument, id=tuple({row.document_id for row in rows}))
    for document in documents:
        mine = tuple(row for row in rows if row.document_id == document.id)
        _judge(ledger, pact, document, mine, check, now)


def _find_pacts(records: Records, provider_id: int) -> tuple[Pact, ...]:
    """Return the newest contents, and those of consumer versions in environments."""
    newest = records.find(Pact, provider_id=provider_id, newest=True, limit=_MOST)
    consumers = {
        row.consumer_id
        for row in records.newest_per(Publication, ("consumer_id",), provider_id=provider_id)
    }
    versions = tuple(_present(records, tuple(consumers)))
    rows = records.find(Publication, version_id=versions, provider_id=provider_id, current=True)
    more = {row.pact_id for row in rows} - {pact.id for pact in newest}
    return (*newest, *records.find(Pact, id=tuple(more)))


def _present(records: Records, owners: tuple[int, ...]) -> Iterable[int]:
    for kind in (Deployment, Release):
        rows: tuple[Deployment | Release, ...] = records.find(
            kind, pacticipant_id=owners, ended_at=None
        )
        yield from (row.version_id for row in rows)


def _judge(  # noqa: PLR0913, PLR0917 - both sides, and how
    ledger: Ledger,
    pact: Pact,
    document: ProviderDocument,
    publications: Iterable[DocumentPublication],
    check: Check,
    now: datetime,
) -> Conformance:
    known = ledger.find(Conformance, pact_id=pact.id, document_id=document.id)
    conformance = known[0] if known else ledger.add(_check(ledger, pact, document, check, now))
    for publication in publications:
        _verify(ledger, pact, publication, conformance, now)
    return conformance


def _check(
    records: Records, pact: Pact, document: ProviderDocument, check: Check, now: datetime
) -> Conformance:
    found = check(records.find(PactText, id=pact.id)[0].content, document)
    return Conformance(
        pact_id=pact.id,
        document_id=document.id,
        success=found.success,
        errors=found.errors,
        warnings=found.warnings,
        reason=found.reason,
        results=found.results,
        created_at=now,
    )


def decide(conformance: Conformance, publication: DocumentPublication) -> bool | None:
    """Return the verdict: only a pact that fits a document that holds is a yes."""
    if conformance.success is False or publication.verified is False:
        return False
    if conformance.success is None or publication.verified is None:
        return None
    return True


def explain(conformance: Conformance, publication: DocumentPublication) -> str:
    """Return the reason of the verdict in words."""
    if conformance.success is False:
        noun = "place" if conformance.errors == 1 else "places"
        return f"the pact does not fit the provider's API document in {conformance.errors} {noun}"
    if publication.verified is False:
        return "the provider's own check of its API document failed"
    if conformance.success is None:
        return conformance.reason
    if publication.verified is None:
        return "nobody has shown that the provider does what its API document says"
    return "the pact fits the provider's API document, which the provider was checked against"


def _verify(
    ledger: Ledger,
    pact: Pact,
    publication: DocumentPublication,
    conformance: Conformance,
    now: datetime,
) -> None:
    """Let the verdict count as the version's, unless the pact was replayed against it."""
    success = decide(conformance, publication)
    known = ledger.find(Verification, pact_id=pact.id, provider_version_id=publication.version_id)
    if any(one.current and one.document_id and one.success is success for one in known):
        return
    # A verdict that holds no more must not come back when a replay is taken back.
    stale = tuple(one.id for one in known if one.document_id is not None)
    ledger.remove(VerificationText, id=stale)
    ledger.remove(Verification, id=stale)
    if success is None or any(one.current and one.document_id is None for one in known):
        return
    verification = ledger.add(
        Verification(
            consumer_id=pact.consumer_id,
            provider_id=pact.provider_id,
            pact_id=pact.id,
            provider_version_id=publication.version_id,
            success=success,
            document_id=publication.document_id,
            created_at=now,
        )
    )
    tool = {"implementation": "pactwright conformance", "reason": explain(conformance, publication)}
    ledger.add(
        VerificationText(
            id=verification.id,
            test_results=None if conformance.success else conformance.results,
            verified_by=json.dumps(tool),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pair of versions of which conformance has something to say, and what."""

    row: Row
    provider_version: Version
    success: bool | None
    reason: str


def find_judged(
    records: Records, rows: Sequence[Row], chosen: Iterable[Chosen]
) -> tuple[Judged, ...]:
    """Return what conformance says of rows that it decided, and of those that nobody verified."""
    versions = {one.version.id: one.version for one in chosen if one.version is not None}
    versions |= {
        row.provider_version.id: row.provider_version for row in rows if row.provider_version
    }
    published = {
        one.version_id: one for one in records.find(DocumentPublication, version_id=tuple(versions))
    }
    if not published:
        return ()
    known = {
        (one.pact_id, one.document_id): one
        for one in records.find(
            Conformance,
            pact_id=tuple({row.publication.pact_id for row in rows}),
            document_id=tuple({one.document_id for one in published.values()}),
        )
    }
    return tuple(
        Judged(
            row=row,
            provider_version=versions[publication.version_id],
            success=decide(conformance, publication),
            reason=explain(conformance, publication),
        )
        for row in rows
        for publication in _of_row(row, published)
        if (conformance := known.get((row.publication.pact_id, publication.document_id)))
    )


def _of_row(
    row: Row, published: Mapping[int, DocumentPublication]
) -> Iterable[DocumentPublication]:
    """Return the documents that speak for the row; a replay needs none."""
    if row.verification is not None:
        if row.verification.document_id is not None and row.provider_version:
            found = published.get(row.provider_version.id)
            return () if found is None else (found,)
        return ()
    there = row.provider_version.id if row.provider_version else None
    return tuple(
        one
        for one in published.values()
        if one.provider_id == row.provider.id and there in {None, one.version_id}
    )
