"""Pacts of a pair: by version, by content, and the latest of several kinds."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from pactwright.broker.documents import judge_pact
from pactwright.broker.events import announce_pact
from pactwright.broker.lifecycle import ensure_pacticipant, ensure_version
from pactwright.broker.metadata import Offer, decode_offer
from pactwright.broker.port import Among, Before, Ledger, Look, Records, Where
from pactwright.broker.publish import (
    Contract,
    PublishOrder,
    find_conflicts,
    publish_contract,
)
from pactwright.broker.removal import remove_publications
from pactwright.broker.server.call import Answer, Call, Refusal, not_found
from pactwright.broker.server.checks import check_name
from pactwright.broker.server.conforming import check_conformance
from pactwright.broker.server.lookup import (
    get_branch,
    get_consumer,
    get_provider,
    get_publication,
)
from pactwright.broker.server.present.pacts import PactView, find_addresses, present_pact
from pactwright.broker.server.present.versions import pact_href
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.publishing import check_names
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Pact,
    Pacticipant,
    Publication,
    Tag,
    Version,
)


def get_pair(call: Call, records: Records) -> tuple[Pacticipant, Pacticipant]:
    """Return the consumer and the provider that the path names."""
    names = [call.args["provider"], call.args["consumer"]]
    records.look_ahead(*(Look(Pacticipant, {"name": name}) for name in names))
    provider = get_provider(records, call.args["provider"])
    return get_consumer(records, call.args["consumer"]), provider


def view_publication(
    records: Records, consumer: Pacticipant, provider: Pacticipant, publication: Publication
) -> PactView:
    """Return the pact of a publication."""
    records.look_ahead(
        Look(Version, {"id": publication.version_id}), Look(Pact, {"id": publication.pact_id})
    )
    return PactView(
        consumer=consumer,
        provider=provider,
        version=records.find(Version, id=publication.version_id)[0],
        publication=publication,
        pact=records.find(Pact, id=publication.pact_id)[0],
    )


def view_version(call: Call, records: Records) -> PactView:
    """Return what the consumer version of the path publishes for the provider."""
    consumer, provider = get_pair(call, records)
    publication, version = get_publication(records, consumer, provider, call.args["number"])
    pact = records.find(Pact, id=publication.pact_id)[0]
    return PactView(
        consumer=consumer, provider=provider, version=version, publication=publication, pact=pact
    )


def view_content(call: Call, records: Records, sha: str) -> PactView:
    """Return the newest publication of the content."""
    consumer, provider = get_pair(call, records)
    for pact in records.find(Pact, consumer_id=consumer.id, provider_id=provider.id, sha=sha):
        rows = records.newest_per(Publication, ("pact_id",), by="version_id", pact_id=pact.id)
        return view_publication(records, consumer, provider, rows[0])
    raise not_found()


def show_version(call: Call, records: Ledger) -> Answer:
    """Answer what the consumer version publishes."""
    return call.answer(present_pact(call, records, view_version(call, records)))


def show_content(call: Call, records: Ledger) -> Answer:
    """Answer the pact with the content; metadata goes into the link for results."""
    view = view_content(call, records, call.args["sha"])
    offer = decode_offer(call.args["metadata"]) if "metadata" in call.args else None
    if offer is not None and offer.versions:
        view = _offered(records, view, offer)
    return call.answer(present_pact(call, records, view, offer=offer))


def _offered(records: Records, view: PactView, offer: Offer) -> PactView:
    """Return the content as the newest of the offered versions publishes it."""
    rows = records.find(Publication, pact_id=view.pact.id, version_id=offer.versions)
    if not rows:
        return view
    newest = max(rows, key=lambda row: row.version_id)
    version = records.find(Version, id=newest.version_id)[0]
    return replace(view, publication=newest, version=version)


def find_latest(
    records: Records, consumer: Pacticipant, provider: Pacticipant, *, tag: str | None = None
) -> PactView:
    """Return the pact of the newest version that has one, or of the newest tagged one."""
    where = {} if tag is None else with_tag(consumer, tag)
    rows = find_newest(records, consumer, provider, where)
    if not rows:
        kind = "" if tag is None else f" with tag {tag}"
        raise not_found(f"No pact between {consumer.name} and {provider.name}{kind} found")
    return view_publication(records, consumer, provider, rows[0])


def with_tag(consumer: Pacticipant, tag: str) -> Where:
    """Return the condition that the consumer's version has the tag."""
    return {"version_id": Among(Tag, "version_id", {"pacticipant_id": consumer.id, "name": tag})}


def without_tag(consumer: Pacticipant) -> Where:
    """Return the condition that the consumer's version has no tag."""
    return {"version_id": Among(Tag, "version_id", {"pacticipant_id": consumer.id}, absent=True)}


def find_newest(
    records: Records, consumer: Pacticipant, provider: Pacticipant, where: Where
) -> tuple[Publication, ...]:
    """Return what the consumer's newest version that matches publishes for the provider."""
    pair = {"consumer_id": consumer.id, "provider_id": provider.id, "current": True}
    return records.find(Publication, newest=True, by="version_id", limit=1, **pair, **where)


def show_latest(call: Call, records: Ledger) -> Answer:
    """Answer the latest pact of the pair, or the latest with the tag."""
    view = find_latest(records, *get_pair(call, records), tag=call.args.get("tag"))
    answer = call.answer(present_pact(call, records, view))
    # Old clients learn from this which version they got; a header has room for ASCII only.
    number = quote(view.version.number, safe=f"{string.punctuation} ")
    return replace(answer, headers={"X-Pact-Consumer-Version": number})


def show_latest_untagged(call: Call, records: Ledger) -> Answer:
    """Answer the latest pact of the pair whose version has no tag."""
    consumer, provider = get_pair(call, records)
    rows = find_newest(records, consumer, provider, without_tag(consumer))
    if not rows:
        raise not_found()
    return Answer(
        body=present_pact(call, records, view_publication(records, consumer, provider, rows[0]))
    )


def show_latest_on_branch(call: Call, records: Ledger) -> Answer:
    """Answer the newest pact of the branch."""
    consumer, provider = get_pair(call, records)
    branch = find_named_branch(call, records, consumer)
    members = Among(BranchVersion, "version_id", {"branch_id": branch.id})
    rows = find_newest(records, consumer, provider, {"version_id": members})
    if not rows:
        raise not_found()
    body = present_pact(call, records, view_publication(records, consumer, provider, rows[0]))
    # The official client takes this for a list; the original answers without it.
    body["_links"]["pb:pacts"] = [body["_links"]["self"]]
    return Answer(body=body)


def find_named_branch(call: Call, records: Records, owner: Pacticipant) -> Branch:
    """Return the branch that the path names, or the main branch when it names none."""
    name = call.args.get("branch", owner.main_branch)
    if name is None:
        raise not_found(f"{owner.name} has no main branch")
    return get_branch(records, owner, name)


def put_pact(call: Call, ledger: Ledger) -> Answer:
    """Publish a pact as old clients do."""
    return _publish(call, ledger, merge=False)


def patch_pact(call: Call, ledger: Ledger) -> Answer:
    """Add interactions to what the version publishes."""
    return _publish(call, ledger, merge=True)


def _publish(call: Call, ledger: Ledger, *, merge: bool) -> Answer:
    names = {role: check_name(call.args[role], what=role) for role in ("consumer", "provider")}
    number = check_name(call.args["number"], what="version")
    if not call.body.strip():
        raise Refusal(400, {"error": "the body is empty: send the pact as it is"})
    content = call.object()
    check_names(content, names["consumer"], names["provider"], field="pact")
    contract = Contract(provider=names["provider"], content=content, merge=merge)
    order = PublishOrder(consumer=names["consumer"], version=number, contracts=(contract,))
    conflicts = find_conflicts(ledger, order)
    if conflicts:
        raise Refusal(409, {"error": "\n".join(conflict.text for conflict in conflicts)})
    consumer = ensure_pacticipant(ledger, order.consumer, now=call.now)
    version, _ = ensure_version(ledger, consumer, number, now=call.now)
    done = publish_contract(ledger, consumer, version, contract, now=call.now)
    announce_pact(ledger, consumer, version, done, find_addresses(call), now=call.now)
    judge_pact(ledger, done.pact, check_conformance, now=call.now)
    view = view_publication(ledger, consumer, done.provider, done.publication)
    new = done.outcome == "created"
    href = pact_href(call, consumer.name, done.provider.name, number)
    return Answer(
        status=201 if new else 200,
        body=present_pact(call, ledger, view),
        headers={"Location": href} if new else {},
    )


def delete_pact(call: Call, ledger: Ledger) -> Answer:
    """Forget what the version publishes for the provider."""
    view = view_version(call, ledger)
    remove_publications(ledger, version_id=view.version.id, provider_id=view.provider.id)
    return Answer(status=204)


def find_previous(records: Records, view: PactView) -> PactView:
    """Return the newest earlier pact of the pair with another content."""
    rows = records.find(
        Publication,
        consumer_id=view.consumer.id,
        provider_id=view.provider.id,
        current=True,
        version_id=Before(view.version.id),
    )
    others = [row for row in rows if row.pact_id != view.pact.id]
    if not others:
        raise not_found("No previous distinct version of this pact found")
    newest = max(others, key=lambda row: row.version_id)
    return view_publication(records, view.consumer, view.provider, newest)


def show_previous(call: Call, records: Ledger) -> Answer:
    """Answer the newest earlier pact with another content."""
    previous = find_previous(records, view_version(call, records))
    return call.answer(present_pact(call, records, previous))


PAIR = "/pacts/provider/{provider}/consumer/{consumer}"
_WRITE: dict[str, Any] = {"writes": True, "needs": "publish", "owner": "consumer"}

ROUTES = (
    *(
        route
        for path in (
            f"{PAIR}/version/{{number}}",
            f"{PAIR}/versions/{{number}}",
            "/pact/provider/{provider}/consumer/{consumer}/version/{number}",
        )
        for route in (
            Route("GET", path, show_version),
            Route("PUT", path, put_pact, **_WRITE),
            Route("PATCH", path, patch_pact, **_WRITE),
            Route("DELETE", path, delete_pact, writes=True, needs="admin"),
        )
    ),
    Route("GET", f"{PAIR}/version/{{number}}/previous-distinct", show_previous),
    Route("GET", f"{PAIR}/pact-version/{{sha}}", show_content),
    Route("GET", f"{PAIR}/pact-version/{{sha}}/metadata/{{metadata}}", show_content),
    Route("GET", f"{PAIR}/latest", show_latest),
    Route("GET", f"{PAIR}/latest/{{tag}}", show_latest),
    Route("GET", f"{PAIR}/latest-untagged", show_latest_untagged),
    Route("GET", f"{PAIR}/branch/{{branch}}/latest", show_latest_on_branch),
    Route("GET", "/pact/provider/{provider}/consumer/{consumer}/latest", show_latest),
)
