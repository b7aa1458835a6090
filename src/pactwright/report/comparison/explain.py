"""Rules as text for a person: one in full, or all in a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from pactwright.compat.rules.rule import Example, Rule
from pactwright.document.pointer import join_pointer

_LINE = 100

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


def example_difference(example: Example) -> tuple[str, str, str]:
    """Return where the example's documents differ, and what stands there in each, as JSON."""
    steps, old, new = _descend(example.old, example.new)
    return join_pointer(steps) or "/", _json(old), _json(new)


def _example_lines(title: str, example: Example) -> list[Text]:
    pointer, old, new = example_difference(example)
    return [
        Text.assemble((title, "bold"), f"  at {pointer}"),
        *(Text(f"  - {line}", "red") for line in old.splitlines()),
        *(Text(f"  + {line}", "green") for line in new.splitlines()),
    ]


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= _LINE else json.dumps(value, indent=2, ensure_ascii=False)


def _descend(old: Any, new: Any) -> tuple[list[str | int], Any, Any]:  # noqa: ANN401 - any JSON
    """Go down to the first place where more than one thing differs."""
    steps: list[str | int] = []
    while True:
        if isinstance(old, dict) and isinstance(new, dict):
            keys: list[Any] = [key for key in {**old, **new} if old.get(key) != new.get(key)]
            there = [key for key in keys if key in old and key in new]
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            keys = there = [at for at in range(len(old)) if old[at] != new[at]]
        else:
            return steps, old, new
        if len(there) != 1 or len(keys) != 1:
            return steps, _only(old, keys), _only(new, keys)
        old, new = old[there[0]], new[there[0]]
        steps.append(there[0])


def _only(value: Any, keys: list[Any]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: value[key] for key in keys if key in value}
    return value
