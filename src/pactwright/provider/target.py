"""Where a provider is, and the opening of it for its whole life."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pactwright.errors import PactwrightError
from pactwright.provider.application import find_kind
from pactwright.provider.arguments import Fixtures, bind_arguments, name_of
from pactwright.provider.asgi import AsgiTransport
from pactwright.provider.command import CommandTransport
from pactwright.provider.declaration import Provider
from pactwright.provider.engine import Engine
from pactwright.provider.failure import describe_exception, traceback_lines
from pactwright.provider.http import HttpTransport
from pactwright.provider.loop import EventLoop
from pactwright.provider.statechange import open_state_changes
from pactwright.provider.transport import Transport
from pactwright.provider.wsgi import WsgiTransport

DEFAULT_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a provider is; the words are those of `Provider`. `folder` is a command's own."""

    app: object = None
    url: str | None = None
    command: str | Sequence[str] | None = None
    timeout: float = DEFAULT_TIMEOUT
    isolated_states: bool = False
    state_url: str | None = None
    ready: str | None = None
    folder: Path | None = None


@contextlib.contextmanager
def open_provider(declaration: Provider, target: Target, fixtures: Fixtures) -> Iterator[Engine]:
    """Yield the engine of a provider that is up; it is let go of when the block ends.

    `fixtures` are the arguments of an application's factory. Raises `PactwrightError` when the
    provider does not come up.
    """
    with contextlib.ExitStack() as stack:
        loop = EventLoop()
        stack.callback(loop.close)
        transport = _open_transport(target, loop, fixtures)
        if transport is not None:
            stack.callback(transport.close)
        # A provider of messages may have a URL that nobody asks.
        if isinstance(transport, HttpTransport) and not len(declaration.messages):
            transport.connect(timeout=target.timeout)
        changes = stack.enter_context(open_state_changes(target.state_url, transport))
        yield Engine(
            declaration,
            transport=transport,
            loop=loop,
            timeout=target.timeout,
            changes=changes,
        )


def _open_transport(target: Target, loop: EventLoop, fixtures: Fixtures) -> Transport | None:
    if target.app is not None:
        return _open_application(target.app, loop, fixtures)
    if target.command is not None:
        return CommandTransport(
            target.command, url=target.url, ready=target.ready, folder=target.folder
        )
    return None if target.url is None else HttpTransport(target.url)


def _open_application(application: object, loop: EventLoop, fixtures: Fixtures) -> Transport:
    kind = find_kind(application, fixtures)
    if kind == "factory":
        application = _make(cast("Callable[..., object]", application), loop, fixtures)
        kind = find_kind(application, fixtures)
    if kind == "factory":
        raise PactwrightError(
            f"the factory returned {application!r}, which is no application but a function",
            hint="return the ASGI or WSGI application itself",
        )
    if kind == "asgi":
        return AsgiTransport(cast("Any", application), loop)
    return WsgiTransport(cast("Any", application))


def _make(factory: Callable[..., object], loop: EventLoop, fixtures: Fixtures) -> object:
    arguments = bind_arguments(factory, given={}, fixtures=fixtures)
    try:
        made = factory(**arguments)
        if inspect.iscoroutine(made):
            made = loop.run(made, timeout=60)
    except Exception as error:
        raise PactwrightError(
            "\n".join(
                [
                    f"{name_of(factory)} raised {describe_exception(error)}",
                    *traceback_lines(error),
                ]
            ),
            hint="mend the function that makes the application",
        ) from error
    return made
