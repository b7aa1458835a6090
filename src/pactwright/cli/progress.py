"""The live line under a step: what has been verified so far."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, PactOutcome
from pactwright.report.events import Event
from pactwright.report.safe import safe_line


class LiveCounts:
    """Counts events as they come: one live line on a terminal, a line for each pair elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = Status("starting", console=console) if console.is_terminal else None
        self._passed = 0
        self._failed = 0
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def count(self, event: Event) -> None:
        """Take one event in."""
        if isinstance(event, InteractionResult):
            self._passed += event.success
            self._failed += not event.success
            failed = f", {self._failed} failed" if self._failed else ""
            self._tell(event, f"{self._passed} passed{failed}")
        elif isinstance(event, PropertyResult):
            self._tell(event, f"properties of {safe_line(event.operation)}")
        elif isinstance(event, PactOutcome):
            self._tell(event, event.status)

    def _tell(self, event: Event, counts: str) -> None:
        line = safe_line(f"{event.provider} ← {event.consumer}")
        if self._status is not None:
            # As a text, since a name may look like markup.
            self._status.update(Text(f"{line}  {counts}"))
        elif line not in self._told and isinstance(event, InteractionResult):
            self._console.print(f"     {line}")
            self._told.add(line)
