"""A provider as its test file declares it: where it is, and how its states come true."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import Any, TypeVar

from pactwright.errors import PactwrightError
from pactwright.provider.states import Handler, Handlers

F = TypeVar("F")

TARGETS = ("app", "url", "command")


class Provider:
    """A provider to verify, for a module-level name in a test file.

    `app` is an ASGI or WSGI application, or a function that returns one, whose arguments are
    session-scoped pytest fixtures; `url` is where a running service listens; `command` starts
    the service, with `{port}` (or the PORT variable) for the port that was chosen. At most one of
    the three is given; none means that the project's settings say it, or that the provider only
    has messages. `timeout` is in seconds for each interaction, state and hook;
    `isolated_states` says that interactions may be verified at the same time; `state_url` takes
    the state changes of a provider that is not Python (a URL, or a path of the provider);
    `ready` is the path that answers below 400 once a command's service is up.
    """

    def __init__(  # noqa: PLR0913 - the words of a declaration, all but one by name
        self,
        name: str,
        *,
        app: object = None,
        url: str | None = None,
        command: str | list[str] | None = None,
        contract: str | os.PathLike[str] | None = None,
        timeout: float | None = None,
        isolated_states: bool | None = None,
        state_url: str | None = None,
        ready: str | None = None,
    ) -> None:
        given = [key for key, value in zip(TARGETS, (app, url, command), strict=True) if value]
        if "app" in given and len(given) > 1:
            raise PactwrightError(
                f"Provider({name!r}): {' and '.join(given)} are given",
                hint="keep the one that says where the provider is",
            )
        if timeout is not None and not timeout > 0:
            raise PactwrightError(
                f"Provider({name!r}): timeout is {timeout!r}", hint="give seconds above 0"
            )
        self.name = name
        self.app = app
        self.url = url
        self.command = command
        self.contract = contract
        self.timeout = timeout
        self.isolated_states = isolated_states
        self.state_url = state_url
        self.ready = ready
        self.states = Handlers("state")
        self.messages = Handlers("message")
        self.hook: Callable[..., Any] | None = None

    def __repr__(self) -> str:
        return f"Provider({self.name!r})"

    def state(self, name: str, *, fixture: str | None = None) -> Callable[[F], F]:
        """Register what makes the state of that name true.

        Decorates a function (sync, async, yielding or async-yielding) or a pytest fixture; with
        `fixture=` it registers the fixture of that name, and decorates nothing. `{id}` in the
        name stands for any text. A function's arguments are the state's parameters and pytest
        fixtures, by name; the dict that it returns or yields gives values to the pact's
        `from_state` places, and what follows its `yield` is the teardown.
        """
        return _register(self.states, name, fixture)

    def message(self, description: str) -> Callable[[F], F]:
        """Register the function that produces the message of that description.

        It returns the payload (JSON values, str or bytes) or `(payload, metadata)`; its
        arguments are pytest fixtures by name, and `message`, the request of a synchronous one
        with `.contents`, `.body` and `.metadata`. One that yields answers with several.
        """
        return _register(self.messages, description, None)

    def request_hook(self, function: F) -> F:
        """Register the function (sync or async) that each request goes through before it is sent.

        Its first argument is the `WireRequest`, and it returns the one to send; the others are
        pytest fixtures by name.
        """
        if self.hook is not None:
            raise PactwrightError(
                f"{self!r} has two request hooks", hint="keep one, and let it call the other"
            )
        self.hook = function  # type: ignore[assignment]
        return function


def _register(handlers: Handlers, pattern: str, fixture: str | None) -> Callable[[F], F]:
    if not isinstance(pattern, str):
        raise PactwrightError(
            f"a name is text, not a {type(pattern).__name__}",
            hint='write it as @provider.state("order {id} exists")',
        )
    if fixture is not None:
        handlers.add(Handler(pattern=pattern, fixture=fixture))
        return _refuse

    def register(function: F) -> F:
        home = getattr(function, "__module__", None)
        # A pytest fixture is known by its marker; this floor does not import pytest.
        if hasattr(function, "_fixture_function_marker"):
            handlers.add(_fixture_handler(pattern, function, home))
        elif callable(function):
            handlers.add(Handler(pattern=pattern, function=function, home=home))
        else:
            raise PactwrightError(
                f"{pattern!r} is registered with a {type(function).__name__}",
                hint="decorate a function or a pytest fixture",
            )
        return function

    return register


def _fixture_handler(pattern: str, fixture: Any, home: str | None) -> Handler:  # noqa: ANN401
    """Return the handler of a fixture; one with a wider scope is never called as a function."""
    narrow = fixture._fixture_function_marker.scope == "function"  # noqa: SLF001 - no public way
    function = inspect.unwrap(fixture) if narrow else None
    return Handler(pattern=pattern, function=function, fixture=fixture.__name__, home=home)


def _refuse(_: F) -> F:
    raise PactwrightError(
        "a state registered with fixture= decorates nothing",
        hint="decorate the fixture itself, or leave out the `@`",
    )
