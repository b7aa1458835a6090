"""Heads that drip: of a broker's answers to our client, and of requests to our broker."""

from __future__ import annotations

import contextlib
import socket
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
import uvicorn

from pactwright.broker.client.http import HttpTransport
from pactwright.broker.client.session import Session
from pactwright.broker.server.app import Broker
from pactwright.broker.server.heads import BoundedProtocol
from pactwright.broker.store.memory import MemoryStore
from pactwright.errors import PactwrightError


@contextlib.contextmanager
def dripping(start, part):
    stop = threading.Event()

    class Drip(StreamRequestHandler):
        def handle(self):
            with contextlib.suppress(OSError):
                self.wfile.write(start)
                while not stop.wait(0.02):
                    self.wfile.write(part)

    server = ThreadingTCPServer(("127.0.0.1", 0), Drip)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    stop.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (b"", b" "),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "header", "continue"],
)
def test_a_broker_whose_head_drips_is_given_up(start, part):
    with dripping(start, part) as url:
        transport = HttpTransport(url, whole=0.3, retries=3)
        with pytest.raises(PactwrightError, match="does not answer"):
            Session(transport).get(f"{url}/a")
        transport.close()


class Hasty(BoundedProtocol):
    """Waits for a head as long as a test does."""

    patience = 0.3


@pytest.fixture
def server():
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Broker(MemoryStore()), http=Hasty, lifespan="off", log_level="error", timeout_keep_alive=30
    )
    running = uvicorn.Server(config)
    worker = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    worker.start()
    yield listener.getsockname()
    running.should_exit = True
    worker.join(10)


def ask(line):
    line.sendall(WHOLE)
    answer = b""
    while b'"ok"}' not in answer:
        part = line.recv(65536)
        assert part, answer
        answer += part
    assert answer.startswith(b"HTTP/1.1 200")


WHOLE = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize("sent", [b"", b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
@pytest.mark.parametrize("before", [0, 2], ids=["first", "third"])
def test_a_request_whose_head_does_not_come_is_hung_up_on(server, sent, before):
    with socket.create_connection(server, timeout=20) as line:
        for _ in range(before):
            ask(line)
        line.sendall(sent or b"G")
        assert line.recv(65536) == b""


def test_a_connection_with_whole_requests_is_kept(server):
    with socket.create_connection(server, timeout=20) as line:
        for _ in range(5):
            ask(line)
            threading.Event().wait(0.2)
