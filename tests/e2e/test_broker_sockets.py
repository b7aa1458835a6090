"""Clients that dawdle, flood or babble at a real socket: others are answered all the same."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from e2e_broker_server import Server

STALLED = 60


@pytest.fixture
def broker(tmp_path):
    server = Server(f"sqlite:///{tmp_path / 'broker.db'}", tmp_path)
    yield server
    server.stop()


def connect(broker):
    parts = urlsplit(broker.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def test_clients_that_never_finish_hold_nobody_up(broker):
    head = b"POST /contracts/publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    with ExitStack() as stack:
        for number in range(STALLED):
            line = stack.enter_context(connect(broker))
            line.sendall(head + (b"\r\n{" if number % 2 else b""))
        for number in range(5):
            assert broker.ask("PUT", f"/pacticipants/app{number}x{number}", {})[0] == 201
    assert broker.ask("GET", "/health")[0] == 200


def test_a_flood_is_refused_before_it_is_over(broker):
    with connect(broker) as line:
        size = 200 * 1024 * 1024
        head = f"PUT /pacticipants/web HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n"
        line.sendall(head.encode() + b"\r\n")
        sent = 0
        try:
            while sent < size:
                line.sendall(b" " * 65536)
                sent += 65536
        except OSError:
            pass  # the broker hung up
        assert sent < size
    assert broker.ask("GET", "/health")[0] == 200
    assert broker.ask("GET", "/pacticipants/web")[0] == 404


@pytest.mark.parametrize(
    "babble",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"BREW /pacticipants HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /pacticipants HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
    ids=range(10),
)
def test_babble_is_no_fault(broker, babble):
    with connect(broker) as line:
        line.sendall(babble)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(65536)
    assert b" 500 " not in answer.split(b"\r\n")[0]
    assert broker.ask("GET", "/health")[0] == 200
