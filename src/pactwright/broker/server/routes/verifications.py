"""Verification results of a content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pactwright.broker.content import format_content
from pactwright.broker.events import announce_result
from pactwright.broker.interaction_names import name_interactions
from pactwright.broker.metadata import Offer, decode_offer
from pactwright.broker.port import Ledger, Records
from pactwright.broker.removal import remove_verification
from pactwright.broker.results import Result, record_result
from pactwright.broker.server.call import Answer, Call, Refusal, not_found
from pactwright.broker.server.checks import (
    check_name,
    format_time,
    name_of,
    refuse,
    text_of,
)
from pactwright.broker.server.lookup import get_consumer, get_version
from pactwright.broker.server.present.pacts import (
    PactView,
    content_href,
    find_addresses,
    read_pact,
)
from pactwright.broker.server.present.versions import curies, version_href
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import (
    PAIR,
    find_latest,
    get_pair,
    view_content,
    view_version,
)
from pactwright.broker.values import (
    Pact,
    Pacticipant,
    Publication,
    Verification,
    VerificationText,
    Version,
)


def publish_result(call: Call, ledger: Ledger) -> Answer:
    """Record a result for the content; metadata says how the pact was offered."""
    view = view_content(call, ledger, call.args["sha"])
    offer = decode_offer(call.args["metadata"]) if "metadata" in call.args else Offer()
    values = call.object()
    named = name_interactions(values.get("testResults"), lambda: read_pact(ledger, view.pact))
    result = read_result({**values, "testResults": named}, offer)
    verification, _ = record_result(ledger, view.provider, view.pact, result, now=call.now)
    announce_result(
        ledger, verification, view.pact, offer.versions, find_addresses(call), now=call.now
    )
    href = _href(call, view, verification)
    body = present_verification(call, ledger, view, verification)
    return Answer(status=201, body=body, headers={"Location": href})


def read_result(values: Mapping[str, Any], offer: Offer) -> Result:
    """Return the result; refuses with every field that is missing."""
    errors: dict[str, list[str]] = {}
    if not isinstance(values.get("success"), bool):
        errors["success"] = ["is missing" if values.get("success") is None else "must be a boolean"]
    if values.get("providerApplicationVersion") is None:
        errors["providerApplicationVersion"] = ["is missing"]
    if errors:
        raise Refusal(400, {"errors": errors})
    number = name_of(values, "providerApplicationVersion")
    details = values.get("testResults")
    tool = values.get("verifiedBy")
    if tool is not None and not isinstance(tool, dict):
        raise refuse("verifiedBy", "must be an object")
    return Result(
        success=bool(values["success"]),
        provider_version=check_name(number, what="providerApplicationVersion"),
        build_url=_read_build_url(values),
        wip=offer.wip,
        pending=offer.pending,
        text=VerificationText(
            test_results=None if details is None else format_content(details),
            verified_by=None if tool is None else format_content(tool),
            consumer_versions=json.dumps(offer.versions) if offer.versions else None,
        ),
    )


def _read_build_url(values: Mapping[str, Any]) -> str | None:
    url = text_of(values, "buildUrl")
    if url and (urlsplit(url).scheme not in {"http", "https"} or any(map(str.isspace, url))):
        raise refuse("buildUrl", "must be an http or https URL")
    return url or None


def _href(call: Call, view: PactView, verification: Verification) -> str:
    return f"{content_href(call, view)}/verification-results/{verification.id}"


def present_verification(
    call: Call, records: Records, view: PactView, verification: Verification
) -> dict[str, Any]:
    """Return a verification with what its interactions came to."""
    version = records.find(Version, id=verification.provider_version_id)[0]
    here = _href(call, view, verification)
    document: dict[str, Any] = {
        "providerName": view.provider.name,
        "providerApplicationVersion": version.number,
        "success": verification.success,
        "verificationDate": format_time(verification.created_at),
    }
    if verification.build_url is not None:
        document["buildUrl"] = verification.build_url
    for text in records.find(VerificationText, id=verification.id):
        if text.test_results is not None:
            document["testResults"] = json.loads(text.test_results)
        if text.verified_by is not None:
            document["verifiedBy"] = json.loads(text.verified_by)
    document["_links"] = {
        "self": {"title": "Verification result", "name": str(verification.id), "href": here},
        "pb:pact-version": {
            "title": "Pact",
            "name": f"Pact between {view.consumer.name} and {view.provider.name}",
            "href": content_href(call, view),
        },
        "pb:provider-version": {
            "title": "Provider version",
            "name": version.number,
            "href": version_href(call, view.provider.name, version.number),
        },
        "pb:triggered-webhooks": {
            "title": "Webhooks triggered by the publication of this verification result",
            "href": f"{here}/triggered-webhooks",
        },
        "curies": curies(call, "verification-result"),
    }
    return document


def show_result(call: Call, records: Ledger) -> Answer:
    """Answer one result."""
    view, verification = _get(call, records)
    return call.answer(present_verification(call, records, view, verification))


def delete_result(call: Call, ledger: Ledger) -> Answer:
    """Forget one result."""
    remove_verification(ledger, _get(call, ledger)[1])
    return Answer(status=204)


def _get(call: Call, records: Records) -> tuple[PactView, Verification]:
    view = view_content(call, records, call.args["sha"])
    number = call.args["n"]
    if number.isascii() and number.isdigit() and len(number) <= _DIGITS:
        for found in records.find(Verification, id=int(number), pact_id=view.pact.id):
            return view, found
    raise not_found()


def show_latest(call: Call, records: Ledger) -> Answer:
    """Answer the latest result of the content."""
    return _answer_latest(call, records, view_content(call, records, call.args["sha"]))


def show_latest_of_version(call: Call, records: Ledger) -> Answer:
    """Answer the latest result of what the consumer version publishes."""
    return _answer_latest(call, records, view_version(call, records))


def show_latest_of_latest(call: Call, records: Ledger) -> Answer:
    """Answer the latest result of the latest pact, or of the latest with the tag."""
    view = find_latest(records, *get_pair(call, records), tag=call.args.get("tag"))
    return _answer_latest(call, records, view)


def delete_latest(call: Call, ledger: Ledger) -> Answer:
    """Forget the latest result of the content."""
    return _delete_latest(ledger, view_content(call, ledger, call.args["sha"]))


def delete_latest_of_version(call: Call, ledger: Ledger) -> Answer:
    """Forget the latest result of what the consumer version publishes."""
    return _delete_latest(ledger, view_version(call, ledger))


def delete_latest_of_latest(call: Call, ledger: Ledger) -> Answer:
    """Forget the latest result of the latest pact, or of the latest with the tag."""
    view = find_latest(ledger, *get_pair(call, ledger), tag=call.args.get("tag"))
    return _delete_latest(ledger, view)


def _delete_latest(ledger: Ledger, view: PactView) -> Answer:
    found = ledger.find(Verification, pact_id=view.pact.id, newest=True, limit=1)
    if not found:
        raise not_found()
    remove_verification(ledger, found[0])
    return Answer(status=204)


def _answer_latest(call: Call, records: Records, view: PactView) -> Answer:
    found = records.find(Verification, pact_id=view.pact.id, newest=True, limit=1)
    if not found:
        raise not_found()
    return call.answer(present_verification(call, records, view, found[0]))


def show_summary(call: Call, records: Ledger) -> Answer:
    """Answer the latest results of all that the consumer version publishes."""
    consumer = get_consumer(records, call.args["consumer"])
    version = get_version(records, consumer, call.args["number"])
    rows = records.find(Publication, version_id=version.id, current=True)
    pacts = {pact.id: pact for pact in records.find(Pact, id=tuple(row.pact_id for row in rows))}
    owners = {
        owner.id: owner
        for owner in records.find(Pacticipant, id=tuple({row.provider_id for row in rows}))
    }
    newest = {
        one.pact_id: one
        for one in records.newest_per(Verification, ("pact_id",), pact_id=tuple(pacts))
    }
    documents, unknown, failed = [], [], []
    for row in rows:
        provider, last = owners[row.provider_id], newest.get(row.pact_id)
        view = PactView(
            consumer=consumer,
            provider=provider,
            version=version,
            publication=row,
            pact=pacts[row.pact_id],
        )
        if last is None:
            unknown.append(provider.name)
            continue
        if not last.success:
            failed.append(provider.name)
        documents.append(present_verification(call, records, view, last))
    successful = [owners[row.provider_id].name for row in rows]
    summary = {
        "successful": [name for name in successful if name not in (*unknown, *failed)],
        "failed": failed,
        "unknown": unknown,
    }
    return Answer(
        body={
            "success": bool(rows) and not unknown and not failed,
            "providerSummary": summary,
            "_embedded": {"verificationResults": documents},
            "_links": {"self": {"href": call.base + call.path, "title": "Latest results"}},
        }
    )


_DIGITS = 15
_PACT = f"{PAIR}/pact-version/{{sha}}"
_OFFERED = f"{_PACT}/metadata/{{metadata}}"
_WRITE: dict[str, Any] = {"writes": True, "needs": "verify", "owner": "provider"}
_GONE: dict[str, Any] = {"writes": True, "needs": "admin"}

ROUTES = (
    *(
        route
        for path in (f"{_PACT}/verification-results", f"{_OFFERED}/verification-results")
        for route in (
            Route("POST", path, publish_result, **_WRITE),
            Route("GET", f"{path}/latest", show_latest),
            Route("DELETE", f"{path}/latest", delete_latest, **_GONE),
            Route("GET", f"{path}/{{n}}", show_result),
            Route("DELETE", f"{path}/{{n}}", delete_result, writes=True, needs="admin"),
        )
    ),
    *(
        route
        for path, show, delete in (
            (f"{PAIR}/version/{{number}}", show_latest_of_version, delete_latest_of_version),
            (f"{PAIR}/latest", show_latest_of_latest, delete_latest_of_latest),
            (f"{PAIR}/latest/{{tag}}", show_latest_of_latest, delete_latest_of_latest),
        )
        for route in (
            Route("GET", f"{path}/verification-results/latest", show),
            Route("DELETE", f"{path}/verification-results/latest", delete, **_GONE),
        )
    ),
    Route("GET", "/verification-results/consumer/{consumer}/version/{number}/latest", show_summary),
)
