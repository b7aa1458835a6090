"""The fewest variants of a body that show every branch of every varying value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, TypeAlias

from pactwright.consumer.value import Branch, Varying
from pactwright.consumer.variant_tree import (
    ABSENT,
    Taken,
    Trail,
    children,
    find_varying,
    rebuild,
    show_trail,
)

Selection: TypeAlias = Mapping[Trail, int]
"""The branch taken at each varying value that a variant reaches."""

MOST_VARIANTS: Final = 64
"""More variants of one test than this are an error: nobody meant them."""

_Pick: TypeAlias = tuple[Trail, int]


def plan_each(value: object) -> tuple[Selection, ...]:
    """Return the fewest variants in which each branch is taken at least once.

    The first takes the first branch everywhere. Independent values change together: a body with
    three optional members needs two variants.
    """
    return tuple(_cover(value, ()))


def _cover(value: object, trail: Trail) -> list[dict[Trail, int]]:
    if isinstance(value, Varying):
        return [
            {trail: index, **inner}
            for index, branch in enumerate(value.branches)
            for inner in _cover(branch.content, (*trail, Taken(index)))
        ]
    columns = [_cover(one, (*trail, step)) for step, one in children(value)]
    longest = max(map(len, columns), default=1)
    rows: list[dict[Trail, int]] = []
    for index in range(longest):
        row: dict[Trail, int] = {}
        for column in columns:
            row |= column[index] if index < len(column) else column[0]
        rows.append(row)
    return rows


def plan_pairs(value: object) -> tuple[Selection, ...]:
    """Return variants in which every two branches that can meet are taken together once.

    Each variant takes in as many open pairs as a greedy choice finds; the first takes the first
    branch everywhere.
    """
    points = dict(find_varying(value))
    plain = _complete({}, points, lambda _trail, _count: 0)
    variants = [plain]
    open_pairs = _pairs(points) - _covered(plain)
    while open_pairs and len(variants) <= MOST_VARIANTS:
        seed = _force(min(open_pairs, key=repr))
        row = _complete(seed, points, _Greedy(seed, open_pairs))
        variants.append(row)
        open_pairs -= _covered(row)
    missing = [one for one in plan_each(value) if not _shown(one, variants)]
    return (*variants, *missing)


class _Greedy:
    """Chooses the branch that takes in the most open pairs with what is chosen so far."""

    def __init__(self, chosen: dict[Trail, int], open_pairs: set[frozenset[_Pick]]) -> None:
        self._chosen = chosen
        self._open = open_pairs

    def __call__(self, trail: Trail, count: int) -> int:
        def gain(index: int) -> int:
            pick = (trail, index)
            return sum(frozenset({pick, other}) in self._open for other in self._chosen.items())

        best = max(range(count), key=gain)
        self._chosen[trail] = best
        return best


def _force(pair: frozenset[_Pick]) -> dict[Trail, int]:
    """Return the pair with the branches that lead to it."""
    forced: dict[Trail, int] = {}
    for trail, index in pair:
        forced |= _above(trail)
        forced[trail] = index
    return forced


def _above(trail: Trail) -> dict[Trail, int]:
    return {
        trail[:place]: step.index for place, step in enumerate(trail) if isinstance(step, Taken)
    }


def _complete(
    seed: Mapping[Trail, int],
    points: Mapping[Trail, Varying],
    choose: Any,  # noqa: ANN401
) -> dict[Trail, int]:
    """Return the branch of every value that is reached, chosen where the seed does not say."""
    row: dict[Trail, int] = {}
    for trail, value in points.items():
        if all(row.get(place) == index for place, index in _above(trail).items()):
            given = seed.get(trail)
            row[trail] = choose(trail, len(value.branches)) if given is None else given
    return row


def _pairs(points: Mapping[Trail, Varying]) -> set[frozenset[_Pick]]:
    picks = [
        (trail, index) for trail, value in points.items() for index in range(len(value.branches))
    ]
    return {frozenset(pair) for pair in combinations(picks, 2) if _can_meet(*pair)}


def _can_meet(one: _Pick, other: _Pick) -> bool:
    both = {**_above(one[0]), one[0]: one[1]}
    others = {**_above(other[0]), other[0]: other[1]}
    return all(others.get(trail, index) == index for trail, index in both.items())


def _covered(row: Selection) -> set[frozenset[_Pick]]:
    return {frozenset(pair) for pair in combinations(row.items(), 2)}


def _shown(wanted: Selection, variants: Sequence[Selection]) -> bool:
    shown = {pick for one in variants for pick in one.items()}
    return shown >= set(wanted.items())


def pick(value: object, selection: Selection, trail: Trail = ()) -> Any:  # noqa: ANN401 - content
    """Return the content of one variant: what a provider that takes these branches sends."""
    if isinstance(value, Varying):
        index = selection.get(trail, 0)
        branch = value.branches[index]
        if branch.absent:
            return ABSENT
        return pick(branch.content, selection, (*trail, Taken(index)))
    return rebuild(value, trail, lambda one, below: pick(one, selection, below))


def describe_variant(value: object, selection: Selection) -> str:
    """Return in words what a variant does otherwise than the first: `note absent`."""
    words = [
        describe_branch(trail, varying.branches[selection[trail]])
        for trail, varying in find_varying(value)
        if selection.get(trail, 0)
    ]
    return ", ".join(words)


def describe_branch(trail: Trail, branch: Branch) -> str:
    """Return one branch in words: `note absent`, `status paid`."""
    return f"{show_trail(trail)} {branch.name}"


def stated_branches(value: object) -> Iterator[tuple[Selection, Branch, str]]:
    """Yield each branch that has a provider state, with the branches that lead to it."""
    for trail, varying in find_varying(value):
        for index, branch in enumerate(varying.branches):
            if branch.given is not None:
                pins = {**_above(trail), trail: index}
                yield pins, branch, describe_branch(trail, branch)
