"""Calling a user's function: sync, async, yielding or async-yielding, each with a time limit."""

from __future__ import annotations

import contextvars
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pactwright.errors import PactwrightError
from pactwright.model.result import MismatchKind
from pactwright.provider.deadline import Expired, deadline
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.loop import EventLoop

Teardown: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls user code on the provider's loop, in one context, within `timeout` seconds a call."""

    loop: EventLoop
    timeout: float
    context: contextvars.Context

    def call(self, function: Callable[..., object], arguments: Mapping[str, Any]) -> object:
        """Return what the function returns, awaited when it must be."""
        return self._wait(lambda: function(**arguments))

    def set_up(
        self, function: Callable[..., object], arguments: Mapping[str, Any]
    ) -> tuple[object, Teardown | None]:
        """Return the function's value, and for one that yields what runs its second half."""
        made = self.call(function, arguments)
        if isinstance(made, Generator):
            return self._first(lambda: next(made)), lambda: self._finish(made)
        if isinstance(made, AsyncGenerator):
            return self._first(lambda: anext(made)), lambda: self._finish_async(made)
        return made, None

    def _first(self, step: Callable[[], object]) -> object:
        try:
            return self._wait(step)
        except (StopIteration, StopAsyncIteration):
            raise RuntimeError("it must yield once, and did not") from None

    def _finish(self, generator: Generator[object, None, None]) -> None:
        if self._wait(lambda: next(generator, generator)) is not generator:
            generator.close()
            raise RuntimeError("it must yield once, and yields again")

    def _finish_async(self, generator: AsyncGenerator[object, None]) -> None:
        if self._wait(lambda: anext(generator, generator)) is not generator:
            self._wait(generator.aclose)
            raise RuntimeError("it must yield once, and yields again")

    def _wait(self, step: Callable[[], object]) -> object:
        with deadline(self.timeout):
            value = self.context.run(step)
        if inspect.isawaitable(value):
            value = self.loop.run(_await(value), timeout=self.timeout, context=self.context)
        return value


async def _await(awaitable: Awaitable[object]) -> object:
    return await awaitable


def user_error(
    error: BaseException,
    *,
    what: str,
    timeout: float,
    kind: MismatchKind = "transport",
    path: str = "",
) -> StepError:
    """Return the failure for an exception of user code; `what` names the state or hook."""
    if isinstance(error, StepError):
        return error
    if isinstance(error, PactwrightError):
        return StepError(f"{what}: {error.message}", kind=kind, path=path, hint=error.hint)
    if isinstance(error, Expired):
        return StepError(
            f"{what} took longer than {timeout:g} s",
            kind=kind,
            path=path,
            hint="raise `timeout`, or find what waits",
        )
    return StepError(
        f"{what} raised {describe_exception(error)}",
        kind=kind,
        path=path,
        details=traceback_lines(error),
    )
