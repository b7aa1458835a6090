"""An HTTP server whose answers change from one run of a test to the next, on a port that stays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx

from pactwright.consumer.traffic import Traffic
from pactwright.consumer.transport import MockTransport
from pactwright.errors import PactwrightError
from pactwright.model.interaction import HttpInteraction

_HOST: Final = "127.0.0.1"
_WITHOUT_BODY: Final = frozenset({204, 304})


class VaryingServer:
    """Answers on a port as a `MockTransport` does; `stop` it always.

    Raises PactwrightError when it cannot listen on `port` (0 lets the system choose).
    """

    def __init__(self, interactions: Sequence[HttpInteraction], *, port: int = 0) -> None:
        self._transport = MockTransport(interactions)
        try:
            self._server = _Server((_HOST, port), self._transport)
        except OSError as error:
            raise PactwrightError(
                f"the mock could not listen on {_HOST}:{port} again: {error.strerror}",
                hint="run the tolerance test again, or let the client use mock.transport",
            ) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{_HOST}:{self._server.server_port}"

    def vary(self, interactions: Sequence[HttpInteraction]) -> None:
        """Answer so from now on, and forget what came before."""
        self._transport.vary(interactions)

    def traffic(self) -> Traffic:
        """Return what came since the answers last changed."""
        return self._transport.traffic()

    def stop(self) -> None:
        """Stop the server and free its port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Open connections of a client's pool must not keep the port.
    block_on_close = False

    def __init__(self, address: tuple[str, int], transport: MockTransport) -> None:
        self.transport = transport
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - of the base
        """Leave clients that hang up alone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _reply(self) -> None:
        request = httpx.Request(
            self.command,
            f"http://{self.headers.get('Host') or _HOST}{self.path}",
            headers=list(self.headers.items()),
            content=self._read(),
        )
        response = self.server.transport.handle_request(request)
        self.send_response(response.status_code)
        for name, value in response.headers.multi_items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        if response.status_code not in _WITHOUT_BODY:
            self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        if self.command != "HEAD" and response.status_code not in _WITHOUT_BODY:
            self.wfile.write(response.content)
        self.wfile.flush()

    def _read(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any method
        if name.startswith("do_"):
            return self._reply
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - of the base
        """Say nothing."""
