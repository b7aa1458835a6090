"""Kept connections to a service, on which a whole exchange has one time limit."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from pactwright.model.wire import WireResponse
from pactwright.provider.deadline import deadline

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

_POOL_SIZE = 32
_PART_BYTES = 2**20
_GRACE_SECONDS = 0.5
_CONTINUE, _SWITCH, _OK = 100, 101, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as it goes over the wire: `target` with its query, header values in latin-1."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


class Connections:
    """The connections to the host of one URL (urllib3's pool), for any number of threads.

    urllib3 opens and keeps them; the exchange itself is the standard library's, since whatever
    urllib3 adds for redirects, retries and codings is not wanted here.
    """

    def __init__(self, parts: SplitResult) -> None:
        pool = HTTPSConnectionPool if parts.scheme == "https" else HTTPConnectionPool
        # urllib3 takes an IPv6 address with its brackets.
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._pool: HTTPConnectionPool = pool(host or "", parts.port, maxsize=_POOL_SIZE)
        self._secure = parts.scheme == "https"

    def open(self, *, timeout: float) -> None:
        """Open a connection for the first exchange to use; raises what `exchange` raises."""
        with self._borrow(timeout) as connection:
            _connect(connection, timeout)

    def exchange(self, call: Call, *, timeout: float) -> WireResponse:
        """Return the answer to the call, which is sent once.

        Raises what urllib3, `http.client` and sockets raise, `TimeoutError` or `Expired` after
        `timeout` seconds, and `ValueError` for what HTTP forbids.
        """
        with self._borrow(timeout) as connection:
            return _exchange(connection, call, timeout)

    @contextlib.contextmanager
    def _borrow(self, timeout: float) -> Iterator[HTTPConnection]:
        connection = cast("HTTPConnection", self._pool._get_conn())  # noqa: SLF001 - for subclasses
        try:
            with self._alarm(connection, timeout):
                yield connection
        except BaseException:
            connection.close()
            raise
        self._pool._put_conn(connection)  # noqa: SLF001

    def _alarm(
        self, connection: HTTPConnection, timeout: float
    ) -> contextlib.AbstractContextManager[None]:
        """Return a limit for what a socket's own timeout does not end: names, handshakes."""
        if connection.sock is not None and not self._secure:
            return contextlib.nullcontext()
        return deadline(timeout + _GRACE_SECONDS)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def _connect(connection: HTTPConnection, timeout: float) -> None:
    if connection.sock is None:
        connection.timeout = timeout
        connection.connect()


def _exchange(connection: HTTPConnection, call: Call, timeout: float) -> WireResponse:
    end = time.monotonic() + timeout
    _connect(connection, timeout)
    if connection.sock.gettimeout() != timeout:
        connection.sock.settimeout(timeout)
    # A service may answer and hang up before it has read everything.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _send(connection, call)
    answer = cast("Any", partial(_Answer, end=end))
    connection.response_class = answer
    response = http.client.HTTPConnection.getresponse(connection)
    body = _read_body(response)
    return WireResponse(status=response.status, headers=tuple(response.getheaders()), body=body)


def _read_body(response: http.client.HTTPResponse) -> bytes:
    """Return the body, read in parts: a length that a service only claims takes no memory."""
    if response.length is not None and response.length <= _PART_BYTES:
        return response.read()
    parts = []
    while part := response.read(_PART_BYTES):
        parts.append(part)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _send(connection: HTTPConnection, call: Call) -> None:
    connection.putrequest(call.method, call.target, skip_host=True, skip_accept_encoding=True)
    for name, value in call.headers:
        connection.putheader(name, value)
    names = {name.lower() for name, _ in call.headers}
    if "transfer-encoding" in names and "content-length" not in names:
        connection.endheaders(call.body, encode_chunked=True)
    else:
        connection.endheaders(call.body or None)


class _Answer(http.client.HTTPResponse):
    """An answer that passes over all 1xx answers before it; the standard one knows only 100."""

    def __init__(self, sock: socket.socket, *, end: float, **options: Any) -> None:  # noqa: ANN401 - the standard library's
        super().__init__(cast("socket.socket", _Limited(sock, end)), **options)

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= _OK or status in {_CONTINUE, _SWITCH}:
                return version, status, reason
            http.client.parse_headers(self.fp)


class _Limited:
    """Stands for a socket where an answer asks it for a file to read."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock = sock
        self._end = end

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._end))


class _Reader(io.RawIOBase):
    """The bytes of a socket until a moment of the monotonic clock, however slowly they drip."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock = sock
        self._end = end
        self._bytes = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - a buffer has no type yet
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        # Telling the system costs as much as reading, and what is nearly right is right enough.
        if left < (self._sock.gettimeout() or 0.0) - _GRACE_SECONDS:
            self._sock.settimeout(left)
        return self._bytes.readinto(buffer)

    def close(self) -> None:
        self._bytes.close()
        super().close()
