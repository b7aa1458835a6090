"""The WSGI transport: PEP 3333, to the letter."""

from __future__ import annotations

import sys
import time

import pytest

from pactwright.model.wire import WireRequest
from pactwright.provider.failure import StepError
from pactwright.provider.wsgi import WsgiTransport, environ_of

GET = WireRequest(method="GET", path="/")


def _send(application, request=GET, *, timeout=5.0):
    transport = WsgiTransport(application)
    try:
        assert transport.notes() == ()
        return transport.send(request, timeout=timeout)
    finally:
        transport.close()


def test_the_environment_holds_the_request():
    environ = environ_of(
        WireRequest(
            method="post",
            path="/caf%C3%A9/a%2Fb",
            query=(("q", ("a b",)), ("flag", (None,))),
            headers=(
                ("Content-Type", "text/plain"),
                ("X-One", "1"),
                ("x-one", "2"),
                ("Cookie", "a=1"),
                ("Cookie", "b=2"),
                ("X-Text", "é"),
                ("X-Wide", "€"),
            ),
            body=b"hi",
        )
    )
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["SCRIPT_NAME"] == ""
    assert environ["PATH_INFO"] == "/café/a/b".encode().decode("latin-1")
    assert environ["QUERY_STRING"] == "q=a%20b&flag"
    assert environ["REQUEST_URI"] == "/caf%C3%A9/a%2Fb?q=a%20b&flag"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["CONTENT_LENGTH"] == "2"
    assert environ["HTTP_X_ONE"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_TEXT"] == "é"
    assert environ["HTTP_X_WIDE"] == "€".encode().decode("latin-1")
    assert environ["HTTP_HOST"] == "localhost"
    assert environ["wsgi.input"].read() == b"hi"
    assert "HTTP_CONTENT_TYPE" not in environ


def test_the_environment_is_what_pep_3333_asks_for():
    from wsgiref.validate import validator

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"valid"]

    assert _send(validator(application)).body == b"valid"


def test_a_body_comes_by_write_and_by_iteration():
    def application(environ, start_response):
        write = start_response("201 Created", [("X-A", "1"), ("X-A", "2")])
        write(b"a")
        return iter([b"", b"b"])

    response = _send(application)
    assert (response.status, response.body) == (201, b"ab")
    assert response.headers == (("X-A", "1"), ("X-A", "2"))


class Body:
    def __init__(self, *chunks, error=None):
        self.chunks = iter(chunks)
        self.error = error
        self.closed = 0

    def __iter__(self):
        return self

    def __next__(self):
        for chunk in self.chunks:
            return chunk
        if self.error:
            raise self.error
        raise StopIteration

    def close(self):
        self.closed += 1


@pytest.mark.parametrize("error", [None, ValueError("half way")])
def test_the_body_is_always_closed(error):
    body = Body(b"a", error=error)

    def application(environ, start_response):
        start_response("200 OK", [])
        return body

    if error is None:
        assert _send(application).body == b"a"
    else:
        with pytest.raises(StepError, match="raised ValueError: half way"):
            _send(application)
    assert body.closed == 1


def test_a_generator_may_start_its_response_late():
    def application(environ, start_response):
        start_response("200 OK", [])
        yield b"late"

    assert _send(application).body == b"late"


def test_an_error_may_begin_the_response_anew():
    def application(environ, start_response):
        start_response("200 OK", [])
        try:
            int("x")
        except ValueError:
            start_response("500 Oh no", [("X-Error", "1")], sys.exc_info())
        return [b"sorry"]

    response = _send(application)
    assert (response.status, response.headers) == (500, (("X-Error", "1"),))


def test_an_error_after_the_body_began_is_raised():
    def application(environ, start_response):
        start_response("200 OK", [])(b"begun")
        try:
            int("broken off")
        except ValueError:
            start_response("500 Oh no", [], sys.exc_info())
        return []

    with pytest.raises(StepError, match=r"raised ValueError: .*broken off"):
        _send(application)


def _twice(environ, start_response):
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def _text(environ, start_response):
    start_response("200 OK", [])
    return ["text"]


def _never(environ, start_response):
    return []


def _body_first(environ, start_response):
    return [b"early"]


def _no_status(environ, start_response):
    start_response("OK", [])
    return []


def _short(environ, start_response):
    start_response("200 OK", [("Content-Length", "5")])
    return [b"abc"]


@pytest.mark.parametrize(
    ("application", "complaint"),
    [
        (_twice, "called start_response twice"),
        (_text, "body holds str, not bytes"),
        (_never, "returned without calling start_response"),
        (_body_first, "body before it called start_response"),
        (_no_status, "status is 'OK'"),
        (_short, "says Content-Length: 5 and sends 3 bytes"),
    ],
)
def test_what_the_protocol_forbids_is_told(application, complaint):
    with pytest.raises(StepError, match=complaint):
        _send(application)


@pytest.mark.parametrize("error", [ValueError("boom"), SystemExit(1)])
def test_an_exception_is_told_with_its_traceback(error):
    def application(environ, start_response):
        raise error

    with pytest.raises(StepError, match=f"raised {type(error).__name__}") as caught:
        _send(application)
    assert "raise error" in caught.value.details[0]


def test_a_head_response_has_no_body():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "3")])
        return [b"abc"]

    assert _send(application, WireRequest(method="HEAD", path="/")).body == b""


def test_a_late_answer_is_told():
    def application(environ, start_response):
        time.sleep(30 if hasattr(__import__("signal"), "setitimer") else 0.1)
        start_response("200 OK", [])
        return []

    with pytest.raises(StepError, match=r"no answer within 0\.05 s"):
        _send(application, timeout=0.05)
