"""`pactwright can-i-deploy`: asks a broker whether a version may be deployed, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pactwright.cli.asked import WORDS, AskingCommand

if TYPE_CHECKING:
    from pactwright.broker.client.asked import Asked


@click.command(
    name="can-i-deploy",
    cls=AskingCommand,
    short_help="Ask whether a version may be deployed.",
    epilog="Example: pactwright can-i-deploy --pacticipant web --version 1.4 --to production",
)
@click.option(
    "-a",
    "--pacticipant",
    required=True,
    multiple=True,
    expose_value=False,
    metavar="NAME",
    help="The application; again for each that goes with it.",
)
@click.option(
    "-e",
    "--version",
    multiple=True,
    expose_value=False,
    help="The version of the application named before; the git commit unless given.",
)
@click.option("--branch", multiple=True, expose_value=False, help="Its newest version there.")
@click.option(
    "-l",
    "--latest",
    multiple=True,
    is_flag=False,
    flag_value="",
    expose_value=False,
    metavar="[TAG]",
    help="Its newest version, with the tag if one is given.",
)
@click.option(
    "--main-branch", count=True, expose_value=False, help="Its newest version on its main branch."
)
@click.option(
    "--to",
    "--to-environment",
    "to",
    metavar="ENVIRONMENT",
    help="Where it is to go; the main branches unless given. For several applications: "
    "with one another alone unless given.",
)
@click.option("--ignore", multiple=True, metavar="NAME", help="Leave this application out.")
@click.option("--require-pacts", is_flag=True, help="No, when the version lost its pacts.")
@click.option("--require-properties", is_flag=True, help="No, without passed property tests.")
@click.option(
    "--retry-while-unknown",
    "retries",
    type=click.IntRange(min=0),
    default=0,
    metavar="TIMES",
    help="Ask again while results are missing.",
)
@click.option(
    "--retry-interval",
    "interval",
    type=click.FloatRange(min=0),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait before that.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    envvar="PACT_BROKER_CAN_I_DEPLOY_DRY_RUN",
    help="End with 0 whatever the answer is.",
)
@click.option("--explain", is_flag=True, help="Show everything that was weighed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
)
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    context: click.Context,
    to: str | None,
    ignore: tuple[str, ...],
    require_pacts: bool,  # noqa: FBT001 - an option
    require_properties: bool,  # noqa: FBT001 - an option
    retries: int,
    interval: float,
    dry_run: bool,  # noqa: FBT001 - an option
    explain: bool,  # noqa: FBT001 - an option
    form: str,
    broker: str | None,
) -> int:
    """Ask whether the version may be deployed, and say why not and what would help.

    Several applications are asked about together: --pacticipant web --version
    1.4 --pacticipant orders --main-branch. Each one's version follows its name.

    The exit status is 0 for yes and 1 for no or unknown; 2 when the question has no meaning.
    """
    from pactwright.api.gate import Patience, can_i_deploy
    from pactwright.report.gate import render_answer

    answer = can_i_deploy(
        [_asked(told) for told in context.meta[WORDS]],
        to=to,
        broker=broker,
        ignore=ignore,
        require_pacts=require_pacts,
        require_properties=require_properties,
        patience=Patience(retries=retries, interval=interval, on_wait=_tell),
    )
    click.echo(render_answer(answer, form, explain=explain), nl=False)
    status = 0 if answer.deployable is True else 1
    if dry_run and status:
        click.echo("dry run: ends with 0 all the same", err=True)
        return 0
    return status


def _asked(told: dict[str, Any]) -> Asked:
    from pathlib import Path

    from pactwright.api.publish import find_build
    from pactwright.broker.client.asked import Asked

    name, selectors = told["pacticipant"], told.keys() - {"pacticipant"}
    if not selectors:
        return Asked(name=name, version=find_build(Path.cwd()).version)
    if "latest" in told:
        tag = told["latest"]
        return Asked(name=name, tag=tag if isinstance(tag, str) and tag else None)
    if "main_branch" in told:
        return Asked(name=name, main_branch=True)
    return Asked(name=name, version=told.get("version"), branch=told.get("branch"))


def _tell(missing: int, interval: float, turn: int, turns: int) -> None:
    results = "1 result is" if missing == 1 else f"{missing} results are"
    click.echo(f"{results} missing; asked again in {interval:g} s ({turn} of {turns})", err=True)
