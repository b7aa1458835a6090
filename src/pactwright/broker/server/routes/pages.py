"""The web pages, for those who look with a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pactwright.broker.content import parse_content
from pactwright.broker.glance import find_newest_rows
from pactwright.broker.matrix import Destination, MatrixQuery, find_matrix
from pactwright.broker.pages.document import read_passages
from pactwright.broker.pages.render import read_icon, read_style
from pactwright.broker.port import Containing, Ledger, Records, Where
from pactwright.broker.portrait import Portrait, draw_portraits
from pactwright.broker.row import Row
from pactwright.broker.selector import Selector
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.lookup import get_pacticipant, get_version
from pactwright.broker.server.present.pacts import read_pact
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.contract_pages import describe_contracts, describe_document
from pactwright.broker.server.routes.diffs import diff_text
from pactwright.broker.server.routes.integrations import find_integrations
from pactwright.broker.server.routes.pacts import find_previous, view_version
from pactwright.broker.server.routes.page import answer_page, isolate, say_when
from pactwright.broker.server.routes.versions import find_providers
from pactwright.broker.values import (
    Deployment,
    Environment,
    Pacticipant,
    PactText,
    Publication,
    Release,
    Verification,
    VerificationText,
    Version,
)
from pactwright.broker.verdict import find_decisive, judge_matrix

_ROWS = 200
_STATES = {True: "success", False: "failed", None: "none"}


def show_style(_: Call, __: Ledger) -> Answer:
    """Answer the style sheet."""
    return Answer(body=read_style(), media_type="text/css;charset=utf-8")


def show_icon(_: Call, __: Ledger) -> Answer:
    """Answer the icon; browsers ask for it beside plain text, too."""
    return Answer(body=read_icon(), media_type="image/svg+xml;charset=utf-8")


def show_matrix(call: Call, records: Ledger) -> Answer:
    """Show which versions of a pair fit together."""
    pairs = find_integrations(records)
    consumers = sorted({consumer.name for _, consumer, _ in pairs})
    providers = sorted({provider.name for _, _, provider in pairs})
    consumer = call.text("consumer") or (pairs[0][1].name if pairs else "")
    provider = call.text("provider") or (pairs[0][2].name if pairs else "")
    named = {one.name: one for _, *both in pairs for one in both}
    shown, more = (
        find_newest_rows(records, named[consumer], named[provider], limit=_ROWS)
        if consumer in named and provider in named
        else ([], False)
    )
    portraits = _portraits(records, shown)
    return answer_page(
        call,
        "matrix.html",
        "Matrix",
        consumers=consumers,
        providers=providers,
        consumer=consumer,
        provider=provider,
        rows=[_matrix_row(row, portraits) for row in shown],
        more=more,
    )


def _portraits(records: Records, rows: Iterable[Row]) -> Any:  # noqa: ANN401 - portraits by id
    rows = tuple(rows)
    versions = {row.consumer_version.id: row.consumer_version for row in rows}
    for row in rows:
        if row.provider_version:
            versions[row.provider_version.id] = row.provider_version
    return draw_portraits(records, versions.values())


def _matrix_row(row: Row, portraits: Any) -> dict[str, Any]:  # noqa: ANN401 - portraits by id
    provider = row.provider_version
    return {
        "consumer_version": row.consumer_version.number,
        "consumer_names": name_version(portraits[row.consumer_version.id]),
        "provider_version": provider.number if provider else None,
        "provider_names": name_version(portraits[provider.id]) if provider else [],
        "state": _STATES[row.success],
        "judged": row.verification is not None and row.verification.document_id is not None,
        "when": say_when(row.verification.created_at) if row.verification else "",
    }


def name_version(portrait: Portrait) -> list[str]:
    """Return the version's branches, tags and places, as they are shown."""
    places = [f"in {place.name}" for place in portrait.environments]
    return [name for name, _ in (*portrait.branches, *portrait.tags)] + places


def show_environments(call: Call, records: Ledger) -> Answer:
    """Show who runs what where."""
    places = sorted(records.find(Environment), key=lambda place: (not place.production, place.name))
    listed = [
        {
            "title": place.display_name or place.name,
            "production": place.production,
            "rows": list(_present(records, place)),
        }
        for place in places
    ]
    return answer_page(call, "environments.html", "Environments", places=listed)


def _present(records: Records, place: Environment) -> Iterator[dict[str, str]]:
    rows: tuple[Deployment | Release, ...] = (
        *records.find(Deployment, environment_id=place.id, ended_at=None),
        *records.find(Release, environment_id=place.id, ended_at=None),
    )
    owner_ids = tuple({row.pacticipant_id for row in rows})
    owners = {owner.id: owner.name for owner in records.find(Pacticipant, id=owner_ids)}
    version_ids = tuple({row.version_id for row in rows})
    numbers = {one.id: one.number for one in records.find(Version, id=version_ids)}
    for row in sorted(rows, key=lambda row: owners[row.pacticipant_id].lower()):
        instance = row.target if isinstance(row, Deployment) else None
        how = "deployed" if isinstance(row, Deployment) else "released"
        yield {
            "name": owners[row.pacticipant_id],
            "number": numbers[row.version_id],
            "how": f"{how} as {instance}" if instance else how,
            "since": say_when(row.created_at),
        }


def show_version(call: Call, records: Ledger) -> Answer:
    """Show a version: where it is, and whether it may go elsewhere, down to what differs."""
    owner = get_pacticipant(records, call.args["name"])
    version = get_version(records, owner, call.args["number"])
    portrait = draw_portraits(records, [version])[version.id]
    places = sorted(records.find(Environment), key=lambda place: (not place.production, place.name))
    url = version.build_url or ""
    return answer_page(
        call,
        "version.html",
        f"{owner.name} {version.number}",
        owner=owner.name,
        number=version.number,
        branches=[name for name, _ in portrait.branches],
        tags=[name for name, _ in portrait.tags],
        places=[place.name for place in portrait.environments],
        made=say_when(version.created_at),
        build_url=url if url.startswith(("http://", "https://")) else "",
        answers=[_answer(records, owner, version, place) for place in places],
        document=describe_document(records, version),
        providers=[one.name for one in find_providers(records, [version]).get(version.id, ())],
    )


def _answer(
    records: Records, owner: Pacticipant, version: Version, place: Environment
) -> dict[str, Any]:
    selector = Selector(pacticipant=owner.name, version=version.number)
    destination = Destination(environment=place.name)
    query = MatrixQuery(selectors=(selector,), destination=destination, latestby="cvpv")
    matrix = find_matrix(records, query)
    verdict = judge_matrix(matrix)
    rows = (*matrix.considered, *find_decisive(matrix))
    return {
        "environment": place.display_name or place.name,
        "deployable": verdict.deployable,
        "reasons": [
            *(notice.text for notice in verdict.notices),
            *describe_contracts(records, rows, matrix.chosen),
        ],
        "failures": [_failure(records, row) for row in rows if row.success is False],
    }


def _failure(records: Records, row: Row) -> dict[str, Any]:
    number = row.provider_version.number if row.provider_version else ""
    found = row.verification
    texts = records.find(VerificationText, id=found.id) if found else ()
    tests = json.loads(texts[0].test_results) if texts and texts[0].test_results else []
    return {
        "pair": f"{isolate(row.consumer.name)} {isolate(row.consumer_version.number)} → "
        f"{isolate(row.provider.name)} {isolate(number)}",
        "since": say_when(found.created_at) if found else "",
        "tests": [_test(test) for test in _objects(tests) if test.get("success") is False],
    }


def _test(test: dict[str, Any]) -> dict[str, Any]:
    described = test.get("interactionDescription") or test.get("interactionId") or "an interaction"
    differences = [*_objects(test.get("mismatches")), *_objects(test.get("exceptions"))]
    told = ("attribute", "identifier", "description", "message")
    return {
        "description": str(described),
        "differences": [
            " ".join(str(one[name]) for name in told if one.get(name)) for one in differences
        ],
    }


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def show_pact(call: Call, records: Ledger) -> Answer:
    """Show a pact as a document."""
    view = view_version(call, records)
    content = read_pact(records, view.pact)
    results = records.find(Verification, pact_id=view.pact.id, newest=True, limit=1)
    try:
        find_previous(records, view)
        has_previous = True
    except Refusal:
        has_previous = False
    return answer_page(
        call,
        "pact.html",
        f"{isolate(view.consumer.name)} → {isolate(view.provider.name)}",
        consumer=view.consumer.name,
        provider=view.provider.name,
        number=view.version.number,
        state=_STATES[results[0].success if results else None],
        published=say_when(view.publication.created_at),
        passages=read_passages(content),
        has_previous=has_previous,
    )


def show_diff(call: Call, records: Ledger) -> Answer:
    """Show what changed since the pact before."""
    view = view_version(call, records)
    previous = find_previous(records, view)
    pair = f"{isolate(view.consumer.name)} → {isolate(view.provider.name)}"
    title = f"{pair}: since {isolate(previous.version.number)}"
    lines = diff_text(records, previous, view).rstrip("\n").split("\n")
    back = f"{call.base}{call.path}".removesuffix("/diff")
    return answer_page(call, "diff.html", title, lines=lines, back=back)


def search(call: Call, records: Ledger) -> Answer:
    """Show applications, interactions and provider states that hold the words."""
    sought = (call.text("q") or "").strip()
    owners = [
        owner
        for owner in sorted(records.find(Pacticipant), key=lambda owner: owner.name.lower())
        if sought and sought.lower() in owner.name.lower()
    ]
    newest = {
        one.pacticipant_id: one.number
        for one in records.newest_per(
            Version, ("pacticipant_id",), pacticipant_id=tuple(owner.id for owner in owners)
        )
    }
    hits = list(islice(_hits(records, sought.lower()), _ROWS + 1)) if sought else []
    return answer_page(
        call,
        "search.html",
        f"Search: {sought}" if sought else "Search",
        sought=sought,
        owners=[(owner.name, newest.get(owner.id)) for owner in owners],
        hits=hits[:_ROWS],
        more=len(hits) > _ROWS,
    )


def _hits(records: Records, sought: str) -> Iterator[dict[str, str]]:
    rows = records.newest_per(
        Publication, ("consumer_id", "provider_id"), by="version_id", current=True
    )
    owners = {owner.id: owner.name for owner in records.find(Pacticipant)}
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        texts = _texts(records, {row.pact_id for row in part}, sought)
        ids = tuple(row.version_id for row in part if row.pact_id in texts)
        numbers = {one.id: one.number for one in records.find(Version, id=ids)}
        for row in part:
            for text in _passages(texts.get(row.pact_id), sought):
                yield {
                    "consumer": owners[row.consumer_id],
                    "provider": owners[row.provider_id],
                    "number": numbers[row.version_id],
                    "text": text,
                }


def _texts(records: Records, pacts: set[int], sought: str) -> dict[int, str]:
    """Return the contents that may hold the words; the database leaves out those that cannot."""
    where: Where = {"id": tuple(pacts)}
    written = json.dumps(sought)[1:-1]
    if written == sought and sought.isascii():  # else it may be written in several ways
        where["content"] = Containing(sought)
    return {one.id: one.content for one in records.find(PactText, **where)}


def _passages(text: str | None, sought: str) -> Iterator[str]:
    for passage in read_passages(parse_content(text.encode())) if text else ():
        for words in (passage.description, *passage.states):
            if sought in words.lower():
                yield words


_PACT = "/ui/pacts/provider/{provider}/consumer/{consumer}/version/{number}"

ROUTES = (
    Route("GET", "/ui/style.css", show_style),
    Route("GET", "/favicon.ico", show_icon),
    Route("GET", "/ui/matrix", show_matrix),
    Route("GET", "/ui/environments", show_environments),
    Route("GET", "/ui/pacticipants/{name}/versions/{number}", show_version),
    Route("GET", _PACT, show_pact),
    Route("GET", f"{_PACT}/diff", show_diff),
    Route("GET", "/ui/search", search),
)
