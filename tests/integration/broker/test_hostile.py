"""Hostile requests on every route: refused or answered, never a fault of the broker."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

import pytest

from pactwright.broker.server.routes.table import ROUTES

NAMES = [
    "plain",
    "with space",
    "a/b",
    "per%cent",
    "plus+plus",
    "quote'\"`",
    "<script>alert(1)</script>",
    "naïve-ünïcode-日本-🦆",
    "x" * 300,
    "..",
    ";drop table versions;--",
    "{name}",
    "null",
    "\u202eright-to-left",
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b'{"name": null}',
    b'{"name": {"deep": []}, "contracts": 5, "tags": {"a": 1}}',
    b'{"success": "yes", "providerApplicationVersion": 5}',
    b'{"consumerVersionSelectors": [5, {"tag": 7}, {}]}',
    b'{"pacticipantName": "a", "pacticipantVersionNumber": "1", "contracts": [{"content": "!!!"}]}',
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"interactions": ' + b"9" * 5000 + b"}",
    b'{"name": "\\u0000", "interactions": [1e99999, -0.0, 12345678901234567890123]}',
    b'{"name": "\\ud800"}',
]


def address(pattern, name):
    return re.sub(r"\{\w+\}", quote(name, safe=""), pattern)


@pytest.mark.parametrize("name", NAMES)
def test_every_route_bears_every_name(broker, name):
    for route in ROUTES:
        status, _ = broker.ask(route.method, address(route.pattern, name), {})
        assert status < 500, (route, name)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_every_route_bears_every_body(broker, body):
    for route in ROUTES:
        if route.method != "GET":
            status, _ = broker.ask(route.method, address(route.pattern, "a"), body)
            assert status < 500, (route, body[:80])


@pytest.mark.parametrize(
    "query",
    [
        "q=1",
        "q[]=1",
        "q[][pacticipant]=a&q[pacticipant]=b",
        "q[][pacticipant][]=a",
        "q" + "[a]" * 500 + "=1",
        "&".join(["a=b"] * 5000),
        "limit=0",
        "limit=99999999999999999999",
        "limit=-1",
        "limit=²",
        "pageNumber=0",
        "pageSize=1e9",
        "%",
        "%ff=%ff",
        "q[][pacticipant]=%00",
        "latestby=nope",
        "success[]=maybe",
        "[]=1",
        "]=[",
    ],
)
def test_every_list_bears_every_query(broker, query):
    for route in ROUTES:
        if route.method == "GET":
            status, _ = broker.ask(
                "GET", f"{address(route.pattern, 'a')}?{quote(query, safe='=&[]%')}"
            )
            assert status < 500, (route, query[:80])


@pytest.mark.parametrize(
    "path", ["/%ff", "/pacticipants/%ff", "/pacticipants//versions", "//", "/a" * 500]
)
def test_broken_paths_are_refused(broker, path):
    assert broker.ask("GET", path)[0] in {400, 404}


@pytest.mark.parametrize("name", [name for name in NAMES if name != ".."])
def test_names_come_back_as_they_went_in(on_database, name):
    content = {"consumer": {"name": name}, "provider": {"name": f"p {name}"}, "interactions": []}
    contract = {
        "consumerName": name,
        "providerName": f"p {name}",
        "content": base64.b64encode(json.dumps(content).encode()).decode(),
        "contentType": "application/json",
        "specification": "pact",
    }
    body = {
        "pacticipantName": name,
        "pacticipantVersionNumber": name,
        "branch": name,
        "tags": [name],
        "contracts": [contract],
    }
    status, published = on_database.ask("POST", "/contracts/publish", body)
    assert status == 200
    href = published["_links"]["pb:pacticipant-version"]["href"].removeprefix("http://broker.test")
    status, version = on_database.ask("GET", href)
    assert (status, version["number"]) == (200, name)
    assert version["_embedded"]["branchVersions"][0]["name"] == name
    assert version["_embedded"]["tags"][0]["name"] == name
    pact = version["_links"]["pb:pact-versions"][0]["href"].removeprefix("http://broker.test")
    status, document = on_database.ask("GET", pact)
    assert (status, document["consumer"]["name"]) == (200, name)


def test_a_name_that_no_database_holds_is_refused(on_database):
    for name in ("\0", "a\0b", " ", "x" * 501):
        status, _ = on_database.ask("PUT", f"/pacticipants/{quote(name)}", {})
        assert status == 400
