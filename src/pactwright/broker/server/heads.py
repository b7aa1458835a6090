"""The server's side of a connection, closed when no whole head of a request comes in time."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 60.0
"""How many seconds the head of a request may take unless told otherwise."""


class BoundedProtocol(H11Protocol):
    """Speaks HTTP/1.1 as uvicorn does, with an end to waiting for the head of a request.

    Otherwise whoever drips heads holds as many connections as the system allows.
    """

    patience = PATIENCE
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take the bytes; what is no whole head yet may take the time that is left."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        close: Any = self.transport.close
        self._waiting = self.loop.call_later(self.patience, close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
