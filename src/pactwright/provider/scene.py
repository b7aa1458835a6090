"""A provider with its states set up, to which any number of requests is sent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json
from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.provider.calls import Caller
from pactwright.provider.declaration import Provider
from pactwright.provider.failure import StepError
from pactwright.provider.hook import apply_hook
from pactwright.provider.lifecycle import StateStack, Surroundings
from pactwright.provider.transport import Transport


class OpenScene:
    """The provider for as long as the states hold; `values` are what they returned."""

    def __init__(
        self,
        declaration: Provider,
        transport: Transport,
        *,
        values: Mapping[str, Json],
        caller: Caller,
        surroundings: Surroundings,
    ) -> None:
        self.values = values
        self._declaration = declaration
        self._transport = transport
        self._caller = caller
        self._surroundings = surroundings

    def send(self, request: WireRequest, *, bare: bool = False) -> WireAnswer:
        """Return what comes of the request; `bare` leaves the request hook out.

        An application's exception is no exception here: it is why there is no response.
        """
        hook = self._declaration.hook
        if hook is not None and not bare:
            request = apply_hook(hook, request, caller=self._caller, fixtures=self._surroundings)
        answer = self._ask(request)
        if answer.response is None and getattr(self._transport, "application", None) is None:
            # A server may close a kept connection at any time; a real failure shows again.
            answer = self._ask(request)
        return answer

    def _ask(self, request: WireRequest) -> WireAnswer:
        try:
            response = self._transport.send(request, timeout=self._caller.timeout)
        except StepError as failure:
            notes = (*failure.lines(), *self._transport.notes())
            return WireAnswer(failure=failure.message, notes=notes)
        return WireAnswer(response=response, notes=self._transport.notes())


@contextlib.contextmanager
def open_scene(  # noqa: PLR0913 - what an engine has at hand, by name
    declaration: Provider,
    transport: Transport,
    *,
    states: StateStack,
    wanted: Sequence[ProviderState],
    caller: Caller,
    surroundings: Surroundings,
) -> Iterator[OpenScene]:
    """Set the states up for the block; raises `StepError` when that or the teardown fails."""
    try:
        states.set_up(wanted)
        yield OpenScene(
            declaration,
            transport,
            values=states.values,
            caller=caller,
            surroundings=surroundings,
        )
    finally:
        failures = states.tear_down()
    for failure in failures:
        raise failure


def no_transport(declaration: Provider) -> StepError:
    """Return the failure of a provider that has messages alone, and is asked for HTTP."""
    return StepError(
        f"nothing says where provider {declaration.name!r} answers HTTP",
        kind="unsupported",
        hint="give Provider(...) an app=, url= or command=",
    )
