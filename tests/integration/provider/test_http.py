"""The HTTP transport on real sockets: what services do to their clients."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest
from pactwright.provider.failure import StepError
from pactwright.provider.http import HttpTransport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def _send(url, path="/", *, timeout=5.0, **fields):
    transport = HttpTransport(url)
    try:
        return transport.send(WireRequest(method="GET", path=path, **fields), timeout=timeout)
    finally:
        transport.close()


def test_a_refused_connection_is_told(free_port):
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(StepError, match=f"nothing answers at {url}: connection refused") as caught:
        _send(url)
    assert "start the service" in caught.value.hint


def test_a_host_that_does_not_exist_is_told():
    with pytest.raises(StepError, match=r"nothing answers at http://nowhere\.invalid"):
        _send("http://nowhere.invalid")


@pytest.mark.parametrize(
    "url", ["", "shop", "ftp://shop", "http://", "http://x:port", "http://x:99999", "http://[::1"]
)
def test_what_is_no_url_is_told(url):
    with pytest.raises(PactwrightError, match="is not the URL of a service"):
        HttpTransport(url)


def test_the_path_of_the_url_goes_before_every_path(scripted):
    server = scripted([OK])
    _send(f"{server.url}/api/v1/", "/orders")
    assert server.requests[0].startswith(b"GET /api/v1/orders HTTP/1.1\r\n")


def test_the_request_is_what_was_asked(scripted):
    server = scripted([OK])
    _send(server.url, "/x", headers=(("X-A", "1"), ("X-A", "2"), ("X-E", "€")))
    lines = server.requests[0].split(b"\r\n")
    assert [line for line in lines if line.startswith(b"X-")] == [
        b"X-A: 1",
        b"X-A: 2",
        b"X-E: " + "€".encode(),
    ]
    assert sum(line.lower().startswith(b"host:") for line in lines) == 1
    assert sum(line.lower().startswith(b"user-agent:") for line in lines) == 1
    assert sum(line.lower().startswith(b"accept-encoding:") for line in lines) == 1


def test_connections_are_kept(scripted):
    server = scripted([OK], [OK])
    transport = HttpTransport(server.url)
    for _ in range(2):
        assert transport.send(WireRequest(method="GET", path="/"), timeout=5).body == b"ok"
    transport.close()
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(scripted):
    server = scripted([OK], None, [OK])
    transport = HttpTransport(server.url)
    transport.send(WireRequest(method="GET", path="/"), timeout=5)
    time.sleep(0.05)
    assert transport.send(WireRequest(method="GET", path="/"), timeout=5).body == b"ok"
    transport.close()
    assert server.connections == 2


@pytest.mark.parametrize("status", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_informational_answers_are_passed_over(scripted, status):
    early = b"HTTP/1.1 " + status + b"\r\nLink: </style.css>\r\n\r\n"
    assert _send(scripted([early + early + OK]).url).body == b"ok"


def test_chunks_are_put_together(scripted):
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    assert _send(scripted([chunked]).url).body == b"abc"


@pytest.mark.parametrize("length", [0, 1, 2**20, 2**20 + 1, 3 * 2**20 + 7])
@pytest.mark.parametrize("framing", ["length", "chunks", "end"])
def test_a_body_of_any_size_is_read_whole(scripted, length, framing):
    body = b"x" * length
    head = b"HTTP/1.1 200 OK\r\n"
    if framing == "length":
        answer = head + b"Content-Length: %d\r\n\r\n" % length + body
    elif framing == "chunks":
        chunk = b"%x\r\n%s\r\n" % (length, body) if length else b""
        answer = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"
    else:
        answer = head + b"\r\n" + body
    assert _send(scripted([answer], None).url).body == body


def test_a_body_may_end_with_the_connection(scripted):
    assert _send(scripted([b"HTTP/1.1 200 OK\r\n\r\nall", lambda: None], None).url).body == b"all"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nshort",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 2xx\r\n\r\n",
    ],
)
def test_a_broken_answer_is_told(scripted, answer):
    server = scripted([answer], None)
    with pytest.raises(StepError, match=f"{server.url} gave no whole answer") as caught:
        _send(server.url)
    assert caught.value.mismatch().kind == "transport"


def test_nothing_is_sent_twice(scripted):
    server = scripted([b""], None, [OK])
    with pytest.raises(StepError):
        _send(server.url)
    assert len(server.requests) == 1


def test_a_service_that_dribbles_does_not_outlast_the_timeout(scripted):
    go_on = threading.Event()
    parts = [b"x" if turn % 2 else (lambda: go_on.wait(0.05)) for turn in range(400)]
    server = scripted([b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", *parts])
    with pytest.raises(StepError, match="within"):
        _send(server.url, timeout=0.3)
    go_on.set()


@pytest.mark.parametrize("before", [[], [[OK]]], ids=["new connection", "kept connection"])
def test_a_header_that_dribbles_does_not_outlast_the_timeout(scripted, before):
    go_on = threading.Event()
    parts = [b"x" if turn % 2 else (lambda: go_on.wait(0.05)) for turn in range(4000)]
    transport = HttpTransport(scripted(*before, [b"HTTP/1.1 200 OK\r\nX-Slow: ", *parts]).url)
    request = WireRequest(method="GET", path="/")
    for _ in before:
        transport.send(request, timeout=5)
    # Outside the main thread no alarm ends anything: the connection itself must.
    with ThreadPoolExecutor(1) as executor:
        failure = executor.submit(transport.send, request, timeout=0.1).exception()
    assert re.fullmatch(r"no answer from .* within 0\.1 s", failure.message)
    transport.close()
    go_on.set()


def test_a_body_goes_in_chunks_where_the_pact_says_so(served):
    told = json.loads(
        _send(served, "/echo", headers=(("Transfer-Encoding", "chunked"),), body=b"abc").body
    )
    assert bytes.fromhex(told["body"]) == b"abc"
    assert told["length"] is None
    assert ["transfer-encoding", "chunked"] in told["headers"]


def test_an_answer_before_the_whole_request_was_read_is_taken(scripted):
    full = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    server = scripted([full], None)
    assert _send(server.url, body=b"x" * 200_000).status == 413


@pytest.mark.parametrize(
    "fields",
    [{"headers": (("X-A", "a\r\nX-B: b"),)}, {"headers": (("Bad\nName", "x"),)}, {"method": "G T"}],
)
def test_what_http_forbids_is_not_sent(scripted, fields):
    server = scripted([OK])
    transport = HttpTransport(server.url)
    request = WireRequest(**{"method": "GET", "path": "/", **fields})
    with pytest.raises(StepError, match="the request cannot be sent"):
        transport.send(request, timeout=5)
    transport.close()


def test_https_is_spoken_to_https(scripted):
    server = scripted([b"not TLS"], None)
    with pytest.raises(StepError, match="gave no whole answer"):
        _send(server.url.replace("http", "https"))
