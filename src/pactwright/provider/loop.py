"""The event loop that the application, its lifespan and async states share."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar

from pactwright.errors import PactwrightError
from pactwright.provider.deadline import Expired, deadline

T = TypeVar("T")

_GRACE_SECONDS = 0.5


class EventLoop:
    """An asyncio loop that runs only while somebody waits for it, in the calling thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def start(
        self, coroutine: Coroutine[Any, Any, T], *, context: contextvars.Context | None = None
    ) -> asyncio.Task[T]:
        """Begin the coroutine; it moves on whenever the loop runs."""
        return self._loop.create_task(coroutine, context=context)

    def run(
        self,
        coroutine: Coroutine[Any, Any, T],
        *,
        timeout: float,
        context: contextvars.Context | None = None,
    ) -> T:
        """Return the coroutine's result; raises `Expired` after `timeout` seconds.

        What does not end when it is cancelled (a blocking call in a thread) is left behind.
        """
        task = self.start(coroutine, context=context)
        if not self._turn(task, timeout):
            task.cancel()
            self._turn(task, _GRACE_SECONDS)
            task.add_done_callback(_forget)
            raise Expired
        return task.result()

    def _turn(self, task: asyncio.Task[T], seconds: float) -> bool:
        """Run the loop until the task ends or time is up; say whether the task ended."""
        if task.done():
            return True
        if asyncio._get_running_loop() is not None:  # noqa: SLF001 - asks without raising
            task.cancel()
            raise PactwrightError(
                "an event loop runs in this thread already, and two cannot run at once",
                hint="keep plugins that leave a loop running (such as Playwright's sync API) "
                "out of provider tests",
            )
        late = asyncio.Event()
        alarm = self._loop.call_later(seconds, self._end, late)
        task.add_done_callback(self._stop)
        try:
            # A blocking call inside a coroutine keeps the loop from looking at its clock.
            with deadline(seconds + _GRACE_SECONDS):
                # A turn that Ctrl-C has ended may have left its word to stop to this one.
                while not (task.done() or late.is_set()):
                    self._loop.run_forever()
        except Expired:
            return False
        finally:
            alarm.cancel()
            task.remove_done_callback(self._stop)
        return task.done()

    def _end(self, late: asyncio.Event) -> None:
        late.set()
        self._loop.stop()

    def _stop(self, _: asyncio.Task[Any]) -> None:
        self._loop.stop()

    def close(self) -> None:
        """Cancel what is left, then close the loop."""
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            waiting = self._loop.create_task(_wait(left))
            self._turn(waiting, 2 * _GRACE_SECONDS)
        self._turn(self._loop.create_task(self._loop.shutdown_asyncgens()), _GRACE_SECONDS)
        self._loop.close()


async def _wait(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.wait(tasks, timeout=_GRACE_SECONDS)


def _forget(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
