"""Connections to a broker whose answers must begin in time, however slowly their heads drip."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


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
                raise TimeoutError
            return response

    return Bounded


def _cut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):  # it has ended meanwhile
        sock.shutdown(socket.SHUT_RDWR)
