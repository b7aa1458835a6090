"""Path expressions of matching rules and generators, read, written and weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from pactwright.errors import PactwrightError


class Wildcard(Enum):
    """A step that stands for many: `.*` for any key or index, `[*]` for any index."""

    ANY = ".*"
    INDEX = "[*]"


Step: TypeAlias = str | int | Wildcard
"""A key, an index or a wildcard."""

Place: TypeAlias = tuple[str | int, ...]
"""Where a value is in a document: keys and indexes from the root."""

_DOT = re.compile(r"\.(?:(?P<any>\*)|(?P<key>[\w\-:#@]+))")
_BRACKET = re.compile(r"\[(?:(?P<all>\*)|(?P<index>\d+)|'(?P<quoted>(?:[^'\\]|\\.|\\)+)')\]")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BARE = re.compile(r"[\w\-:#@]+")
_ESCAPED = re.compile(r"\\(['\\])")


@lru_cache(maxsize=8192)
def parse_path(expression: str) -> tuple[Step, ...]:
    """Return the steps of `$.a[0]['x y'][*].*`, the root left out; of the empty text, none.

    A first key may stand without `$.`, as old pacts write it. Source: Pact specification V2,
    "Matchers"; brackets and quotes as in its later implementations.
    """
    position = 0
    steps: list[Step] = []
    if expression.startswith("$"):
        position = 1
    elif expression and (bare := _BARE.match(expression)):
        steps.append(bare.group())
        position = bare.end()
    while position < len(expression):
        found = _DOT.match(expression, position) or _BRACKET.match(expression, position)
        if found is None:
            raise _unreadable(expression, position)
        steps.append(_step(found))
        position = found.end()
    return tuple(steps)


def _step(found: re.Match[str]) -> Step:
    groups = found.groupdict()
    if groups.get("any"):
        return Wildcard.ANY
    if groups.get("all"):
        return Wildcard.INDEX
    if (index := groups.get("index")) is not None:
        return int(index)
    if (quoted := groups.get("quoted")) is not None:
        return _ESCAPED.sub(r"\1", quoted)
    return groups["key"]


def _unreadable(expression: str, position: int) -> PactwrightError:
    return PactwrightError(
        f"the path expression {expression!r} cannot be read from character {position + 1} on",
        hint="a path looks like $.orders[0].id, $.orders[*].id, $.* or $['a key']",
    )


def format_path(steps: Sequence[Step]) -> str:
    """Return the expression that `parse_path` reads back as `steps`, beginning with `$`."""
    return "$" + "".join(map(_format_step, steps))


def _format_step(step: Step) -> str:
    if isinstance(step, Wildcard):
        return step.value
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    escaped = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def weigh_path(steps: tuple[Step, ...], place: Place) -> int:
    """Return how closely the expression fits the place or one of its parents; 0 when not at all.

    Source: Pact specification V2, "Matcher path expressions": the root and every name weigh 2,
    a wildcard 1, and the weights multiply; the reference then favours the longer expression.
    """
    if len(steps) > len(place):
        return 0
    weight = 2
    for step, key in zip(steps, place, strict=False):
        weight *= _weigh_step(step, key)
        if not weight:
            return 0
    return weight * (len(steps) + 1)


def _weigh_step(step: Step, key: str | int) -> int:
    if step is Wildcard.ANY:
        return 1
    text = str(key)
    if step is Wildcard.INDEX:
        return int(text.isascii() and text.isdigit())
    if isinstance(step, int):
        return 2 * int(text.isascii() and text.isdigit() and int(text) == step)
    return 2 * int(step == text)
