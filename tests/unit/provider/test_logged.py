"""What an application logs while it answers 500 is why it did."""

import asyncio
import logging

import pytest

from pactwright.model.wire import WireRequest
from pactwright.provider.asgi import AsgiTransport
from pactwright.provider.logged import LoggedErrors
from pactwright.provider.loop import EventLoop
from pactwright.provider.wsgi import WsgiTransport

GET = WireRequest(method="GET", path="/")
HIDDEN = logging.getLogger("test_logged")
HIDDEN.propagate = False
HIDDEN.addHandler(logging.NullHandler())


def answer_and_log(status, log):
    try:
        {}["order"]
    except KeyError:
        log("it went wrong")
    return status


def wsgi_of(status, log):
    def application(_, start):
        start(answer_and_log(status, log), [("Content-Length", "0")])
        return []

    return application


def asgi_of(status, log):
    async def application(scope, receive, send):
        if scope["type"] == "lifespan":
            raise ValueError("this application has no lifespan")
        code = int(answer_and_log(status, log)[:3])
        await send({"type": "http.response.start", "status": code, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application


@pytest.fixture
def transport_of():
    """Return a transport for each kind of application; its loop is closed at the end."""
    loop = EventLoop()

    def make(kind, status, log):
        if kind == "wsgi":
            return WsgiTransport(wsgi_of(status, log))
        return AsgiTransport(asgi_of(status, log), loop)

    yield make
    loop.close()


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
@pytest.mark.parametrize(
    ("status", "log", "told"),
    [
        ("500 Oops", HIDDEN.exception, True),
        ("503 Later", HIDDEN.exception, True),
        ("404 Nothing", HIDDEN.exception, False),
        ("500 Oops", HIDDEN.error, False),
    ],
)
def test_the_traceback_behind_a_server_error_is_noted(transport_of, kind, status, log, told):
    transport = transport_of(kind, status, log)
    before = logging.getLogRecordFactory()

    answer = transport.send(GET, timeout=5.0)

    notes = "\n".join(transport.notes())
    transport.close()
    assert answer.status == int(status[:3])
    assert ("KeyError: 'order'" in notes) is told
    assert ("answer_and_log" in notes) is told
    assert logging.getLogRecordFactory() == before


def test_the_next_answer_has_notes_of_its_own():
    statuses = iter(["500 Oops", "200 OK"])

    def application(_, start):
        start(answer_and_log(next(statuses), HIDDEN.exception), [("Content-Length", "0")])
        return []

    transport = WsgiTransport(application)

    transport.send(GET, timeout=5.0)
    assert transport.notes()
    transport.send(GET, timeout=5.0)
    assert transport.notes() == ()


def test_a_factory_that_the_application_sets_stays():
    before = logging.getLogRecordFactory()

    def own(*arguments, **named):
        return logging.LogRecord(*arguments, **named)

    try:
        with LoggedErrors():
            logging.setLogRecordFactory(own)
        assert logging.getLogRecordFactory() is own
    finally:
        logging.setLogRecordFactory(before)


def test_warnings_are_no_reason():
    with LoggedErrors() as logged:
        HIDDEN.warning("slow", exc_info=ValueError("x"))
    assert logged.why(500) is None

    with LoggedErrors() as logged:
        HIDDEN.error("broken", exc_info=asyncio.CancelledError("x"))
    assert isinstance(logged.why(500), asyncio.CancelledError)
