"""can-i-deploy against an oracle that is slow and simple."""

from __future__ import annotations

from broker_history import APPS, PLACES, apps, histories, may_deploy, numbers, perform, places
from hypothesis import given, settings
from hypothesis import strategies as st

from pactwright.broker.matrix import Destination, MatrixQuery, find_matrix
from pactwright.broker.query import check_query
from pactwright.broker.results import Result, record_result
from pactwright.broker.selector import Selector
from pactwright.broker.store.memory import MemoryLedger
from pactwright.broker.values import Pact, Pacticipant, Publication, VerificationText, Version
from pactwright.broker.verdict import judge_matrix

latestby = st.sampled_from(("cvpv", "cvp", "cp", None))


def ask(ledger, app, number, place, **options):
    selector = Selector(pacticipant=app, version=number)
    query = MatrixQuery(
        selectors=(selector,), destination=Destination(environment=place), **options
    )
    if check_query(ledger, query):
        return None
    return judge_matrix(find_matrix(ledger, query)).deployable


def world(history):
    ledger = MemoryLedger()
    perform(ledger, history)
    return ledger


def has_pact_with_itself(ledger, app):
    owners = ledger.find(Pacticipant, name=app)
    return any(
        ledger.find(Publication, consumer_id=owner.id, provider_id=owner.id) for owner in owners
    )


@settings(max_examples=150, deadline=None)
@given(histories)
def test_the_verdict_is_the_oracle_s_for_every_version_and_place(history):
    ledger = world(history)
    for app in APPS:
        for number in ("1", "2", "3"):
            for place in PLACES:
                answer = ask(ledger, app, number, place, latestby="cvpv")
                truth = may_deploy(ledger, app, number, place)
                assert truth or answer is not True
                # Of an application that has a pact with itself, the original weighs what its
                # versions say of each other, wherever they are: a no more, never a yes.
                assert (answer is True) == truth or has_pact_with_itself(ledger, app)


@settings(max_examples=100, deadline=None)
@given(histories, apps, numbers, places, latestby, st.sampled_from(((), (True,), (None,))))
def test_no_option_makes_a_yes_of_it(  # noqa: PLR0913, PLR0917
    history, app, number, place, by, success
):
    ledger = world(history)
    answer = ask(ledger, app, number, place, latestby=by, success=success, limit=1)
    assert answer is not True or may_deploy(ledger, app, number, place)


@settings(max_examples=100, deadline=None)
@given(histories, apps, numbers, places, st.data())
def test_a_failing_result_never_turns_no_into_yes(history, app, number, place, data):
    ledger = world(history)
    pacts = ledger.find(Pact)
    before = ask(ledger, app, number, place, latestby="cvpv")
    if not pacts or before is True:
        return
    pact = data.draw(st.sampled_from(pacts))
    owner = ledger.find(Pacticipant, id=pact.provider_id)[0]
    versions = ledger.find(Version, pacticipant_id=owner.id)
    if not versions:
        return
    chosen = data.draw(st.sampled_from(versions)).number
    result = Result(success=False, provider_version=chosen, text=VerificationText())
    record_result(ledger, owner, pact, result, now=pact.created_at)
    assert ask(ledger, app, number, place, latestby="cvpv") is not True
