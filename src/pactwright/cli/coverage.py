"""`pactwright coverage`: what the consumers use of each API document, and what nobody uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pactwright.usage.coverage import Coverage

_FORMATS = ("text", "json", "markdown", "html")
_MOST = 100
_FLOOR = re.compile(r"(?:(?P<name>[a-z-]+)=)?(?P<percent>\d+(?:\.\d+)?)%?")


@click.command(
    name="coverage",
    short_help="Tell what consumers use of an API document.",
    epilog="Example: pactwright coverage --fail-under operations=100 --fail-under 60",
)
@click.argument("pacts", nargs=-1, type=click.Path(path_type=Path), metavar="[PACT]...")
@click.option(
    "--to",
    "contract",
    metavar="DOCUMENT",
    help="The provider's API document; contracts/<provider>/ is searched unless given.",
)
@click.option("--provider", multiple=True, metavar="NAME", help="Only this provider; repeatable.")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="[ROW=]PERCENT",
    help="Exit status 1 when less is used, of all parts or of one row; repeatable.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report to FILE instead of standard output.",
)
def command(  # noqa: PLR0913, PLR0917 - one for each option
    pacts: tuple[Path, ...],
    contract: str | None,
    provider: tuple[str, ...],
    fail_under: tuple[str, ...],
    form: str,
    output: Path | None,
) -> int:
    """Count operations, statuses, parameters and fields of the API documents by who uses them.

    PACT are pact files and folders, the project's folder unless given. What a consumer uses is
    what its interactions send and expect.

    The exit status is 0, 1 when less is used than --fail-under asks for, 2 when the input is
    wrong.
    """
    from pactwright.api.coverage import measure
    from pactwright.workspace.settings import load_settings

    floors = [_read_floor(text) for text in fail_under]
    settings = load_settings(Path.cwd())
    measured = measure(pacts, settings, contract=contract, providers=provider)
    _show(measured.coverages, form=form, output=output)
    for note in measured.notes:
        click.echo(f"note: {note}", err=True)
    return int(_falls_short(measured.coverages, floors))


def _read_floor(text: str) -> tuple[str, float]:
    from pactwright.report.coverage.words import NAMES, NEGATIVE

    rows = ("all", NEGATIVE, *NAMES)
    found = _FLOOR.fullmatch(text)
    if found is None or (found["name"] or "all") not in rows or float(found["percent"]) > _MOST:
        raise click.BadParameter(
            f"{text!r} is neither a percentage up to 100 nor one of a row, such as statuses=80; "
            f"rows: {', '.join(rows)}",
            param_hint="--fail-under",
        )
    return found["name"] or "all", float(found["percent"])


def _falls_short(coverages: Sequence[Coverage], floors: Sequence[tuple[str, float]]) -> bool:
    from pactwright.report.coverage.words import add_counts

    short = False
    for name, floor in floors:
        count = add_counts(coverages, name)
        if count.share < floor:
            short = True
            click.echo(
                f"{name}: {count.used} of {count.of} are used, {count.share:.1f} %; "
                f"{floor:g} % are asked for",
                err=True,
            )
    return short


def _show(coverages: Sequence[Coverage], *, form: str, output: Path | None) -> None:
    from pactwright.cli.console import open_console
    from pactwright.cli.output import write_report
    from pactwright.report.coverage.formats import find_format

    write_report(find_format(form).render(coverages, width=open_console().width), output)
