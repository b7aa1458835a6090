"""What was found until a person interrupted the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pactwright.cli.console import open_console, show_outcome
from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.report.events import Event
from pactwright.report.words import count


class Seen:
    """The events of a run so far."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def take(self, event: Event) -> None:
        """Keep one event."""
        self.events.append(event)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell on standard error what was seen when the block is interrupted."""
        try:
            yield
        except KeyboardInterrupt:
            self._tell()
            raise

    def _tell(self) -> None:
        results = tuple(one for one in self.events if isinstance(one, InteractionResult))
        properties = tuple(one for one in self.events if isinstance(one, PropertyResult))
        console = open_console(errors=True)
        done = count(len(results), "interaction")
        done += f" and {count(len(properties), 'operation')}" if properties else ""
        console.print(f"\nuntil it was interrupted, {done} had been tested:", soft_wrap=True)
        if results or properties:
            outcome = VerificationResult(results=results, properties=properties)
            show_outcome(outcome, form="text", output=None, console=console)
