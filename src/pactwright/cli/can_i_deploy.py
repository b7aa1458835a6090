"""`pactwright can-i-deploy`: asks a broker whether a version may be deployed, and why not."""

from __future__ import annotations

import click


@click.command(
    name="can-i-deploy",
    short_help="Ask whether a version may be deployed.",
    epilog="Example: pactwright can-i-deploy --pacticipant web --version 1.4 --to production",
)
@click.option("--pacticipant", required=True, metavar="NAME", help="The application.")
@click.option("--version", help="Its version; the git commit unless given.")
@click.option(
    "--to", metavar="ENVIRONMENT", help="Where it is to go; the main branches unless given."
)
@click.option("--ignore", multiple=True, metavar="NAME", help="Leave this application out.")
@click.option("--require-pacts", is_flag=True, help="No, when the version lost its pacts.")
@click.option("--require-properties", is_flag=True, help="No, without passed property tests.")
@click.option("--explain", is_flag=True, help="Show everything that was weighed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
)
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    pacticipant: str,
    version: str | None,
    to: str | None,
    ignore: tuple[str, ...],
    require_pacts: bool,  # noqa: FBT001 - an option
    require_properties: bool,  # noqa: FBT001 - an option
    explain: bool,  # noqa: FBT001 - an option
    form: str,
    broker: str | None,
) -> int:
    """Ask whether the version may be deployed, and say why not and what would help.

    The exit status is 0 for yes and 1 for no or unknown; 2 when the question has no meaning.
    """
    from pathlib import Path

    from pactwright.api.gate import can_i_deploy
    from pactwright.api.publish import find_build
    from pactwright.report.gate import render_answer

    number = version or find_build(Path.cwd()).version
    answer = can_i_deploy(
        pacticipant,
        number,
        to=to,
        broker=broker,
        ignore=ignore,
        require_pacts=require_pacts,
        require_properties=require_properties,
    )
    click.echo(render_answer(answer, form, explain=explain), nl=False)
    return 0 if answer.deployable is True else 1
