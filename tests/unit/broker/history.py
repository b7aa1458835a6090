"""Random histories of a small world, and an oracle that decides from the facts alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from pactwright.broker.lifecycle import (
    add_tag,
    add_to_branch,
    ensure_pacticipant,
    ensure_version,
    find_pacticipant,
    find_version,
)
from pactwright.broker.presence import end_presence, record_deployment, record_release
from pactwright.broker.publish import Contract, PublishOrder, find_conflicts, publish_contracts
from pactwright.broker.results import Result, record_result
from pactwright.broker.values import (
    Deployment,
    Environment,
    Pact,
    Publication,
    Release,
    Verification,
    VerificationText,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
APPS = ("a", "b", "c", "d")
PLACES = ("test", "production")
apps, numbers = st.sampled_from(APPS), st.sampled_from(("1", "2", "3"))
places, branches = st.sampled_from(PLACES), st.sampled_from((None, "main", "feat/x"))

events = st.one_of(
    st.tuples(st.just("publish"), apps, numbers, branches, apps, st.integers(0, 2)),
    st.tuples(st.just("verify"), apps, numbers, apps, numbers, st.booleans()),
    st.tuples(st.just("verify"), apps, numbers, apps, numbers, st.booleans()),
    st.tuples(st.just("deploy"), apps, numbers, places, st.sampled_from((None, "blue"))),
    st.tuples(st.just("release"), apps, numbers, places),
    st.tuples(st.just("leave"), apps, places),
    st.tuples(st.just("tag"), apps, numbers, st.sampled_from(("prod", "dev"))),
    st.tuples(st.just("branch"), apps, numbers, st.sampled_from(("main", "feat/x"))),
)
histories = st.lists(events, max_size=40)


def pact(consumer, provider, variant):
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [{"description": f"asks {variant}"}],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def perform(ledger, history):
    for name in PLACES:
        if not ledger.find(Environment, name=name):
            place = Environment(uuid=name, name=name, created_at=START, updated_at=START)
            ledger.add(place)
    for index, (kind, app, *rest) in enumerate(history):
        now = START + timedelta(minutes=index)
        PERFORM[kind](ledger, now, f"{kind}-{index}", app, *rest)


def _publish(  # noqa: PLR0913, PLR0917
    ledger, now, _, app, number, branch, provider, variant
):
    contract = Contract(provider=provider, content=pact(app, provider, variant))
    order = PublishOrder(consumer=app, version=number, branch=branch, contracts=(contract,))
    if not find_conflicts(ledger, order):
        publish_contracts(ledger, order, now=now)


def _verify(  # noqa: PLR0913, PLR0917
    ledger, now, _, app, number, provider, provider_number, success
):
    consumer, owner = find_pacticipant(ledger, app), find_pacticipant(ledger, provider)
    version = consumer and find_version(ledger, consumer, number)
    if not (version and owner):
        return
    rows = ledger.find(Publication, version_id=version.id, provider_id=owner.id, current=True)
    for row in rows:
        content = ledger.find(Pact, id=row.pact_id)[0]
        result = Result(success=success, provider_version=provider_number, text=VerificationText())
        record_result(ledger, owner, content, result, now=now)


def _version(ledger, now, app, number):
    return ensure_version(ledger, ensure_pacticipant(ledger, app, now=now), number, now=now)[0]


def _deploy(  # noqa: PLR0913, PLR0917
    ledger, now, uuid, app, number, place, target
):
    place = ledger.find(Environment, name=place)[0]
    version = _version(ledger, now, app, number)
    record_deployment(ledger, version, place, target=target, now=now, uuid=uuid)


def _release(  # noqa: PLR0913, PLR0917
    ledger, now, uuid, app, number, place
):
    place = ledger.find(Environment, name=place)[0]
    record_release(ledger, _version(ledger, now, app, number), place, now=now, uuid=uuid)


def _leave(ledger, now, _, app, place):
    owner, place = find_pacticipant(ledger, app), ledger.find(Environment, name=place)[0]
    for kind in (Deployment, Release):
        for row in ledger.find(kind, environment_id=place.id, ended_at=None):
            if owner and row.pacticipant_id == owner.id:
                end_presence(ledger, row, now=now)


def _tag(ledger, now, _, app, number, name):
    add_tag(ledger, _version(ledger, now, app, number), name, now=now)


def _branch(ledger, now, _, app, number, name):
    add_to_branch(ledger, _version(ledger, now, app, number), name, now=now)


PERFORM = {
    "publish": _publish,
    "verify": _verify,
    "deploy": _deploy,
    "release": _release,
    "leave": _leave,
    "tag": _tag,
    "branch": _branch,
}


def may_deploy(ledger, app, number, place):
    """Whether every pair that would meet in the place is verified, from the facts alone."""
    owner = find_pacticipant(ledger, app)
    version = owner and find_version(ledger, owner, number)
    if not version:
        return False
    present = _present(ledger, place)
    for row in _last_publications(ledger):
        if row.version_id == version.id:
            providers = [one for pacticipant, one in present if pacticipant == row.provider_id]
            if row.provider_id == owner.id:
                providers = [version.id]
            if not providers or not all(_verified(ledger, row, one) for one in providers):
                return False
        elif row.provider_id == owner.id and row.consumer_id != owner.id:
            there = (row.consumer_id, row.version_id) in present
            if there and not _verified(ledger, row, version.id):
                return False
    return True


def _present(ledger, place):
    place = ledger.find(Environment, name=place)[0]
    return [
        (row.pacticipant_id, row.version_id)
        for kind in (Deployment, Release)
        for row in ledger.find(kind)
        if row.environment_id == place.id and row.ended_at is None
    ]


def _last_publications(ledger):
    last = {(row.version_id, row.provider_id): row for row in ledger.find(Publication)}
    return last.values()


def _verified(ledger, row, provider_version):
    results = [
        one.success
        for one in ledger.find(Verification)
        if one.pact_id == row.pact_id and one.provider_version_id == provider_version
    ]
    return bool(results) and results[-1]
