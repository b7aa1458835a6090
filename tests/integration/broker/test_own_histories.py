"""Histories that the recorded ones lack, on each database."""

from __future__ import annotations

import base64
import json

import pytest
from integration_broker_world import contract, deploy, gate, publish, verify


def ask(broker, **body):
    status, found = broker.ask("POST", "/pacts/provider/orders/for-verification", body)
    assert status == 200, found
    return [one["_links"]["self"]["name"] for one in found["_embedded"]["pacts"]]


def test_a_failure_behind_the_first_hundred_rows_is_a_no(on_database):
    for number in range(130):
        publish(on_database, f"c{number:03}", "1", "orders")
        verify(on_database, f"c{number:03}", "1", "orders", "7", success=number != 5)
        deploy(on_database, f"c{number:03}", "1", "production")
    path = "/matrix?q[][pacticipant]=orders&q[][version]=7&latestby=cvpv&environment=production"
    for query in ("", "&limit=1", "&success[]=true"):
        status, answer = on_database.ask("GET", path + query)
        summary = answer["summary"]
        assert (status, summary["deployable"], summary["failed"]) == (200, False, 1)
        assert summary["success"] == 129
    assert len(on_database.ask("GET", path)[1]["matrix"]) == 100


def test_a_second_provider_version_in_the_environment_must_verify_too(on_database):
    publish(on_database, "web", "1", "orders")
    verify(on_database, "web", "1", "orders", "7", success=True)
    deploy(on_database, "orders", "7", "production", instance="blue")
    assert gate(on_database, "web", "1", "production") is True
    on_database.ask("PUT", "/pacticipants/orders/versions/6", {})
    deploy(on_database, "orders", "6", "production", instance="green")
    assert gate(on_database, "web", "1", "production") is None
    query = "/matrix?q[][pacticipant]=web&q[][version]=1&latestby=cvp&environment=production"
    answer = on_database.ask("GET", query)[1]
    assert answer["summary"]["deployable"] is None
    assert [row["provider"]["version"]["number"] for row in answer["matrix"]] == ["6", "7"]
    verify(on_database, "web", "1", "orders", "6", success=False)
    assert gate(on_database, "web", "1", "production") is False


def test_a_merge_adds_interactions_and_refuses_to_change_one(on_database):
    publish(on_database, "web", "1", "orders", 0)
    verify(on_database, "web", "1", "orders", "7", success=True)
    deploy(on_database, "orders", "7", "production")
    assert gate(on_database, "web", "1", "production") is True
    publish(on_database, "web", "1", "orders", 1, on_conflict="merge")
    path = "/pacts/provider/orders/consumer/web/version/1"
    merged = on_database.ask("GET", path)[1]
    assert [one["description"] for one in merged["interactions"]] == ["reads 0", "reads 1"]
    assert gate(on_database, "web", "1", "production") is None
    publish(on_database, "web", "1", "orders", 1, on_conflict="merge")
    assert len(on_database.ask("GET", path)[1]["interactions"]) == 2


@pytest.mark.parametrize("conflict", ["overwrite", "merge"])
def test_the_same_interaction_with_another_request_is_a_conflict(on_database, conflict):
    publish(on_database, "web", "1", "orders")
    other = contract("web", "orders", onConflict=conflict)
    content = json.loads(base64.b64decode(other["content"]))
    content["interactions"][0]["request"]["path"] = "/other"
    other["content"] = base64.b64encode(json.dumps(content).encode()).decode()
    body = {"pacticipantName": "web", "pacticipantVersionNumber": "1", "contracts": [other]}
    status, answer = on_database.ask("POST", "/contracts/publish", body)
    assert (status, len(answer["errors"]["contracts"])) == (409, 1)
    assert answer["notices"][0]["type"] == "error"
    found = on_database.ask("GET", "/pacts/provider/orders/consumer/web/version/1")[1]
    assert found["interactions"][0]["request"]["path"] == "/0"


def test_message_pacts_are_published_verified_and_weighed(on_database):
    message = {
        "consumer": {"name": "mailer"},
        "provider": {"name": "orders"},
        "messages": [{"description": "order shipped", "contents": {"id": 7}}],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    content = base64.b64encode(json.dumps(message).encode()).decode()
    told = {**contract("mailer", "orders"), "content": content}
    body = {"pacticipantName": "mailer", "pacticipantVersionNumber": "1", "contracts": [told]}
    assert on_database.ask("POST", "/contracts/publish", body)[0] == 200
    verify(on_database, "mailer", "1", "orders", "7", success=True)
    deploy(on_database, "orders", "7", "production")
    assert gate(on_database, "mailer", "1", "production") is True
    stored = on_database.ask("GET", "/pacts/provider/orders/consumer/mailer/version/1")[1]
    assert len(stored["messages"][0]["_id"]) == 40


def test_a_fallback_branch_is_taken_for_the_consumers_that_lack_the_branch(on_database):
    publish(on_database, "web", "1", "orders", 0, branch="main")
    publish(on_database, "web", "2", "orders", 1, branch="feat/x")
    publish(on_database, "app", "1", "orders", 2, branch="main")
    selector = {"branch": "feat/x", "fallbackBranch": "main"}
    assert ask(on_database, consumerVersionSelectors=[selector]) == [
        "Pact between app (1) and orders",
        "Pact between web (2) and orders",
    ]
    matching = {"matchingBranch": True, "fallbackBranch": "main"}
    assert ask(
        on_database, consumerVersionSelectors=[matching], providerVersionBranch="nowhere"
    ) == ["Pact between app (1) and orders", "Pact between web (1) and orders"]


def test_a_renamed_main_branch_is_followed(on_database):
    publish(on_database, "web", "1", "orders", 0, branch="master")
    publish(on_database, "web", "2", "orders", 1, branch="trunk")
    main = [{"mainBranch": True}]
    assert ask(on_database, consumerVersionSelectors=main) == ["Pact between web (1) and orders"]
    on_database.ask("PATCH", "/pacticipants/web", {"mainBranch": "trunk"})
    assert ask(on_database, consumerVersionSelectors=main) == ["Pact between web (2) and orders"]
    on_database.ask("PATCH", "/pacticipants/web", {"mainBranch": "gone"})
    assert ask(on_database, consumerVersionSelectors=main) == []


def test_deleting_what_carries_a_verdict_takes_the_verdict_back(on_database):
    publish(on_database, "web", "1", "orders")
    verify(on_database, "web", "1", "orders", "7", success=True)
    last = verify(on_database, "web", "1", "orders", "7", success=False)
    deploy(on_database, "orders", "7", "production")
    assert gate(on_database, "web", "1", "production") is False
    path = last["_links"]["self"]["href"].removeprefix("http://broker.test")
    assert on_database.ask("DELETE", path)[0] == 204
    assert gate(on_database, "web", "1", "production") is True
    assert on_database.ask("DELETE", "/pacticipants/orders/versions/7")[0] == 204
    assert gate(on_database, "web", "1", "production") is None
    assert on_database.ask("DELETE", "/pacticipants/orders")[0] == 204
    assert on_database.ask("GET", "/integrations")[1]["_embedded"]["integrations"] == []


def test_a_lookalike_of_a_known_name_is_refused_until_it_is_made_on_purpose(on_database):
    publish(on_database, "web", "1", "order-service")
    body = {
        "pacticipantName": "web",
        "pacticipantVersionNumber": "2",
        "contracts": [contract("web", "Orders")],
    }
    status, answer = on_database.ask("POST", "/contracts/publish", body)
    assert (status, "order-service" in str(answer)) == (409, True)
    assert on_database.ask("POST", "/pacticipants", {"name": "Orders"})[0] == 201
    assert on_database.ask("POST", "/contracts/publish", body)[0] == 200


def test_the_latest_result_can_be_taken_back(on_database):
    publish(on_database, "web", "1", "orders", tags=["dev"])
    pair = "/pacts/provider/orders/consumer/web"
    sha = on_database.ask("GET", f"{pair}/latest")[1]["_links"]["pb:pact-version"]["name"]
    for place in ("version/1", "latest", "latest/dev", f"pact-version/{sha}"):
        verify(on_database, "web", "1", "orders", "7", success=False)
        path = f"{pair}/{place}/verification-results/latest"
        assert on_database.ask("GET", path)[1]["success"] is False
        assert on_database.ask("DELETE", path)[0] == 204
        assert on_database.ask("GET", path)[0] == 404
        assert on_database.ask("DELETE", path)[0] == 404
