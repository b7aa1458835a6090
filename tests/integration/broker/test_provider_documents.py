"""API documents of providers: taken as the official client sends them, and weighed in the gate."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from integration_broker_world import contract, deploy, gate, publish, verify

from pactwright.broker.documents import decide, explain
from pactwright.broker.values import Conformance, DocumentPublication

DOCUMENT = """
openapi: 3.0.3
info: {title: orders, version: "1"}
paths:
  /0: {get: {responses: {"200": {description: ok}}}}
"""
PATH = "/provider-contracts/provider/orders/publish"
SHOWN = "/contracts/provider/orders/version/7"


def encode(text):
    return base64.b64encode(text.encode()).decode()


def body(version="7", text=DOCUMENT, success=True, **fields):
    contract = {"content": encode(text), "contentType": "application/yaml", "specification": "oas"}
    if success is not None:
        told = {"success": success, "content": encode("fine"), "verifier": "schemathesis"}
        contract["selfVerificationResults"] = told
    return {"pacticipantVersionNumber": version, "contract": contract, **fields}


def tell(broker, version="7", **options):
    status, answer = broker.ask("POST", PATH, body(version, **options))
    assert status == 200, answer
    return answer


def answer_of(broker, name="web", version="1"):
    query = f"/can-i-deploy?pacticipant={name}&version={version}&environment=production"
    return broker.ask("GET", query)[1]


def ready(broker, *, variant=0, **options):
    publish(broker, "web", "1", "orders", variant)
    tell(broker, **options)
    deploy(broker, "orders", "7", "production")


def test_a_pact_that_fits_is_a_yes_with_its_reason(on_database):
    ready(on_database)
    answer = answer_of(on_database)
    assert answer["summary"]["deployable"] is True
    reason = (
        "Conformance of web (1) with orders (7): the pact fits the provider's API document, "
        "which the provider was checked against"
    )
    assert {"type": "info", "text": reason} in answer["notices"]
    assert answer["matrix"][0]["verificationType"] == "conformance"
    _, shown = on_database.ask("GET", SHOWN)
    assert [one["success"] for one in shown["conformance"]] == [True]
    assert shown["selfVerificationResults"]["verifier"] == "schemathesis"
    assert on_database.send("GET", f"{SHOWN}/content")[2].decode() == DOCUMENT


def test_the_order_in_which_they_come_does_not_matter(broker):
    tell(broker)
    deploy(broker, "orders", "7", "production")
    publish(broker, "web", "1", "orders")
    assert gate(broker, "web", "1", "production") is True


def test_a_pact_that_does_not_fit_is_a_no_with_its_places(on_database):
    ready(on_database, variant=5)
    answer = answer_of(on_database)
    assert answer["summary"]["deployable"] is False
    assert "does not fit the provider's API document in 1 place" in answer["summary"]["reason"]
    link = answer["matrix"][0]["verificationResult"]["_links"]["self"]["href"]
    _, result = on_database.ask("GET", link.removeprefix("http://broker.test"))
    [test] = result["testResults"]
    assert test["mismatches"][0]["attribute"] == "request.path-or-method.unknown"


@pytest.mark.parametrize(
    ("success", "deployable", "reason"),
    [
        (None, None, "nobody has shown that the provider does what its API document says"),
        (False, False, "the provider's own check of its API document failed"),
    ],
)
def test_a_document_counts_when_the_provider_was_checked_against_it(
    broker, success, deployable, reason
):
    ready(broker, success=success)
    answer = answer_of(broker)
    assert answer["summary"]["deployable"] is deployable
    assert reason in answer["summary"]["reason"]
    tell(broker, success=True)
    assert gate(broker, "web", "1", "production") is True
    tell(broker, success=False)
    assert gate(broker, "web", "1", "production") is False


def test_a_replayed_failure_never_becomes_a_yes_through_conformance(broker):
    ready(broker)
    verify(broker, "web", "1", "orders", "7", success=False)
    assert gate(broker, "web", "1", "production") is False
    tell(broker)
    publish(broker, "web", "1", "orders")
    assert gate(broker, "web", "1", "production") is False


def test_a_replay_decides_and_what_it_hid_does_not_come_back_stale(broker):
    ready(broker)
    told = verify(broker, "web", "1", "orders", "7", success=True)
    tell(broker, success=False)
    assert gate(broker, "web", "1", "production") is True
    href = told["_links"]["self"]["href"].removeprefix("http://broker.test")
    assert broker.ask("DELETE", href)[0] == 204
    assert gate(broker, "web", "1", "production") is not True


def test_conformance_does_not_end_that_a_pact_is_pending(broker):
    ready(broker)
    status, answer = broker.ask(
        "POST",
        "/pacts/provider/orders/for-verification",
        {"providerVersionBranch": "main", "includePendingStatus": True},
    )
    assert status == 200
    [offered] = answer["_embedded"]["pacts"]
    assert offered["verificationProperties"]["pending"] is True


def test_what_is_published_with_a_version_never_changes(broker):
    tell(broker, branch="main", tags=["dev"], buildUrl="https://ci.example/1")
    status, answer = broker.ask("POST", PATH, body(text=DOCUMENT + "\n# more"))
    assert status == 409
    assert "publish a new version" in answer["notices"][0]["text"]
    _, version = broker.ask("GET", "/pacticipants/orders/versions/7")
    assert version["buildUrl"] == "https://ci.example/1"
    tell(broker, "8", text=DOCUMENT + "\n# more")


def test_older_clients_put_it(broker):
    publish(broker, "web", "1", "orders")
    told = {
        "content": encode(json.dumps({"openapi": "3.1.0", "info": {"title": "x", "version": "1"}})),
        "contractType": "OAS",
        "contentType": "application/json",
        "verificationResults": {"success": True},
    }
    assert broker.ask("PUT", SHOWN, told)[0] == 201
    status, answer = broker.ask("PUT", SHOWN, told)
    assert (status, answer["conformance"][0]["success"]) == (200, False)


def test_a_pact_whose_kind_the_document_does_not_describe_is_unknown(broker):
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "messages": [{"description": "an order", "contents": {"id": 1}}],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    path = "/pacts/provider/orders/consumer/web/version/1"
    assert broker.ask("PUT", path, pact)[0] == 201
    tell(broker)
    deploy(broker, "orders", "7", "production")
    answer = answer_of(broker)
    assert answer["summary"]["deployable"] is None
    assert "1 interactions are of a kind" in answer["summary"]["reason"]


@pytest.mark.parametrize(
    "contract",
    [
        None,
        [],
        {},
        {"content": 1},
        {"content": "%"},
        {"content": encode("{")},
        {"content": encode("swagger: 9")},
        {"content": encode("a: &a [*a]")},
        {"content": encode(DOCUMENT), "specification": "graphql"},
        {"content": encode(DOCUMENT), "selfVerificationResults": 1},
        {"content": encode(DOCUMENT), "selfVerificationResults": {"success": "yes"}},
        {"content": encode(DOCUMENT + "\0")},
        {"content": encode('{"openapi":"3.0.0","paths":{"/a":{"$ref":"other.yaml"}}}')},
    ],
)
def test_what_is_no_document_is_refused(broker, contract):
    told = {"pacticipantVersionNumber": "7", "contract": contract}
    status, answer = broker.ask("POST", PATH, told)
    assert (status, [*answer["errors"]]) in [(400, ["contract"]), (400, ["content"])]


@pytest.mark.parametrize("name", ['a"b', "a/b", "50%", "größe ☃", "x" * 300])
def test_hostile_names_round_trip(on_database, name):
    at = f"/provider-contracts/provider/{quote(name, safe='')}/publish"
    told = body(name, branch=name, tags=[name])
    assert on_database.ask("POST", at, told)[0] == 200
    shown = f"/contracts/provider/{quote(name, safe='')}/version/{quote(name, safe='')}"
    status, answer = on_database.ask("GET", shown)
    assert (status, answer["providerName"], answer["providerVersion"]) == (200, name, name)


@pytest.mark.parametrize(
    "path",
    [
        "/pacticipants/orders",
        "/pacticipants/web",
        "/pacticipants/orders/versions/7",
        "/pacticipants/web/versions/1",
        "/integrations/provider/orders/consumer/web",
    ],
)
def test_they_go_with_what_they_belong_to(on_database, path):
    ready(on_database)
    assert on_database.ask("DELETE", path)[0] == 204
    publish(on_database, "web", "2", "orders")
    assert on_database.ask("GET", "/matrix?q[][pacticipant]=web")[0] == 200


def test_a_version_without_a_document_is_not_found(broker):
    publish(broker, "web", "1", "orders")
    verify(broker, "web", "1", "orders", "7", success=True)
    assert broker.ask("GET", SHOWN)[0] == 404
    assert broker.ask("GET", f"{SHOWN}/content")[0] == 404


@pytest.mark.parametrize("success", [True, False, None])
@pytest.mark.parametrize("verified", [True, False, None])
def test_only_two_shown_truths_are_a_yes(success, verified):
    shared = {"document_id": 1, "created_at": None}
    conformance = Conformance(
        pact_id=1, success=success, errors=2, warnings=0, reason="why", results="[]", **shared
    )
    publication = DocumentPublication(provider_id=1, version_id=1, verified=verified, **shared)
    verdict = decide(conformance, publication)
    assert (verdict is True) == (success is True and verified is True)
    assert (verdict is False) == (success is False or verified is False)
    assert explain(conformance, publication)


def test_the_pages_show_the_document_and_its_verdicts(broker):
    ready(broker, variant=5, text=DOCUMENT.replace("ok", "<script>x</script>"))
    headers = {"accept": "text/html"}
    _, _, content = broker.send("GET", "/ui/pacticipants/orders/versions/7", headers=headers)
    assert "✓ the provider was checked against it" in content.decode()
    assert "does not fit the provider&#39;s API document in 1 place" in content.decode()
    path = "/ui/pacticipants/orders/versions/7/document"
    _, _, content = broker.send("GET", path, headers=headers)
    assert "&lt;script&gt;" in content.decode()
    assert broker.send("GET", path.replace("7", "1").replace("orders", "web"))[0] == 404
    _, _, content = broker.send("GET", "/ui/pacticipants/web/versions/1", headers=headers)
    assert "web (1) → orders (7): the pact does not fit" in content.decode()
    _, _, content = broker.send("GET", "/ui/matrix", headers=headers)
    assert "by conformance" in content.decode()


@pytest.mark.parametrize(
    "members",
    [
        {"paths": 5},
        {"paths": {"/0": 5}},
        {"paths": {"/0": {"get": 5}}},
        {"paths": {"/0": {"get": {"responses": []}}}},
        {"paths": {"/0": {"get": {"responses": {"404": {"content": {"a/b": {"schema": 5}}}}}}}},
        {"paths": {"/0": {"get": {"parameters": [5], "responses": {"200": {}}}}}},
        {"paths": {"/{": {}, "/}": {}, "": {}}},
        {"servers": 5, "paths": {"/0": {"get": {"security": 5, "responses": {"2XX": None}}}}},
        {"paths": {"/0": {"$ref": "#/paths/~10"}}},
        {"components": {"schemas": {"a": {"$ref": "#/components/schemas/a"}}}, "paths": {}},
    ],
    ids=range(10),
)
def test_a_document_of_a_strange_shape_never_hinders_a_publish(broker, members, caplog):
    text = json.dumps({"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, **members})
    status, _ = broker.ask("POST", PATH, body(text=text))
    assert status in {200, 400}
    publish(broker, "web", "1", "orders")
    assert caplog.records == []
    if status == 200:
        deploy(broker, "orders", "7", "production")
        assert answer_of(broker)["summary"]["deployable"] in {None, False}


@pytest.mark.parametrize("odd", ["\0", ["a\0b"], {"\0": 1}, "\x1b[31m"])
def test_a_pact_that_cannot_be_checked_is_kept_whatever_the_reason_quotes(on_database, odd):
    tell(on_database)
    content = {"consumer": {"name": "web"}, "provider": {"name": "orders"}, "interactions": odd}
    order = {
        "pacticipantName": "web",
        "pacticipantVersionNumber": "1",
        "contracts": [contract("web", "orders") | {"content": encode(json.dumps(content))}],
    }
    assert on_database.ask("POST", "/contracts/publish", order)[0] == 200
    shown = on_database.ask("GET", SHOWN)[1]["conformance"][0]
    assert shown["success"] is None
    assert "conformance cannot be checked" in shown["reason"]
    assert "\0" not in shown["reason"]
