"""What the pages show of providers' API documents and of property tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pactwright.broker.documents import find_document, find_judged
from pactwright.broker.port import Ledger, Records
from pactwright.broker.properties import view_properties
from pactwright.broker.row import Row
from pactwright.broker.selector import Chosen
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.lookup import get_pacticipant, get_version
from pactwright.broker.server.present.properties import find_warnings
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.page import answer_page, say_when
from pactwright.broker.server.routes.provider_documents import list_verdicts
from pactwright.broker.values import (
    Pacticipant,
    PropertyFile,
    PropertyRecord,
    ProviderDocument,
    Version,
)

_STATES = {True: "success", False: "failed", None: "none"}


def describe_contracts(
    records: Records, rows: Sequence[Row], chosen: Iterable[Chosen]
) -> Iterator[str]:
    """Yield what conformance and property tests say of the rows."""
    for judged in find_judged(records, rows, chosen):
        row = judged.row
        yield (
            f"{row.consumer.name} ({row.consumer_version.number}) → {row.provider.name} "
            f"({judged.provider_version.number}): {judged.reason}"
        )
    for notice in find_warnings(rows, view_properties(records, rows)):
        yield notice.text


def describe_document(records: Records, version: Version) -> dict[str, Any] | None:
    """Return what the page of a provider version shows of its document and property tests."""
    publication = find_document(records, version)
    properties = list(_list_outcomes(records, version))
    if publication is None:
        return {"verdicts": [], "properties": properties} if properties else None
    document = records.find(ProviderDocument, id=publication.document_id)[0]
    return {
        "published": say_when(publication.created_at),
        "content_type": document.content_type,
        "verified": publication.verified,
        "verdicts": [
            {
                "consumer": one["consumerName"],
                "state": _STATES[one["success"]],
                "reason": one["reason"],
                "warnings": one["warnings"],
                "places": [
                    f"{test['interactionDescription']}: {place['description']}"
                    for test in one["results"]
                    for place in test["mismatches"]
                ],
            }
            for one in list_verdicts(records, publication)
        ],
        "properties": properties,
    }


def _list_outcomes(records: Records, version: Version) -> Iterator[dict[str, Any]]:
    rows = records.find(PropertyRecord, provider_version_id=version.id, current=True, newest=True)
    files = {
        one.id: one for one in records.find(PropertyFile, id=tuple({row.file_id for row in rows}))
    }
    consumers = tuple({file.consumer_id for file in files.values()})
    names = {one.id: one.name for one in records.find(Pacticipant, id=consumers)}
    for row in rows:
        yield {
            "consumer": names[files[row.file_id].consumer_id],
            "profile": row.profile,
            "state": _STATES[row.success],
            "cases": row.cases,
            "when": say_when(row.created_at),
            "findings": list(_list_findings(row)),
        }


def _list_findings(row: PropertyRecord) -> Iterator[str]:
    for result in json.loads(row.results):
        findings = result.get("findings")
        for finding in findings if isinstance(findings, list) else ():
            if isinstance(finding, dict) and finding.get("reason") is None:
                words = (finding.get(name) for name in ("place", "message"))
                told = ": ".join(str(word) for word in words if word)
                yield f"{result.get('operation', 'an operation')}: {told}"


def show_document(call: Call, records: Ledger) -> Answer:
    """Show the API document of a provider version."""
    owner = get_pacticipant(records, call.args["name"])
    version = get_version(records, owner, call.args["number"])
    publication = find_document(records, version)
    if publication is None:
        raise not_found()
    document = records.find(ProviderDocument, id=publication.document_id)[0]
    return answer_page(
        call,
        "document.html",
        f"API document of {owner.name} {version.number}",
        owner=owner.name,
        number=version.number,
        content=document.content,
    )


ROUTES = (Route("GET", "/ui/pacticipants/{name}/versions/{number}/document", show_document),)
