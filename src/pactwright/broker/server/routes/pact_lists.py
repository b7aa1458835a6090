"""Lists of pacts: of a provider, of a pair, by branch and by tag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pactwright.broker.port import Among, Ledger, Records, Where
from pactwright.broker.selection import Scope
from pactwright.broker.selector import find_main_branches
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.lookup import get_provider
from pactwright.broker.server.paging import bound_page, describe_page, find_page
from pactwright.broker.server.present.versions import (
    curies,
    pact_href,
    pact_name,
    version_href,
)
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    Branch,
    BranchVersion,
    Pacticipant,
    Publication,
    Tag,
    Version,
)


def list_latest(call: Call, records: Ledger) -> Answer:
    """Answer the latest pact of every pair."""
    rows = records.newest_per(
        Publication, ("consumer_id", "provider_id"), by="version_id", current=True
    )
    owners = {one.id: one for one in records.find(Pacticipant, id=_owner_ids(rows))}
    versions = _versions(records, rows)
    ordered = sorted(
        rows,
        key=lambda row: (
            owners[row.consumer_id].name.lower(),
            owners[row.provider_id].name.lower(),
        ),
    )
    documents, refs, deprecated = [], [], []
    for row in ordered:
        consumer, provider = owners[row.consumer_id], owners[row.provider_id]
        href = call.href("pacts", "provider", provider.name, "consumer", consumer.name, "latest")
        title = f"Latest pact between {consumer.name} and {provider.name}"
        documents.append(
            _latest_document(call, (consumer, provider), versions[row.version_id], row, href)
        )
        refs.append({"href": href, "title": title})
        name = "DEPRECATED - please use the pb:pacts relation"
        deprecated.append({"href": href, "title": title, "name": name})
    links = {
        "self": {"href": call.href("pacts", "latest")},
        "pb:pacts": refs,
        "pacts": deprecated,
        "curies": curies(call, "pacts"),
    }
    return Answer(body={"pacts": documents, "_links": links})


def _latest_document(
    call: Call,
    pair: tuple[Pacticipant, Pacticipant],
    version: Version,
    row: Publication,
    href: str,
) -> dict[str, Any]:
    consumer, provider = pair
    number = version.number
    return {
        "createdAt": format_time(row.created_at),
        "_embedded": {
            "consumer": {
                "name": consumer.name,
                "_embedded": {
                    "version": {
                        "number": number,
                        "_links": {
                            "self": {
                                "title": "Version",
                                "name": number,
                                "href": version_href(call, consumer.name, number),
                            }
                        },
                    }
                },
                "_links": {"self": {"href": call.href("pacticipants", consumer.name)}},
            },
            "provider": {
                "name": provider.name,
                "_links": {"self": {"href": call.href("pacticipants", provider.name)}},
            },
        },
        "_links": {
            "self": [
                {"href": href},
                {"href": pact_href(call, consumer.name, provider.name, number)},
            ]
        },
    }


def list_latest_of_provider(call: Call, records: Ledger) -> Answer:
    """Answer the latest pact of each consumer, or the latest with the tag."""
    provider = get_provider(records, call.args["provider"])
    tag = call.args.get("tag")
    where: Where = {}
    tagged = ""
    if tag is not None:
        where["version_id"] = _tagged(records, provider, tag)
        tagged = f" with consumer version tag '{tag}'"
    rows = records.newest_per(
        Publication,
        ("consumer_id",),
        by="version_id",
        provider_id=provider.id,
        current=True,
        **where,
    )
    title = f"Latest pact versions for the provider {provider.name}{tagged}"
    return _answer(call, records, provider, rows, title)


def list_all_of_provider(call: Call, records: Ledger) -> Answer:
    """Answer all pacts of the provider, or all with the tag."""
    provider = get_provider(records, call.args["provider"])
    tag = call.args.get("tag")
    where: Where = {} if tag is None else {"version_id": _tagged(records, provider, tag)}
    tagged = "" if tag is None else f" with consumer version tag '{tag}'"
    title = f"All pact versions for the provider {provider.name}{tagged}"
    return _answer_page(call, records, provider, title, where)


def _tagged(records: Records, provider: Pacticipant, tag: str) -> Among:
    consumers = Scope.of(records, provider).consumer_ids
    return Among(Tag, "version_id", {"pacticipant_id": consumers, "name": tag})


def list_heads(call: Call, records: Ledger) -> Answer:
    """Answer the pacts of the heads of the consumers' branches, by name or main."""
    provider = get_provider(records, call.args["provider"])
    heads = tuple(b.head_id for b in _branches(call, records, provider) if b.head_id is not None)
    rows = records.find(Publication, version_id=heads, provider_id=provider.id, current=True)
    title = f"Latest pact versions for the provider {provider.name} from {_branch_title(call)}"
    return _answer(call, records, provider, rows, title)


def list_on_branches(call: Call, records: Ledger) -> Answer:
    """Answer all pacts of the consumers' branches, by name or main."""
    provider = get_provider(records, call.args["provider"])
    branches = tuple(branch.id for branch in _branches(call, records, provider))
    members = Among(BranchVersion, "version_id", {"branch_id": branches})
    title = f"All pact versions for the provider {provider.name} from {_branch_title(call)}"
    return _answer_page(call, records, provider, title, {"version_id": members})


def _branches(call: Call, records: Records, provider: Pacticipant) -> tuple[Branch, ...]:
    scope = Scope.of(records, provider)
    name = call.args.get("branch")
    if name is None:
        return find_main_branches(records, scope.consumers)
    return records.find(Branch, pacticipant_id=scope.consumer_ids, name=name)


def _branch_title(call: Call) -> str:
    name = call.args.get("branch")
    return "the main branches" if name is None else f"branch '{name}'"


def _answer_page(
    call: Call, records: Records, provider: Pacticipant, title: str, where: Where
) -> Answer:
    """Answer the pacts by consumer; of a long list a page, the newest first."""
    where |= {"provider_id": provider.id, "current": True}
    total = records.count(Publication, **where)
    page = bound_page(call, total)
    rows = find_page(records, Publication, page, where)
    described, links = describe_page(call, page, total)
    body = _answer(call, records, provider, rows, title).body
    return Answer(body={**described, "_links": {**body["_links"], **links}})


def _answer(
    call: Call,
    records: Records,
    provider: Pacticipant,
    rows: Iterable[Publication],
    title: str,
) -> Answer:
    rows = tuple(rows)
    refs, deprecated = [], []
    owners = {one.id: one for one in records.find(Pacticipant, id=_owner_ids(rows))}
    versions = _versions(records, rows)
    for row in sorted(rows, key=lambda one: owners[one.consumer_id].name.lower()):
        consumer, number = owners[row.consumer_id].name, versions[row.version_id].number
        href = pact_href(call, consumer, provider.name, number)
        name = pact_name(consumer, provider.name, number)
        refs.append({"href": href, "title": name, "name": consumer})
        old = f"DEPRECATED - please use the pb:pacts relation. {name}"
        deprecated.append({"href": href, "title": old, "name": consumer})
    here = call.href("pacticipants", provider.name)
    links = {
        "self": {"href": call.base + call.path, "title": title},
        "pb:provider": {"href": here, "name": provider.name},
        "pb:pacts": refs,
        "provider": {
            "href": here,
            "title": provider.name,
            "name": "DEPRECATED - please use the pb:provider relation",
        },
        "pacts": deprecated,
    }
    return Answer(body={"_links": links})


def _owner_ids(rows: Iterable[Publication]) -> tuple[int, ...]:
    return tuple({one for row in rows for one in (row.consumer_id, row.provider_id)})


def _versions(records: Records, rows: Iterable[Publication]) -> dict[int, Version]:
    ids = tuple({row.version_id for row in rows})
    return {version.id: version for version in records.find(Version, id=ids)}


_PROVIDER = "/pacts/provider/{provider}"

ROUTES = (
    Route("GET", "/pacts/latest", list_latest),
    Route("GET", _PROVIDER, list_all_of_provider),
    Route("GET", f"{_PROVIDER}/latest", list_latest_of_provider),
    Route("GET", f"{_PROVIDER}/latest/{{tag}}", list_latest_of_provider),
    Route("GET", f"{_PROVIDER}/tag/{{tag}}", list_all_of_provider),
    Route("GET", f"{_PROVIDER}/branch", list_on_branches),
    Route("GET", f"{_PROVIDER}/branch/latest", list_heads),
    Route("GET", f"{_PROVIDER}/branch/{{branch}}", list_on_branches),
    Route("GET", f"{_PROVIDER}/branch/{{branch}}/latest", list_heads),
)
