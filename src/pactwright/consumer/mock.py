"""What the fixture `mock` hands to a test: the provider's stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pactwright.consumer.server import MockServer
from pactwright.consumer.traffic import Traffic
from pactwright.model.interaction import HttpInteraction

if TYPE_CHECKING:
    from pactwright.consumer.transport import MockTransport


class Mock:
    """Answers as the test's interactions say, on a port or through an httpx transport."""

    def __init__(self, interactions: Sequence[HttpInteraction]) -> None:
        self._interactions = interactions
        self._server: MockServer | None = None
        self._transport: MockTransport | None = None
        self._last = Traffic()

    def __repr__(self) -> str:
        return f"Mock of {len(self._interactions)} interaction(s)"

    @property
    def url(self) -> str:
        """The address of the mock on a real port, which the first use starts."""
        if self._server is None:
            self._server = MockServer(self._interactions)
        return self._server.url

    @property
    def transport(self) -> MockTransport:
        """An httpx transport that answers without a socket, for `Client` and `AsyncClient`."""
        if self._transport is None:
            from pactwright.consumer.transport import MockTransport

            self._transport = MockTransport(self._interactions)
        return self._transport

    def traffic(self) -> Traffic:
        """Return what came to the port and through the transport so far."""
        parts = [self._last]
        if self._server is not None:
            parts.append(self._server.traffic())
        if self._transport is not None:
            parts.append(self._transport.traffic())
        return Traffic(
            used=frozenset().union(*(part.used for part in parts)),
            strays=tuple(stray for part in parts for stray in part.strays),
        )

    def stop(self) -> None:
        """Stop the port; what came to it stays known."""
        if self._server is None:
            return
        server, self._server = self._server, None
        try:
            self._last = server.traffic()
        finally:
            server.stop()
