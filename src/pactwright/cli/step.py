"""One step of a command: a live line while it works, then the lines that stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from pactwright.api.journey import StepOutcome
from pactwright.cli.progress import LiveCounts
from pactwright.cli.unfinished import watch
from pactwright.model.result import PactOutcome
from pactwright.report.fate import describe_fate
from pactwright.report.safe import safe_line, safe_text

_MARGIN = " " * 5


def take_step(work: Callable[..., StepOutcome], *, root: Path, console: Console) -> StepOutcome:
    """Run `work(on_event=…, arguments=…)` under a live line, then print what it came to.

    Where it is interrupted, what was found until then is told.
    """
    with watch(LiveCounts(console)) as take:
        outcome = work(on_event=take, arguments=[_colour(console)])
    if outcome.output:
        console.file.write(outcome.output)
    for pact in outcome.pacts:
        console.print(
            _pact_line(pact, root), style="yellow" if pact.reason else None, soft_wrap=True
        )
    for texts, style in ((outcome.lines, None), (outcome.notes, "yellow")):
        for line in (line for text in texts for line in safe_text(text).splitlines()):
            console.print((_MARGIN + line).rstrip(), style=style, soft_wrap=True)
    return outcome


def _colour(console: Console) -> str:
    return f"--color={'yes' if console.is_terminal else 'no'}"


def _pact_line(pact: PactOutcome, root: Path) -> str:
    path = Path(pact.path)
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    line = f"{pact.consumer} → {pact.provider}: {describe_fate(pact, path=str(shown))}"
    return _MARGIN + safe_line(line)
