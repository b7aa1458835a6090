"""Providers' API documents: published, served, and what pacts come to beside them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pactwright.broker.documents import (
    Document,
    decide,
    explain,
    find_document,
    judge_document,
    publish_document,
)
from pactwright.broker.lifecycle import (
    add_tag,
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
)
from pactwright.broker.names import find_lookalike
from pactwright.broker.port import Ledger, Records
from pactwright.broker.server.call import Answer, Call, Refusal, not_found
from pactwright.broker.server.checks import (
    check_name,
    flag_of,
    format_time,
    name_of,
    names_of,
    refuse,
    text_of,
)
from pactwright.broker.server.conforming import check_conformance, read_document
from pactwright.broker.server.lookup import get_provider, get_version
from pactwright.broker.server.present.versions import curies, version_href
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    Conformance,
    DocumentPublication,
    Pact,
    Pacticipant,
    ProviderDocument,
    Version,
)
from pactwright.errors import PactwrightError

_KINDS = {"oas": "oas", "openapi": "oas", "asyncapi": "asyncapi"}


def publish(call: Call, ledger: Ledger) -> Answer:
    """Publish the document of a provider version, and judge the provider's pacts by it."""
    values = call.object()
    contract = values.get("contract")
    if not isinstance(contract, dict):
        raise refuse("contract", "is missing" if contract is None else "must be an object")
    branch = None if values.get("branch") is None else name_of(values, "branch")
    tags = names_of(values, "tags")
    number = name_of(values, "pacticipantVersionNumber")
    document = _read(contract, text_of(contract, "specification") or "oas")
    provider, version, new = _ensure(call, ledger, number)
    url = text_of(values, "buildUrl")
    if branch is not None:
        add_to_branch(ledger, version, branch, now=call.now)
    for tag in tags:
        add_tag(ledger, version, tag, now=call.now)
    notices = _publish(call, ledger, provider, version, document, build_url=url)
    first = f"{'Created' if new else 'Updated'} {provider.name} version {number}"
    on = f" with branch {branch}" if branch else ""
    told = [{"type": "success", "text": first + on}, *notices]
    return Answer(body=_present_published(call, provider, number, tags, told, branch))


def put(call: Call, ledger: Ledger) -> Answer:
    """Publish the document as older clients do."""
    values = call.object()
    told = values.get("verificationResults")
    renamed = {**values, "selfVerificationResults": told}
    kind = (text_of(values, "contractType") or "oas").lower()
    document = _read(renamed, kind)
    provider, version, new = _ensure(call, ledger, check_name(call.args["number"], what="version"))
    _publish(call, ledger, provider, version, document)
    publication = find_document(ledger, version)
    body = present_document(call, ledger, provider, version, publication) if publication else {}
    return Answer(status=201 if new else 200, body=body)


def _ensure(call: Call, ledger: Ledger, number: str) -> tuple[Pacticipant, Version, bool]:
    name = check_name(call.args["provider"], what="provider")
    twin = find_lookalike(ledger, name)
    if twin is not None:
        text = f"{name!r} is easily mistaken for {twin!r}, which is known: create it first if meant"
        raise Refusal(409, _conflict(text))
    provider = ensure_pacticipant(ledger, name, now=call.now)
    version, new = ensure_version(ledger, provider, number, now=call.now)
    return provider, version, new


def _conflict(text: str) -> dict[str, Any]:
    return {"notices": [{"type": "error", "text": text}], "errors": {"contract": [text]}}


def _read(contract: Mapping[str, Any], specification: str) -> Document:
    kind = _KINDS.get(specification.lower())
    if kind is None:
        raise refuse("contract", f"specification must be one of {', '.join(sorted(_KINDS))}")
    content = _decode(contract, "content")
    try:
        read_document(content)
    except PactwrightError as error:
        raise refuse("contract", f"content is no API document: {error.message}") from None
    told = contract.get("selfVerificationResults")
    if told is not None and not isinstance(told, dict):
        raise refuse("contract", "selfVerificationResults must be an object")
    if told is not None and not isinstance(told.get("success"), bool):
        raise refuse("contract", "selfVerificationResults.success must be a boolean")
    return Document(
        specification=kind,
        content_type=text_of(contract, "contentType") or "application/octet-stream",
        content=content,
        verified=flag_of(told, "success") if told is not None else None,
        verification=_keep_verification(told) if told is not None else None,
    )


def _keep_verification(told: Mapping[str, Any]) -> str:
    kept = {name: text_of(told, name) for name in ("verifier", "verifierVersion", "format")}
    if told.get("content") is not None:
        kept["content"] = _decode(told, "content")
    return json.dumps({name: text for name, text in kept.items() if text is not None})


def _decode(values: Mapping[str, Any], field: str) -> str:
    text = text_of(values, field, required=True) or ""
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        raise refuse("contract", f"{field} could not be decoded from base64 and UTF-8") from None
    if "\0" in decoded:
        raise refuse("contract", f"{field} holds characters that cannot be stored")
    return decoded


def _publish(  # noqa: PLR0913 - all that is published
    call: Call,
    ledger: Ledger,
    provider: Pacticipant,
    version: Version,
    document: Document,
    *,
    build_url: str | None = None,
) -> list[dict[str, str]]:
    """Publish and judge; return the sentences that the client shows."""
    publication = publish_document(ledger, provider, version, document, now=call.now)
    if publication is None:
        text = (
            f"{provider.name} version {version.number} has another API document already: what is "
            "published with a version never changes, so publish a new version"
        )
        raise Refusal(409, _conflict(text))
    if build_url is not None:
        known = ledger.find(Version, id=version.id)[0]
        ledger.change(replace(known, build_url=build_url))
    name = f"{provider.name} version {version.number}"
    notices = [{"type": "success", "text": f"API document published for {name}"}]
    if document.verified is None:
        text = "  It counts when the provider was checked against it: send selfVerificationResults"
        notices.append({"type": "warning", "text": text})
    judged = judge_document(ledger, publication, check_conformance, now=call.now)
    verdicts = [decide(one, publication) for one in judged]
    text = (
        f"  Pacts by conformance: {verdicts.count(True)} hold, {verdicts.count(False)} fail, "
        f"{verdicts.count(None)} unknown"
    )
    return [*notices, {"type": "info", "text": text}]


def _present_published(  # noqa: PLR0913, PLR0917 - all that was published
    call: Call,
    provider: Pacticipant,
    number: str,
    tags: tuple[str, ...],
    notices: list[dict[str, str]],
    branch: str | None,
) -> dict[str, Any]:
    owner = call.href("pacticipants", provider.name)
    href = version_href(call, provider.name, number)
    links: dict[str, Any] = {
        "pb:pacticipant": {"title": "Pacticipant", "name": provider.name, "href": owner},
        "pb:pacticipant-version": {"title": "Pacticipant version", "name": number, "href": href},
        "pb:pacticipant-version-tags": [
            {
                "title": "Tag",
                "name": tag,
                "href": _tag(call, provider.name, number, tag),
            }
            for tag in tags
        ],
        "pf:ui": {"title": "Version", "href": _page(call, provider.name, number)},
    }
    if branch is not None:
        at = call.href("pacticipants", provider.name, "branches", branch, "versions", number)
        links["pb:branch-version"] = {"title": "Branch version", "name": branch, "href": at}
    return {
        "notices": notices,
        "_embedded": {"version": {"number": number, "_links": {"self": {"href": href}}}},
        "_links": {**links, "curies": curies(call, "contracts")},
    }


def _tag(call: Call, name: str, number: str, tag: str) -> str:
    return call.href("pacticipants", name, "versions", number, "tags", tag)


def _page(call: Call, name: str, number: str) -> str:
    return call.href("ui", "pacticipants", name, "versions", number)


def get_document(call: Call, records: Records) -> tuple[Pacticipant, Version, DocumentPublication]:
    """Return what the path's provider version publishes."""
    provider = get_provider(records, call.args["provider"])
    version = get_version(records, provider, call.args["number"])
    publication = find_document(records, version)
    if publication is None:
        raise not_found(f"No API document of {provider.name} version {version.number} found")
    return provider, version, publication


def show(call: Call, records: Ledger) -> Answer:
    """Answer what is known of the document, and what each pact comes to beside it."""
    provider, version, publication = get_document(call, records)
    return Answer(body=present_document(call, records, provider, version, publication))


def present_document(
    call: Call,
    records: Records,
    provider: Pacticipant,
    version: Version,
    publication: DocumentPublication,
) -> dict[str, Any]:
    """Return the document's own facts, and the verdict on each pact."""
    document = records.find(ProviderDocument, id=publication.document_id)[0]
    here = call.href("contracts", "provider", provider.name, "version", version.number)
    told = json.loads(publication.verification) if publication.verification else {}
    return {
        "providerName": provider.name,
        "providerVersion": version.number,
        "specification": document.specification,
        "contentType": document.content_type,
        "sha": document.sha,
        "createdAt": format_time(publication.created_at),
        "selfVerificationResults": {"success": publication.verified, **told},
        "conformance": list_verdicts(records, publication),
        "_links": {
            "self": {"title": "API document", "href": here},
            "pw:content": {"title": "The document itself", "href": f"{here}/content"},
            "pb:provider": {"href": call.href("pacticipants", provider.name)},
            "curies": curies(call, "contracts"),
        },
    }


def list_verdicts(records: Records, publication: DocumentPublication) -> list[dict[str, Any]]:
    """Return the verdict on each pact's content by the document, with its reason."""
    rows = records.find(Conformance, document_id=publication.document_id, newest=True)
    pacts = {one.id: one for one in records.find(Pact, id=tuple(row.pact_id for row in rows))}
    consumers = tuple({pact.consumer_id for pact in pacts.values()})
    names = {one.id: one.name for one in records.find(Pacticipant, id=consumers)}
    return [
        {
            "consumerName": names[pacts[row.pact_id].consumer_id],
            "pactVersion": pacts[row.pact_id].sha,
            "success": decide(row, publication),
            "reason": explain(row, publication),
            "errors": row.errors,
            "warnings": row.warnings,
            "results": json.loads(row.results),
        }
        for row in rows
    ]


def show_content(call: Call, records: Ledger) -> Answer:
    """Answer the document as it was published."""
    _, _, publication = get_document(call, records)
    document = records.find(ProviderDocument, id=publication.document_id)[0]
    # As plain text: a browser must not take what somebody published for a page of ours.
    return Answer(body=document.content, media_type="text/plain;charset=utf-8")


_VERSION = "/contracts/provider/{provider}/version/{number}"
_WRITE: dict[str, Any] = {"writes": True, "needs": "publish", "owner": "provider"}

ROUTES = (
    Route("POST", "/provider-contracts/provider/{provider}/publish", publish, **_WRITE),
    Route("PUT", _VERSION, put, **_WRITE),
    Route("GET", _VERSION, show),
    Route("GET", f"{_VERSION}/content", show_content),
)
