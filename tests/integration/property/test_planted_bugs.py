import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from planted_pact import read_planted_pact
from planted_shop import BUGS, DOCUMENT, Store, create_app
from replaying import findings_of, replay

from pactwright.property.profile import CI, THOROUGH

# What shows each planted bug: the operation, the kind, and a part of the place or, for a crash, of
# its traceback.
SHOWS = {
    "undocumented-status": ("GET /orders/{id}", "status", "418"),
    "schema-violation": ("POST /orders", "body", "$.price"),
    "crash-at-boundary": ("GET /orders", "server-error", "ZeroDivisionError"),
    "crash-on-empty-list": ("GET /orders", "server-error", "ValueError"),
    "ignored-authentication": ("DELETE /orders/{id}", "authentication", "no credentials"),
    "missing-header": ("POST /orders", "header", "Location"),
    "wrong-content-type": ("GET /orders/{id}/receipt", "content-type", "200"),
    "use-after-delete": ("GET /orders/{id}", "use-after-delete", "DELETE"),
    "lost-default": ("GET /orders", "default", "query order"),
    "paging-off-by-one": ("GET /orders", "paging", "limit, offset"),
    "null-not-allowed": ("POST /orders", "body", "$.note"),
    "crash-on-non-latin-text": ("POST /orders", "server-error", "UnicodeEncodeError"),
    "crash-for-one-value": ("GET /search", "server-error", "in search"),
    "lying-example": ("POST /quotes", "example", "body"),
    "crash-after-change": ("GET /orders/{id}", "server-error", "in read_order"),
    "unknown-member": ("PATCH /orders/{id}", "expectation", "$.status"),
    "created-and-not-found": ("GET /orders/{id}", "status", "after POST"),
    "lost-default-in-body": ("POST /orders", "default", "$.priority"),
}
SEQUENCES = {"use-after-delete", "crash-after-change", "created-and-not-found"}


pytestmark = pytest.mark.usefixtures("quiet")


def _replay(bugs, **words):
    store = Store()

    def orders():
        store.orders.clear()
        store.gone.clear()
        store.next = 1
        store.add(id=3)
        store.add(id=4, status="paid", sku="B2")
        store.add(id=5, status="paid", sku="C3")

    app = create_app(bugs, store)
    states = {"orders 3 and 4 exist": orders}
    return replay(read_planted_pact(), DOCUMENT, states, app=app, **words)


def _found(replayed):
    shown = [
        (one.operation, one.kind, "\n".join((one.place, one.message, *one.details)))
        for one in findings_of(replayed)
    ]
    return {
        bug
        for bug, (operation, kind, part) in SHOWS.items()
        if any(o == operation and k == kind and part in place for o, k, place in shown)
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_thorough_run_finds_every_planted_bug_with_any_seed(seed):
    replayed = _replay(BUGS, profile=THOROUGH, seed=seed)
    names = [one.id for one in findings_of(replayed)]

    assert _found(replayed) == set(BUGS)
    # Each is told once; what PATCH writes wrongly shows in the list of orders too.
    assert len(names) == len(set(names)) == len(BUGS) + 1


def test_the_short_run_finds_all_that_take_one_request():
    assert _found(_replay(BUGS, profile=CI)) == set(BUGS) - SEQUENCES


@pytest.mark.parametrize("profile", [CI, THOROUGH], ids=lambda one: one.name)
def test_a_correct_shop_has_no_finding(profile):
    assert [one.message for one in findings_of(_replay((), profile=profile))] == []


def test_two_runs_send_the_same_and_find_the_same():
    first, second = (_replay({"schema-violation", "crash-at-boundary"}) for _ in range(2))

    assert [one.cases for one in first] == [one.cases for one in second]
    assert [one.result.cases for one in first] == [one.result.cases for one in second]


def test_a_finding_is_made_small_and_shows_its_traceback():
    (finding,) = findings_of(_replay({"crash-at-boundary"}))

    assert finding.request == "GET /orders?limit=50&offset=0"
    assert finding.curl == "curl -s 'http://localhost:8000/orders?limit=50&offset=0'"
    assert "ZeroDivisionError: division by zero" in finding.message
    assert any("in list_orders" in line for line in finding.details)


def test_a_kept_case_is_sent_first_and_fails_by_its_name():
    before = _replay({"crash-for-one-value"})
    kept = [case for one in before for case in one.cases]
    again = _replay({"crash-for-one-value"}, kept=kept)

    assert [one.id for one in findings_of(again)] == [one.fingerprint for one in kept]
    assert kept[0].steps[0].request.query == (("q", ("WELCOME-7F3A",)),)
