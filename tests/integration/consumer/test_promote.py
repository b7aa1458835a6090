"""`pactwright promote` turns stored findings into tests that run and pacts that say them."""

import json
from dataclasses import replace
from datetime import date

import click
import pytest

from pactwright.cli.main import cli
from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.property.cases import Case, CasesFile, Step, Take
from pactwright.workspace.property_files import cases_beside, found_file, read_cases, write_found

TESTS = """
@shop.interaction(
    given=given("orders exist", count=2),
    request=shop.get("/orders", query={"limit": "2"}, headers={"X-Key": "k"}),
    response=shop.ok({"orders": each_like({"id": integer(7)}, min=0)}),
)
def test_lists_orders(mock):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        client.get("/orders?limit=2", headers={"X-Key": "k"}).json()

@shop.interaction(
    request=shop.get("/orders", query={"limit": "x"}, headers={"X-Key": "k"}),
    response=shop.response(422, {"title": like("bad")}),
)
def test_is_told(mock):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        client.get("/orders?limit=x", headers={"X-Key": "k"})
"""
CRASH = Case(
    fingerprint="aaaa00001111",
    side="provider",
    check="not_a_server_error",
    operation="GET /orders",
    message="500 Internal Server Error",
    interaction="lists orders",
    states=(ProviderState(name="orders exist", params={"count": 2}),),
    first_seen=date(2026, 11, 21),
    steps=(
        Step(
            request=WireRequest(
                method="GET",
                path="/orders",
                query=(("limit", ("100",)),),
                headers=(("X-Key", "k"), ("User-Agent", "x")),
            ),
            response=WireResponse(status=500),
        ),
    ),
)
ANSWER = replace(
    CRASH,
    fingerprint="bbbb00001111",
    side="consumer",
    check="tolerance",
    message="IndexError: list index out of range",
    test="consumers/test_shop.py::test_lists_orders",
    paste="@shop.variant({'orders': []})",
)


@pytest.fixture
def shop(project, monkeypatch):
    project.write("test_shop.py", TESTS)
    project.run()
    monkeypatch.chdir(project.root)
    for case in (CRASH, ANSWER):
        store(project, case)
    return project


def store(project, case):
    found = CasesFile(consumer="web", provider="shop", cases=(case,))
    write_found(project.root, project.root / "pacts/web-shop.json", case.side, found)


def promote(*arguments):
    return cli.main(args=["promote", *arguments], standalone_mode=False)


def kept(project):
    file = read_cases(cases_beside(project.root / "pacts/web-shop.json"))
    return [] if file is None else list(file.cases)


def test_a_crash_becomes_a_test_that_runs_and_is_in_the_pact(shop, capsys):
    assert promote("aaaa") == 0
    assert capsys.readouterr().out == (
        "consumers/test_web_shop_findings.py: a test of 'lists orders: GET /orders?limit=100 "
        "(aaaa00001111)'\n"
        "next: pytest consumers/test_web_shop_findings.py writes it into the pact; "
        "then pactwright verify\n"
    )
    before = shop.descriptions()
    shop.run()
    (new,) = set(shop.descriptions()) - set(before)
    assert new == "lists orders: GET /orders?limit=100 (aaaa00001111)"
    made = next(one for one in shop.pact()["interactions"] if one["description"] == new)
    assert made["request"]["query"] == {"limit": ["100"]}
    assert made["request"]["headers"] == {"X-Key": ["k"]}
    assert made["providerStates"] == [{"name": "orders exist", "params": {"count": 2}}]
    assert made["response"]["matchingRules"]["body"].keys() == {"$.orders", "$.orders[*].id"}


def test_a_fault_that_the_consumer_does_not_see_is_told(shop, capsys):
    came = WireResponse(
        status=200, headers=(("Content-Type", "application/json"),), body=b'{"orders": [], "x": 1}'
    )
    step = replace(CRASH.steps[0], response=came)
    store(shop, replace(CRASH, check="response_schema_conformance", steps=(step,)))
    promote("aaaa")
    assert "\nnote: web accepts the answer that came: only the API" in capsys.readouterr().out


def test_several_findings_go_into_one_file_and_none_twice(shop):
    store(shop, replace(CRASH, fingerprint="cccc00001111"))
    promote("cccc")
    store(shop, CRASH)
    promote("aaaa")
    path = shop.root / "consumers/test_web_shop_findings.py"
    before = path.read_text()
    with pytest.raises(PactwrightError, match="is a test already"):
        promote("aaaa")
    assert path.read_text() == before
    shop.run()
    assert len(shop.descriptions()) == 4


def test_a_test_goes_where_it_is_wanted_and_expects_what_is_wanted(shop, capsys):
    promote("aaaa", "--to", "tests/test_more.py", "--given", "no orders", "--status", "422")
    told = capsys.readouterr().out
    assert "\nnext: write what your own client does there; then pytest tests/test_more.py" in told
    text = (shop.root / "tests/test_more.py").read_text()
    assert 'given="no orders"' in text
    told = shop.run("tests/test_more.py", "-p", "no:cacheprovider", status=1)
    told.stdout.fnmatch_lines(["*say what your own client does with a 422 here*"])


def test_a_crash_becomes_an_interaction_of_the_pact(shop, capsys):
    before = shop.descriptions()
    assert promote("aaaa", "--as", "pact", "--status", "204") == 0
    assert "a whole run of `pytest consumers` drops it again" in capsys.readouterr().out
    (new,) = set(shop.descriptions()) - set(before)
    made = next(one for one in shop.pact()["interactions"] if one["description"] == new)
    assert made["response"] == {"status": 204}
    with pytest.raises(PactwrightError, match="already"):
        promote("aaaa", "--as", "pact")


def test_a_pact_of_another_tool_keeps_the_interaction(shop, capsys):
    path = shop.root / "pacts/web-shop.json"
    pact = json.loads(path.read_bytes())
    for one in pact["interactions"]:
        one.pop("comments", None)
    path.write_text(json.dumps(pact))
    promote("aaaa", "--as", "pact")
    assert capsys.readouterr().out.endswith("next: pactwright verify\n")


def test_a_test_of_a_pact_from_elsewhere_goes_to_the_folder_of_consumers(shop):
    path = shop.root / "pacts/web-shop.json"
    pact = json.loads(path.read_bytes())
    for one in pact["interactions"]:
        one.pop("comments", None)
    path.write_text(json.dumps(pact))
    promote("aaaa")
    assert (shop.root / "consumers/test_web_shop_findings.py").exists()


def test_a_file_that_is_no_text_is_left(shop):
    path = shop.root / "consumers/test_latin.py"
    path.write_bytes(b"# \xe9\n")
    with pytest.raises(PactwrightError, match="not UTF-8"):
        promote("aaaa", "--to", str(path))
    assert path.read_bytes() == b"# \xe9\n"


def test_an_answer_that_broke_the_consumer_becomes_a_variant_of_its_test(shop, capsys):
    assert promote("bbbb") == 0
    assert capsys.readouterr().out.startswith(
        "consumers/test_shop.py: line 16: consumers/test_shop.py::test_lists_orders keeps"
    )
    result = shop.run("-v")
    assert 'test_lists_orders[{"orders": []}]' in result.stdout.str()
    with pytest.raises(PactwrightError, match="keeps this answer already"):
        promote("bbbb")


def test_an_answer_that_its_declaration_refuses_is_not_kept(shop):
    store(shop, replace(ANSWER, paste=None))
    with pytest.raises(PactwrightError, match="its own declaration refuses") as error:
        promote("bbbb")
    assert "'lists orders'" in error.value.hint


def test_findings_are_kept_accepted_and_forgotten(shop, capsys):
    store(shop, replace(CRASH, details=(f"{shop.root}/app.py", "line 3")))
    assert promote("aaaa", "--keep") == 0
    assert kept(shop) == [replace(CRASH, details=("app.py", "line 3"))]
    with pytest.raises(PactwrightError, match="is kept already"):
        promote("aaaa", "--keep")
    soon = date(2999, 1, 1)
    promote("aaaa", "--accept", "--reason", "fixed in May", "--until", soon.isoformat())
    (case,) = kept(shop)
    assert (case.accepted.reason, case.accepted.until) == ("fixed in May", soon)
    promote("bbbb", "--accept", "--reason", "never")
    assert [one.fingerprint for one in kept(shop)] == ["bbbb00001111", "aaaa00001111"]
    capsys.readouterr()
    promote()
    assert capsys.readouterr().out.splitlines() == [
        (
            "bbbb00001111  accepted  web → shop  GET /orders  "
            "tolerance: IndexError: list index out of range"
        ),
        (
            "aaaa00001111  accepted  web → shop  GET /orders  "
            "not_a_server_error: 500 Internal Server Error"
        ),
    ]
    promote("aaaa", "--forget")
    promote("bbbb", "--forget")
    assert not cases_beside(shop.root / "pacts/web-shop.json").exists()
    with pytest.raises(PactwrightError, match="is not kept"):
        promote("aaaa", "--forget")


def test_a_kept_case_is_no_one_s_to_rewrite(shop):
    promote("aaaa", "--keep")
    path = cases_beside(shop.root / "pacts/web-shop.json")
    before = path.read_bytes()
    store(shop, replace(CRASH, message="other words"))
    shop.run()
    promote()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [("--reason", "x"), ("--accept",), ("--until", "2030-01-01"), ("--keep", "--reason", "x")],
)
def test_a_reason_and_an_acceptance_go_together(shop, arguments):
    with pytest.raises(click.UsageError, match="go together"):
        promote("aaaa", *arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--reason", " "), "needs a reason"),
        (("--reason", "x", "--until", "2020-01-01"), "2020-01-01 is over already"),
    ],
)
def test_an_acceptance_has_a_reason_and_a_day_to_come(shop, arguments, told):
    with pytest.raises(PactwrightError, match=told):
        promote("aaaa", "--accept", *arguments)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"interaction": "x"}, "has no interaction 'x'"),
        ({"steps": (*CRASH.steps, *CRASH.steps)}, "takes 2 requests"),
    ],
)
def test_what_cannot_be_promoted_writes_nothing(shop, changes, told):
    store(shop, replace(CRASH, **changes))
    with pytest.raises(PactwrightError, match=told):
        promote("aaaa")
    assert not (shop.root / "consumers/test_web_shop_findings.py").exists()


def test_without_the_pact_nothing_can_be_promoted(shop):
    (shop.root / "pacts/web-shop.json").rename(shop.root / "pacts/web-other.json")
    text = (shop.root / "pacts/web-other.json").read_text().replace('"shop"', '"other"')
    (shop.root / "pacts/web-other.json").write_text(text)
    with pytest.raises(PactwrightError, match="no pact of web and shop"):
        promote("aaaa")


def test_a_value_of_the_provider_state_stays_one(shop):
    shop.write(
        "test_one.py",
        """
        from pactwright import from_state
        @declare(from_state("/orders/${id}", "/orders/7"), given="order")
        def test_reads(mock):
            ask(mock, "/orders/7")
        """,
    )
    shop.run()
    step = Step(
        request=WireRequest(method="GET", path="/orders/31", query=(("full", ("1",)),)),
        path_template="/orders/{id}",
        takes=(Take(into="path.id", place="id"),),
    )
    store(shop, replace(CRASH, interaction="reads", states=(), steps=(step,)))
    promote("aaaa")
    text = (shop.root / "consumers/test_web_shop_findings.py").read_text()
    assert 'shop.get(from_state("/orders/${id}", "/orders/7"), query={"full": "1"})' in text
    told = shop.run(status=1)
    told.stdout.fnmatch_lines(["*let your own client send GET /orders/31?full=1 to mock.url, as*"])


def test_without_findings_there_is_nothing_to_list_or_promote(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert promote() == 0
    assert capsys.readouterr().out == "no findings\n"
    with pytest.raises(PactwrightError, match="there are no findings"):
        promote("aaaa")


def test_what_a_run_found_is_not_for_the_repository_and_goes_with_the_next(shop):
    pact = shop.root / "pacts/web-shop.json"
    assert (shop.root / ".pactwright/.gitignore").read_text().endswith("*\n")
    nothing = CasesFile(consumer="web", provider="shop")
    write_found(shop.root, pact, "provider", nothing)
    assert not found_file(shop.root, pact, "provider").exists()
    assert found_file(shop.root, pact, "consumer").exists()
