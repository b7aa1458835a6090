"""What holds for every route, read off the application's own table, so that none is forgotten."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from integration_broker_asgi import InProcess
from integration_broker_world import deploy, publish, verify

from pactwright.broker.access import SCOPES, add_token
from pactwright.broker.server.gatekeeper import Door
from pactwright.broker.server.routes.table import ROUTES
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.values import AuditEntry, Deployment, Pact, Release, Token, Webhook

WEBHOOK = "7d9c2c65-1c9f-4a5e-9b3c-7f6f6f1d2f11"
SATISFIED = {
    "read": set(SCOPES),
    "version": {"publish", "verify", "deploy", "admin"},
    "publish": {"publish", "admin"},
    "verify": {"verify", "admin"},
    "deploy": {"deploy", "admin"},
    "admin": {"admin"},
}
BODIES = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b'{"name": {"deep": []}, "contracts": 5, "tags": {"a": 1}, "success": "yes"}',
    b'{"pacticipantName": "web", "pacticipantVersionNumber": "1", "contracts": [{"content": "!"}]}',
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"interactions": ' + b"9" * 5000 + b"}",
    b'{"name": "\\u0000", "interactions": [1e99999, -0.0, 12345678901234567890123]}',
    b'{"name": "\\ud800", "displayName": "\\ud800", "buildUrl": "\\ud800", "username": "\\ud800"}',
    b'{"success": true, "providerApplicationVersion": "8", "testResults": [[1e999], "\\u0000"]}',
    b'{"currentlyDeployed": false, "currentlySupported": false, "mainBranch": "x", "tags": []}',
    b'{"production": true, "name": "test", "contacts": [{"a": 9999999999999999999999}]}',
    b'{"request": {"method": "POST", "url": "http://[::1", "headers": {"a": 1}, "body": [1e999]}}',
]
TYPES = ["", "text/html", "application/xml", "multipart/form-data", "\xff/\xfe", "a" * 9000]
QUERIES = [
    "pageNumber=999999999&pageSize=999999999",
    "q[][pacticipant]=web&q[][latest]=true&latestby=cvpv&limit=999999999",
    "q=%00&pacticipant=%00&version=%00&environment=%00",
    "q=%25_%5C&consumer=web&provider=orders",
    "consumerVersionSelectors[][tag]=%00&providerVersionBranch=%00",
    "exclude[]=main&exclude[]=%00",
]


def fill(broker):
    publish(broker, "web", "1", "orders", branch="main", tags=["dev"])
    publish(broker, "web", "2", "orders", 1, branch="main", tags=["dev"])
    for version in ("1", "2"):
        verify(broker, "web", version, "orders", "7", success=True, branch="main")
    deploy(broker, "web", "1", "test")
    place = "/pacticipants/web/versions/1/released-versions/environment/test"
    assert broker.ask("POST", place, {})[0] == 201
    assert broker.ask("PUT", "/pacticipants/web/labels/team", {})[0] == 201
    hook = {"request": {"method": "POST", "url": "https://ci.invalid/x"}}
    assert broker.ask("PUT", f"/webhooks/{WEBHOOK}", hook)[0] == 201


def name_what_is_there(broker):
    """Return for each argument of a path something that the broker knows."""
    with broker.app.store.read() as records:
        uuids = {
            "deployed-versions": records.find(Deployment)[0].uuid,
            "released-versions": records.find(Release)[0].uuid,
            "webhooks": records.find(Webhook)[0].uuid,
        }
        sha = records.find(Pact)[0].sha
    return uuids, {
        "provider": "orders",
        "consumer": "web",
        "name": "web",
        "number": "1",
        "branch": "main",
        "tag": "dev",
        "to": "dev",
        "provider_tag": "dev",
        "sha": sha,
        "other": "2",
        "environment": "test",
        "metadata": "e30",
        "n": "1",
        "label": "team",
    }


def address(route, known):
    uuids, named = known
    named = {**named, "uuid": uuids.get(route.pattern.split("/")[1], WEBHOOK)}
    return re.sub(
        r"\{(\w+)\}", lambda found: quote(named.get(found[1], "web"), safe=""), route.pattern
    )


def by_danger(route):
    """What forgets comes last, the most forgetful at the end."""
    return (route.method == "DELETE", -len(route.pattern))


ORDERED = sorted(ROUTES, key=by_danger)


def give(broker, *scopes, applications=()):
    name = "-".join((*scopes, *applications))
    now = datetime.now(UTC)
    with broker.app.store.write() as ledger:
        if not ledger.find(Token, name=name):
            add_token(ledger, name, name, scopes, applications, now=now)
    return {"authorization": f"Bearer {name}"}


def test_whatever_can_write_says_so_and_asks_for_more_than_reading():
    silent = [(one.method, one.pattern) for one in ROUTES if one.method != "GET" and not one.writes]
    assert silent == [("POST", "/pacts/provider/{provider}/for-verification")]
    assert [one for one in ROUTES if one.writes and one.needs == "read"] == []
    assert [
        one for one in ROUTES if one.method == "GET" and (one.writes or one.needs != "read")
    ] == []
    assert [one for one in ROUTES if one.method == "DELETE" and one.needs == "read"] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_every_route_asks_for_its_scope(broker, scope):
    fill(broker)
    known, headers = name_what_is_there(broker), give(broker, scope)
    for route in ORDERED:
        allowed = scope in SATISFIED[route.needs]
        if allowed and route.method == "DELETE":
            continue  # the next routes need what it would forget
        here = {"origin": "http://broker.test"} if route.form else {}
        status, _ = broker.ask(route.method, address(route, known), {}, **headers, **here)
        assert (status != 403) == allowed, (route, status)
        assert status != 401, route


def test_every_route_is_closed_without_a_token_and_with_a_wrong_one(broker):
    fill(broker)
    known = name_what_is_there(broker)
    give(broker, "admin")
    for route in ORDERED:
        expected = 200 if route.public == "always" else 401
        assert broker.ask(route.method, address(route, known), {})[0] == expected, route
    status = broker.ask(route.method, address(route, known), {}, authorization="Bearer wrong")[0]
    assert status == 401
    with broker.app.store.read() as records:
        assert {one.actor for one in records.find(AuditEntry)} == {"anyone"}  # who filled it


def test_no_write_is_open_to_a_token_that_is_bound_to_another_application(broker):
    fill(broker)
    known = name_what_is_there(broker)
    headers = [give(broker, scope, applications=("stranger",)) for scope in SCOPES]
    body = {"pacticipantName": "web", "pacticipantVersionNumber": "1", "contracts": []}
    for route in ORDERED:
        if route.writes:
            for token in headers:
                status, _ = broker.ask(route.method, address(route, known), body, **token)
                assert status == 403, (route, token)


def test_public_reading_opens_no_write(broker):
    fill(broker)
    known = name_what_is_there(broker)
    give(broker, "admin")
    broker.app._door = Door(public_read=True)
    for route in ORDERED:
        status, _ = broker.ask(route.method, address(route, known), {})
        closed = route.needs != "read" or route.public == "never"
        assert (status == 401) == closed, (route, status)


def test_public_reading_shows_nothing_of_webhooks_and_health_is_for_everybody():
    assert {one.pattern for one in ROUTES if one.public == "always"} == {
        "/health",
        "/diagnostic/status/heartbeat",
    }
    told = [one for one in ROUTES if "webhook" in one.pattern and one.method == "GET"]
    assert [one for one in told if one.public != "never"] == []
    assert [one for one in ROUTES if one.public != "if told" and one.needs != "read"] == []


def test_a_page_elsewhere_writes_nothing_with_the_visitor_s_own_credentials(broker):
    """A browser adds what it knows by heart, such as basic authentication, to any request."""
    fill(broker)
    known, token = name_what_is_there(broker), give(broker, "admin")
    elsewhere = (
        {"origin": "https://evil.example"},
        {"origin": "http://broker.test:8080"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://broker.test"},
    )
    for route in ORDERED:
        for headers in elsewhere if route.writes else ():
            status, _ = broker.ask(route.method, address(route, known), {}, **token, **headers)
            assert status == 403, (route, headers)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "broker.test@evil", ""])
def test_every_route_of_an_open_broker_refuses_other_names(broker, host):
    """A name that an attacker makes point to this machine is still another name."""
    fill(broker)
    known = name_what_is_there(broker)
    broker.app._door = Door(hosts=frozenset({"broker.test", "127.0.0.1"}))
    for route in ORDERED:
        status, _ = broker.ask(route.method, address(route, known), {}, host=host)
        assert status == 403, (route, host, status)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://broker.test.evil.example", "http://["]
)
def test_every_write_of_an_open_broker_refuses_pages_of_other_origins(broker, origin):
    fill(broker)
    known = name_what_is_there(broker)
    broker.app._door = Door(hosts=frozenset({"broker.test"}))
    for route in ORDERED:
        if route.writes:
            path = address(route, known)
            assert broker.ask(route.method, path, {}, origin=origin)[0] == 403, route


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_every_route_bears_every_body_for_what_is_really_there(on_database, body):
    fill(on_database)
    known = name_what_is_there(on_database)
    for route in ORDERED:
        if route.method != "GET":
            status, answer = on_database.ask(route.method, address(route, known), body)
            assert status < 500, (route, body[:80], answer)


@pytest.mark.parametrize("query", QUERIES)
def test_every_page_and_list_bears_every_query_for_what_is_really_there(on_database, query):
    fill(on_database)
    known = name_what_is_there(on_database)
    for route in ROUTES:
        if route.method == "GET":
            path = f"{address(route, known)}?{quote(query, safe='=&[]%')}"
            status, answer = on_database.ask("GET", path)
            assert status < 500, (route, query, answer)


@pytest.mark.parametrize("content_type", TYPES, ids=range(len(TYPES)))
def test_every_route_bears_every_content_type_and_accept(content_type):
    broker = InProcess(MemoryStore())
    fill(broker)
    known = name_what_is_there(broker)
    for route in ORDERED:
        headers = {"content-type": content_type, "accept": content_type}
        path = address(route, known)
        status, fields, _ = broker.send(route.method, path, b'{"name": "x"}', headers)
        assert status < 500, (route, content_type)
        assert status != 406, route
        assert fields["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in fields["content-security-policy"]
    broker.close()


NAMES = [
    "'\"`;--",
    "a/b%2Fc",
    "%s %(x)s {x}",
    "naïve-日本-🦆",
    "x" * 300,
    "\u202e\u0301",
    "\\",
    "$1",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_route_bears_every_name_on_each_database(on_database, name):
    fill(on_database)
    for route in ROUTES:
        path = re.sub(r"\{\w+\}", quote(name, safe=""), route.pattern)
        status, answer = on_database.ask(route.method, path, {})
        assert status < 500, (route, name, answer)


def test_all_that_is_known_is_found_by_the_addresses_of_these_tests(broker):
    """Else the tests above would knock at empty houses."""
    fill(broker)
    known = name_what_is_there(broker)
    missing = [
        route.pattern
        for route in ROUTES
        if route.method == "GET" and broker.ask("GET", address(route, known))[0] == 404
    ]
    assert len(missing) <= len(ROUTES) // 10, json.dumps(missing, indent=2)
