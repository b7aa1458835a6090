"""The ASGI transport: what the protocol allows, and what it does not."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest
from pactwright.provider.asgi import AsgiTransport
from pactwright.provider.failure import StepError

GET = WireRequest(method="GET", path="/")


def _http(handler):
    """Make an application of a handler that only knows HTTP."""

    async def application(scope, receive, send):
        assert scope["type"] == "http"
        await handler(scope, receive, send)

    return application


def _send(application, loop, request=GET, *, timeout=5.0):
    transport = AsgiTransport(application, loop)
    try:
        return transport.send(request, timeout=timeout)
    finally:
        transport.close()


def _start(status=200, headers=()):
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def _body(body=b"", *, more=False):
    return {"type": "http.response.body", "body": body, "more_body": more}


def _sending(*messages):
    async def handler(scope, receive, send):
        for message in messages:
            await send(message)

    return _http(handler)


def test_the_scope_holds_the_request(loop):
    scopes = []

    async def handler(scope, receive, send):
        scopes.append((scope, await receive()))
        await send(_start(204))
        await send(_body())

    request = WireRequest(
        method="post",
        path="/caf%C3%A9/a%2Fb",
        query=(("q", ("a b", "c&d")), ("flag", (None,)), ("tag[]", ("é",))),
        headers=(("X-One", "1"), ("X-One", "2"), ("X-Text", "é"), ("X-Wide", "€")),
        body=b"hi",
    )
    assert _send(_http(handler), loop, request).status == 204
    ((scope, message),) = scopes
    assert scope["method"] == "POST"
    assert scope["path"] == "/café/a/b"
    assert scope["raw_path"] == b"/caf%C3%A9/a%2Fb"
    assert scope["root_path"] == ""
    assert scope["query_string"] == b"q=a%20b&q=c%26d&flag&tag[]=%C3%A9"
    assert scope["headers"] == [
        (b"host", b"localhost"),
        (b"accept", b"*/*"),
        (b"user-agent", b"pactwright"),
        (b"content-length", b"2"),
        (b"x-one", b"1"),
        (b"x-one", b"2"),
        (b"x-text", b"\xe9"),
        (b"x-wide", "€".encode()),
    ]
    assert message == {"type": "http.request", "body": b"hi", "more_body": False}


def test_what_the_pact_says_of_host_and_accept_stands(loop):
    seen = []

    async def handler(scope, receive, send):
        seen.extend(scope["headers"])
        await send(_start())
        await send(_body())

    headers = (("host", "shop.example"), ("ACCEPT", "text/csv"), ("User-Agent", "x"))
    _send(_http(handler), loop, WireRequest(method="GET", path="/", headers=headers))
    assert seen == [(b"host", b"shop.example"), (b"accept", b"text/csv"), (b"user-agent", b"x")]


def test_a_streamed_body_with_repeated_headers_is_whole(loop):
    headers = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    response = _send(
        _sending(_start(200, headers), _body(b"a", more=True), _body(bytearray(b"b"))), loop
    )
    assert response.body == b"ab"
    assert response.headers == (("set-cookie", "a=1"), ("set-cookie", "b=2"))


def test_informational_answers_come_before_the_real_one(loop):
    response = _send(_sending(_start(103), _body(), _start(200), _body(b"x")), loop)
    assert (response.status, response.body) == (200, b"x")


def test_a_head_response_has_no_body(loop):
    head = WireRequest(method="HEAD", path="/")
    length = [(b"content-length", b"3")]
    assert _send(_sending(_start(200, length), _body(b"abc")), loop, head).body == b""
    assert _send(_sending(_start(200, length), _body()), loop, head).headers == (
        ("content-length", "3"),
    )


def test_debug_and_trailer_messages_are_passed_over(loop):
    extra = {"type": "http.response.debug", "info": {}}, {"type": "http.response.trailers"}
    assert _send(_sending(extra[0], _start(), _body(), extra[1]), loop).status == 200


def test_the_client_leaves_once_the_response_is_complete(loop):
    seen = []

    async def handler(scope, receive, send):
        await receive()
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        seen.append(waiting.done())
        await send(_start())
        await send(_body())
        seen.append(await waiting)
        seen.append(await receive())

    _send(_http(handler), loop)
    assert seen == [False, {"type": "http.disconnect"}, {"type": "http.disconnect"}]


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([], "ended without sending a response"),
        ([_start()], "ended amid its response"),
        ([_start(), _body(b"a", more=True)], "ended amid its response"),
        ([_body(b"a")], "raised RuntimeError: the application sent a body before"),
        ([_start(), _start()], "raised RuntimeError: the application began its response twice"),
        ([{"type": "websocket.accept"}], "unexpected ASGI message 'websocket.accept'"),
        (
            [_start(200, [(b"Content-Length", b"5")]), _body(b"abc")],
            "says Content-Length: 5 and sends 3 bytes",
        ),
    ],
)
def test_what_the_protocol_forbids_is_told(loop, messages, complaint):
    with pytest.raises(StepError, match=complaint):
        _send(_sending(*messages), loop)


def test_a_304_may_tell_the_length_of_what_it_does_not_send(loop):
    assert _send(_sending(_start(304, [(b"content-length", b"9")]), _body()), loop).status == 304


@pytest.mark.parametrize("error", [ValueError("boom"), SystemExit(3)])
def test_an_exception_is_told_with_its_traceback(loop, error):
    async def handler(scope, receive, send):
        raise error

    with pytest.raises(StepError, match=f"raised {type(error).__name__}") as caught:
        _send(_http(handler), loop)
    assert "raise error" in caught.value.details[0]


def test_an_application_that_cancels_itself_is_told(loop):
    async def handler(scope, receive, send):
        raise asyncio.CancelledError

    with pytest.raises(StepError, match="raised CancelledError"):
        _send(_http(handler), loop)


def test_a_late_answer_is_told(loop):
    async def handler(scope, receive, send):
        await asyncio.sleep(30)

    with pytest.raises(StepError, match=r"no answer within 0\.05 s"):
        _send(_http(handler), loop, timeout=0.05)


def test_background_tasks_end_before_the_answer_counts(loop):
    done = []

    async def later():
        await asyncio.sleep(0.01)
        done.append("mail sent")

    async def page(request):
        return PlainTextResponse("ok", background=BackgroundTask(later))

    assert _send(Starlette(routes=[Route("/", page)]), loop).body == b"ok"
    assert done == ["mail sent"]


def test_what_is_raised_after_the_response_is_noted(loop, caplog):
    async def handler(scope, receive, send):
        await send(_start())
        await send(_body(b"ok"))
        raise ValueError("too late")

    transport = AsgiTransport(_http(handler), loop)
    with caplog.at_level(logging.INFO, logger="pactwright.provider"):
        assert transport.send(GET, timeout=5).body == b"ok"
    assert "ValueError: too late" in transport.notes()[0]
    assert "raised after its response" in caplog.text
    transport.close()


def test_a_framework_streams(loop):
    async def numbers():
        for number in range(3):
            yield str(number)
            await asyncio.sleep(0)

    async def page(request):
        return StreamingResponse(numbers(), media_type="text/plain")

    response = _send(Starlette(routes=[Route("/", page)]), loop)
    assert response.body == b"012"


def test_the_lifespan_runs_once_and_shares_its_state_and_loop(loop):
    events = []

    @asynccontextmanager
    async def lifespan(app):
        events.append("up")
        yield {"answer": 42, "lock": asyncio.Lock(), "loop": asyncio.get_running_loop()}
        events.append("down")

    async def page(request):
        async with request.state.lock:
            same = asyncio.get_running_loop() is request.state.loop
            return JSONResponse([request.state.answer, same])

    transport = AsgiTransport(Starlette(routes=[Route("/", page)], lifespan=lifespan), loop)
    answers = [transport.send(GET, timeout=5).body for _ in range(3)]
    transport.close()
    transport.close()
    assert answers == [b"[42,true]"] * 3
    assert events == ["up", "down"]


def _failing_lifespan(phase):
    @asynccontextmanager
    async def lifespan(app):
        if phase == "startup":
            raise ValueError("no database")
        yield
        raise ValueError("cannot say goodbye")

    return Starlette(lifespan=lifespan)


def test_a_failing_startup_is_shown(loop):
    with pytest.raises(PactwrightError, match="startup failed") as caught:
        AsgiTransport(_failing_lifespan("startup"), loop)
    assert "ValueError: no database" in str(caught.value)


def test_a_failing_shutdown_is_shown(loop):
    transport = AsgiTransport(_failing_lifespan("shutdown"), loop)
    with pytest.raises(PactwrightError, match="shutdown failed") as caught:
        transport.close()
    assert "ValueError: cannot say goodbye" in str(caught.value)


def test_a_startup_that_raises_after_it_listened_is_shown(loop):
    async def application(scope, receive, send):
        await receive()
        raise ValueError("half way")

    with pytest.raises(PactwrightError, match="startup failed: ValueError: half way"):
        AsgiTransport(application, loop)


async def _answers_everything(scope, receive, send):
    await receive()
    await send(_start())
    await send(_body(b"ok"))


async def _returns_at_once(scope, receive, send):
    if scope["type"] == "http":
        await send(_start())
        await send(_body(b"ok"))


@pytest.mark.parametrize(
    "application", [_answers_everything, _returns_at_once, _sending(_start(), _body(b"ok"))]
)
def test_an_application_may_know_no_lifespan(loop, application):
    assert _send(application, loop).body == b"ok"


def test_a_startup_that_hangs_is_told(loop, monkeypatch):
    monkeypatch.setattr("pactwright.provider.asgi._START_SECONDS", 0.05)

    async def application(scope, receive, send):
        await asyncio.sleep(30)

    with pytest.raises(PactwrightError, match=r"startup took longer than 0\.05 s"):
        AsgiTransport(application, loop)
