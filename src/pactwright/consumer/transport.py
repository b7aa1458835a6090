"""The mock as an httpx transport: the same verdicts as on a port, without a socket."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import unquote_plus

import httpx

from pactwright.consumer.traffic import Stray, Traffic, find_answer
from pactwright.matching.example import response_example
from pactwright.model.interaction import HttpInteraction, Pairs
from pactwright.model.wire import WireRequest


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of an httpx client, sync or async, with the declared responses.

    A request that no interaction answers gets status 500, as on the port.
    """

    def __init__(self, interactions: Sequence[HttpInteraction]) -> None:
        self._interactions = interactions
        self._used: set[int] = set()
        self._strays: list[Stray] = []
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a synchronous client."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of an asynchronous client."""
        return self._answer(request, await request.aread())

    def vary(self, interactions: Sequence[HttpInteraction]) -> None:
        """Answer so from now on, and forget what came before."""
        with self._lock:
            self._interactions = interactions
            self._used, self._strays = set(), []

    def traffic(self) -> Traffic:
        """Return what came so far."""
        with self._lock:
            return Traffic(used=frozenset(self._used), strays=tuple(self._strays))

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        index, stray = find_answer(self._interactions, read_request(request, body))
        with self._lock:
            if index is not None:
                self._used.add(index)
            if stray is not None:
                self._strays.append(stray)
        if index is None:
            return _refusal(stray)
        return _response(self._interactions[index], str(request.url.copy_with(raw_path=b"")))


def read_request(request: httpx.Request, body: bytes) -> WireRequest:
    """Return the request of an httpx client as it would travel."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    return WireRequest(
        method=request.method,
        path=path,
        query=parse_query(query),
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        ),
        body=body,
    )


def parse_query(query: str) -> Pairs:
    """Return the parameters of a query string, repeated ones together, in order."""
    found: dict[str, list[str | None]] = {}
    for pair in filter(None, query.split("&")):
        name, equals, value = pair.partition("=")
        found.setdefault(unquote_plus(name), []).append(unquote_plus(value) if equals else None)
    return tuple((name, tuple(values)) for name, values in found.items())


def _response(interaction: HttpInteraction, base_url: str) -> httpx.Response:
    response = interaction.response
    if response.generators:
        from pactwright.matching.generate import GeneratorContext, generate_response

        context = GeneratorContext(
            values={}, now=datetime.now(UTC), random=random.SystemRandom(), base_url=base_url
        )
        response = generate_response(response, context)
    wire = response_example(response)
    return httpx.Response(wire.status, headers=list(wire.headers), content=wire.body)


def _refusal(stray: Stray | None) -> httpx.Response:
    known = stray is not None and stray.nearest is not None
    lines = [one.message for one in stray.mismatches] if stray is not None else []
    return httpx.Response(
        500,
        headers={"X-Pact": "Request-Mismatch" if known else "Unexpected-Request"},
        content=json.dumps({"error": "no declared request is like this one", "mismatches": lines}),
    )
