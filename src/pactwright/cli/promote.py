"""`pactwright promote`: makes something lasting of what a property or tolerance run found."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from pactwright.api.findings import Stored
    from pactwright.workspace.settings import Settings

_DAY = "%Y-%m-%d"


@click.command(
    name="promote",
    short_help="Make a test, an interaction or an accepted case of a finding.",
    epilog="Example: pactwright promote 3f2ac1d09b11",
)
@click.argument("finding", required=False)
@click.option(
    "--as",
    "form",
    type=click.Choice(["test", "pact"]),
    default="test",
    show_default=True,
    help="What a finding about a provider becomes.",
)
@click.option("--to", type=click.Path(path_type=Path), help="The file of tests to add it to.")
@click.option("--given", metavar="STATE", help="The provider state to begin in.")
@click.option("--status", type=click.IntRange(100, 599), help="The status to expect instead.")
@click.option(
    "--keep", "fate", flag_value="keep", help="Keep it beside the pact, to send it again."
)
@click.option("--accept", "fate", flag_value="accept", help="Keep it, and let it pass for now.")
@click.option("--forget", "fate", flag_value="forget", help="Take it out of what is kept.")
@click.option("--reason", help="Why it is accepted.")
@click.option("--until", type=click.DateTime([_DAY]), help="The last day it is accepted.")
def command(  # noqa: PLR0913 - one argument an option
    finding: str | None,
    *,
    form: Literal["test", "pact"],
    to: Path | None,
    given: str | None,
    status: int | None,
    fate: str | None,
    reason: str | None,
    until: datetime | None,
) -> int:
    """Turn FINDING into a test of the consumer; without it, list what is known.

    FINDING is its name as a run printed it, or four digits of it. A request that a provider
    answers wrongly becomes a consumer test in Python, or (--as pact) an interaction of the pact.
    An answer that breaks a consumer becomes a variant of the consumer's own test.
    """
    from pactwright.api.promote import (
        Wish,
        accept,
        forget_finding,
        keep_finding,
        promote_finding,
    )
    from pactwright.workspace.settings import load_settings

    settings = load_settings(Path.cwd())
    if finding is None:
        return _list(settings)
    if (reason is not None or until is not None) != (fate == "accept"):
        raise click.UsageError("--accept and --reason go together; --until is for them")
    if fate == "keep":
        done = keep_finding(settings, finding)
    elif fate == "accept":
        last = until.date() if until else None
        accepted = accept(reason or "", on=date.today(), until=last)  # noqa: DTZ011 - the user's day
        done = keep_finding(settings, finding, accepted=accepted)
    elif fate == "forget":
        done = forget_finding(settings, finding)
    else:
        wish = Wish(form=form, to=to, given=given, status=status)
        done = promote_finding(settings, finding, wish)
    click.echo(f"{_show(done.path)}: {done.done}")
    if done.note is not None:
        click.echo(f"note: {done.note}")
    click.echo(f"next: {done.next}")
    return 0


def _list(settings: Settings) -> int:
    from pactwright.api.findings import list_findings
    from pactwright.report.safe import safe_line

    found = list_findings(settings)
    for one in found:
        click.echo(safe_line(_describe(one)))
    if not found:
        click.echo("no findings")
    return 0


def _describe(stored: Stored) -> str:
    from pactwright.report.property import NOBODY

    case = stored.case
    word = "accepted" if case.accepted else "kept" if stored.kept else "found"
    arrow = f"{stored.consumer or NOBODY} → {stored.provider}"
    return f"{case.fingerprint}  {word:8}  {arrow}  {case.operation}  {case.check}: {case.message}"


def _show(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
