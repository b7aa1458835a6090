"""The client's way over HTTP: where credentials go, what is tried again, what is told."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pactwright.broker.client.http import Credentials, HttpTransport
from pactwright.broker.client.session import Session
from pactwright.errors import PactwrightError


class Service:
    """A service that answers with what it is told and keeps what it was asked."""

    def __init__(self):
        self.asked, self.answers = [], []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                service.asked.append((self.command, self.path, dict(self.headers)))
                status, headers, body = (
                    service.answers.pop(0) if service.answers else (200, {}, b"{}")
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815 - the library's names

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
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
    assert session_with(ours).get(f"{ours.url}/a") == {"a": 1}
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
        ((401, {}, b""), "the broker refuses"),
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
    with pytest.raises(PactwrightError, match=told):
        session_with(ours).get(f"{ours.url}/a")


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
