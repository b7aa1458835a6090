"""Badges of pacts and of can-i-deploy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pactwright.broker.matrix import Destination, MatrixQuery, find_matrix
from pactwright.broker.port import Among, Ledger, Records, Where
from pactwright.broker.selector import Selector
from pactwright.broker.server.badge import Tone, draw_badge
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.lookup import get_pacticipant
from pactwright.broker.server.router import Handler, Route
from pactwright.broker.server.routes.integrations import judge_state, verification_states
from pactwright.broker.server.routes.pacts import (
    PAIR,
    find_newest,
    get_pair,
    with_tag,
    without_tag,
)
from pactwright.broker.values import (
    Environment,
    Integration,
    Pacticipant,
    Publication,
    Verification,
)
from pactwright.broker.verdict import judge_matrix

_PACT: dict[str, tuple[str, Tone]] = {
    "success": ("verified", "good"),
    "failed": ("failed", "bad"),
    "stale": ("changed", "stale"),
    "none": ("unknown", "unknown"),
}
_GATE: dict[bool | None, tuple[str, Tone]] = {
    True: ("yes", "good"),
    False: ("no", "bad"),
    None: ("unknown", "unknown"),
}


_MATRIX = {True: _PACT["success"], False: _PACT["failed"], None: _PACT["none"]}


def _badge(label: str, text: str, tone: Tone) -> Answer:
    return Answer(body=draw_badge(label, text, tone), media_type="image/svg+xml;charset=utf-8")


_NO_PACT = _badge("pact not found", "unknown", "unknown")


def pact_badge(call: Call, records: Ledger) -> Answer:
    """Answer the state of the pair's latest pact, or of the latest with the tag."""
    tag = call.args.get("tag")
    return _draw_state(call, records, None if tag is None else partial(with_tag, tag=tag))


def untagged_badge(call: Call, records: Ledger) -> Answer:
    """Answer the state of the pair's latest pact whose version has no tag."""
    return _draw_state(call, records, without_tag)


def _draw_state(
    call: Call, records: Records, kind: Callable[[Pacticipant], Where] | None
) -> Answer:
    """Return the badge of the newest pact of that kind."""
    try:
        consumer, provider = get_pair(call, records)
    except Refusal:
        return _NO_PACT
    if kind is None:
        state = _pair_state(records, consumer, provider)
    else:
        state = _state(records, consumer, provider, kind(consumer))
    label = f"{consumer.name}/{provider.name} pact"
    return _NO_PACT if state is None else _badge(label, *_PACT[state])


def _pair_state(records: Records, consumer: Pacticipant, provider: Pacticipant) -> str | None:
    for pair in records.find(Integration, consumer_id=consumer.id, provider_id=provider.id):
        return verification_states(records, [pair])[pair.id]
    return None


def _state(
    records: Records, consumer: Pacticipant, provider: Pacticipant, where: Where
) -> str | None:
    """Return what the newest pact that matches came to; `None` where there is no such pact."""
    latest = find_newest(records, consumer, provider, where)
    if not latest:
        return None
    results = {"consumer_id": consumer.id, "provider_id": provider.id}
    verified = find_newest(
        records, consumer, provider, {**where, "pact_id": Among(Verification, "pact_id", results)}
    )
    return judge_state(
        latest=_newest_result(records, latest), earlier=_newest_result(records, verified)
    )


def _newest_result(records: Records, found: tuple[Publication, ...]) -> bool | None:
    for row in found:
        for result in records.find(Verification, pact_id=row.pact_id, newest=True, limit=1):
            return result.success
    return None


def matrix_badge(call: Call, records: Ledger) -> Answer:
    """Answer whether the latest consumer and provider with these tags fit together."""
    names = (call.args["consumer"], call.args["provider"])
    if not all(records.find(Pacticipant, name=name) for name in names):
        return _NO_PACT
    selectors = (
        Selector(pacticipant=names[0], tag=call.args["tag"], latest=True),
        Selector(pacticipant=names[1], tag=call.args["provider_tag"], latest=True),
    )
    rows = find_matrix(records, MatrixQuery(selectors=selectors, latestby="cvpv")).rows
    results = {row.success for row in rows if (row.consumer.name, row.provider.name) == names}
    if not results:
        return _NO_PACT
    worst = next(one for one in (False, None, True) if one in results)
    return _badge(f"{names[0]}/{names[1]} pact", *_MATRIX[worst])


def _named(draw: Handler) -> Handler:
    """Return the drawing with a badge in place of a 404 where the application is not there."""

    def draw_named(call: Call, records: Ledger) -> Answer:
        if not records.find(Pacticipant, name=call.args["name"]):
            return _badge("application not found", "unknown", "unknown")
        return draw(call, records)

    draw_named.__doc__ = draw.__doc__
    return draw_named


@_named
def branch_badge(call: Call, records: Ledger) -> Answer:
    """Answer whether the head of the branch may go to the environment."""
    owner = get_pacticipant(records, call.args["name"])
    environment = call.args["environment"]
    if not records.find(Environment, name=environment):
        return _badge("environment not found", "unknown", "unknown")
    selector = Selector(pacticipant=owner.name, branch=call.args["branch"], latest=True)
    destination = Destination(environment=environment)
    query = MatrixQuery(selectors=(selector,), destination=destination, latestby="cvpv")
    return _badge(f"can-i-deploy to {environment}", *_GATE[_ask(records, query)])


@_named
def tag_badge(call: Call, records: Ledger) -> Answer:
    """Answer whether the latest version with a tag may go to where another tag is."""
    owner = get_pacticipant(records, call.args["name"])
    selector = Selector(pacticipant=owner.name, tag=call.args["tag"], latest=True)
    destination = Destination(tag=call.args["to"], latest=True)
    query = MatrixQuery(selectors=(selector,), destination=destination, latestby="cvp")
    return _badge(f"can-i-deploy to {call.args['to']}", *_GATE[_ask(records, query)])


@_named
def merge_badge(call: Call, records: Ledger) -> Answer:
    """Answer whether the head of the main branch fits the other main branches."""
    owner = get_pacticipant(records, call.args["name"])
    selector = Selector(pacticipant=owner.name, main_branch=True, latest=True)
    destination = Destination(main_branch=True, latest=True)
    query = MatrixQuery(selectors=(selector,), destination=destination, latestby="cvp")
    return _badge("can-i-merge", *_GATE[_ask(records, query)])


def _ask(records: Records, query: MatrixQuery) -> bool | None:
    return judge_matrix(find_matrix(records, query)).deployable


_LATEST = "/pacticipants/{name}"

ROUTES = (
    Route("GET", f"{PAIR}/latest/badge", pact_badge),
    Route("GET", f"{PAIR}/latest-untagged/badge", untagged_badge),
    Route("GET", f"{PAIR}/latest/{{tag}}/badge", pact_badge),
    Route(
        "GET",
        "/matrix/provider/{provider}/latest/{provider_tag}/consumer/{consumer}/latest/{tag}/badge",
        matrix_badge,
    ),
    Route(
        "GET",
        f"{_LATEST}/branches/{{branch}}/latest-version/can-i-deploy/to-environment/{{environment}}"
        "/badge",
        branch_badge,
    ),
    Route("GET", f"{_LATEST}/latest-version/{{tag}}/can-i-deploy/to/{{to}}/badge", tag_badge),
    Route("GET", f"{_LATEST}/main-branch/can-i-merge/badge", merge_badge),
)
