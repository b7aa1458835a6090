"""Connections to the targets of webhooks, cut when their time is over, however answers drip."""

from __future__ import annotations

import contextlib
import socket
import threading

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from pactwright.broker.server.target import Target

_STEP = 15.0


def connect(target: Target, *, seconds: float) -> urllib3.HTTPConnectionPool:
    """Return the way to the address that was checked, under the name that it was found by.

    `seconds` is how long a whole exchange may take: a time limit of a socket begins anew with
    each byte.
    """
    timeout = urllib3.Timeout(connect=min(_STEP, seconds), read=min(_STEP, seconds))
    if target.scheme == "https":
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
            target.address,
            target.port,
            timeout=timeout,
            server_hostname=target.host,
            assert_hostname=target.host,
        )
        pool.ConnectionCls = _clocked(HTTPSConnection, seconds)
    else:
        pool = urllib3.HTTPConnectionPool(target.address, target.port, timeout=timeout)
        pool.ConnectionCls = _clocked(HTTPConnection, seconds)
    return pool


class _Clock:
    """Cuts a connection when its time is over."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut, (connection,))
        self._timer.daemon = True
        self._timer.start()

    @staticmethod
    def _cut(connection: HTTPConnection) -> None:
        if connection.sock is not None:
            with contextlib.suppress(OSError):  # it has ended meanwhile
                connection.sock.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._timer.cancel()


def _clocked(kind: type[HTTPConnection], seconds: float) -> type[HTTPConnection]:
    class Clocked(kind):  # type: ignore[misc, valid-type]
        clock: _Clock | None = None

        def connect(self) -> None:
            self.clock = _Clock(self, seconds)
            super().connect()

        def close(self) -> None:
            if self.clock is not None:
                self.clock.stop()
            super().close()

    return Clocked
