"""Connections to a broker whose answers must begin in time, however slowly their heads drip."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

_SEEN = 2**16
_BEFORE = (b"HTTP/1.0 1", b"HTTP/1.1 1")
"""How answers begin that come before the answer, as `100 Continue`."""


def bound_heads(pool: urllib3.PoolManager, seconds: float) -> None:
    """Give up answers of the pool that have no whole head within so many seconds.

    A time limit of a socket begins anew with each byte, and with each `100 Continue`.
    """

    class Plain(urllib3.HTTPConnectionPool):
        ConnectionCls = _bounded(HTTPConnection, seconds)

    class Sealed(urllib3.HTTPSConnectionPool):
        ConnectionCls = _bounded(HTTPSConnection, seconds)

    pool.pool_classes_by_scheme = {"http": Plain, "https": Sealed}


def _bounded(kind: type[HTTPConnection], seconds: float) -> type[Any]:
    class Bounded(kind):  # type: ignore[misc, valid-type]
        def getresponse(self) -> Any:  # noqa: ANN401 - what urllib3 makes of it
            self.sock.settimeout(self.timeout)
            if _is_there(self.sock):
                return super().getresponse()
            over = threading.Event()
            timer = threading.Timer(seconds, _cut, (self.sock, over))
            timer.daemon = True
            timer.start()
            try:
                response = super().getresponse()
            except Exception:
                if over.is_set():
                    raise TimeoutError from None
                raise
            finally:
                timer.cancel()
            if over.is_set():  # what was cut short may look whole
                response.close()
                raise TimeoutError
            return response

    return Bounded


def _is_there(sock: socket.socket) -> bool:
    """Whether the head has come whole with the first bytes, as it mostly does: no clock is needed.

    An encrypted connection does not show its bytes before they are read.
    """
    if isinstance(sock, ssl.SSLSocket):
        return False
    start = sock.recv(_SEEN, socket.MSG_PEEK)
    return not start or (b"\r\n\r\n" in start and not start.startswith(_BEFORE))


def _cut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):  # it has ended meanwhile
        sock.shutdown(socket.SHUT_RDWR)
