"""`pactwright conform`: whether pacts fit the API documents of their providers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pactwright.model.conformance import PactConformance

_FORMATS = ("text", "json", "markdown", "junit", "github", "sarif")


@click.command(
    name="conform",
    short_help="Check pacts against API documents, without running anything.",
    epilog="Example: pactwright conform pacts/web-orders.json --to openapi.yaml",
)
@click.argument("pacts", nargs=-1, type=click.Path(path_type=Path), metavar="[PACT]...")
@click.option(
    "--to",
    "contracts",
    multiple=True,
    metavar="DOCUMENT",
    help="The OpenAPI or AsyncAPI document; contracts/<provider>/ is searched unless given. "
    "May be given twice, for HTTP and for messages.",
)
@click.option("--provider", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@click.option(
    "--strict", is_flag=True, help="Count as errors what may go wrong beyond the examples."
)
@click.option(
    "--examples-only", is_flag=True, help="Look at the examples, not at the matching rules."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report to FILE instead of standard output.",
)
@click.option("--allow-network", is_flag=True, help="Fetch documents and references by URL.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    pacts: tuple[Path, ...],
    contracts: tuple[str, ...],
    provider: tuple[str, ...],
    strict: bool,  # noqa: FBT001 - an option
    examples_only: bool,  # noqa: FBT001 - an option
    form: str,
    output: Path | None,
    allow_network: bool,  # noqa: FBT001 - an option
) -> int:
    """Say which interactions do not fit the API documents, and which may not.

    PACT are pact files and folders, the project's folder unless given. The examples must be what
    the document says; then everything that the matching rules allow is held against everything
    that the document allows, with the smallest value that shows a difference.

    The exit status is 0, 1 when something does not conform, 2 when the input is wrong.
    """
    from pactwright.api.conform import Conforming, conform
    from pactwright.conformance.check import Checking
    from pactwright.workspace.settings import load_settings

    conforming = Conforming(
        contracts=contracts,
        providers=provider,
        checking=Checking(rules=not examples_only, strict=strict),
        network=allow_network,
    )
    found = conform(pacts, load_settings(Path.cwd()), conforming)
    _show(found.pacts, form=form, output=output)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    return int(not all(pact.conforms for pact in found.pacts))


def _show(pacts: Sequence[PactConformance], *, form: str, output: Path | None) -> None:
    from pactwright.cli.console import NARROWEST, open_console, paint_report
    from pactwright.cli.output import write_report
    from pactwright.report.conformance.formats import find_format

    if form == "text" and output is None and sys.stdout.isatty():
        from pactwright.report.conformance import text

        paint_report(lambda width: text.describe(pacts, width=width))
        return
    width = max(open_console().width, NARROWEST)
    write_report(find_format(form).render(pacts, width=width), output)
