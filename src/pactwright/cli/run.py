"""`pactwright run`: the whole journey on a project, with one table at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pactwright.api.journey import StepOutcome
    from pactwright.workspace.provider_contract import contracts_folder
    from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One step of the journey; a later one is one more line in `_steps`."""

    title: str
    work: Callable[..., StepOutcome]


def _steps(settings: Settings) -> tuple[_Step, ...]:
    from pactwright.api.contract_step import compare_contracts
    from pactwright.api.journey import verify_providers, write_pacts

    steps = [
        _Step(title="consumer tests write pacts", work=write_pacts),
        _Step(title="providers are verified", work=verify_providers),
    ]
    if contracts_folder(settings).is_dir():
        steps.append(
            _Step(title="contracts are compared with the version before", work=compare_contracts)
        )
    return tuple(steps)


@click.command(
    name="run",
    short_help="Run consumer tests, then verify every provider.",
    epilog="Example: pactwright run --environment staging",
)
@click.option(
    "--environment", metavar="NAME", help="Lay this environment's settings over the rest."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How to write the results of the verification.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the results to FILE instead of standard output.",
)
def command(environment: str | None, form: str, output: Path | None) -> int:
    """Run the project's consumer tests, which write the pacts, then verify every provider.

    Where there is a folder of contracts, each is compared with the version before, too.

    The exit status is 0 when all holds, 1 when a contract is broken, 2 when the input or the
    set-up is wrong.
    """
    from pactwright.api.journey import BAD_SETUP
    from pactwright.cli.console import open_console, show_outcome
    from pactwright.cli.step import take_step
    from pactwright.workspace.settings import load_settings

    settings = load_settings(Path.cwd(), environment)
    progress = open_console(errors=form != "text" or output is not None)
    steps = _steps(settings)
    outcomes: list[StepOutcome] = []
    for number, step in enumerate(steps, start=1):
        progress.print(f"{number}/{len(steps)}  {step.title}", style="bold")
        outcomes.append(
            take_step(partial(step.work, settings), root=settings.root, console=progress)
        )
        if outcomes[-1].status == BAD_SETUP:
            break
    for outcome in outcomes:
        if outcome.verification.results:
            progress.print()
            show_outcome(outcome.verification, form=form, output=output, console=open_console())
    return max(outcome.status for outcome in outcomes)
