"""The search for a whole body that shows a change breaks somebody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from msgspec import Struct

from pactwright.compat.schemas.changes import Change
from pactwright.compat.schemas.lane import Lane, Root
from pactwright.compat.schemas.trail import Stop, shortest_ways
from pactwright.model.json import Json
from pactwright.schema.case import Edge, Failure
from pactwright.schema.decide import why_undecided
from pactwright.schema.shrink import shrink

_MOST_WORDS: Final = 400
_VALUES: Final = 10
_VALUES_OF_UNIONS: Final = 50
_VALUES_AFAR: Final = 100
_IN_UNIONS: Final = frozenset({"anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})


class Shown(Struct, frozen=True):
    """A body that one side accepts and the other refuses, and why."""

    body: Json
    reason: str
    root: Root


class NotShown(Struct, frozen=True):
    """Why no body shows the break; `harmless` when there is none to be shown."""

    reason: str
    harmless: bool = False


def show_break(change: Change, stop: Stop, lane: Lane) -> Shown | NotShown:
    """Return a body that shows the change to be a break, confirmed by both validators."""
    failure = change.failure
    if failure is None or failure.keyword == "$unknown":
        reasons = stop.pair.reasons
        return NotShown(reasons[0] if reasons else "nothing is known of the keyword")
    try:
        return _search(failure, stop, lane)
    except ValueError as error:
        return NotShown(f"a validator cannot read the schema: {error}")


def _search(failure: Failure, stop: Stop, lane: Lane) -> Shown | NotShown:
    disagreed = False
    lane.court.forget()
    violator = lane.court.violator
    most = _VALUES_OF_UNIONS if failure.keyword in {"anyOf", "oneOf"} else _VALUES
    ways = shortest_ways(stop)
    near = ((edges, islice(violator.of_failure(failure), most)) for edges in ways)
    far = ((edges, islice(violator.afar(failure), _VALUES_AFAR)) for edges in ways[:1])
    for edges, values in chain(near, far):
        root = _root_of(stop, edges, lane)
        for value in values:
            for body, place in islice(_wrap(edges, value, lane), 3):
                if not _refutes(root, body, place, lane):
                    continue
                if lane.court.confirms(*_schemas(root), body):
                    return _shown(root, body, place, lane)
                disagreed = True
    if lane.court.unknown is not None:
        return NotShown(f"the keyword {lane.court.unknown!r} is not known here")
    if disagreed:
        return NotShown("the two validators disagree on the body that would show the break")
    return NotShown(_why(stop, lane), harmless=lane.court.prover.proves_late(stop.pair))


def _why(stop: Stop, lane: Lane) -> str:
    if lane.court.budget.left <= 0:
        return "the budget of the run is spent"
    return why_undecided(stop.pair)


def _root_of(stop: Stop, edges: list[Edge], lane: Lane) -> Root:
    pair = edges[0].case.pair if edges else stop.pair
    return next(root for root in lane.roots if root.pair is pair)


def _schemas(root: Root) -> tuple[Any, Any]:
    return root.pair.smaller.nodes[0], root.pair.larger


def _wrap(
    edges: list[Edge], value: Json, lane: Lane
) -> Iterator[tuple[Json, tuple[str | int, ...]]]:
    """Yield bodies that hold the value at the end of the way, and where in them it is."""
    for rich in (False, True):
        held: list[tuple[Json, tuple[str | int, ...]]] = [(value, ())]
        for edge in reversed(edges):
            held = [
                (body, (*_step(edge, body, inner), *place))
                for inner, place in held
                for body in islice(lane.court.violator.embed(edge, inner, rich=rich), 2)
            ][:3]
        yield from held


def _step(edge: Edge, body: Json, inner: Json) -> tuple[str | int, ...]:
    """Return the step by which the body holds the inner value."""
    match edge.step:
        case ("property" | "item", where):
            return (where,)
        case ("pattern" | "rest", _) if isinstance(body, dict):
            return tuple(name for name, item in body.items() if item is inner)[:1]
        case _:
            return ()


def _refutes(root: Root, body: Json, place: tuple[str | int, ...], lane: Lane) -> bool:
    court = lane.court
    smaller, larger = _schemas(root)
    if not court.refutes(smaller, larger, body):
        return False
    if not place:
        return True
    return any(
        at[: len(place)] == place or (place[: len(at)] == at and not _IN_UNIONS.isdisjoint(path))
        for at, path, _message in court.reader.faults(larger, body)
    )


def _shown(root: Root, body: Json, place: tuple[str | int, ...], lane: Lane) -> Shown:
    def holds(candidate: Json) -> bool:
        return _refutes(root, candidate, place, lane) and lane.court.confirms(
            *_schemas(root), candidate
        )

    least = shrink(body, holds)
    faults = lane.court.reader.faults(root.pair.larger, least)
    near = [fault for fault in faults if fault[0][: len(place)] == place] or faults
    return Shown(least, _shorten(near[0][2]), root)


def _shorten(words: str) -> str:
    """Return the validator's words without the middle of a value that fills pages."""
    if len(words) <= _MOST_WORDS:
        return words
    return f"{words[: _MOST_WORDS // 2]} … {words[-_MOST_WORDS // 2 :]}"
