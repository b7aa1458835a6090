"""Integrations: which consumer has a pact with which provider."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pactwright.broker.port import Among, Ledger, Records
from pactwright.broker.removal import remove_integration
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.lookup import get_pacticipant
from pactwright.broker.server.paging import describe_page, read_page
from pactwright.broker.server.present.versions import curies
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import get_pair
from pactwright.broker.values import Integration, Pact, Pacticipant, Publication, Verification


def find_integrations(
    records: Records, sought: str | None = None
) -> list[tuple[Integration, Pacticipant, Pacticipant]]:
    """Return the integrations by name, with consumer and provider; `sought` is part of one."""
    owners = {owner.id: owner for owner in records.find(Pacticipant)}
    rows = (
        (one, owners[one.consumer_id], owners[one.provider_id]) for one in records.find(Integration)
    )
    wanted = (sought or "").lower()
    return sorted(
        (row for row in rows if wanted in row[1].name.lower() or wanted in row[2].name.lower()),
        key=lambda row: (row[1].name.lower(), row[2].name.lower()),
    )


def list_integrations(call: Call, records: Ledger) -> Answer:
    """Answer the integrations, as a graph for Graphviz when that is asked for."""
    rows = find_integrations(records, call.text("q"))
    if "graphviz" in call.accept:
        return Answer(body=_graph(rows), media_type="text/vnd.graphviz;charset=utf-8")
    page = read_page(call)
    described, page_links = describe_page(call, page, len(rows))
    shown = page.cut(rows) if page else rows
    states = verification_states(records, (one for one, _, _ in shown))
    documents = [
        _document(call, consumer, provider, states[one.id]) for one, consumer, provider in shown
    ]
    links = {
        "self": {"href": call.base + call.path, "title": "All integrations"},
        **page_links,
        "curies": curies(call, "integrations"),
    }
    body = {**described, "_embedded": {"integrations": documents}, "_links": links}
    return Answer(body=body)


def verification_states(records: Records, pairs: Iterable[Integration]) -> dict[int, str]:
    """Return by the pair's id what its latest pact came to, in the words of `judge_state`."""
    pairs = tuple(pairs)
    latest = {
        (row.consumer_id, row.provider_id): row.pact_id
        for row in records.newest_per(
            Publication,
            ("consumer_id", "provider_id"),
            by="version_id",
            current=True,
            consumer_id=tuple({pair.consumer_id for pair in pairs}),
        )
    }
    results = _newest_results(records, latest.values())
    silent = {both for both, pact in latest.items() if pact not in results}
    earlier = _verified_earlier(records, silent)
    results |= _newest_results(records, earlier.values())
    return {
        pair.id: judge_state(
            latest=results.get(latest.get(both)), earlier=results.get(earlier.get(both))
        )
        for pair in pairs
        for both in ((pair.consumer_id, pair.provider_id),)
    }


def judge_state(*, latest: bool | None, earlier: bool | None) -> str:
    """Return what a pact came to, by its own newest result and that of its last verified content.

    A failure stays one until somebody verifies the pact that changed: success, failed, stale
    (changed after a success) or none.
    """
    if latest is not None:
        return "success" if latest else "failed"
    return "none" if earlier is None else "stale" if earlier else "failed"


def _newest_results(records: Records, pacts: Iterable[int]) -> dict[int | None, bool]:
    rows = records.newest_per(Verification, ("pact_id",), pact_id=tuple(pacts))
    return {row.pact_id: row.success for row in rows}


def _verified_earlier(
    records: Records, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Return by consumer and provider the newest pact that anyone ever verified."""
    rows = records.newest_per(
        Pact,
        ("consumer_id", "provider_id"),
        consumer_id=tuple({consumer for consumer, _ in pairs}),
        id=Among(Verification, "pact_id", {}),
    )
    return {(row.consumer_id, row.provider_id): row.id for row in rows}


def _document(
    call: Call, consumer: Pacticipant, provider: Pacticipant, status: str
) -> dict[str, Any]:
    pair = ("provider", provider.name, "consumer", consumer.name)
    return {
        "consumer": {
            "name": consumer.name,
            "_links": {"self": {"href": call.href("pacticipants", consumer.name)}},
        },
        "provider": {
            "name": provider.name,
            "_links": {"self": {"href": call.href("pacticipants", provider.name)}},
        },
        "verificationStatus": status,
        "_links": {
            "pb:dashboard": {"href": call.href("dashboard", *pair), "title": "BETA: Dashboard"},
            "pb:matrix": {"href": call.href("matrix", *pair), "title": "Matrix"},
            "pb:group": {"href": call.href("groups", consumer.name), "title": "Group"},
            "pb:delete_integration": {
                "href": call.href("integrations", *pair),
                "title": "Delete integration",
            },
        },
    }


def _graph(rows: list[tuple[Integration, Pacticipant, Pacticipant]]) -> str:
    lines = [
        f"  {_quoted(consumer.name)} -> {_quoted(provider.name)}" for _, consumer, provider in rows
    ]
    return "\n".join(("digraph { ranksep=3; ratio=auto; overlap=false;", *lines, "}", ""))


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def delete_all(_: Call, ledger: Ledger) -> Answer:
    """Forget all integrations and their pacts."""
    for one in ledger.find(Integration):
        remove_integration(ledger, one.consumer_id, one.provider_id)
    return Answer(status=204)


def delete_integration(call: Call, ledger: Ledger) -> Answer:
    """Forget the pair with all its pacts and results."""
    consumer, provider = get_pair(call, ledger)
    if not ledger.find(Integration, consumer_id=consumer.id, provider_id=provider.id):
        raise not_found()
    remove_integration(ledger, consumer.id, provider.id)
    return Answer(status=204)


def list_relationships(_: Call, records: Ledger) -> Answer:
    """Answer the pairs as comma-separated values."""
    return _as_csv(find_integrations(records))


def list_group(call: Call, records: Ledger) -> Answer:
    """Answer the pairs that are connected with the pacticipant, over others too."""
    rows = find_integrations(records)
    name = call.args["name"]
    if not records.find(Pacticipant, name=name):
        name = name.removesuffix(".csv")
    group, grown = {get_pacticipant(records, name).name}, True
    while grown:
        near = {
            name
            for _, consumer, provider in rows
            if group & {consumer.name, provider.name}
            for name in (consumer.name, provider.name)
        }
        grown = not near <= group
        group |= near
    return _as_csv([row for row in rows if row[1].name in group])


def _as_csv(rows: list[tuple[Integration, Pacticipant, Pacticipant]]) -> Answer:
    lines = [f"{_cell(consumer.name)},{_cell(provider.name)}" for _, consumer, provider in rows]
    body = "".join(f"{line}\n" for line in ("source,target,weight", *(f"{one},1" for one in lines)))
    return Answer(body=body, media_type="text/csv;charset=utf-8")


def _cell(text: str) -> str:
    """Return the text as a cell; one that a spreadsheet would run is kept from it."""
    if text[:1] in {"=", "+", "-", "@"}:
        text = f"'{text}"
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(one in text for one in ',"\r\n') else text


ROUTES = (
    Route("GET", "/integrations", list_integrations),
    Route("DELETE", "/integrations", delete_all, writes=True, needs="admin"),
    Route(
        "DELETE",
        "/integrations/provider/{provider}/consumer/{consumer}",
        delete_integration,
        writes=True,
        needs="admin",
    ),
    Route("GET", "/relationships", list_relationships),
    Route("GET", "/groups/{name}", list_group),
)
