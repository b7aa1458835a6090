"""`pactwright explain`: what a rule means, who breaks, and what to do instead."""

from __future__ import annotations

import click


@click.command(
    name="explain",
    short_help="Explain a compatibility rule.",
    epilog="Example: pactwright explain request-body-became-required",
)
@click.argument("rule", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="markdown: the docs page.",
)
def command(rule: str | None, form: str) -> int:
    """Explain RULE: what it means, who breaks, an example, and what to do instead.

    Without a rule, list them all. A code of `pactwright conform` is explained as well.
    """
    from pactwright.cli.console import open_console

    if rule is not None and "." in rule:
        return _explain_code(rule)
    from pactwright.compat.rules.catalogue import all_rules, find_rule
    from pactwright.report.comparison.explain import explain_rule, list_rules
    from pactwright.report.comparison.rules_page import render_rules

    console = open_console()
    chosen = all_rules() if rule is None else (find_rule(rule),)
    if form == "markdown":
        console.file.write(render_rules(chosen))
        return 0
    lines = list_rules(chosen) if rule is None else explain_rule(chosen[0])
    for line in lines:
        console.print(line, soft_wrap=True)
    return 0


def _explain_code(name: str) -> int:
    """Explain a code of conformance, whose names have dots."""
    from pactwright.cli.console import open_console
    from pactwright.conformance.catalogue import find_code

    code = find_code(name)
    level = "warning, an error with --strict" if code.risk else code.level
    for line in (f"{code.id} ({level})", "", code.meaning, f"hint: {code.hint}"):
        open_console().print(line, soft_wrap=True)
    return 0
