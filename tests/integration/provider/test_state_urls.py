"""State changes by HTTP, as Pact's protocol has them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from pactwright.provider.verification import verify_pacts


@pytest.fixture
def state_server():
    """Serve state changes; what comes is kept, and each answers what it is told to."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        status, answer, kind = 200, b"", "application/json"

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            asked.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(self.status)
            self.send_header("Content-Type", self.kind)
            self.send_header("Content-Length", str(len(self.answer)))
            self.end_headers()
            self.wfile.write(self.answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.handler = asked, Handler
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def document(pact, interaction):
    request = {
        "path": "/status/1",
        "generators": {"path": {"type": "ProviderState", "expression": "/status/${code}"}},
    }
    states = [("answers with", {"code": 204}), ("all is well", {})]
    return pact(
        interaction("x", states=states, request=request, response={"status": 204}),
        provider="echo",
    )


def _verify(document, url, echo, **fields):
    (found,) = verify_pacts([document], app=echo.asgi, state_url=url, **fields).results
    return found


def test_states_are_set_up_and_torn_down_and_give_values(document, state_server, echo):
    state_server.handler.answer = b'{"code": 204}'
    assert _verify(document, f"{state_server.url}/states?key=1", echo).success
    first = {"state": "answers with", "params": {"code": 204}}
    second = {"state": "all is well", "params": {}}
    assert state_server.asked == [
        ("/states?key=1", first | {"action": "setup"}),
        ("/states?key=1", second | {"action": "setup"}),
        ("/states?key=1", second | {"action": "teardown"}),
        ("/states?key=1", first | {"action": "teardown"}),
    ]


@pytest.mark.parametrize(
    "said", [(b"done", "text/plain"), (b"", "application/json"), (b"[1]", "text/x")]
)
def test_an_answer_without_values_is_fine(state_server, echo, pact, interaction, said):
    state_server.handler.answer, state_server.handler.kind = said
    document = pact(interaction("x", states=["s"], request={"path": "/status/200"}))
    assert _verify(document, state_server.url, echo).success
    assert state_server.asked[0][0] == "/"


def test_an_answer_that_is_not_2xx_is_a_failure_with_its_text(document, state_server, echo):
    state_server.handler.status = 422
    state_server.handler.answer = b'{"error": "no such state"}'
    found = _verify(document, state_server.url, echo)
    assert [mismatch.kind for mismatch in found.mismatches] == ["state", "state"]
    assert "state 'answers with': setup at http" in found.mismatches[0].message
    assert found.mismatches[0].message.endswith("answered 422")
    assert found.details[0] == '{"error": "no such state"}'


def test_broken_json_is_a_failure(document, state_server, echo):
    state_server.handler.answer = b"{broken"
    found = _verify(document, state_server.url, echo)
    assert "the answer of the state change is not JSON" in found.mismatches[0].message


def test_a_url_that_nobody_serves_is_a_failure(document, echo, free_port):
    found = _verify(document, f"http://127.0.0.1:{free_port()}/", echo)
    assert "setup at http" in found.mismatches[0].message
    assert "connection refused" in found.mismatches[0].message


def test_a_function_goes_before_the_url(document, state_server, echo):
    states = {"answers with": lambda code: {"code": code}}
    assert _verify(document, state_server.url, echo, states=states).success
    assert {asked["state"] for _, asked in state_server.asked} == {"all is well"}


def test_a_path_is_the_providers_own(pact, interaction, body):
    log = []

    async def change(request):
        log.append((await request.json())["action"])
        return JSONResponse({"id": 3})

    async def page(request):
        return JSONResponse({"id": 3})

    app = Starlette(routes=[Route("/_states", change, methods=["POST"]), Route("/", page)])
    document = pact(interaction("x", states=["s"], response={"body": body({"id": 3})}))
    assert verify_pacts([document], app=app, state_url="/_states").success
    assert log == ["setup", "teardown"]
