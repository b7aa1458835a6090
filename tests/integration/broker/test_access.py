"""Who may do what: tokens, scopes, applications, hosts, and the log of changes."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import contract, deploy, publish, verify

from pactwright.broker.access import add_token
from pactwright.broker.server.gatekeeper import Door
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.values import AuditEntry, Token

ORDER = {
    "pacticipantName": "web",
    "pacticipantVersionNumber": "2",
    "contracts": [contract("web", "orders")],
}


def give(broker, *scopes, name="ci", applications=()):
    now = datetime.now(UTC)
    with broker.app.store.write() as ledger:
        add_token(ledger, name, f"secret of {name}", scopes, applications, now=now)
    return {"authorization": f"Bearer secret of {name}"}


@pytest.fixture
def filled(broker):
    publish(broker, "web", "1", "orders")
    verify(broker, "web", "1", "orders", "7", success=True)
    deploy(broker, "orders", "7", "test")
    return broker


RESULT = "/pacts/provider/orders/consumer/web/pact-version/{sha}/verification-results"
DEEDS = {
    "read": ("GET", "/pacticipants", None),
    "ask": ("GET", "/can-i-deploy?pacticipant=web&version=1&environment=test", None),
    "select": ("POST", "/pacts/provider/orders/for-verification", {}),
    "publish": ("POST", "/contracts/publish", ORDER),
    "branch": ("PUT", "/pacticipants/web/branches/main/versions/1", {}),
    "verify": ("POST", RESULT, {"success": True, "providerApplicationVersion": "8"}),
    "deploy": ("POST", "/pacticipants/web/versions/1/deployed-versions/environment/test", {}),
    "delete": ("DELETE", "/pacticipants/web", None),
    "hook": ("POST", "/webhooks", {"request": {"method": "POST", "url": "https://a.example"}}),
}
READING = {"read", "ask", "select"}


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ("read", READING),
        ("publish", READING | {"publish", "branch"}),
        ("verify", READING | {"verify", "branch"}),
        ("deploy", READING | {"deploy", "branch"}),
        ("admin", set(DEEDS)),
    ],
)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_scope_allows_its_deeds_and_no_others(filled, scope, may, deed):
    method, path, body = DEEDS[deed]
    if "{sha}" in path:
        pact = filled.ask("GET", "/pacts/provider/orders/consumer/web/version/1")[1]
        path = path.replace("{sha}", pact["_links"]["pb:pact-version"]["name"])
    status, answer = filled.ask(method, path, body, **give(filled, scope))
    assert (status < 300) == (deed in may), status
    assert deed in may or (status, "lacks the scope" in answer["error"]) == (403, True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer nope"}, 401),
        ({"authorization": "Bearer "}, 401),
        ({"authorization": "Basic !!!"}, 401),
        ({"authorization": "Basic " + base64.b64encode(b"ci:secret of ci").decode()}, 200),
        ({"authorization": "Basic " + base64.b64encode(b"other:secret of ci").decode()}, 401),
        ({"authorization": "bearer secret of ci"}, 200),
    ],
)
def test_once_there_is_a_token_nobody_gets_in_without_one(on_database, headers, status):
    assert on_database.ask("GET", "/pacticipants")[0] == 200
    give(on_database, "read")
    assert on_database.ask("GET", "/pacticipants", **headers)[0] == status


def test_a_refusal_asks_for_basic_authentication(broker):
    give(broker, "read")
    assert "Basic" in broker.send("GET", "/")[1]["www-authenticate"]


def test_a_bound_token_is_for_its_applications_only(filled):
    web = give(filled, "publish", "verify", "deploy", applications=("web",))
    assert filled.ask("POST", "/contracts/publish", ORDER, **web)[0] == 200
    other = {**ORDER, "pacticipantName": "app", "contracts": [contract("app", "orders")]}
    refused = filled.ask("POST", "/contracts/publish", other, **web)
    assert (refused[0], "is for web only" in refused[1]["error"]) == (403, True)
    path = "/pacticipants/{}/versions/{}/deployed-versions/environment/test"
    assert filled.ask("POST", path.format("web", "1"), {}, **web)[0] == 201
    assert filled.ask("POST", path.format("orders", "7"), {}, **web)[0] == 403
    listed = filled.ask("GET", "/environments/test/deployed-versions/currently-deployed", **web)[1]
    ended = {
        one["_embedded"]["pacticipant"]["name"]: filled.ask(
            "PATCH", f"/deployed-versions/{one['uuid']}", {"currentlyDeployed": False}, **web
        )[0]
        for one in listed["_embedded"]["deployedVersions"]
    }
    assert ended == {"orders": 403, "web": 200}
    assert filled.ask("POST", "/environments", {"name": "new"}, **web)[0] == 403


TAGGED = {**ORDER, "tags": ["test"]}
DOCUMENT = {
    "pacticipantVersionNumber": "8",
    "tags": ["test"],
    "contract": {"content": base64.b64encode(b"openapi: 3.0.3").decode(), "specification": "oas"},
}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/pacticipants/web/versions/1/tags/test", {}),
        ("PUT", "/pacticipants/web/versions/9", {"tags": [{"name": "test"}]}),
        ("POST", "/contracts/publish", TAGGED),
        ("POST", "/provider-contracts/provider/orders/publish", DOCUMENT),
    ],
)
@pytest.mark.parametrize("scopes", [("publish",), ("publish", "verify")])
def test_a_tag_that_deploys_needs_the_scope_to_deploy(filled, method, path, body, scopes):
    given = give(filled, *scopes)
    status, answer = filled.ask(method, path, body, **given)
    assert (status, "is an environment's name" in answer["error"]) == (403, True)
    if "tags" in path:
        assert filled.ask("PUT", path.replace("test", "dev"), body, **given)[0] == 201
        deployer = give(filled, "publish", "deploy", name="both")
        assert filled.ask("PUT", path, body, **deployer)[0] == 201
    listed = filled.ask("GET", "/environments/test/deployed-versions/currently-deployed", **given)
    names = [
        one["_embedded"]["version"]["number"] for one in listed[1]["_embedded"]["deployedVersions"]
    ]
    assert ("1" in names) == ("tags" in path)


def test_a_revoked_token_opens_nothing_and_the_broker_stays_closed(broker):
    headers = give(broker, "admin")
    with broker.app.store.write() as ledger:
        token = ledger.find(Token)[0]
        ledger.change(replace(token, revoked_at=datetime.now(UTC)))
    assert broker.ask("GET", "/", **headers)[0] == 401
    assert broker.ask("GET", "/")[0] == 401


def test_too_many_wrong_secrets_lock_the_address_out_for_a_minute():
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    broker = InProcess(MemoryStore(), clock=lambda: moment[0])
    right = give(broker, "read")
    for _ in range(10):
        assert broker.ask("GET", "/", authorization="Bearer wrong")[0] == 401
    assert broker.ask("GET", "/", **right)[0] == 429
    moment[0] = datetime(2026, 1, 1, 0, 1, 1, tzinfo=UTC)
    assert broker.ask("GET", "/", **right)[0] == 200
    broker.close()


def test_public_read_lets_everybody_read_and_nobody_write(filled):
    give(filled, "admin")
    filled.app._door = Door(public_read=True)
    statuses = {deed: filled.ask(*DEEDS[deed])[0] for deed in ("read", "ask", "select", "publish")}
    assert statuses == {"read": 200, "ask": 200, "select": 200, "publish": 401}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"origin": "http://broker.test"}, 201),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://broker.test:3000"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "none"}, 201),
    ],
)
def test_an_open_broker_takes_no_writes_from_pages_of_other_origins(broker, headers, status):
    broker.app._door = Door(hosts=frozenset({"broker.test"}))
    assert broker.ask("PUT", "/pacticipants/web", {}, **headers)[0] == status


def test_an_open_broker_answers_to_its_own_name_only(broker):
    broker.app._door = Door(hosts=frozenset({"localhost"}))
    assert broker.ask("GET", "/")[0] == 403


def test_every_change_is_in_the_log_with_who_made_it(on_database):
    on_database.ask("PUT", "/pacticipants/web", {})
    headers = give(on_database, "admin", name="robot")
    on_database.ask("PUT", "/pacticipants/app", {}, **headers)
    on_database.ask("GET", "/pacticipants", **headers)
    on_database.ask("PUT", "/pacticipants/%20", {}, **headers)
    with on_database.app.store.read() as records:
        log = [(one.actor, one.method, one.path, one.status) for one in records.find(AuditEntry)]
    assert log == [
        ("anyone", "PUT", "/pacticipants/web", 201),
        ("robot", "PUT", "/pacticipants/app", 201),
    ]


def test_a_request_may_not_be_larger_than_the_limit(broker):
    broker.app._max_body = 1000
    assert broker.ask("PUT", "/pacticipants/web", b" " * 1001)[0] == 413
    assert broker.ask("PUT", "/pacticipants/web", b" " * 1000)[0] == 201


def test_answers_carry_the_headers_that_browsers_heed(broker):
    headers = broker.send("GET", "/")[1]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-pact-broker-version"]
