"""Query strings as Rack reads them: nested lists and maps in square brackets."""

from __future__ import annotations

import re
from typing import TypeAlias
from urllib.parse import unquote_plus

Nested: TypeAlias = "str | list[Nested] | dict[str, Nested] | None"

_STEP = re.compile(r"\[([^\]\[]*)\]?")
_DEEPEST = 32
_LONGEST = 4096


def parse_query(text: str) -> dict[str, Nested]:
    """Return the parameters; `q[][a]=1&q[][b]=2&q[][a]=3` is two maps in a list.

    A new element of a list begins when a key repeats in the last one. `q[]a=1`, as forms send
    it, is read like `q[][a]=1`. Raises `ValueError` for text that cannot be read so. Source:
    Rack 3, `QueryParser`.
    """
    root: dict[str, Nested] = {}
    pairs = [pair for pair in text.replace(";", "&").split("&") if pair]
    if len(pairs) > _LONGEST:
        raise ValueError(f"more than {_LONGEST} parameters")
    for pair in pairs:
        name, separator, value = pair.partition("=")
        steps = _steps(unquote_plus(name, errors="strict"))
        if len(steps) > _DEEPEST:
            raise ValueError(f"parameter nested deeper than {_DEEPEST} levels")
        _store(root, steps, unquote_plus(value, errors="strict") if separator else None)
    return root


def _steps(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    steps = [head]
    position = 0
    rest = bracket + rest
    while position < len(rest):
        found = _STEP.match(rest, position)
        if found is None:
            steps.append(rest[position:].rstrip("]"))
            break
        steps.append(found.group(1))
        position = found.end()
    return steps


def _store(target: dict[str, Nested], steps: list[str], value: str | None) -> None:
    name, rest = steps[0], steps[1:]
    if not rest:
        target[name] = value
    elif rest[0] == "":
        _append(target, name, rest[1:], value)
    else:
        child = target.setdefault(name, {})
        if not isinstance(child, dict):
            raise ValueError(f"parameter {name!r} is both a value and a map")
        _store(child, rest, value)


def _append(target: dict[str, Nested], name: str, rest: list[str], value: str | None) -> None:
    items = target.setdefault(name, [])
    if not isinstance(items, list):
        raise ValueError(f"parameter {name!r} is both a value and a list")  # noqa: TRY004 - the text is wrong
    if not rest:
        items.append(value)
        return
    last = items[-1] if items else None
    if not isinstance(last, dict) or _has(last, rest):
        last = {}
        items.append(last)
    _store(last, rest, value)


def _has(element: dict[str, Nested], steps: list[str]) -> bool:
    """Whether the element already holds a value at the steps; lists grow, so they never do."""
    inner: Nested = element
    for position, step in enumerate(steps):
        if step == "" or not isinstance(inner, dict):
            return False
        if step not in inner:
            return False
        if position + 1 < len(steps) and steps[position + 1] == "":
            return False
        inner = inner[step]
    return True
