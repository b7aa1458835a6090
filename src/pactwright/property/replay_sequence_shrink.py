"""Makes a failing sequence small: the fewest requests, each close to the consumer's example."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from pactwright.property.replay_sequence import Move
from pactwright.property.replay_shrink import shrink_draft
from pactwright.property.replay_takes import without_step
from pactwright.property.schemathesis_cases import Draft

Moves: TypeAlias = tuple[Move, ...]
Fails: TypeAlias = Callable[[Moves], bool]


def shrink_moves(moves: Sequence[Move], fails: Fails) -> Moves:
    """Return the smallest sequence found whose last request still fails as it did.

    Ids are never made constants: a request that had its own from one that is left out goes where
    the consumer's example goes.
    """
    smallest = _fewest(tuple(moves), fails)
    for index in range(len(smallest)):
        smallest = _plainest(smallest, index, fails)
    return smallest


def _fewest(moves: Moves, fails: Fails) -> Moves:
    if len(moves) > 1 and fails(moves[-1:]):
        return moves[-1:]
    index = 0
    while index < len(moves) - 1:
        shorter = drop_move(moves, index)
        if fails(shorter):
            moves = shorter
        else:
            index += 1
    return moves


def drop_move(moves: Moves, index: int) -> Moves:
    """Return the moves without one, those after it with the numbers of their links set right."""
    later = (replace(move, links=without_step(move.links, index)) for move in moves[index + 1 :])
    return (*moves[:index], *later)


def _plainest(moves: Moves, index: int, fails: Fails) -> Moves:
    move = moves[index]
    if move.draft == Draft():
        return moves
    content = move.source.body_value

    def put(draft: Draft) -> Moves:
        return (*moves[:index], replace(move, draft=draft), *moves[index + 1 :])

    def still(draft: Draft) -> bool:
        return move.source.allows(replace(draft, path={})) and fails(put(draft))

    at_home = Draft(path=move.draft.path)
    if at_home != move.draft and still(at_home):
        return put(at_home)
    return put(shrink_draft(move.draft, None if content is None else content.value, still))
