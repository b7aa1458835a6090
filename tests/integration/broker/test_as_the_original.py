"""What clients of the original rely on beyond its documents: places, refusals, side effects."""

from __future__ import annotations

import json

import pytest
from integration_broker_world import contract, deploy, gate, pact, publish, verify

PAIR = "/pacts/provider/P/consumer/C"
FOR_VERIFICATION = "/pacts/provider/P/for-verification"


def hook(broker, event="contract_published", **request):
    wanted = {"method": "POST", "url": "https://hooks.example/", **request}
    body = {"events": [{"name": event}], "request": wanted}
    status, answer = broker.ask("POST", "/webhooks", body)
    assert status == 201, answer
    return answer["uuid"]


def sent(broker, uuid):
    _, answer = broker.ask("GET", f"/webhooks/{uuid}/triggered-webhooks")
    return sorted(one["request"]["url"] for one in answer["_embedded"]["triggeredWebhooks"])


def test_nobody_publishes_a_pact_by_sending_nothing(broker):
    for method in ("PUT", "PATCH"):
        for body in (b"", b" \n"):
            assert broker.ask(method, f"{PAIR}/version/1", body)[0] == 400
    assert broker.ask("GET", "/pacticipants/C")[0] == 404


@pytest.mark.parametrize("path", ["version/1", "version/2", "latest"])
def test_a_result_comes_back_for_the_version_that_was_read(broker, path):
    for number in ("1", "2"):
        publish(broker, "C", number, "P")  # the same content
    uuid = hook(
        broker,
        "provider_verification_published",
        url="https://hooks.example/${pactbroker.consumerVersionNumber}",
    )
    _, found = broker.ask("GET", f"{PAIR}/{path}")
    href = found["_links"]["pb:publish-verification-results"]["href"]
    result = {"success": True, "providerApplicationVersion": "7"}
    assert broker.ask("POST", href.removeprefix("http://broker.test"), result)[0] == 201
    number = "2" if path == "latest" else path[-1]
    assert sent(broker, uuid) == [f"https://hooks.example/{number}"]


def test_what_a_webhook_has_verified_is_for_its_version_and_still_in_progress(broker):
    publish(broker, "C", "1", "P", branch="topic")
    uuid = hook(broker, body="${pactbroker.pactUrl}")
    statuses = hook(
        broker,
        "provider_verification_published",
        url="https://hooks.example/${pactbroker.consumerVersionNumber}",
    )
    _, trial = broker.ask("POST", f"/webhooks/{uuid}/execute", {})
    publish(broker, "C", "2", "P")
    path = trial["request"]["body"].removeprefix("http://broker.test")
    _, found = broker.ask("GET", path)
    href = found["_links"]["pb:publish-verification-results"]["href"]
    broker.ask("PUT", "/pacticipants/P/branches/main/versions/7", {})
    result = {"success": True, "providerApplicationVersion": "7"}
    broker.ask("POST", href.removeprefix("http://broker.test"), result)
    assert sent(broker, statuses) == ["https://hooks.example/1"]
    body = {
        "consumerVersionSelectors": [{"tag": "none", "latest": True}],
        "providerVersionBranch": "main",
        "includeWipPactsSince": "2000-01-01",
    }
    _, answer = broker.ask("POST", FOR_VERIFICATION, body)
    assert [one["verificationProperties"]["wip"] for one in answer["_embedded"]["pacts"]] == [True]


def test_a_request_that_names_a_deployed_version_is_sent_for_each(broker):
    for number in ("10", "11"):
        broker.ask("PUT", f"/pacticipants/P/versions/{number}", {})
    deploy(broker, "P", "10", "production")
    deploy(broker, "P", "11", "production", "two")
    deploy(broker, "P", "11", "test")
    place = "https://hooks.example/${pactbroker.currentlyDeployedProviderVersionNumber}"
    uuid = hook(broker, url=place)
    publish(broker, "C", "1", "P")
    publish(broker, "C", "1", "Elsewhere")  # deployed nowhere: nothing to name
    assert sent(broker, uuid) == ["https://hooks.example/10", "https://hooks.example/11"]


def test_a_trial_speaks_of_the_latest_pact_and_its_result(broker):
    publish(broker, "C", "1", "P")
    verify(broker, "C", "1", "P", "7", success=False)
    body = "${pactbroker.consumerVersionNumber} ${pactbroker.providerVersionNumber} "
    uuid = hook(broker, body=body + "${pactbroker.githubVerificationStatus}")
    _, trial = broker.ask("POST", f"/webhooks/{uuid}/execute", {})
    assert trial["request"]["body"] == "1 7 failure"


@pytest.mark.parametrize("side", [{}, {"name": None}, {"pattern": "* app"}])
def test_a_webhook_for_nobody_in_particular_is_refused(broker, side):
    request = {"method": "POST", "url": "https://hooks.example/"}
    status, answer = broker.ask("POST", "/webhooks", {"consumer": side, "request": request})
    assert (status, list(answer["errors"])) == (400, ["consumer.name"])


def test_a_webhook_for_no_event_is_refused(broker):
    body = {"events": [], "request": {"method": "POST", "url": "https://hooks.example/"}}
    status, answer = broker.ask("POST", "/webhooks", body)
    assert (status, list(answer["errors"])) == (400, ["events"])


def test_a_webhook_may_have_a_name_of_its_own_making(broker):
    body = {"request": {"method": "POST", "url": "https://hooks.example/"}}
    assert broker.ask("PUT", "/webhooks/1234123412341234", body)[0] == 201
    assert broker.ask("PUT", "/webhooks/short", body)[0] == 400


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/pacts/provider/P/consumer/C/latest/badge.svg", "image/svg+xml"),
        ("/pacts/provider/P/consumer/C/latest/dev/badge.svg", "image/svg+xml"),
        ("/pacticipants/C/latest-version/dev/can-i-deploy/to/prod/badge.svg", "image/svg+xml"),
        ("/pacticipants/C/main-branch/can-i-merge/badge.svg", "image/svg+xml"),
        ("/integrations.dot", "text/vnd.graphviz"),
        ("/groups/C.csv", "text/csv"),
        ("/relationships.csv", "text/csv"),
        ("/pacticipants.json", "application/hal+json"),
    ],
)
def test_a_path_may_end_with_the_kind_of_its_answer(broker, path, media_type):
    publish(broker, "C", "1", "P", tags=["dev"])
    status, headers, _ = broker.send("GET", path, headers={"accept": "text/html"})
    assert (status, headers["content-type"].split(";")[0]) == (200, media_type)


def test_a_name_may_end_like_a_kind_of_answer(broker):
    publish(broker, "C.csv", "1", "P.svg")
    assert broker.ask("GET", "/pacticipants/C.csv")[0] == 200
    assert b"C.csv,P.svg" in broker.send("GET", "/groups/C.csv")[2]
    assert broker.ask("GET", "/groups/none.csv")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/matrix/provider/P/latest/main/consumer/None/latest/main/badge",
        "/pacticipants/None/latest-version/main/can-i-deploy/to/prod/badge",
        "/pacticipants/None/branches/main/latest-version/can-i-deploy/to-environment/prod/badge",
        "/pacticipants/None/main-branch/can-i-merge/badge",
    ],
)
def test_a_badge_of_what_is_not_there_is_a_badge(broker, path):
    status, _, body = broker.send("GET", path)
    assert (status, b"not found: unknown" in body) == (200, True)


@pytest.mark.parametrize(
    "ignore", ["ignore[]=P&ignore[]=Q", "ignore[][pacticipant]=P&ignore[][pacticipant]=Q"]
)
def test_what_is_to_be_left_out_may_be_named_plainly(broker, ignore):
    deploy_place = {"name": "production", "production": True}
    broker.ask("POST", "/environments", deploy_place)
    for provider in ("P", "Q"):
        publish(broker, "C", "1", provider)
    assert gate(broker, "C", "1", "production") is None
    assert gate(broker, "C", "1", "production", f"&{ignore}") is True


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("q[][pacticipant]=C&ignore[][version]=1", "Please specify the pacticipant name to ignore"),
        ("q[][pacticipant]=C&q[][version]=1&q[][latest]=true", "both be specified for C"),
        ("q[][pacticipant]=C&tag=a&environment=b", "Cannot specify both"),
        ("q[][pacticipant]=C&limit=0", "greater than or equal to 1"),
    ],
)
def test_a_question_without_meaning_is_refused_with_its_reason(broker, query, problem):
    publish(broker, "C", "1", "P")
    status, answer = broker.ask("GET", f"/matrix?{query}")
    assert (status, problem in " ".join(answer["errors"])) == (400, True)


def test_the_matrix_of_a_pair_shows_as_many_rows_as_asked_for(broker):
    for number in ("1", "2", "3"):
        publish(broker, "C", number, "P", int(number))
    path = "/matrix/provider/P/consumer/C"
    assert len(broker.ask("GET", f"{path}?limit=2")[1]["matrix"]) == 2
    assert broker.ask("GET", f"{path}?limit=0")[0] == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contentType", "application/yaml"),
        ("onConflict", "Merge"),
        ("consumerName", " "),
        ("providerName", None),
    ],
)
def test_a_contract_that_is_wrong_is_told_with_its_place(broker, field, value):
    body = {
        "pacticipantName": "C",
        "pacticipantVersionNumber": "1",
        "contracts": [contract("C", "P"), {**contract("C", "Q"), field: value}],
    }
    status, answer = broker.ask("POST", "/contracts/publish", body)
    assert (status, field in answer["errors"]["contracts"][0]) == (400, True)
    assert "at index 1" in answer["errors"]["contracts"][0]
    assert broker.ask("GET", "/pacticipants/C")[0] == 404


@pytest.mark.parametrize("url", ["foo bar", "javascript:alert(1)", "https://a b/"])
def test_a_build_url_that_no_browser_should_follow_is_refused(broker, url):
    publish(broker, "C", "1", "P")
    _, found = broker.ask("GET", f"{PAIR}/version/1")
    href = found["_links"]["pb:publish-verification-results"]["href"]
    body = {"success": True, "providerApplicationVersion": "1", "buildUrl": url}
    status, answer = broker.ask("POST", href.removeprefix("http://broker.test"), body)
    assert (status, list(answer["errors"])) == (400, ["buildUrl"])


@pytest.mark.parametrize(
    "selector",
    [
        {"deployed": False, "environment": "production"},
        {"branch": "topic", "latest": False},
        {"deployedOrReleased": True, "deployed": True},
        {"fallbackToMainBranch": True},
        {"branch": "topic", "fallbackBranch": "a", "fallbackToMainBranch": True},
    ],
)
def test_a_selector_that_could_mean_something_else_is_refused(broker, selector):
    broker.ask("POST", "/environments", {"name": "production", "production": True})
    publish(broker, "C", "1", "P")
    status, answer = broker.ask("POST", FOR_VERIFICATION, {"consumerVersionSelectors": [selector]})
    assert (status, list(answer["errors"])) == (400, ["consumerVersionSelectors"])


@pytest.mark.parametrize(
    ("field", "value"), [("providerVersionTags", True), ("providerVersionBranch", " ")]
)
def test_a_provider_that_names_itself_badly_is_told_where(broker, field, value):
    publish(broker, "C", "1", "P")
    status, answer = broker.ask("POST", FOR_VERIFICATION, {field: value})
    assert (status, list(answer["errors"])) == (400, [field])


def test_a_branch_falls_back_to_the_main_branch_of_each_consumer(broker):
    for consumer, main in (("A", "main"), ("B", "develop")):
        broker.ask("POST", "/pacticipants", {"name": consumer, "mainBranch": main})
        publish(broker, consumer, "1", "P", branch=main)
    publish(broker, "A", "2", "P", 2, branch="topic")
    publish(broker, "N", "1", "P", branch="some")  # has no main branch
    selector = {"branch": "topic", "fallbackToMainBranch": True}
    _, answer = broker.ask("POST", FOR_VERIFICATION, {"consumerVersionSelectors": [selector]})
    found = answer["_embedded"]["pacts"]
    names = [one["_links"]["self"]["name"] for one in found]
    assert names == ["Pact between A (2) and P", "Pact between B (1) and P"]
    assert "fallback branch used" in found[1]["verificationProperties"]["notices"][0]["text"]


def test_the_versions_of_an_environment_are_found_by_its_uuid(broker):
    for number in ("1", "2", "3"):
        broker.ask("PUT", f"/pacticipants/C/versions/{number}", {})
    deploy(broker, "C", "1", "production")
    deploy(broker, "C", "2", "production")
    uuid = broker.ask("GET", "/environments/production")[1]["uuid"]
    path = f"/pacticipants/C/environments/{uuid}/versions"
    found = broker.ask("GET", path)[1]["_embedded"]["versions"]
    assert [one["number"] for one in found] == ["2"]
    assert broker.ask("GET", "/pacticipants/C/environments/none/versions")[0] == 404
    assert broker.ask("GET", "/pacticipants/C/tags/none/versions")[0] == 404


@pytest.mark.parametrize(
    "contact", [{"name": "a\nb"}, {"name": " "}, {"name": "a", "details": "text"}]
)
def test_contacts_of_an_environment_are_checked(broker, contact):
    body = {"name": "test", "production": False, "contacts": [contact]}
    status, answer = broker.ask("POST", "/environments", body)
    assert (status, list(answer["errors"])) == (400, ["contacts"])


def test_a_version_may_be_put_on_a_branch_as_it_is_made(broker):
    for method, number in (("PUT", "1"), ("PATCH", "2")):
        broker.ask(method, f"/pacticipants/C/versions/{number}", {"branch": "topic"})
    _, branch = broker.ask("GET", "/pacticipants/C/branches/topic/latest-version")
    assert branch["number"] == "2"
    _, listed = broker.ask("GET", "/pacticipants/C/branches?pageSize=1")
    assert [one["name"] for one in listed["_links"]["pb:branches"]] == ["topic"]


def test_a_main_branch_has_no_spaces(broker):
    body = {"name": "C", "mainBranch": "origin main"}
    assert broker.ask("POST", "/pacticipants", body)[0] == 400


EXTENDED = "application/vnd.pactbrokerextended.v1+json"


def test_the_extended_form_keeps_the_content_apart(broker):
    publish(broker, "C", "1", "P")
    verify(broker, "C", "1", "P", "7", success=True)
    _, plain = broker.ask("GET", f"{PAIR}/latest")
    for path in ("latest", "version/1"):
        _, headers, body = broker.send("GET", f"{PAIR}/{path}", headers={"accept": EXTENDED})
        found = json.loads(body)
        assert headers["content-type"].startswith(EXTENDED)
        assert set(found) == {"contract", "createdAt", "_embedded", "_links"}
        assert found["contract"]["interactions"] == plain["interactions"]
    path = f"{PAIR}/latest/verification-results/latest"
    _, headers, body = broker.send("GET", path, headers={"accept": EXTENDED})
    assert headers["content-type"].startswith(EXTENDED)
    assert json.loads(body)["providerApplicationVersion"] == "7"


def test_the_pact_of_an_old_client_is_the_whole_body(broker):
    body = json.dumps(pact("C", "P")).encode()
    assert broker.ask("PUT", f"{PAIR}/version/1", body)[0] == 201


@pytest.mark.parametrize(("number", "told"), [("1.3.0+a b%", "1.3.0+a b%"), ("ü1", "%C3%BC1")])
def test_an_old_client_learns_which_version_is_the_latest(broker, number, told):
    publish(broker, "C", number, "P")
    _, headers, _ = broker.send("GET", f"{PAIR}/latest")
    assert headers["x-pact-consumer-version"] == told


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    ["/webhooks/provider/P/consumer/None", "/webhooks/consumer/None", "/webhooks/provider/None"],
)
def test_webhooks_of_applications_that_are_not_there_are_not_there(broker, method, path):
    publish(broker, "C", "1", "P")
    body = {"request": {"method": "POST", "url": "https://hooks.example/"}}
    assert broker.ask(method, path, body)[0] == 404
    assert broker.ask("GET", "/webhooks")[1]["_embedded"]["webhooks"] == []


def test_the_path_of_a_webhook_says_whose_it_is(broker):
    publish(broker, "C", "1", "P")
    body = {"request": {"method": "POST", "url": "https://hooks.example/"}}
    body["consumer"] = {"label": "anybody"}
    _, made = broker.ask("POST", "/webhooks/provider/P/consumer/C", body)
    assert (made["consumer"], made["provider"]) == ({"name": "C"}, {"name": "P"})
    publish(broker, "C", "2", "P", 2)
    assert sent(broker, made["uuid"]) == ["https://hooks.example/"]


@pytest.mark.parametrize("field", ["url", "method"])
@pytest.mark.parametrize("value", [None, 7, " "])
def test_what_a_request_lacks_is_named_where_it_stands(broker, field, value):
    request = {"method": "POST", "url": "https://hooks.example/", field: value}
    status, answer = broker.ask("POST", "/webhooks", {"request": request})
    assert (status, list(answer["errors"])) == (400, [f"request.{field}"])


@pytest.mark.parametrize(("method", "kind"), [("PUT", "json"), ("PATCH", "merge-patch+json")])
def test_the_tags_that_a_version_is_told_to_have_are_all_it_has(broker, method, kind):
    publish(broker, "C", "1", "P", tags=["dev"])
    path, media_type = "/pacticipants/C/versions/1", f"application/{kind}"
    _, answer = broker.ask(method, path, {"buildUrl": "https://ci.example/1"}, media_type)
    assert [one["name"] for one in answer["_embedded"]["tags"]] == ["dev"]
    _, answer = broker.ask(method, path, {"tags": [{"name": "main"}]}, media_type)
    assert [one["name"] for one in answer["_embedded"]["tags"]] == ["main"]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/pacticipants/C", ["to P", "to all"]),
        ("/pacticipants/P", ["from C", "to all"]),
        ("/integrations/provider/P/consumer/C", ["from C", "to P", "to all"]),
        ("/integrations", ["from C", "to P", "to all"]),
    ],
)
def test_webhooks_go_with_what_they_are_for(broker, path, left):
    publish(broker, "C", "1", "P")
    sides = {"from C": {"consumer": {"name": "C"}}, "to P": {"provider": {"name": "P"}}}
    both = {**sides["from C"], **sides["to P"]}
    request = {"method": "POST", "url": "https://hooks.example/"}
    events = [{"name": "contract_published"}]
    for name, side in {**sides, "both": both, "to all": {}}.items():
        body = {"description": name, "events": events, "request": request, **side}
        assert broker.ask("POST", "/webhooks", body)[0] == 201
    publish(broker, "C", "2", "P", 2)
    assert broker.ask("DELETE", path)[0] in {202, 204}
    _, answer = broker.ask("GET", "/webhooks")
    assert [one["description"] for one in answer["_embedded"]["webhooks"]] == left


def test_two_spellings_of_a_name_are_told_apart_by_its_words(broker):
    body = {"consumer": {"name": "FooHTTPService"}, "provider": {"name": "P"}, "interactions": []}
    path = "/pacts/provider/P/consumer/FooHTTPService/version/1"
    assert broker.ask("POST", "/pacticipants", {"name": "foo_http"})[0] == 201
    assert broker.ask("PUT", path, body)[0] == 409
