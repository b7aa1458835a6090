"""The contract of every transport that carries HTTP: one suite, run by each of them."""

from __future__ import annotations

import json

import pytest

from pactwright.model.wire import WireRequest
from pactwright.provider.asgi import AsgiTransport
from pactwright.provider.command import CommandTransport
from pactwright.provider.failure import StepError
from pactwright.provider.http import HttpTransport
from pactwright.provider.wsgi import WsgiTransport

KINDS = ["asgi", "wsgi", "http", "command"]


@pytest.fixture(scope="module")
def opened(echo, served, echo_command):
    """Open each transport once for the module."""
    from pactwright.provider.loop import EventLoop

    loop = EventLoop()
    transports = {
        "asgi": AsgiTransport(echo.asgi, loop),
        "wsgi": WsgiTransport(echo.wsgi),
        "http": HttpTransport(served),
        "command": CommandTransport(echo_command),
    }
    yield transports
    for transport in transports.values():
        transport.close()
    loop.close()


@pytest.fixture(params=KINDS)
def transport(request, opened):
    return opened[request.param]


def _send(transport, method="GET", path="/echo", *, timeout=10.0, **fields):
    return transport.send(WireRequest(method=method, path=path, **fields), timeout=timeout)


def _echo(transport, *args, **fields):
    response = _send(transport, *args, **fields)
    assert response.status == 200
    return json.loads(response.body)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "delete"])
def test_the_method_arrives(transport, method):
    assert _echo(transport, method)["method"] == method.upper()


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        ("/a%20b/%C3%A9/%2F", "/a b/é//"),
        ("/a b/é", "/a b/é"),
        ("/100%25", "/100%"),
        ("/semi;colon@at:colon", "/semi;colon@at:colon"),
        ("/+plus", "/+plus"),
    ],
)
def test_the_path_arrives_decoded_once(transport, path, arrives):
    assert _echo(transport, path=path)["path"] == arrives


def test_the_query_arrives_in_order(transport):
    query = (("b", ("2", "1 &=+#")), ("a", (None,)), ("é", ("☃",)))
    assert _echo(transport, query=query)["query"] == "b=2&b=1%20%26%3D%2B%23&a&%C3%A9=%E2%98%83"


def test_headers_arrive(transport):
    headers = (("X-Number", "7"), ("Content-Type", "text/plain; charset=utf-8"), ("X-L", "é"))
    assert _echo(transport, "POST", headers=headers)["headers"] == [
        ["content-type", "text/plain; charset=utf-8"],
        ["x-l", "é"],
        ["x-number", "7"],
    ]


@pytest.mark.parametrize("body", [b"", b"hello", bytes(range(256)), b"x" * 300_000])
def test_the_body_arrives_with_its_length(transport, body):
    told = _echo(transport, "POST", body=body)
    assert told["body"] == body.hex()
    assert told["length"] == str(len(body))


def test_a_get_without_a_body_has_no_length(transport):
    assert _echo(transport)["length"] is None


@pytest.mark.parametrize("status", [200, 204, 304, 404, 418, 500, 503])
def test_the_status_comes_back(transport, status):
    response = _send(transport, path=f"/status/{status}")
    assert (response.status, response.body) == (status, b"")


def test_a_redirect_is_not_followed(transport):
    response = _send(transport, path="/redirect")
    assert response.status == 302
    assert {name.lower(): value for name, value in response.headers}["location"] == "/echo"


def test_repeated_headers_come_back_apart(transport):
    response = _send(transport, path="/repeat")
    cookies = [value for name, value in response.headers if name.lower() == "set-cookie"]
    assert cookies == ["a=1", "b=2"]


def test_bytes_come_back_as_they_are(transport):
    assert _send(transport, path="/bytes").body == bytes(range(256)) * 999


def test_a_stream_comes_back_whole(transport):
    assert _send(transport, path="/stream").body == b"abc"


def test_a_head_answer_has_headers_only(transport):
    response = _send(transport, "HEAD")
    assert (response.status, response.body) == (200, b"")
    assert any(name.lower() == "content-type" for name, _ in response.headers)


def test_a_late_answer_is_told_and_the_next_one_comes(transport):
    with pytest.raises(StepError, match=r"no answer .*within 0\.2 s") as caught:
        _send(transport, path="/slow", timeout=0.2)
    assert caught.value.kind == "transport"
    assert _send(transport, path="/status/200").status == 200


def test_there_is_an_address_for_people(transport):
    assert transport.base_url.startswith("http://")
    assert isinstance(transport.notes(), tuple)
