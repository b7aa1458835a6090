"""Real services for the provider side: in process, on a socket, behind a command."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from pactwright.model.interaction import PactDocument
from pactwright.pactfile.parse import parse_pact
from pactwright.provider.loop import EventLoop


@pytest.fixture(scope="session")
def echo() -> ModuleType:
    """Give the module `echo.py`, which stands beside this file."""
    spec = importlib.util.spec_from_file_location("echo", Path(__file__).with_name("echo.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def loop() -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    def find() -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return free.getsockname()[1]

    return find


@pytest.fixture(scope="session")
def served(echo: ModuleType, free_port: Callable[[], int]) -> Iterator[str]:
    """Serve echo with uvicorn, and give its URL."""
    port = free_port()
    config = uvicorn.Config(
        echo.asgi, port=port, log_level="critical", timeout_graceful_shutdown=1, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="session")
def echo_command() -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("echo.py")), "{port}"]


class Scripted:
    """A server that takes connections one by one and says what it is told to, as bytes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.connections = 0

    def serve(self, answers: list[Any]) -> None:
        with contextlib.suppress(OSError):
            while answers:
                connection, _ = self.socket.accept()
                self.connections += 1
                with connection:
                    self._talk(connection, answers)

    def _talk(self, connection: socket.socket, answers: list[Any]) -> None:
        while answers:
            data = connection.recv(65536)
            if not data:
                return
            self.requests.append(data)
            for part in answers.pop(0):
                if callable(part):
                    part()
                else:
                    connection.sendall(part)
            if answers and answers[0] is None:
                answers.pop(0)
                return


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Answer each request with parts: bytes to send and functions to call; `None` hangs up."""
    servers: list[Scripted] = []

    def start(*answers: Any) -> Scripted:
        server = Scripted()
        servers.append(server)
        threading.Thread(target=server.serve, args=([*answers],), daemon=True).start()
        return server

    yield start
    for server in servers:
        server.socket.close()


def _interaction(description: str, **fields: Any) -> dict[str, Any]:
    """Make an HTTP interaction as a V4 file has it; `states` are names or (name, params)."""
    states = [s if isinstance(s, tuple) else (s, {}) for s in fields.pop("states", ())]
    request = {"method": "GET", "path": "/", **fields.pop("request", {})}
    response = {"status": 200, **fields.pop("response", {})}
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": [{"name": name, "params": params} for name, params in states],
        "request": request,
        "response": response,
        **fields,
    }


@pytest.fixture(scope="session")
def interaction() -> Callable[..., dict[str, Any]]:
    return _interaction


@pytest.fixture(scope="session")
def body() -> Callable[[Any], dict[str, Any]]:
    def make(content: Any) -> dict[str, Any]:
        return {"contentType": "application/json", "encoded": False, "content": content}

    return make


def _pact_bytes(interactions: Any, consumer: str = "web", provider: str = "orders") -> bytes:
    return json.dumps(
        {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    ).encode()


@pytest.fixture(scope="session")
def pact_bytes() -> Callable[..., bytes]:
    return _pact_bytes


@pytest.fixture(scope="session")
def pact() -> Callable[..., PactDocument]:
    """Make a pact of interactions as a V4 file has them."""

    def make(*interactions: dict[str, Any], **names: str) -> PactDocument:
        return parse_pact(_pact_bytes(interactions, **names), source="pact.json")

    return make
