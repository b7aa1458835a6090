"""The ports through which a replay reaches a provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json
from pactwright.model.wire import WireAnswer, WireRequest


class Scene(Protocol):
    """A provider whose states are set up."""

    @property
    def values(self) -> Mapping[str, Json]:
        """The values that the states returned, by name."""
        ...

    def send(self, request: WireRequest, *, bare: bool = False) -> WireAnswer:
        """Return the answer to a request; `bare` leaves the provider's request hook out."""
        ...


class Stage(Protocol):
    """Sets provider states up, as often as a replay asks for it."""

    @property
    def base_url(self) -> str:
        """Where a person would send requests."""
        ...

    @property
    def application(self) -> object:
        """The application that is called in process, `None` for a service."""
        ...

    def curl(self, request: WireRequest) -> str:
        """Return the command that repeats the request, credentials redacted."""
        ...

    def scene(self, states: Sequence[ProviderState]) -> AbstractContextManager[Scene]:
        """Make the states true for the block, on surroundings that nothing else has touched.

        Raises `PactwrightError` when a state cannot be set up or torn down.
        """
        ...
