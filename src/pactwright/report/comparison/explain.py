"""Rules as text for a person: one in full, or all in a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from pactwright.compat.rules.rule import Example, Rule

_DIRECTIONS = (
    ("request", "in a request"),
    ("response", "in a response"),
    (None, "of the document as a whole"),
)


def explain_rule(rule: Rule) -> list[Text]:
    """Return the lines that tell everything about one rule."""
    lines = [
        Text.assemble((rule.id, "bold"), (f"   {rule.kind}, {rule.change}", "dim")),
        Text(rule.meaning),
        Text(""),
        Text.assemble(("who breaks   ", "bold"), rule.who),
        Text.assemble(("instead      ", "bold"), rule.instead),
        Text.assemble(("verdict      ", "bold"), say_rulings(rule)),
    ]
    if rule.why:
        lines.append(Text.assemble(("why          ", "bold"), rule.why))
    mirror = rule.mirror or f"none: {rule.unmirrored}"
    lines.append(Text.assemble(("mirror       ", "bold"), mirror))
    if rule.loud is not None:
        lines += [Text(""), *_example_lines("for example", rule.loud)]
    return lines


def list_rules(rules: Sequence[Rule]) -> list[Text]:
    """Return a line for each rule."""
    width = max((len(rule.id) for rule in rules), default=0)
    return [Text.assemble((rule.id.ljust(width), "bold"), f"  {rule.meaning}") for rule in rules]


def say_rulings(rule: Rule) -> str:
    """Return verdict and level of a rule for each direction in words."""
    parts = []
    for direction, words in _DIRECTIONS:
        verdict, level = rule.rule_on(direction)  # type: ignore[arg-type]
        parts.append(f"{words} {verdict} ({level})")
    return "; ".join(parts)


def example_difference(example: Example) -> tuple[str, str]:
    """Return the parts of the example's documents that differ, as JSON."""
    old, new = _strip(example.old, example.new)
    return _json(old), _json(new)


def _example_lines(title: str, example: Example) -> list[Text]:
    old, new = example_difference(example)
    return [
        Text(title, "bold"),
        *(Text(f"  - {line}", "red") for line in old.splitlines()),
        *(Text(f"  + {line}", "green") for line in new.splitlines()),
    ]


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, indent=2, ensure_ascii=False)


def _strip(old: Any, new: Any) -> tuple[Any, Any]:  # noqa: ANN401 - any JSON
    """Leave out the members that both have alike."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return old, new
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    both = [key for key in keys if key in old and key in new]
    if len(both) == len(keys) == 1:
        inner = _strip(old[both[0]], new[both[0]])
        return {both[0]: inner[0]}, {both[0]: inner[1]}
    return {k: old[k] for k in keys if k in old}, {k: new[k] for k in keys if k in new}
