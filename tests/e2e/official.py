"""A pytest plugin that lets the official verifier judge the items of `pytest providers`.

The application is served on loopback by a server of its own; provider states are the fixtures
and functions of the provider's test file, handed to the verifier by a state-change URL.
"""

import contextvars
import inspect
import json
import subprocess
import sysconfig
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import uvicorn

from pactwright.model.interaction import PactDocument, ProviderState
from pactwright.pactfile.write import format_pact
from pactwright.plugin.provider_fixtures import ItemFixtures
from pactwright.plugin.provider_items import InteractionItem
from pactwright.provider.calls import Caller
from pactwright.provider.failure import StepError
from pactwright.provider.lifecycle import StateStack
from pactwright.provider.loop import EventLoop

PACT = Path(sysconfig.get_path("scripts"), "pact")
TIMEOUT = 30.0
_PORTS = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption("--official", choices=("binary", "library"))
    parser.addoption("--official-status", type=int, help="let every pact expect this status")


def pytest_collection_modifyitems(items):
    for item in items:
        if isinstance(item, InteractionItem):
            item.runtest = partial(judge_officially, item)


def judge_officially(item):
    declaration = item._declaration
    assert declaration.hook is None, "the official verifier knows no request hook"
    loop = EventLoop()
    states = StateStack(
        handlers=declaration.states,
        changes=None,
        caller=Caller(loop, TIMEOUT, contextvars.copy_context()),
        surroundings=ItemFixtures(item),
        provider=declaration.name,
    )
    file = item._request.getfixturevalue("tmp_path") / "pact.json"
    file.write_bytes(format_pact(pact_of(item)))
    verify = VERIFIERS[item.config.getoption("--official")]
    try:
        with HTTPServer(("127.0.0.1", 0), partial(StateChanges, states)) as server:
            state_url = f"http://127.0.0.1:{server.server_port}/"
            call = partial(verify, declaration.name, file, port_of(item), state_url)
            failure = call_while_serving(call, server)
    finally:
        states.tear_down()
        loop.close()
    if failure is not None:
        pytest.fail(failure, pytrace=False)


def pact_of(item):
    interaction, status = item.step.interaction, item.config.getoption("--official-status")
    if status is not None:
        interaction = replace(interaction, response=replace(interaction.response, status=status))
    return PactDocument(
        consumer=item.step.consumer, provider=item.step.provider, interactions=(interaction,)
    )


def call_while_serving(call, server):
    """Call in a thread; state changes run here, where fixtures may be made."""
    server.timeout = 0.02
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(call)
        while not future.done():
            server.handle_request()
    return future.result()


class StateChanges(BaseHTTPRequestHandler):
    def __init__(self, states, *args):
        self.states = states
        super().__init__(*args)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = 200, {}
        if asked["action"] == "setup" and asked["state"]:
            state = ProviderState(name=asked["state"], params=asked.get("params") or {})
            try:
                self.states.set_up((state,))
                answer = self.states.values
            except StepError as failure:
                status, answer = 422, {"error": failure.message}
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def verify_with_binary(name, file, port, state_url):
    command = [
        *(str(PACT), "verifier", "--file", str(file), "--provider-name", name),
        *("--hostname", "127.0.0.1", "--port", str(port), "--state-change-url", state_url),
        *("--no-colour", "--loglevel", "none"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    return None if done.returncode == 0 else done.stdout + done.stderr


def verify_with_library(name, file, port, state_url):
    from pact import Verifier

    verifier = (
        Verifier(name, host="127.0.0.1")
        .add_transport(url=f"http://127.0.0.1:{port}")
        .add_source(file)
        .state_handler(state_url, teardown=False, body=True)
        .set_coloured_output(enabled=False)
        .follow_redirects(follow=False)
    )
    try:
        verifier.verify()
    except RuntimeError:
        return "".join(verifier.output(strip_ansi=True))  # its own text type lives in the core
    return None


VERIFIERS = {"binary": verify_with_binary, "library": verify_with_library}


def port_of(item):
    """Return where the item's provider listens, started for its first item."""
    declaration = item._declaration
    ports = item.session.stash.setdefault(_PORTS, {})
    if declaration not in ports:
        names = inspect.signature(declaration.app).parameters
        app = declaration.app(**{name: item._request.getfixturevalue(name) for name in names})
        asgi = inspect.iscoroutinefunction(type(app).__call__)
        ports[declaration], stop = serve_asgi(app) if asgi else serve_wsgi(app)
        item.session.addfinalizer(stop)
    return ports[declaration]


def serve_asgi(app):
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the application did not start"
        time.sleep(0.01)

    def stop():
        server.should_exit = True
        thread.join()

    return server.servers[0].sockets[0].getsockname()[1], stop


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def serve_wsgi(app):
    server = make_server("127.0.0.1", 0, app, server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()

    def stop():
        server.shutdown()
        thread.join()
        server.server_close()

    return server.server_port, stop
