"""Requests that never end, that break off, or whose sender does not know where it is."""

from __future__ import annotations

import asyncio
import json

import pytest

from pactwright.broker.server.app import Broker
from pactwright.broker.store.memory import MemoryStore

HEAD = {
    "type": "http",
    "method": "PUT",
    "scheme": "http",
    "server": ("broker.test", 80),
    "client": None,
    "path": "/pacticipants/web",
    "raw_path": b"/pacticipants/web",
    "root_path": "",
    "query_string": b"",
}


def send(receive, *, host=b"broker.test", **options):
    """Return what the application sends back, message by message."""
    sent = []

    async def keep(message):
        sent.append(message)

    scope = {**HEAD, "headers": [(b"host", host)]}
    asyncio.run(Broker(MemoryStore(), **options)(scope, receive, keep))
    return sent


def test_a_body_that_does_not_come_is_answered_and_the_connection_closed():
    parts = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive():
        return parts.pop() if parts else await asyncio.Event().wait()

    start, body = send(receive, patience=0.05)
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert json.loads(body["body"]) == {"error": "the request did not arrive within 0.05 seconds"}


def test_a_client_that_goes_away_is_answered_by_nobody():
    async def receive():
        return {"type": "http.disconnect"}

    assert send(receive) == []


@pytest.mark.parametrize(
    "host", [b"[", b"[::1", b"a b", b"", b'"><script>', b"x" * 5000, b"a:notaport", b"\xff"]
)
def test_a_host_that_is_none_is_no_fault(host):
    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    start, _ = send(receive, host=host)
    assert start["status"] < 500
