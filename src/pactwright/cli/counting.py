"""A bar that counts comparisons while they run, on a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_FEWEST = 3


class CountingBar:
    """Shows how many comparisons are done; silent where nobody watches, and for a few."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """Take in that so many of all comparisons are done."""
        if total < _FEWEST or not sys.stderr.isatty():
            return
        if self._bar is None or self._task is None:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            from pactwright.cli.console import open_console

            self._bar = Progress(
                TextColumn("comparing"),
                BarColumn(),
                MofNCompleteColumn(),
                console=open_console(errors=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("comparing", total=total)
        self._bar.update(self._task, completed=done)
