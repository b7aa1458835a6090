"""The mock judges alike on a port and through a transport, and answers as declared."""

import asyncio
import json
import multiprocessing
import os
import random
import socket
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from pactwright import Pact, each_like, form, generate, integer, like, match, regex, xml
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.mock import Mock
from pactwright.consumer.server import MockServer
from pactwright.consumer.stage import plan_parts
from pactwright.errors import PactwrightError
from pactwright.model.rule import MatchingRule, RuleSet

pact = Pact(consumer="c", provider="p")
ORIGIN = "http://provider"


def declare(request, response=None):
    def test():
        pass

    pact.interaction(request=request, response=response or pact.ok())(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert part.compiled.problems == ()
    return part.interaction


@pytest.fixture
def make_mock():
    mocks = []

    def make(*interactions):
        mocks.append(Mock(interactions))
        return mocks[-1]

    yield make
    for mock in mocks:
        mock.stop()


SHOP = [
    declare(
        pact.get(
            regex("/w/[0-9]+", example="/w/7"),
            query={"page": "1", "tag": ["a", "b"]},
            headers={
                "Accept": "application/json",
                "Authorization": regex("Bearer .+", example="Bearer t"),
            },
        )
    ),
    declare(
        pact.post(
            "/w",
            body={
                "name": like("x"),
                "n": integer(1),
                "at": match.datetime("2024-07-20T14:30:00Z"),
                "lines": each_like({"sku": regex("[A-Z]+", example="A"), "q": 2}),
                "kind": "fixed",
                "none": None,
            },
        )
    ),
    declare(pact.put("/form", body=form({"a": like("1"), "b": ["x", "y"]}))),
    declare(pact.put("/xml", body=xml("a", xml("b", like("x"), attributes={"n": "1"})))),
    declare(pact.put("/text", body="hello", content_type="text/plain")),
    declare(pact.put("/raw", body=b"\x89PNG\x00\x01", content_type="image/png")),
    declare(pact.delete("/w/7")),
]
GOOD = [
    (
        "GET",
        "/w/7?page=1&tag=a&tag=b",
        {"Accept": "application/json", "Authorization": "Bearer t"},
        b"",
    ),
    (
        "POST",
        "/w",
        {"Content-Type": "application/json"},
        json.dumps(
            {
                "name": "y",
                "n": 2,
                "at": "2025-01-01T00:00:00+01:00",
                "lines": [{"sku": "B", "q": 3}, {"sku": "C", "q": 4}],
                "kind": "fixed",
                "none": None,
            }
        ).encode(),
    ),
    ("PUT", "/form", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=2&b=x&b=y"),
    ("PUT", "/xml", {"Content-Type": "application/xml"}, b'<a><b n="1">y</b></a>'),
    ("PUT", "/text", {"Content-Type": "text/plain"}, b"hello"),
    ("PUT", "/raw", {"Content-Type": "image/png"}, b"\x89PNG\x00\x01"),
    ("DELETE", "/w/7", {}, b""),
]


def vary(chance, request):
    """Return the request with one part of it made another."""
    method, target, headers, body = request
    path, _, query = target.partition("?")
    match chance.randrange(7):
        case 0:
            method = chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH"])
        case 1:
            path = chance.choice(["/w/8", "/w", "/w/x", "/form", path + "/", path + "%20"])
        case 2:
            pairs = query.split("&") if query else []
            query = "&".join(chance.sample([*pairs, "page=2", "z=1", "tag=c"], k=len(pairs) or 1))
        case 3:
            kind = chance.choice(["application/json", "text/plain", "application/xml", "image/gif"])
            headers = {**headers, "Content-Type": kind}
        case 4:
            headers = {name: value for name, value in headers.items() if chance.random() < 0.5}
        case 5:
            cut = chance.randrange(len(body) + 1)
            body = body[:cut] + chance.choice([b"", b"1", b"x", b'"', b"&c=d"]) + body[cut + 1 :]
        case 6:
            body = chance.choice([one[3] for one in GOOD] + [b"{}", b"null", b"[]"])
    return method, f"{path}?{query}" if query else path, headers, body


def send(client, origin, request):
    method, target, headers, body = request
    bare = {"User-Agent": "t", **headers}
    built = httpx.Request(method, origin + target, headers=bare, content=body)
    return client.send(built).status_code


@pytest.mark.parametrize("seed", range(12))
def test_a_port_and_a_transport_give_the_same_verdicts(seed, make_mock):
    chance = random.Random(seed)
    requests = GOOD + [vary(chance, chance.choice(GOOD)) for _ in range(50)]
    mock = make_mock(*SHOP)

    with httpx.Client(transport=mock.transport) as inside, httpx.Client() as outside:
        verdicts = [
            (request, send(outside, mock.url, request), send(inside, ORIGIN, request))
            for request in requests
        ]

    assert [one for one in verdicts if one[1] != one[2]] == []
    assert [one[1] for one in verdicts[: len(GOOD)]] == [200] * len(GOOD)
    assert {one[1] for one in verdicts} == {200, 500}


def test_a_port_and_a_transport_saw_the_same(make_mock):
    seen = []
    for pick in (lambda mock: (httpx.Client(), mock.url), inside):
        mock = make_mock(*SHOP)
        client, origin = pick(mock)
        with client:
            for request in (
                GOOD[0],
                GOOD[4],
                ("PUT", "/text", {}, b"bye"),
                ("GET", "/none", {}, b""),
            ):
                send(client, origin, request)
        traffic = mock.traffic()
        seen.append(
            (traffic.used, [(one.method, one.target, one.nearest) for one in traffic.strays])
        )

    assert seen[0] == seen[1]
    assert seen[0][0] == {0, 4}
    assert seen[0][1][0] == ("PUT", "/text", 4)


def inside(mock):
    return httpx.Client(transport=mock.transport), ORIGIN


def test_the_answer_is_the_declared_one_on_both_ways(make_mock):
    response = pact.created(
        {"id": integer(7)}, headers={"Location": "/w/7", "Set-Cookie": ["a=1", "b=2"]}
    )
    mock = make_mock(declare(pact.post("/w"), response))

    for client, origin in ((httpx.Client(), mock.url), inside(mock)):
        with client:
            answer = client.post(f"{origin}/w")
        assert (answer.status_code, answer.json()) == (201, {"id": 7})
        assert answer.headers["location"] == "/w/7"
        assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
        assert answer.headers["content-type"] == "application/json"


def test_generators_of_the_answer_are_applied_on_both_ways(make_mock):
    body = {
        "id": integer(7, generator=generate.random_integer(100, 200)),
        "url": regex(
            "http://.*/w/7",
            example="http://x/w/7",
            generator=generate.mock_server_url("http://x/w/7", ".*(/w/7)$"),
        ),
    }
    mock = make_mock(declare(pact.get("/w"), pact.ok(body)))

    for client, origin in ((httpx.Client(), mock.url), inside(mock)):
        with client:
            answer = client.get(f"{origin}/w").json()
        assert 100 <= answer["id"] <= 200
        assert answer["url"] == f"{origin}/w/7"


@pytest.mark.parametrize("status", [match.client_error(404), 404])
def test_a_class_of_statuses_answers_its_example_on_both_ways(status, make_mock):
    mock = make_mock(declare(pact.get("/w"), pact.response(status)))

    for client, origin in ((httpx.Client(), mock.url), inside(mock)):
        with client:
            assert client.get(f"{origin}/w").status_code == 404


def test_the_same_request_may_come_again_and_again(make_mock):
    mock = make_mock(declare(pact.get("/w")))

    for client, origin in ((httpx.Client(), mock.url), inside(mock)):
        with client:
            assert [client.get(f"{origin}/w").status_code for _ in range(3)] == [200] * 3
    assert (mock.traffic().used, mock.traffic().strays) == ({0}, ())


def test_one_transport_serves_an_asynchronous_client(make_mock):
    mock = make_mock(declare(pact.post("/w", body={"a": 1})))

    async def ask():
        async with httpx.AsyncClient(transport=mock.transport, base_url=ORIGIN) as client:
            return await asyncio.gather(*(client.post("/w", json={"a": 1}) for _ in range(5)))

    assert [answer.status_code for answer in asyncio.run(ask())] == [200] * 5


def test_values_that_look_like_matchers_of_the_core_are_taken_as_they_are(make_mock):
    text = '{"pact:matcher:type":"type","value":"x"}'
    mock = make_mock(
        declare(
            pact.post("/w", query={"q": text}, headers={"X-A": text}, body=json.loads(text)),
            pact.ok(json.loads(text), headers={"X-B": text}),
        )
    )

    for client, origin in ((httpx.Client(), mock.url), inside(mock)):
        with client:
            right = client.post(
                f"{origin}/w", params={"q": text}, headers={"X-A": text}, json=json.loads(text)
            )
            wrong = client.post(
                f"{origin}/w", params={"q": "x"}, headers={"X-A": text}, json=json.loads(text)
            )
        assert (right.status_code, right.json(), right.headers["x-b"]) == (
            200,
            json.loads(text),
            text,
        )
        assert wrong.status_code == 500


def test_a_stopped_mock_listens_no_more_and_knows_what_came(make_mock):
    mock = make_mock(declare(pact.get("/w")))
    httpx.get(f"{mock.url}/w")
    port = urlsplit(mock.url).port
    mock.stop()
    mock.stop()

    assert mock.traffic().used == {0}
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) != 0


def test_of_two_requests_to_one_path_the_one_that_was_meant_is_found(make_mock):
    mock = make_mock(
        declare(pact.post("/w", body={"kind": "first", "n": 1})),
        declare(pact.post("/w", body={"kind": "second", "n": 5})),
    )

    httpx.post(f"{mock.url}/w", json={"kind": "second", "n": 2})

    (stray,) = mock.traffic().strays
    assert (stray.nearest, [one.path for one in stray.mismatches]) == (1, ["$.n"])


def test_a_rule_that_the_core_cannot_read_is_told():
    rules = {"body": {"$['']": RuleSet(rules=(MatchingRule(kind="type"),))}}
    interaction = declare(pact.post("/w", body={"a": 1}))
    broken = replace(interaction, request=replace(interaction.request, rules=rules))

    with pytest.raises(PactwrightError, match="refuses the matching rules"):
        MockServer([broken])


def test_a_server_that_is_gone_is_told():
    server = MockServer([declare(pact.get("/w"))])
    server.stop()

    with pytest.raises(PactwrightError, match="died"):
        server.traffic()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_forked_child_is_told_that_it_cannot_have_a_mock():
    MockServer([declare(pact.get("/w"))]).stop()
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def start():
        try:
            MockServer([declare(pact.get("/w"))])
        except PactwrightError as error:
            sender.send(str(error))

    child = context.Process(target=start)
    child.start()
    assert receiver.poll(20), "the child said nothing"
    assert "forked" in receiver.recv()
    child.join()


def test_a_wrong_body_on_a_port_names_the_rule_of_the_place(make_mock):
    body = {"name": like("x"), "lines": each_like({"sku": regex("[A-Z]+", example="A")}), "n": 1}
    mock = make_mock(declare(pact.post("/w", body=body)))
    sent = {"name": 3, "lines": [{"sku": "A"}, {"sku": "7"}], "n": 2}
    httpx.post(f"{mock.url}/w", json=sent)
    (stray,) = mock.traffic().strays
    assert {one.path: one.rule for one in stray.mismatches} == {
        "$.name": "type",
        "$.lines[1].sku": "regex [A-Z]+",
        "$.n": None,
    }
