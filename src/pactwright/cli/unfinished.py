"""What was found until a person interrupted the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from pactwright.cli.console import open_console, show_outcome
from pactwright.cli.progress import LiveCounts
from pactwright.model.property import PropertyResult
from pactwright.model.result import InteractionResult, VerificationResult
from pactwright.report.events import Event
from pactwright.report.words import count


@contextmanager
def watch(counts: LiveCounts | None) -> Iterator[Callable[[Event], None]]:
    """Hand out what takes the events of a run, and counts them where a line shows it.

    When the block is interrupted, what was seen until then is told on standard error.
    """
    events: list[Event] = []

    def take(event: Event) -> None:
        events.append(event)
        if counts is not None:
            counts.count(event)

    try:
        with nullcontext() if counts is None else counts:
            yield take
    except KeyboardInterrupt:
        _tell(events)
        raise


def _tell(events: Sequence[Event]) -> None:
    results = tuple(one for one in events if isinstance(one, InteractionResult))
    properties = tuple(one for one in events if isinstance(one, PropertyResult))
    console = open_console(errors=True)
    done = count(len(results), "interaction")
    done += f" and {count(len(properties), 'operation')}" if properties else ""
    console.print(f"\nuntil it was interrupted, {done} had been tested:", soft_wrap=True)
    if results or properties:
        outcome = VerificationResult(results=results, properties=properties)
        show_outcome(outcome, form="text", output=None, console=console)
