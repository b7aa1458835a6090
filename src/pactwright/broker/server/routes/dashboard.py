"""The dashboard: what the newest versions of each integration come to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pactwright.broker.port import Ledger, Records
from pactwright.broker.portrait import Portrait, draw_portraits
from pactwright.broker.row import Row, make_rows
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.matrix import present_rows, tabulate
from pactwright.broker.server.routes.pacts import get_pair
from pactwright.broker.values import Publication, Verification, Version

_MOST = 500


def show_dashboard(call: Call, records: Ledger) -> Answer:
    """Answer the latest pact of each integration and its newest result."""
    pairs = ("consumer_id", "provider_id")
    latest = records.newest_per(Publication, pairs, by="version_id", current=True)
    return _answer(call, records, latest)


def show_pair(call: Call, records: Ledger) -> Answer:
    """Answer the pair's pacts at the heads of branches, with tags, in environments, the latest."""
    consumer, provider = get_pair(call, records)
    rows = records.find(
        Publication,
        consumer_id=consumer.id,
        provider_id=provider.id,
        current=True,
        newest=True,
        limit=_MOST,
    )
    versions = records.find(Version, id=tuple(row.version_id for row in rows))
    portraits = draw_portraits(records, versions)
    newest = max((row.version_id for row in rows), default=0)
    shown = [
        row for row in rows if row.version_id == newest or _stands_out(portraits[row.version_id])
    ]
    return _answer(call, records, sorted(shown, key=lambda row: -row.version_id))


def _stands_out(portrait: Portrait) -> bool:
    heads = (latest for _, latest in (*portrait.branches, *portrait.tags))
    return bool(portrait.environments) or any(heads)


def _answer(call: Call, records: Records, publications: Iterable[Publication]) -> Answer:
    rows = _with_results(records, tuple(publications))
    if "text/plain" in call.accept and "json" not in call.accept:
        return Answer(body="\n".join((*tabulate(rows), "")), media_type="text/plain;charset=utf-8")
    items: list[dict[str, Any]] = [
        {**item, "latestVerificationResult": item["verificationResult"]}
        for item in present_rows(call, records, rows)
    ]
    links = {"self": {"href": call.base + call.path, "title": "Dashboard"}}
    return Answer(body={"items": items, "_links": links})


def _with_results(records: Records, publications: tuple[Publication, ...]) -> list[Row]:
    pacts = tuple({row.pact_id for row in publications})
    newest = {
        one.pact_id: one for one in records.newest_per(Verification, ("pact_id",), pact_id=pacts)
    }
    return make_rows(records, [(row, newest.get(row.pact_id)) for row in publications], ())


ROUTES = (
    Route("GET", "/dashboard", show_dashboard),
    Route("GET", "/dashboard/provider/{provider}/consumer/{consumer}", show_pair),
)
