"""`pactwright lint`: whether one document is what its dialect asks for."""

from __future__ import annotations

import click


@click.command(
    name="lint",
    short_help="Check one API document against its specification.",
    epilog="Example: pactwright lint contracts/orders/1.0.0/openapi.yaml",
)
@click.argument("document", metavar="FILE")
@click.option("--allow-network", is_flag=True, help="Fetch documents and references by URL.")
def command(document: str, *, allow_network: bool) -> int:
    """Check FILE: syntax, duplicate keys, references, and the rules of its specification.

    The exit status is 0 when all is well, 1 when the specification is not kept, 2 when the
    document cannot be read at all.
    """
    from pactwright.api.lint import lint_document
    from pactwright.cli.console import open_console
    from pactwright.report.safe import safe_line
    from pactwright.report.words import count

    problems = lint_document(document, network=allow_network)
    console = open_console()
    for problem in problems:
        console.print(safe_line(str(problem)), soft_wrap=True)
    console.print(
        f"{document}: {count(len(problems), 'problem')}" if problems else f"{document}: all is well"
    )
    return int(bool(problems))
