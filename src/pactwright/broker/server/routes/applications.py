"""The page of an application: its versions, and who it has pacts with."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.broker.pages.render import render_page
from pactwright.broker.port import Ledger, Records
from pactwright.broker.portrait import draw_portraits
from pactwright.broker.server.call import Answer, Call
from pactwright.broker.server.lookup import get_pacticipant
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.integrations import verification_states
from pactwright.broker.server.routes.pages import name_version
from pactwright.broker.values import Integration, Pacticipant, Version

_SHOWN = 50


def show_application(call: Call, records: Ledger) -> Answer:
    """Show an application with its newest versions and the states of its pacts."""
    owner = get_pacticipant(records, call.args["name"])
    versions = records.find(Version, pacticipant_id=owner.id, newest=True, limit=_SHOWN)
    portraits = draw_portraits(records, versions)
    url = owner.repository_url or ""
    body = render_page(
        "application.html",
        base=call.base,
        title=owner.display_name or owner.name,
        owner=owner.name,
        main_branch=owner.main_branch,
        repository=url if url.startswith(("http://", "https://")) else "",
        providers=_states(records, records.find(Integration, consumer_id=owner.id), "provider_id"),
        consumers=_states(records, records.find(Integration, provider_id=owner.id), "consumer_id"),
        versions=[
            {
                "number": version.number,
                "names": name_version(portraits[version.id]),
                "made": f"{version.created_at:%Y-%m-%d %H:%M}",
            }
            for version in versions
        ],
        more=records.count(Version, pacticipant_id=owner.id) - len(versions),
    )
    return Answer(body=body, media_type="text/html;charset=utf-8")


def _states(records: Records, pairs: Sequence[Integration], other: str) -> list[tuple[str, str]]:
    """Return the applications on the other side of the pairs, with the states of the pacts."""
    states = verification_states(records, pairs)
    ids = tuple(getattr(pair, other) for pair in pairs)
    names = {one.id: one.name for one in records.find(Pacticipant, id=ids)}
    named = [(names[getattr(pair, other)], states[pair.id]) for pair in pairs]
    return sorted(named, key=lambda one: one[0].lower())


ROUTES = (Route("GET", "/ui/pacticipants/{name}", show_application),)
