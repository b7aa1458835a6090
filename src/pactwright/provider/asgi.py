"""The transport for ASGI applications, called in process."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import unquote

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.deadline import Expired
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.logged import LoggedErrors
from pactwright.provider.loop import EventLoop
from pactwright.provider.transport import (
    LOCAL_URL,
    check_length,
    complete_headers,
    encode_path,
    encode_query,
)

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApplication: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

_START_SECONDS = 60.0
_SWITCH, _OK = 101, 200
_VERSIONS = {"version": "3.0", "spec_version": "2.4"}
_LOG = logging.getLogger("pactwright.provider")


class AsgiTransport:
    """Calls an ASGI 3 application on the provider's own event loop (asgi.readthedocs.io).

    The application's lifespan starts here and ends in `close`; raises `PactwrightError` when
    its startup fails.
    """

    base_url = LOCAL_URL
    defers = False

    def __init__(self, application: AsgiApplication, loop: EventLoop) -> None:
        self.application = application
        self._loop = loop
        self._raised: BaseException | None = None
        self._lifespan = _Lifespan(application, loop)

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the application's answer; its background tasks have ended by then."""
        self._raised = None
        exchange = _Exchange(request)
        logged = LoggedErrors()
        scope = _scope(request, self._lifespan.state)
        try:
            with logged:
                self._loop.run(
                    _call(self.application, scope, exchange),
                    timeout=timeout,
                    context=contextvars.copy_context(),
                )
        except Expired:
            raise StepError(
                f"no answer within {timeout:g} s", hint="raise `timeout`, or find what waits"
            ) from None
        except asyncio.CancelledError as error:
            exchange.raised = error
        response = exchange.response()
        if exchange.raised is not None:
            # A server has sent the response by then, and logs the error; so do we.
            _LOG.info("the application raised after its response", exc_info=exchange.raised)
        self._raised = exchange.raised or logged.why(response.status)
        return response

    def notes(self) -> tuple[str, ...]:
        """Return the traceback of what was raised after the last response, or logged with it."""
        return () if self._raised is None else traceback_lines(self._raised)

    def close(self) -> None:
        """End the lifespan; raises `PactwrightError` when the application's shutdown fails."""
        self._lifespan.close()


async def _call(application: AsgiApplication, scope: Message, exchange: _Exchange) -> None:
    try:
        await application(scope, exchange.receive, exchange.send)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an application may raise anything
        exchange.raised = error


def _scope(request: WireRequest, state: dict[str, Any]) -> Message:
    path = encode_path(request.path)
    return {
        "type": "http",
        "asgi": _VERSIONS,
        "http_version": "1.1",
        "method": request.method.upper(),
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": encode_query(request.query).encode("ascii"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), _header_bytes(value))
            for name, value in complete_headers(request, host="localhost")
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
        "state": dict(state),
        "extensions": {},
    }


def _header_bytes(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8")


class _Exchange:
    """One request and what the application sends back, by the rules of the protocol."""

    def __init__(self, request: WireRequest) -> None:
        self._body = request.body
        self._is_head = request.method.upper() == "HEAD"
        self._read = False
        self._gone: asyncio.Event | None = None
        self._start: Message | None = None
        self._chunks: list[bytes] = []
        self._complete = False
        self._informational = False
        self.raised: BaseException | None = None

    async def receive(self) -> Message:
        """Give the whole body at once, then wait for the response's end."""
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        if not self._complete:
            self._gone = self._gone or asyncio.Event()
            await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take one message of the application."""
        kind = message["type"]
        if kind == "http.response.start":
            self._begin(message)
        elif kind == "http.response.body":
            self._add(message)
        elif kind not in {"http.response.debug", "http.response.trailers"}:
            raise RuntimeError(f"unexpected ASGI message {kind!r}")

    def _begin(self, message: Message) -> None:
        if self._start is not None:
            raise RuntimeError("the application began its response twice")
        # 1xx answers come before the real one; only 101 would end the talk.
        status = message["status"]
        self._informational = status < _OK and status != _SWITCH
        if not self._informational:
            self._start = message

    def _add(self, message: Message) -> None:
        if self._informational and self._start is None:
            return
        if self._start is None:
            raise RuntimeError("the application sent a body before http.response.start")
        if self._complete:
            raise RuntimeError("the application sent a body after the response was complete")
        self._chunks.append(bytes(message.get("body", b"")))
        if not message.get("more_body", False):
            self._complete = True
            if self._gone is not None:
                self._gone.set()

    def response(self) -> WireResponse:
        """Return the response; raises `StepError` when the application did not finish one."""
        if self._start is None or not self._complete:
            raise self._failure()
        body = b"".join(self._chunks)
        response = WireResponse(
            status=self._start["status"],
            headers=tuple(
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in self._start.get("headers", ())
            ),
            body=b"" if self._is_head else body,
        )
        check_length(response, sent=len(body), is_head=self._is_head)
        return response

    def _failure(self) -> StepError:
        if self.raised is not None:
            return StepError(
                f"the application raised {describe_exception(self.raised)}",
                details=traceback_lines(self.raised),
            )
        part = "without sending a response" if self._start is None else "amid its response"
        return StepError(
            f"the application ended {part}",
            hint="send http.response.start, then http.response.body without more_body",
        )


class _Lifespan:
    """The application's startup and shutdown, each at most once."""

    def __init__(self, application: AsgiApplication, loop: EventLoop) -> None:
        self.state: dict[str, Any] = {}
        self._loop = loop
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message] = asyncio.Queue()
        self._heard = False
        self._supported = True
        self._task = loop.start(self._live(application))
        self._inbox.put_nowait({"type": "lifespan.startup"})
        self._finish("startup")

    def close(self) -> None:
        """Shut the application down, if it took part in the startup."""
        if self._supported and not self._task.done():
            self._inbox.put_nowait({"type": "lifespan.shutdown"})
            self._finish("shutdown")

    def _finish(self, phase: str) -> None:
        try:
            self._loop.run(self._await(phase), timeout=_START_SECONDS)
        except Expired:
            raise PactwrightError(
                f"the application's {phase} took longer than {_START_SECONDS:g} s",
                hint=f"find what its lifespan {phase} waits for",
            ) from None

    async def _live(self, application: AsgiApplication) -> None:
        scope = {"type": "lifespan", "asgi": _VERSIONS, "state": self.state}
        await application(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        self._heard = True
        return await self._inbox.get()

    async def _send(self, message: Message) -> None:
        if not message["type"].startswith("lifespan."):
            self._supported = False
            raise RuntimeError("only lifespan messages answer the lifespan scope")
        self._answers.put_nowait(message)

    async def _await(self, phase: str) -> None:
        answer = asyncio.ensure_future(self._answers.get())
        await asyncio.wait({answer, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            self._judge(answer.result(), phase)
            return
        answer.cancel()
        error = None if self._task.cancelled() else self._task.exception()
        # An application that raises before it listens knows no lifespan; that is allowed.
        if error is None or not self._heard or not self._supported:
            self._supported = False
            return
        raise _lifespan_error(phase, describe_exception(error), *traceback_lines(error))

    def _judge(self, answer: Message, phase: str) -> None:
        if answer["type"] == f"lifespan.{phase}.failed":
            self._supported = False
            raise _lifespan_error(phase, answer.get("message", "").rstrip() or "no message")


def _lifespan_error(phase: str, *lines: str) -> PactwrightError:
    return PactwrightError(
        "\n".join([f"the application's {phase} failed: {lines[0]}", *lines[1:]]),
        hint=f"mend what its lifespan does at {phase}",
    )
