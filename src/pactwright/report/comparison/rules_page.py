"""The docs page of the rules, written from the very values that drive the checks."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.compat.rules.catalogue import RULE_SET
from pactwright.compat.rules.rule import Rule
from pactwright.report.comparison.explain import example_difference, say_rulings

_HEAD = f"""# Rules of `pactwright compat`

Written by `pactwright explain --format markdown > docs/rules.md`; a test fails when it is stale.
Rule set {RULE_SET}.

A rule is a *narrowing* (less may travel than before), a *widening* (more may) or neither. A
narrowing breaks what goes to the provider, a widening what comes back; callbacks and webhooks
turn that round. Rules of class *schema* are decided by documents; those of class *policy* are
promises that no document can show to be broken. [compat.md](compat.md) tells the rest.

| rule | class | change | in a request | in a response |
|---|---|---|---|---|
"""


def render_rules(rules: Sequence[Rule]) -> str:
    """Return the page: a table of all rules, then each in full."""
    rows = [_row(rule) for rule in rules]
    parts = [_section(rule) for rule in rules]
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(parts)


def _row(rule: Rule) -> str:
    cells = [f"[{rule.id}](#{rule.id})", rule.kind, rule.change]
    cells += [rule.rule_on(direction)[0] for direction in ("request", "response")]
    return f"| {' | '.join(cells)} |"


def _section(rule: Rule) -> str:
    lines = [
        f"## {rule.id}",
        "",
        rule.meaning,
        "",
        f"- **Who breaks**: {rule.who}",
        f"- **Instead**: {rule.instead}.",
        f"- **Verdict**: {say_rulings(rule)}.",
    ]
    if rule.why:
        lines.append(f"- **Why**: {rule.why}")
    lines.append(f"- **Mirror**: {rule.mirror or 'none; ' + rule.unmirrored}")
    if rule.loud is not None:
        pointer, old, new = example_difference(rule.loud)
        lines += ["", f"For example at `{pointer}`:", ""]
        lines += ["```diff", *_signed("-", old), *_signed("+", new), "```"]
    return "\n".join(lines) + "\n"


def _signed(sign: str, text: str) -> list[str]:
    return [f"{sign} {line}" for line in text.splitlines()]
