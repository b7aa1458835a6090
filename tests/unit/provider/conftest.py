"""What the unit tests of the provider side share."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator

import pytest

from pactwright.model.interaction import (
    HttpInteraction,
    Interaction,
    PactDocument,
    ProviderState,
    Request,
    Response,
)
from pactwright.provider.calls import Caller
from pactwright.provider.loop import EventLoop


@pytest.fixture
def loop() -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


@pytest.fixture
def caller(loop: EventLoop) -> Caller:
    return Caller(loop, 5.0, contextvars.copy_context())


@pytest.fixture
def interaction() -> Callable[..., HttpInteraction]:
    """Make an HTTP interaction: a description, the names of its states, and any field."""

    def make(description: str = "reads", *states: str, **fields: object) -> HttpInteraction:
        return HttpInteraction(
            description=description,
            states=tuple(ProviderState(name=state) for state in states),
            request=fields.pop("request", Request()),
            response=fields.pop("response", Response()),
            **fields,
        )

    return make


@pytest.fixture
def pact() -> Callable[..., PactDocument]:
    """Make a pact of some interactions."""

    def make(
        *interactions: Interaction, consumer: str = "web", provider: str = "orders"
    ) -> PactDocument:
        return PactDocument(
            consumer=consumer, provider=provider, interactions=interactions, source="web.json"
        )

    return make
