"""The broker as an ASGI application; it keeps nothing between two requests."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pactwright.broker.outbox import Deliver
from pactwright.broker.port import Store
from pactwright.broker.server.call import Answer
from pactwright.broker.server.core import RawRequest, answer_request, encode_body
from pactwright.broker.server.gatekeeper import Door
from pactwright.broker.server.vault import Vault

MAX_BODY = 20 * 1024 * 1024
"""How many bytes a request may hold unless told otherwise."""
PATIENCE = 60.0
"""How many seconds a request's body may take unless told otherwise."""

_CLOSE = {"Connection": "close"}
_HEADERS = {
    "X-Pact-Broker-Version": "2.120.0",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}
_log = logging.getLogger("pactwright.broker")


def _now() -> datetime:
    return datetime.now(UTC)


class Broker:
    """The application over a store.

    `base_url` is where links begin when a proxy stands before it; else they follow `Host`.
    `patience` is how many seconds a request's body may take to arrive. `vault` keeps the secrets
    of webhooks, `door` says who may come in, `deliver` sends the webhooks that are tried out.
    """

    def __init__(  # noqa: PLR0913 - all that can be set
        self,
        store: Store,
        *,
        base_url: str | None = None,
        max_body: int = MAX_BODY,
        patience: float = PATIENCE,
        vault: Vault | None = None,
        door: Door | None = None,
        deliver: Deliver | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.store = store
        self._base_url = base_url.rstrip("/") if base_url else None
        self._max_body = max_body
        self._patience = patience
        self._vault = vault
        self._door = door or Door()
        self._deliver = deliver
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one turn of the server's life."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        try:
            response = await self._respond(Request(scope, receive))
        except ClientDisconnect:
            return  # nobody is left to answer
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._patience):
                body = await self._read_body(request)
        except TimeoutError:
            text = f"the request did not arrive within {self._patience:g} seconds"
            return _present(Answer(status=408, body={"error": text}, headers=_CLOSE))
        if body is None:
            text = f"the request is larger than {self._max_body} bytes"
            return _present(Answer(status=413, body={"error": text}, headers=_CLOSE))
        answer = await run_in_threadpool(self._answer, self._raw(request, body))
        if request.method == "HEAD":
            answer = replace(answer, body=None)
        return _present(answer)

    def _answer(self, raw: RawRequest) -> Answer:
        try:
            return answer_request(self.store, raw, door=self._door)
        except Exception:  # noqa: BLE001 - the server's last line: the client gets a number to ask about
            reference = secrets.token_hex(5)
            _log.exception("request failed, reference %s", reference)
            error = {"message": "the broker failed to answer", "reference": reference}
            return Answer(status=500, body={"error": error})

    async def _read_body(self, request: Request) -> bytes | None:
        """Return the body, or `None` as soon as it is too large."""
        parts, size = [], 0
        async for part in request.stream():
            size += len(part)
            if size > self._max_body:
                return None
            parts.append(part)
        return b"".join(parts)

    def _raw(self, request: Request, body: bytes) -> RawRequest:
        path = request.scope["raw_path"].partition(b"?")[0].decode("latin-1")
        headers: dict[str, str] = {}
        for name, value in request.headers.items():
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return RawRequest(
            method=request.method,
            path=path,
            query=request.scope["query_string"].decode("latin-1"),
            headers=headers,
            body=body,
            base=self._base_url or _find_base(request),
            now=self._clock(),
            uuid=str(uuid4()),
            vault=self._vault,
            deliver=self._deliver,
            address=request.client.host if request.client else "",
        )


def _find_base(request: Request) -> str:
    try:
        return str(request.base_url).rstrip("/")
    except ValueError:  # a Host that is none
        return ""


def _present(answer: Answer) -> Response:
    headers = {**_HEADERS, **answer.headers}
    media_type = None if answer.body is None else answer.media_type
    return Response(encode_body(answer.body), answer.status, headers, media_type)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
