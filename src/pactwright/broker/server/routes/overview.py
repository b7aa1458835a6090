"""The page that opens first: the integrations with their states, listed and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from pactwright.broker.pages.network import choose_names, draw_network
from pactwright.broker.port import Ledger, Records
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.checks import whole_of
from pactwright.broker.server.paging import Page
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.integrations import find_integrations, verification_states
from pactwright.broker.server.routes.page import answer_page, say_when
from pactwright.broker.values import Integration, Pacticipant, Publication, Version

_ROWS = 200
_Pair: TypeAlias = tuple[Integration, Pacticipant, Pacticipant]


def show_overview(call: Call, records: Ledger) -> Answer:
    """Show all integrations with their state, as a list and as a picture."""
    pairs = find_integrations(records)
    last = max(-(-len(pairs) // _ROWS), 1)
    page = Page(number=min(max(whole_of(call.query, "page") or 1, 1), last), size=_ROWS)
    shown = page.cut(pairs)
    names, hidden = choose_names((one.name, two.name) for _, one, two in pairs)
    known = set(names)
    drawn = [row for row in pairs if row[1].name in known and row[2].name in known]
    states = verification_states(records, {one.id: one for one, _, _ in (*shown, *drawn)}.values())
    picture = [(one.name, two.name, states[pair.id]) for pair, one, two in drawn]
    return answer_page(
        call,
        "overview.html",
        "Overview",
        rows=_describe(records, shown, states),
        network=draw_network(picture, hidden=hidden),
        page=page.number,
        last=last,
        first_row=page.offset + 1,
        total=len(pairs),
    )


def _describe(
    records: Records, pairs: Sequence[_Pair], states: dict[int, str]
) -> list[dict[str, Any]]:
    latest = {
        (row.consumer_id, row.provider_id): row
        for row in records.newest_per(
            Publication,
            ("consumer_id", "provider_id"),
            by="version_id",
            current=True,
            consumer_id=tuple({pair.consumer_id for pair, _, _ in pairs}),
        )
    }
    ids = tuple(row.version_id for row in latest.values())
    numbers = {version.id: version.number for version in records.find(Version, id=ids)}
    rows = []
    for pair, consumer, provider in pairs:
        last = latest.get((pair.consumer_id, pair.provider_id))
        rows.append(
            {
                "consumer": consumer.name,
                "provider": provider.name,
                "state": states[pair.id],
                "number": numbers[last.version_id] if last else None,
                "published": say_when(last.created_at) if last else "",
            }
        )
    return rows


ROUTES = (Route("GET", "/ui", show_overview),)
