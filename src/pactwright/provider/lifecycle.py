"""The states of one interaction: set up in order, torn down in reverse, values kept."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from pactwright.model.interaction import ProviderState
from pactwright.model.json import Json, JsonObject
from pactwright.provider.arguments import Fixtures, bind_arguments, name_of, read_signature
from pactwright.provider.calls import Caller, Teardown, user_error
from pactwright.provider.failure import StepError
from pactwright.provider.plan import canonical_json
from pactwright.provider.states import FoundHandler, Handlers, state_skeleton


class Surroundings(Fixtures, Protocol):
    """The fixtures of one interaction, and their way of ending."""

    def finish_later(self, teardown: Teardown) -> None:
        """Call `teardown` after the fixtures that are made from now on have ended."""
        ...


class StateChanges(Protocol):
    """A state-change URL, for states that no function here makes true."""

    def change(self, state: ProviderState, action: str, *, timeout: float) -> JsonObject:
        """Ask for the change (`setup` or `teardown`) and return the values of the answer."""
        ...


class StateStack:
    """The states that are set up for one interaction; `values` are what they returned."""

    def __init__(
        self,
        *,
        handlers: Handlers,
        changes: StateChanges | None,
        caller: Caller,
        surroundings: Surroundings,
        provider: str,
    ) -> None:
        self._handlers = handlers
        self._changes = changes
        self._caller = caller
        self._surroundings = surroundings
        self._provider = provider
        self._teardowns: list[tuple[str, Teardown]] = []
        self._givers: dict[str, str] = {}
        self.values: dict[str, Json] = {}

    def set_up(self, states: Sequence[ProviderState]) -> None:
        """Make the states true, in order; raises `StepError` at the first that cannot be."""
        for state in states:
            self._merge(state, self._set_up(state))

    def tear_down(self) -> tuple[StepError, ...]:
        """End the states in reverse order, all of them; return what went wrong."""
        failures = []
        while self._teardowns:
            name, teardown = self._teardowns.pop()
            try:
                teardown()
            except KeyboardInterrupt:
                self.tear_down()
                raise
            except BaseException as error:  # noqa: BLE001 - the other states must end too
                failures.append(self._failure(error, name, "teardown of "))
        return tuple(failures)

    def _set_up(self, state: ProviderState) -> object:
        found = self._handlers.find(state.name)
        try:
            if found is None:
                return self._change(state)
            function = called_function(found, state, self._surroundings)
            if function is None:
                return self._use_fixture(found.handler.fixture or "")
            return self._call(function, found, state)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - user code may raise anything
            raise self._failure(error, state.name) from None

    def _call(
        self, function: Callable[..., object], found: FoundHandler, state: ProviderState
    ) -> object:
        arguments = bind_arguments(
            function, given=state.params, captured=found.captured, fixtures=self._surroundings
        )
        made, teardown = self._caller.set_up(function, arguments)
        if teardown is not None:
            self._teardowns.append((state.name, teardown))
        if made is not None and not isinstance(made, Mapping):
            raise StepError(
                f"state {state.name!r}: {name_of(function)} gave a {type(made).__name__}",
                kind="state",
                path=state.name,
                hint="return or yield a dict of values for the pact, or nothing",
            )
        return made

    def _use_fixture(self, name: str) -> object:
        # What was set up before the fixture must outlive it.
        earlier, self._teardowns = self._teardowns, []
        for state, teardown in earlier:
            self._surroundings.finish_later(self._reporting(state, teardown))
        made = self._surroundings.value(name)
        return made if isinstance(made, Mapping) else None

    def _reporting(self, state: str, teardown: Teardown) -> Teardown:
        def finish() -> None:
            try:
                teardown()
            except Exception as error:
                raise self._failure(error, state, "teardown of ") from error

        return finish

    def _change(self, state: ProviderState) -> object:
        changes = self._changes
        if changes is None:
            raise unknown_state(state, self._handlers, provider=self._provider)
        timeout = self._caller.timeout
        # A set-up that failed half way is torn down too.
        self._teardowns.append(
            (state.name, lambda: _ignore(changes.change(state, "teardown", timeout=timeout)))
        )
        return changes.change(state, "setup", timeout=timeout)

    def _merge(self, state: ProviderState, made: object) -> None:
        if not isinstance(made, Mapping):
            return
        for name, value in made.items():
            if name in self._givers and not _same(self.values[name], value):
                raise StepError(
                    f"states {self._givers[name]!r} and {state.name!r} give {name!r} different "
                    f"values: {self.values[name]!r} and {value!r}",
                    kind="state",
                    path=state.name,
                    hint="give the two values different names",
                )
            self._givers[name] = state.name
            self.values[name] = value

    def _failure(self, error: BaseException, state: str, part: str = "") -> StepError:
        return user_error(
            error,
            what=f"{part}state {state!r}",
            kind="state",
            path=state,
            timeout=self._caller.timeout,
        )


def called_function(
    found: FoundHandler, state: ProviderState, fixtures: Fixtures
) -> Callable[..., object] | None:
    """Return the function to call for the state, `None` when it is pytest that makes a fixture.

    A fixture that takes the state's parameters, or that is async, is called as a function is.
    """
    handler = found.handler
    if handler.fixture is None or handler.function is None:
        return handler.function
    known = {*state.params, *found.captured}
    needed = [parameter.name for parameter in read_signature(handler.function).parameters]
    plain = not any(name in known and not fixtures.has(name) for name in needed)
    sync = not (
        inspect.iscoroutinefunction(handler.function)
        or inspect.isasyncgenfunction(handler.function)
    )
    return None if plain and sync and fixtures.has(handler.fixture) else handler.function


def unknown_state(state: ProviderState, handlers: Handlers, *, provider: str) -> StepError:
    """Return the failure for a state that nothing makes true: near names, and what to paste."""
    near = handlers.nearest(state.name)
    details = [state_skeleton(state, provider=provider)]
    if near:
        details.insert(0, f"nearest: {', '.join(map(repr, near))}")
    return StepError(
        f"provider {provider!r} does not know the state {state.name!r}",
        kind="state",
        path=state.name,
        details=tuple(details),
        hint='fill in the skeleton; where all states hold anyway, register "{state}"',
    )


def _ignore(_: object) -> None:
    return None


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and canonical_json(one) == canonical_json(other)
