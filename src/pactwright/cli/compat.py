"""`pactwright compat`: what a change of an API document means for those who use it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pactwright.model.finding import Comparison
    from pactwright.model.interaction import PactDocument

_FORMATS = ("text", "json", "markdown", "junit", "github", "gitlab", "sarif")


@click.command(
    name="compat",
    short_help="Compare two versions of an API document.",
    epilog="Example: pactwright compat main:openapi.yaml openapi.yaml",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option(
    "--mode",
    type=click.Choice(["backward", "forward", "full"]),
    help="For bare JSON Schema, as schema registries mean it.",
)
@click.option(
    "--reader",
    type=click.Choice(["open", "strict", "closed"]),
    help="How open content is read: open tolerates more (default for APIs), strict is pure "
    "containment (default for bare schemas), closed refuses what is not declared.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="DOCUMENT",
    help="Compare NEW with this older document too; may be given again. OLD may be left out then.",
)
@click.option(
    "--pacts",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Say which consumers break: those whose pacts are in this file or folder.",
)
@click.option(
    "--broker",
    metavar="URL|FOLDER",
    help="Say which consumers break: those that this broker asks the provider to verify.",
)
@click.option(
    "--provider",
    metavar="NAME",
    help="The provider whose document it is, where neither path nor pacts tell.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report to FILE instead of standard output.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["unknown", "breaking", "consumers", "never"]),
    help="The mildest verdict that gives exit status 1 (default: unknown); with consumers, only "
    "a break that a known consumer notices does.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Compare the documents of folders in N processes.",
)
@click.option("--allow-network", is_flag=True, help="Fetch documents and references by URL.")
def command(old: str, new: str | None, form: str, output: Path | None, **options: Any) -> int:  # noqa: ANN401 - click's options, split below
    """Say what breaks for those who use OLD when NEW takes its place, with a proof.

    OLD and NEW are files, folders, - for standard input, git revisions (main:openapi.yaml), or
    URLs. Of one folder of contracts, every API's last two versions are compared. With --pacts or
    --broker every break names the consumers that it hits, and what breaks one of them counts
    whatever the contract says of it.

    The exit status is 0 when nothing breaks, 1 when something does or cannot be decided, 2 when
    the input or the set-up is wrong.
    """
    from datetime import UTC, datetime

    from pactwright.api.contracts import Comparing, compare_named, fails, follow_settings
    from pactwright.cli.counting import CountingBar
    from pactwright.workspace.settings import load_settings

    comparing = Comparing(
        mode=options["mode"],
        reader=options["reader"],
        network=options["allow_network"],
        jobs=options["jobs"],
        today=datetime.now(tz=UTC).date(),
    )
    settings = load_settings(Path.cwd())
    comparing = follow_settings(comparing, settings)
    fail_on = options["fail_on"] or (settings.compat.fail_on if settings.compat else "unknown")
    pacts = _pacts(options, fail_on)
    with CountingBar() as bar:
        comparisons = compare_named(
            old, new, comparing, against=options["against"], on_progress=bar.show
        )
    if pacts is not None:
        from pactwright.api.impact import add_impact

        joined = add_impact(
            comparisons,
            pacts,
            provider=options["provider"],
            network=options["allow_network"],
            unnoticed=settings.compat.unnoticed if settings.compat else "error",
        )
        for note in joined.notes:
            click.echo(f"note: {note}", err=True)
        comparisons = joined.comparisons
    _show(comparisons, form=form, output=output)
    return int(fails(comparisons, fail_on))


def _pacts(options: dict[str, Any], fail_on: str) -> Sequence[PactDocument] | None:
    """Return the pacts of the consumers that are asked, None when none are."""
    pacts, broker, provider = options["pacts"], options["broker"], options["provider"]
    if pacts is not None and broker is not None:
        raise click.UsageError("--pacts and --broker are given; one of them is enough")
    if pacts is None and broker is None:
        if fail_on == "consumers":
            raise click.UsageError("--fail-on consumers needs --pacts PATH or --broker URL")
        if provider is not None:
            raise click.UsageError("--provider says whose pacts count; name them with --pacts")
        return None
    from pactwright.api.impact import broker_pacts, folder_pacts

    if pacts is not None:
        return folder_pacts(pacts, provider)
    if provider is None:
        raise click.UsageError("--broker needs --provider NAME, whose consumers it is asked for")
    return broker_pacts(broker, provider)


def _show(comparisons: Sequence[Comparison], *, form: str, output: Path | None) -> None:
    from pactwright.cli.output import write_report
    from pactwright.report.comparison.formats import find_format

    if form == "text" and output is None and sys.stdout.isatty():
        from pactwright.cli.console import paint_report
        from pactwright.report.comparison import text

        paint_report(lambda width: text.describe(comparisons, width=width))
        return
    write_report(find_format(form).render(comparisons), output)
