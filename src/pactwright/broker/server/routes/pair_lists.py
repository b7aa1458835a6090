"""All pacts of a pair: everything, by branch and by tag, and their removal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pactwright.broker.port import Among, Ledger, Records, Where
from pactwright.broker.removal import remove_publications
from pactwright.broker.selector import find_main_branches
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.paging import bound_page, describe_page, find_page
from pactwright.broker.server.present.versions import (
    pact_href,
    pact_name,
    version_href,
)
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import PAIR, find_named_branch, get_pair
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Pacticipant,
    Publication,
    Tag,
    Version,
)


def list_all(call: Call, records: Ledger) -> Answer:
    """Answer all versions of the pact, newest first."""
    return _answer(call, records, _all(call, records))


def list_tagged(call: Call, records: Ledger) -> Answer:
    """Answer the versions of the pact with the tag, newest first."""
    return _answer(call, records, _tagged(call, records))


def list_on_branch(call: Call, records: Ledger) -> Answer:
    """Answer the versions of the pact on the branch, newest first."""
    consumer, _ = get_pair(call, records)
    if call.args.get("branch") == "latest" and not records.find(
        Branch, pacticipant_id=consumer.id, name="latest"
    ):
        # How the official client asks for the main branch's latest with --consumer --latest.
        return _answer(
            call, records, _head_of(call, records, find_main_branches(records, [consumer]))
        )
    return _answer(call, records, _on_branch(call, records))


def list_head(call: Call, records: Ledger) -> Answer:
    """Answer the pact of the branch's head."""
    return _answer(call, records, _head(call, records))


def _pair(call: Call, records: Records) -> Where:
    consumer, provider = get_pair(call, records)
    return {"consumer_id": consumer.id, "provider_id": provider.id}


def _all(call: Call, records: Records) -> Where:
    return _pair(call, records)


def _tagged(call: Call, records: Records) -> Where:
    pair = _pair(call, records)
    tag = {"pacticipant_id": pair["consumer_id"], "name": call.args["tag"]}
    return {**pair, "version_id": Among(Tag, "version_id", tag)}


def _on_branch(call: Call, records: Records) -> Where:
    consumer, _ = get_pair(call, records)
    branches = tuple(branch.id for branch in _branches(call, records, consumer))
    members = Among(BranchVersion, "version_id", {"branch_id": branches})
    return {**_pair(call, records), "version_id": members}


def _head(call: Call, records: Records) -> Where:
    consumer, _ = get_pair(call, records)
    return _head_of(call, records, _branches(call, records, consumer))


def _head_of(call: Call, records: Records, branches: Iterable[Branch]) -> Where:
    heads = tuple(branch.head_id for branch in branches if branch.head_id is not None)
    return {**_pair(call, records), "version_id": heads}


def _branches(call: Call, records: Records, owner: Pacticipant) -> tuple[Branch, ...]:
    """Return the branch that the path names, or the main branch if there is one."""
    if "branch" in call.args:
        return (find_named_branch(call, records, owner),)
    return find_main_branches(records, [owner])


def _answer(call: Call, records: Records, where: Where) -> Answer:
    """Answer the pacts, newest version first, a page of them when asked for or when long."""
    consumer, provider = get_pair(call, records)
    where["current"] = True
    total = records.count(Publication, **where)
    page = bound_page(call, total)
    rows = find_page(records, Publication, page, where, by="version_id")
    ids = tuple(row.version_id for row in rows)
    versions = {version.id: version for version in records.find(Version, id=ids)}
    body = _present(call, consumer, provider, rows, versions)
    described, links = describe_page(call, page, total)
    return Answer(body={**described, **body, "_links": {**body["_links"], **links}})


def _present(
    call: Call,
    consumer: Pacticipant,
    provider: Pacticipant,
    rows: Sequence[Publication],
    versions: dict[int, Version],
) -> dict[str, Any]:
    refs = []
    versioned = []
    documents = []
    for row in rows:
        number = versions[row.version_id].number
        href = pact_href(call, consumer.name, provider.name, number)
        name = pact_name(consumer.name, provider.name, number)
        refs.append({"href": href, "title": "Pact", "name": name})
        dated = f"Version {number} - {row.created_at:%d/%m/%Y}"
        versioned.append({"href": href, "title": "Pact", "name": dated})
        here = version_href(call, consumer.name, number)
        embedded = {
            "consumerVersion": {
                "number": number,
                "_links": {"self": {"title": "Version", "name": number, "href": here}},
            }
        }
        documents.append(
            {
                "createdAt": format_time(row.created_at),
                "_embedded": embedded,
                "_links": {"self": {"href": href, "title": "Pact", "name": name}},
            }
        )
    owners = {
        f"pb:{role}": {"href": call.href("pacticipants", name), "title": name, "name": name}
        for role, name in (("consumer", consumer.name), ("provider", provider.name))
    }
    title = f"All versions of the pact between {consumer.name} and {provider.name}"
    links = {
        "self": {"href": call.base + call.path, "title": title},
        **owners,
        "pb:pact-versions": versioned,
        # The official client looks here, and the original answers without it.
        "pb:pacts": refs,
        "pact-versions": versioned,
    }
    return {"_embedded": {"pacts": documents}, "_links": links}


def delete_all(call: Call, ledger: Ledger) -> Answer:
    """Forget all versions of the pact."""
    return _delete(ledger, _all(call, ledger))


def delete_tagged(call: Call, ledger: Ledger) -> Answer:
    """Forget the versions of the pact with the tag."""
    return _delete(ledger, _tagged(call, ledger))


def delete_on_branch(call: Call, ledger: Ledger) -> Answer:
    """Forget the versions of the pact on the branch."""
    return _delete(ledger, _on_branch(call, ledger))


def delete_head(call: Call, ledger: Ledger) -> Answer:
    """Forget the pact of the branch's head."""
    return _delete(ledger, _head(call, ledger))


def _delete(ledger: Ledger, where: Where) -> Answer:
    if not remove_publications(ledger, **where):
        raise not_found()
    return Answer(status=204)


_GONE: dict[str, Any] = {"writes": True, "needs": "admin"}

ROUTES = (
    Route("GET", f"{PAIR}/versions", list_all),
    Route("DELETE", f"{PAIR}/versions", delete_all, **_GONE),
    Route("GET", f"{PAIR}/tag/{{tag}}", list_tagged),
    Route("DELETE", f"{PAIR}/tag/{{tag}}", delete_tagged, **_GONE),
    # Where the official client asks with --consumer, and the original has nothing.
    Route("GET", f"{PAIR}/branch", list_on_branch),
    Route("GET", f"{PAIR}/branch/versions", list_on_branch),
    Route("DELETE", f"{PAIR}/branch/versions", delete_on_branch, **_GONE),
    Route("GET", f"{PAIR}/branch/latest/versions", list_head),
    Route("DELETE", f"{PAIR}/branch/latest/versions", delete_head, **_GONE),
    Route("GET", f"{PAIR}/branch/{{branch}}", list_on_branch),
    Route("DELETE", f"{PAIR}/branch/{{branch}}", delete_on_branch, **_GONE),
    Route("GET", f"{PAIR}/branch/{{branch}}/latest/versions", list_head),
    Route("DELETE", f"{PAIR}/branch/{{branch}}/latest/versions", delete_head, **_GONE),
)
