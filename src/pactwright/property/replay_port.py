"""The ports through which a replay reaches a provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json
from pactwright.model.wire import WireRequest, WireResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a request: a response, or why there is none.

    `notes` are what the provider said beside it, a traceback for one.
    """

    response: WireResponse | None = None
    failure: str = ""
    notes: tuple[str, ...] = ()


class Scene(Protocol):
    """A provider whose states are set up; `values` are what they returned."""

    values: Mapping[str, Json]

    def send(self, request: WireRequest, *, bare: bool = False) -> Answer:
        """Return the answer to a request; `bare` leaves the provider's request hook out."""
        ...


class Stage(Protocol):
    """Sets provider states up, as often as a replay asks for it.

    `base_url` is where a person would send requests; `application` is the one that is called in
    process, `None` for a service.
    """

    base_url: str
    application: object

    def curl(self, request: WireRequest) -> str:
        """Return the command that repeats the request, credentials redacted."""
        ...

    def scene(self, states: Sequence[ProviderState]) -> AbstractContextManager[Scene]:
        """Make the states true for the block, on surroundings that nothing else has touched.

        Raises `PactwrightError` when a state cannot be set up or torn down.
        """
        ...
