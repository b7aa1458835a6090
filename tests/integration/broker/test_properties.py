"""Property files and what their tests came to: kept beside the results, and weighed on demand."""

from __future__ import annotations

import base64
import json
import shlex

import pytest
from integration_broker_asgi import Way
from integration_broker_world import contract, deploy, gate, publish, verify

from pactwright.broker.client.answer import Answer
from pactwright.broker.client.gate import ask_gate
from pactwright.broker.client.property_lacks import find_lack
from pactwright.broker.client.rows import Question
from pactwright.broker.client.session import Session
from pactwright.broker.client.verification import (
    ProviderBuild,
    fetch_published,
    publish_outcome,
)
from pactwright.broker.properties import digest_content
from pactwright.errors import PactwrightError
from pactwright.model.property import PropertyFinding, PropertyOutcome, PropertyResult

FILE = json.dumps({"properties": 1, "consumer": "web", "provider": "orders"})
PAIR = "/pacts/provider/orders/consumer/web"
OUTCOMES = f"{PAIR}/property-files/{digest_content(FILE)}/outcomes"


def publish_with_file(broker, version="1", text=FILE, variant=0):
    body = publish_body(version, text, variant)
    status, answer = broker.ask("POST", "/contracts/publish", body)
    assert status == 200, answer


def publish_body(version, text, variant=0):

    encoded = base64.b64encode(text.encode()).decode()
    return {
        "pacticipantName": "web",
        "pacticipantVersionNumber": version,
        "contracts": [contract("web", "orders", variant, propertyFile=encoded)],
    }


def tell(broker, version, *, success, cases=20, profile="ci"):
    findings = [] if success else [{"place": "$.total", "message": "is negative", "reason": None}]
    result = {"operation": "GET /orders", "success": success, "findings": findings}
    body = {
        "providerApplicationVersion": version,
        "profile": profile,
        "success": success,
        "cases": cases,
        "results": [result],
    }
    return broker.ask("POST", OUTCOMES, body)


def ready(broker):
    publish_with_file(broker)
    verify(broker, "web", "1", "orders", "7", success=True)
    deploy(broker, "orders", "7", "production")


def ask(broker):
    question = Question(
        pacticipant="web", version="1", environment="production", require_properties=True
    )
    return ask_gate(Session(Way(broker)), question)


def test_outcomes_are_kept_beside_the_result_and_change_nothing_of_it(on_database):
    ready(on_database)
    _, before = on_database.ask("GET", f"{PAIR}/version/1/verification-results/latest")
    status, told = tell(on_database, "7", success=False)
    assert status == 201
    _, after = on_database.ask("GET", f"{PAIR}/version/1/verification-results/latest")
    assert before == after
    assert gate(on_database, "web", "1", "production") is True
    _, one = on_database.ask(
        "GET", told["_links"]["self"]["href"].removeprefix("http://broker.test")
    )
    assert one["results"][0]["findings"][0]["place"] == "$.total"
    assert (one["digest"], one["cases"], one["findings"]) == (digest_content(FILE), 20, 1)
    tell(on_database, "7", success=True)
    tell(on_database, "7", success=True, profile="thorough")
    _, listed = on_database.ask("GET", OUTCOMES)
    shown = [(one["profile"], one["success"]) for one in listed["_embedded"]["propertyOutcomes"]]
    assert shown == [("thorough", True), ("ci", True)]


def test_the_property_file_is_served_as_it_was_published(on_database):
    publish_with_file(on_database)
    status, _, content = on_database.send("GET", f"{PAIR}/version/1/property-file")
    assert (status, content.decode()) == (200, FILE)
    publish(on_database, "web", "2", "orders", 1)
    assert on_database.ask("GET", f"{PAIR}/version/2/property-file")[0] == 404


def test_the_matrix_shows_them_and_warns_of_failed_ones(broker):
    ready(broker)
    tell(broker, "7", success=False)
    query = "/can-i-deploy?pacticipant=web&version=1&environment=production"
    _, answer = broker.ask("GET", query)
    assert answer["matrix"][0]["properties"]["outcomes"][0]["success"] is False
    warning = "WARN: The property tests of web (1) fail at orders (7): 1 finding in 20 requests"
    assert {"type": "warning", "text": warning} in answer["notices"]
    assert answer["summary"]["reason"].endswith(warning)


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ([], "not run for its file"),
        ([(False, 20, "ci")], "failed"),
        ([(True, 20, "ci"), (False, 9, "thorough")], "failed"),
        ([(True, 0, "ci")], "run, but no request was sent"),
        ([(False, 20, "ci"), (True, 20, "ci")], None),
    ],
)
def test_the_gate_asks_for_them_on_demand(broker, outcomes, reason):
    ready(broker)
    for success, cases, profile in outcomes:
        tell(broker, "7", success=success, cases=cases, profile=profile)
    answer = ask(broker)
    assert answer.deployable is (reason is None)
    if reason is None:
        return
    assert f"the property tests of web (1) at orders (7): {reason}" in " ".join(answer.reasons)
    blocker = answer.blockers[0]
    failed = [one.description for one in blocker.interactions]
    assert failed == (["GET /orders"] if reason == "failed" else [])
    command = blocker.fix.removeprefix("mend what differs, then: ")
    words = shlex.split(command)
    assert words[:2] == ["pactwright", "verify"]
    assert words[-1] == "--publish"
    assert dict(zip(words[2:-1:2], words[3:-1:2], strict=True)) == {
        "--broker": "http://broker.test",
        "--provider": "orders",
        "--consumer": "web",
        "--consumer-version": "1",
        **({} if reason == "failed" else {"--provider-version": "7"}),
    }


def test_an_outcome_of_another_version_s_file_does_not_count(broker):
    ready(broker)
    tell(broker, "7", success=True)
    assert ask(broker).deployable is True
    other = FILE.replace("1", "2")
    publish_with_file(broker, text=other)
    assert ask(broker).deployable is False


def test_a_version_without_a_property_file_is_a_no_with_its_reason():
    sides = {
        role: {"name": name, "version": {"number": "1 a"}}
        for role, name in (("consumer", "the web"), ("provider", "orders"))
    }
    lack = find_lack(Answer(value=sides, url="http://broker.test"), "http://broker.test")
    assert lack.reason == "the consumer version publishes no property file"
    assert lack.fix == (
        "publish the pact with the property file beside it: pactwright publish "
        "--broker http://broker.test --consumer 'the web' --version '1 a'"
    )


def test_our_client_publishes_what_the_file_came_to(broker):
    ready(broker)
    session = Session(Way(broker))
    offered = fetch_published(session, consumer="web", provider="orders", version="1")
    assert offered.properties == FILE.encode()
    finding = PropertyFinding(
        id="a", kind="body", operation="GET /orders", place="$.total", message="is negative"
    )
    result = PropertyResult(
        consumer="web",
        provider="orders",
        digest=digest_content(FILE),
        operation="GET /orders",
        profile="ci",
        cases=3,
        findings=(finding,),
    )
    outcome = PropertyOutcome(
        consumer="web",
        provider="orders",
        digest=digest_content(FILE),
        profile="ci",
        results=(result,),
    )
    publish_outcome(session, offered, outcome, ProviderBuild(version="7"))
    answer = ask(broker)
    assert answer.blockers[0].interactions[0].differences == ("$.total: is negative",)
    fetched = fetch_published(session, consumer="web", provider="orders", version="9")
    assert fetched is None
    stranger = PropertyOutcome(
        consumer="web", provider="orders", digest="sha256:x", profile="ci", results=()
    )
    with pytest.raises(PactwrightError, match="not the one that was published"):
        publish_outcome(session, offered, stranger, ProviderBuild(version="7"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"success": "yes"}, "success"),
        ({"cases": -1}, "cases"),
        ({"cases": True}, "cases"),
        ({"results": {}}, "results"),
        ({"results": [{"success": False}]}, "success"),
        ({"providerApplicationVersion": ""}, "providerApplicationVersion"),
    ],
)
def test_a_wrong_outcome_is_refused(broker, change, field):
    ready(broker)
    body = {"providerApplicationVersion": "7", "success": True, "cases": 1, "results": []}
    status, answer = broker.ask("POST", OUTCOMES, {**body, **change})
    assert (status, [*answer["errors"]]) == (400, [field])


@pytest.mark.parametrize("text", ["[]", "{", '{"consumer": "web", "provider": "x"}', "\\ud800"])
def test_a_wrong_property_file_is_refused(broker, text):
    status, answer = broker.ask("POST", "/contracts/publish", publish_body("1", text))
    assert (status, [*answer["errors"]]) == (400, ["contracts"])
    body = publish_body("1", FILE)
    body["contracts"][0]["propertyFile"] = "%"
    assert broker.ask("POST", "/contracts/publish", body)[0] == 400


def test_what_nobody_published_takes_no_outcome(broker):
    publish(broker, "web", "1", "orders")
    assert tell(broker, "7", success=True)[0] == 404
    assert broker.ask("GET", f"{OUTCOMES}/1")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/pacticipants/web",
        "/pacticipants/orders",
        "/integrations/provider/orders/consumer/web",
        "/pacticipants/web/versions/1",
        "/pacticipants/orders/versions/7",
    ],
)
def test_they_go_with_what_they_belong_to(on_database, path):
    ready(on_database)
    tell(on_database, "7", success=True)
    assert on_database.ask("DELETE", path)[0] == 204
    publish(on_database, "web", "2", "orders", 2)
    publish_with_file(on_database, version="3")
    _, listed = on_database.ask("GET", OUTCOMES)
    assert listed["_embedded"]["propertyOutcomes"] == []


def test_the_page_of_a_version_shows_what_they_came_to(broker):
    ready(broker)
    tell(broker, "7", success=False)
    headers = {"accept": "text/html"}
    _, _, content = broker.send("GET", "/ui/pacticipants/orders/versions/7", headers=headers)
    assert "GET /orders: $.total: is negative" in content.decode()
    _, _, content = broker.send("GET", "/ui/pacticipants/web/versions/1", headers=headers)
    assert "The property tests of web (1) fail at orders (7)" in content.decode()
