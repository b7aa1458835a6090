"""The broker as an ASGI application: each request finds its route, its view and its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pactwright.broker.port import Ledger, Store
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.rack import parse_query
from pactwright.broker.server.router import Route, Router, read_arguments
from pactwright.broker.server.routes.table import ROUTES

VERSION_HEADER = "X-Pact-Broker-Version"
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def _now() -> datetime:
    return datetime.now(UTC)


class Broker:
    """The ASGI application over a store; it keeps nothing between two requests."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = _now) -> None:
        self.store = store
        self._clock = clock
        self._router = Router(ROUTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw_path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        routes = self._router.find(raw_path)
        if not routes:
            return _respond(Refusal(404, {"error": _MISSING}).answer)
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS":
            return Response(status_code=200, headers={"Allow": _allowed(routes)})
        if method not in routes:
            return Response(status_code=405, headers={"Allow": _allowed(routes)})
        route = routes[method]
        body = await request.body()
        try:
            call = self._read(request, route, raw_path, body)
        except ValueError as error:
            return _respond(Answer(status=400, body={"error": f"unreadable request: {error}"}))
        return _respond(await run_in_threadpool(self._handle, route, call))

    def _read(self, request: Request, route: Route, raw_path: str, body: bytes) -> Call:
        return Call(
            method=request.method,
            path=raw_path,
            args=read_arguments(route, raw_path),
            query=parse_query(request.scope["query_string"].decode("latin-1")),
            body=body,
            base=str(request.base_url).rstrip("/"),
            now=self._clock(),
            accept=", ".join(request.headers.getlist("accept")),
            content_type=request.headers.get("content-type", ""),
        )

    def _handle(self, route: Route, call: Call) -> Answer:
        try:
            if route.writes:
                with self.store.write() as ledger:
                    return route.handler(call, ledger)
            with self.store.read() as records:
                # A reader's handler gets a view that has no way to write.
                return route.handler(call, records)  # type: ignore[arg-type]
        except Refusal as refusal:
            return refusal.answer


_MISSING = "The requested document was not found on this server."


def _allowed(routes: Any) -> str:  # noqa: ANN401
    return ", ".join(sorted({*routes, "OPTIONS", *(["HEAD"] if "GET" in routes else [])}))


def _respond(answer: Answer) -> Response:
    body = answer.body
    if body is None:
        content = b""
    elif isinstance(body, str):
        content = body.encode()
    else:
        content = _ENCODER.encode(body)
    headers = {**answer.headers, VERSION_HEADER: "2.120.0"}
    if body is None:
        return Response(status_code=answer.status, headers=headers)
    return Response(content, answer.status, headers, answer.media_type)


__all__ = ["Broker", "Ledger", "Starlette"]
