"""Names that nobody declares, told apart by the patterns that they match."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from msgspec import Struct

from pactwright.schema.case import Case, Step
from pactwright.schema.cases import TooManyCases
from pactwright.schema.language import Effort, GaveUp, find_string
from pactwright.schema.node import Node

_MOST_PATTERNS: Final = 4
"""Patterns of which every combination is looked at."""


_STEPS: Final = 10_000


class Cell(Struct, frozen=True):
    """Names of one kind: how one gets to such a property, and what the case says of its value."""

    step: Step
    schemas: tuple[Node, ...]


def cells_of(
    case: Case, accepting: Sequence[str], refusing: Sequence[str], taken: Collection[str] = ()
) -> Iterator[Cell]:
    """Yield the kinds of undeclared names there are that some patterns accept and others refuse.

    Each set of the case's own patterns that a name can match is a kind of its own; beyond a few
    patterns each one is, which asks for more than is needed. Names in `taken` are not named.
    Raises TooManyCases where nothing is left for searches among many patterns.
    """
    members = case.members
    if not members.patterns and not accepting and not refusing:
        rest = members.rest()
        if rest is not None:
            yield Cell(("rest", 0), rest)
        return
    if case.prover.effort.left <= 0 and len(members.patterns) > _MOST_PATTERNS:
        raise TooManyCases
    named = [node["pattern"] for node in case.shape.every("propertyNames") if "pattern" in node]
    for chosen, others in _choices(members.patterns):
        schemas = _schemas(case, chosen)
        if schemas is None:
            continue
        wanted = [*chosen, *accepting]
        name = _name(case, (*wanted, *named), (*refusing, *others))
        if name is None:
            continue
        known = not name or name in taken or name in members.names
        plain: Step = ("pattern", wanted[0]) if wanted else ("rest", 0)
        yield Cell(plain if known else ("property", name), schemas)


def names_beyond(case: Case, refusing: Sequence[str], taken: Collection[str]) -> Iterator[str]:
    """Yield a name of each kind that some patterns refuse, as far as they were found."""
    try:
        for cell in cells_of(case, [], refusing, taken):
            kind, name = cell.step
            if kind == "property":
                yield str(name)
    except TooManyCases:
        return


def _name(case: Case, accepting: tuple[str, ...], refusing: tuple[str, ...]) -> str | None:
    """Return a name of a kind, None where there is none, and nothing where that stays open."""
    effort = case.prover.effort
    if effort.left <= 0:
        return ""
    name, steps = _search(accepting, refusing)
    effort.left -= steps
    return name


@lru_cache(maxsize=4096)
def _search(accepting: tuple[str, ...], refusing: tuple[str, ...]) -> tuple[str | None, int]:
    """Return the name as above, and the steps that it takes to find it."""
    effort = Effort(_STEPS)
    try:
        name = find_string(accepting, refusing, effort=effort)
    except GaveUp:
        name = ""
    return name, _STEPS - effort.left


def _choices(patterns: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield which patterns a name matches, and which it does not."""
    few = len(patterns) <= _MOST_PATTERNS
    for count in range(len(patterns) + 1 if few else 2):
        for chosen in combinations(patterns, count):
            left = [one for one in patterns if one not in chosen]
            yield chosen, left if few or not chosen else []


def _schemas(case: Case, chosen: tuple[str, ...]) -> tuple[Node, ...] | None:
    if not chosen:
        return case.members.rest()
    return tuple(node for pattern in chosen for node in case.members.under(pattern))
