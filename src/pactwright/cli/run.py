"""`pactwright run`: the whole journey on a project, with one table at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from pactwright.api.journey import StepOutcome
    from pactwright.api.run_broker import RunBroker
    from pactwright.workspace.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One step of the journey; a later one is one more line in `_steps`."""

    title: str
    work: Callable[..., StepOutcome]


def _steps(settings: Settings, broker: RunBroker, to: str | None) -> tuple[_Step, ...]:
    from pactwright.api.conform_step import check_conformance
    from pactwright.api.contract_step import compare_contracts
    from pactwright.api.journey import verify_providers, write_pacts
    from pactwright.workspace.provider_contract import contracts_folder

    steps = [
        _Step(title="consumer tests write pacts", work=write_pacts),
        _Step(title="providers are verified", work=verify_providers),
    ]
    if contracts_folder(settings).is_dir():
        steps.append(_Step(title="pacts are held against the contracts", work=check_conformance))
        steps.append(
            _Step(title="contracts are compared with the version before", work=compare_contracts)
        )
    if settings.environment is None:
        # What runs in an environment is not this version, so its results say nothing of it.
        steps += [
            _Step(title="pacts are published to the project's broker", work=broker.publish),
            _Step(title="results are recorded there", work=broker.record),
        ]
        if to is not None:
            title = f"providers are verified for what runs in {to}"
            steps.append(_Step(title=title, work=broker.verify_deployed))
        steps.append(_Step(title="the gate is asked", work=broker.ask))
    return tuple(steps)


@click.command(
    name="run",
    short_help="Run consumer tests, verify every provider, ask the gate.",
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
@click.option("--to", metavar="ENVIRONMENT", help="Ask whether each application may go there.")
@click.option("--serve", is_flag=True, help="Serve the broker's pages afterwards.")
def command(
    environment: str | None,
    form: str,
    output: Path | None,
    to: str | None,
    serve: bool,  # noqa: FBT001 - an option
) -> int:
    """Run the project's consumer tests, which write the pacts, then verify every provider.

    Where there is a folder of contracts, each is compared with the version before, too. Pacts
    and results then go to the project's own broker, the file .pactwright/broker.db, and its gate
    says whether they may go together, or with --to, whether each application may be deployed
    there; before that the providers are verified for the consumer versions that run there. With
    --environment nothing is published: what runs there is another version.

    The exit status is 0 when all holds, 1 when a contract is broken or the gate refuses, 2 when
    the input or the set-up is wrong.
    """
    from pactwright.api.run_broker import DATABASE, RunBroker
    from pactwright.cli.console import open_console
    from pactwright.workspace.settings import load_settings

    if to is not None and environment is not None:
        raise click.UsageError("--to asks about this version, and --environment tries another's")
    settings = load_settings(Path.cwd(), environment)
    outcomes: list[StepOutcome] = []
    broker = RunBroker(outcomes, to=to)
    progress = open_console(errors=form != "text" or output is not None)
    try:
        _take_steps(settings, _steps(settings, broker, to), outcomes, progress)
    finally:
        broker.close()
        _show(outcomes, progress, form, output)
    if serve:
        _serve(settings.root / DATABASE)
    return max(outcome.status for outcome in outcomes)


def _take_steps(
    settings: Settings, steps: Sequence[_Step], outcomes: list[StepOutcome], progress: Console
) -> None:
    from pactwright.api.journey import BAD_SETUP
    from pactwright.cli.step import take_step

    for number, step in enumerate(steps, start=1):
        progress.print(f"{number}/{len(steps)}  {step.title}", style="bold")
        outcomes.append(
            take_step(partial(step.work, settings), root=settings.root, console=progress)
        )
        if outcomes[-1].status == BAD_SETUP:
            return


def _show(
    outcomes: Sequence[StepOutcome], progress: Console, form: str, output: Path | None
) -> None:
    """Show all that was verified as one, also when a later step could not be taken."""
    from pactwright.api.run_deployed import join_results
    from pactwright.cli.console import open_console, show_outcome

    verification = join_results(outcome.verification for outcome in outcomes)
    if verification.results:
        progress.print()
        show_outcome(verification, form=form, output=output, console=open_console())


def _serve(database: Path) -> None:
    from pactwright.cli.broker import serve_file

    click.echo()
    serve_file(database)
