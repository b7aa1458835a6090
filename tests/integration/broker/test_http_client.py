"""The client's way over HTTP: where credentials go, what is tried again, what is told."""

from __future__ import annotations

import gzip
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pactwright.broker.client.http import Credentials, HttpTransport
from pactwright.broker.client.session import Session
from pactwright.errors import PactwrightError


class Service:
    """A service that answers with what it is told and keeps what it was asked."""

    def __init__(self):
        self.asked, self.answers, self.hurry = [], [], threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                service.asked.append((self.command, self.path, dict(self.headers)))
                status, headers, body = (
                    service.answers.pop(0) if service.answers else (200, {}, b"{}")
                )
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(part)
                    service.hurry.wait(0.05 if len(part) == 1 else 0)

            do_GET = do_POST = answer  # noqa: N815 - the library's names

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.hurry.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def services():
    both = Service(), Service()
    yield both
    for service in both:
        service.close()


def session_with(service, **credentials):
    return Session(HttpTransport(service.url, credentials=Credentials(**credentials)))


def bounded(service, **bounds):
    return Session(HttpTransport(service.url, retries=0, **bounds))


def test_credentials_do_not_follow_a_link_to_another_origin(services):
    ours, other = services
    session = session_with(ours, token="geheim")
    session.get(f"{ours.url}/a")
    session.get(f"{other.url}/b")
    assert ours.asked[0][2]["Authorization"] == "Bearer geheim"
    assert "Authorization" not in other.asked[0][2]


def test_credentials_do_not_follow_a_redirect_to_another_origin(services):
    ours, other = services
    ours.answers.append((302, {"Location": f"{other.url}/there"}, b""))
    session_with(ours, username="u", password="p").get(f"{ours.url}/a")
    assert ours.asked[0][2]["Authorization"].startswith("Basic ")
    assert "Authorization" not in other.asked[0][2]


def test_a_write_is_not_sent_on_to_where_a_redirect_leads(services):
    ours, other = services
    ours.answers.append((307, {"Location": f"{other.url}/there"}, b""))
    with pytest.raises(PactwrightError, match="the broker is at"):
        session_with(ours).send("POST", f"{ours.url}/a", {})
    assert other.asked == []


@pytest.mark.parametrize("href", ["http://[::1", "http://broker:99999/a", "/a", "ftp://x/a", ""])
def test_a_link_that_is_no_address_is_told_as_such(services, href):
    session = session_with(services[0], token="geheim")
    with pytest.raises(PactwrightError, match="the broker does not answer"):
        session.get(href)
    assert services[0].asked == []


def test_a_circle_of_redirects_ends(services):
    ours, _ = services
    ours.answers += [(302, {"Location": "/a"}, b"")] * 9
    with pytest.raises(PactwrightError, match="in a circle"):
        session_with(ours).get(f"{ours.url}/a")


def test_a_busy_broker_is_asked_again_but_told_only_once(services):
    ours, _ = services
    ours.answers += [(503, {}, b"{}"), (200, {}, b'{"a": 1}')]
    assert session_with(ours).get(f"{ours.url}/a").value == {"a": 1}
    ours.answers += [(503, {}, b'{"error": "away"}')]
    with pytest.raises(PactwrightError, match="status 503: away"):
        session_with(ours).send("POST", f"{ours.url}/a", {})
    assert [method for method, _, _ in ours.asked] == ["GET", "GET", "POST"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, {}, b"<html>"), "is not JSON"),
        ((200, {}, b"[]"), "the answer is JSON, but no object"),
        ((200, {}, b"null"), "the answer is JSON, but no object"),
        ((401, {}, b""), "the broker refuses(.|\n)*set PACT_BROKER_TOKEN"),
        ((403, {}, b""), "the broker refuses(.|\n)*pactwright broker token add"),
        ((404, {}, b'{"error": "gone"}'), "gone"),
        ((400, {}, b'{"errors": {"name": ["is missing"]}}'), "name: is missing"),
        ((400, {}, b'{"errors": ["a", "b"]}'), "a; b"),
        ((409, {}, b'{"notices": [{"text": "no"}]}'), "status 409: no"),
        ((500, {}, b"[]"), "no reason given"),
    ],
)
def test_a_refusal_is_told_in_the_broker_s_words(services, answer, told):
    ours, _ = services
    ours.answers.append(answer)
    with pytest.raises(PactwrightError) as raised:
        session_with(ours).get(f"{ours.url}/a")
    assert re.search(told, str(raised.value))


def pack(body):
    return gzip.compress(body, mtime=0)  # the same in every process that collects the tests


BOMB = pack(b'{"a": "' + b" " * 5_000_000 + b'"}')
ZIPPED = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (200, {}, b'{"_links": {"pb:', "is not JSON"),
        (200, {"Content-Type": "text/html"}, b"<!doctype html><p>sign in", "is not JSON"),
        (204, {}, b"", "is not JSON"),
        (200, {}, '{"a": "é"}'.encode("latin-1"), "is not JSON"),
        (200, {}, '{"a": 1}'.encode("utf-16"), "is not JSON"),
        (200, {}, b'{"a": ' + b"9" * 10_000 + b"}", "is not JSON"),
        (200, {}, b"[" * 100_000, "is not JSON"),
        (200, ZIPPED, BOMB, "more than 1,000,000 bytes"),
        (200, ZIPPED, pack(b'{"a": 1, "b": [2, 3]}')[:-12], "is not JSON"),
        (200, ZIPPED, b"no gzip", "does not answer"),
        (200, {}, [b" " * 2**16] * 20, "more than 1,000,000 bytes"),
        (200, {"Content-Length": "9"}, b"{}", "does not answer"),
        (302, {"Location": "http://[::1"}, b"", "does not answer"),
        (302, {"Location": "file:///etc/passwd"}, b"", "no http address"),
    ],
)
def test_an_answer_that_is_none_is_told_as_such(services, status, headers, body, told):
    ours, _ = services
    if not isinstance(body, bytes):
        headers = {"Content-Length": str(sum(map(len, body))), **headers}
    ours.answers.append((status, {"Connection": "close", **headers}, body))
    with pytest.raises(PactwrightError, match=told) as caught:
        bounded(ours, largest=1_000_000, timeout=5).get(f"{ours.url}/a")
    assert caught.value.hint


def test_a_small_answer_may_be_packed(services):
    services[0].answers.append((200, ZIPPED, pack(b'{"a": 1}')))
    assert bounded(services[0]).get(f"{services[0].url}/a").value == {"a": 1}


def test_a_write_that_a_page_answers_is_no_success(services):
    services[0].answers.append((200, {}, b"<html>sign in"))
    with pytest.raises(PactwrightError, match="is not JSON"):
        bounded(services[0]).send("POST", f"{services[0].url}/a", {})


def test_a_write_may_be_answered_with_nothing(services):
    services[0].answers.append((204, {}, b""))
    assert bounded(services[0]).send("POST", f"{services[0].url}/a", {}).value is None


def test_a_broker_that_drips_is_given_up(services):
    ours, _ = services
    ours.answers.append((200, {"Content-Length": "1000"}, [b" "] * 1000))
    with pytest.raises(PactwrightError, match="more than 0 seconds"):
        bounded(ours, whole=0.2).get(f"{ours.url}/a")


def test_a_broker_that_says_nothing_is_given_up(services):
    ours, _ = services
    ours.answers.append((200, {"Content-Length": "1000"}, [b" "] * 1000))
    with pytest.raises(PactwrightError, match="does not answer"):
        bounded(ours, timeout=0.01).get(f"{ours.url}/a")


def test_a_busy_broker_does_not_say_how_long_its_clients_sleep(services):
    ours, _ = services
    ours.answers += [(503, {"Retry-After": "86400"}, b"{}"), (200, {}, b'{"a": 1}')]
    assert session_with(ours).get(f"{ours.url}/a").value == {"a": 1}


@pytest.mark.parametrize(
    "url", ["ftp://x", "http://", "http://user:pass@broker.example", "broker.example:80"]
)
def test_what_is_no_broker_s_address_is_refused(url):
    with pytest.raises(PactwrightError, match="--broker"):
        HttpTransport(url)


def test_a_broker_that_is_not_there_is_told_without_credentials():
    transport = HttpTransport(
        "http://127.0.0.1:1", credentials=Credentials(token="geheim"), retries=0
    )
    with pytest.raises(PactwrightError, match="does not answer") as caught:
        Session(transport).get("http://127.0.0.1:1/")
    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(Credentials(token="geheim", password="geheim"))
