"""What the fixture `mock` hands to a test: the provider's stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pactwright.consumer.server import MockServer
from pactwright.consumer.traffic import Traffic
from pactwright.model.interaction import HttpInteraction

if TYPE_CHECKING:
    from pactwright.consumer.transport import MockTransport
    from pactwright.consumer.varying import VaryingServer


class Mock:
    """Answers as the test's interactions say, on a port or through an httpx transport."""

    def __init__(self, interactions: Sequence[HttpInteraction]) -> None:
        self._interactions = interactions
        self._server: MockServer | None = None
        self._transport: MockTransport | None = None
        self._varied: VaryingServer | None = None
        self._varies = False
        self._last = Traffic()
        self.looked = False

    def __repr__(self) -> str:
        return f"Mock of {len(self._interactions)} interaction(s)"

    @property
    def url(self) -> str:
        """The address of the mock on a real port, which the first use starts."""
        if self._varies:
            if self._varied is None:
                self._varied = _start_varying(self._interactions, port=0)
            return self._varied.url
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

    @property
    def served(self) -> tuple[Any, ...]:
        """The bodies that the mock answers, parsed, in the order of the declarations.

        A test that compares with them says what holds for every answer, so that its own
        assertions count when it is run again with others (`pact.tolerant()`).
        """
        self.looked = True
        return tuple(_read_body(one) for one in self._interactions)

    def vary(self, interactions: Sequence[HttpInteraction]) -> None:
        """Answer so from now on, under the same address, and forget what came before."""
        self._interactions, self._varies, self._last = interactions, True, Traffic()
        if self._transport is not None:
            self._transport.vary(interactions)
        if self._varied is not None:
            self._varied.vary(interactions)
        elif self._server is not None:
            server, self._server = self._server, None
            port = int(server.url.rpartition(":")[2])
            server.stop()
            self._varied = _start_varying(interactions, port=port)

    def traffic(self) -> Traffic:
        """Return what came to the port and through the transport so far."""
        parts = [self._last]
        if self._varied is not None:
            parts.append(self._varied.traffic())
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
        if self._varied is not None:
            varied, self._varied = self._varied, None
            self._last = varied.traffic()
            varied.stop()
        if self._server is None:
            return
        server, self._server = self._server, None
        try:
            self._last = server.traffic()
        finally:
            server.stop()


def _start_varying(interactions: Sequence[HttpInteraction], *, port: int) -> VaryingServer:
    from pactwright.consumer.varying import VaryingServer

    return VaryingServer(interactions, port=port)


def _read_body(interaction: HttpInteraction) -> Any:  # noqa: ANN401 - JSON of the test's own making
    from pactwright.consumer.messages import read_contents
    from pactwright.matching.example import response_example
    from pactwright.model.wire import WireMessage

    wire = response_example(interaction.response)
    kind = interaction.response.body.content_type if interaction.response.body else None
    return read_contents(WireMessage(contents=wire.body, content_type=kind)) if wire.body else None
