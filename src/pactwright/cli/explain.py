"""`pactwright explain`: what a rule means, who breaks, and what to do instead."""

from __future__ import annotations

import click


@click.command(
    name="explain",
    short_help="Explain a compatibility rule.",
    epilog="Example: pactwright explain request-body-became-required",
)
@click.argument("rule", required=False)
def command(rule: str | None) -> int:
    """Explain RULE: what it means, who breaks, an example, and what to do instead.

    Without a rule, list them all.
    """
    from pactwright.cli.console import open_console
    from pactwright.compat.rules.catalogue import all_rules, find_rule
    from pactwright.report.comparison.explain import explain_rule, list_rules

    lines = list_rules(all_rules()) if rule is None else explain_rule(find_rule(rule))
    console = open_console()
    for line in lines:
        console.print(line, soft_wrap=True)
    return 0
