"""The shape of a declared body: what holds what, and where its varying values are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pactwright.consumer.value import Matcher, VariantsRule, Varying
from pactwright.model.path import Step, Wildcard


@dataclass(frozen=True, slots=True)
class Taken:
    """A step into one branch of a varying value, by its index."""

    index: int


Trail: TypeAlias = tuple[Step | Taken, ...]
"""Where a value is declared: keys, indexes and wildcards as rules write them, and branches."""

Visit: TypeAlias = Callable[[Any, Trail], Any]
"""Makes another value of the one at a trail; `ABSENT` leaves a member out."""


DEEPEST: Final = 100
"""How deep a body may be nested, which one that is within itself is not."""


_SCALARS: Final = (str, int, float, bytes, type(None))


class Absence:
    """Stands for a member that is left out."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absence()


def children(value: object) -> tuple[tuple[Step, Any], ...]:
    """Return what a value holds, by step; the elements of a template share one.

    Forms, XML and what stands inside `array_containing` are not looked into.
    """
    match value:
        case dict() | Mapping():
            return tuple(value.items())
        case list() | tuple():
            return tuple(enumerate(value))
        case Matcher(example=dict() | Mapping() as members) if _opens(value):
            return tuple((value.step or name, one) for name, one in members.items())
        case Matcher(example=list() | tuple() as items) if _opens(value):
            if value.step is not None:
                return ((value.step, items[0]),) if items else ()
            return tuple(enumerate(items))
        case _:
            return ()


def _opens(matcher: Matcher) -> bool:
    return not any(isinstance(rule, VariantsRule) for rule in matcher.rules)


def rebuild(value: object, trail: Trail, visit: Visit) -> Any:  # noqa: ANN401 - of value's type
    """Return the value with each of its children made anew by `visit`."""
    match value:
        case Mapping():
            made = {name: visit(one, (*trail, name)) for name, one in value.items()}
            return {name: one for name, one in made.items() if one is not ABSENT}
        case list() | tuple():
            made_items = [visit(one, (*trail, index)) for index, one in enumerate(value)]
            return [one for one in made_items if one is not ABSENT]
        case Matcher(example=Mapping() as members) if _opens(value):
            step = value.step
            made = {name: visit(one, (*trail, step or name)) for name, one in members.items()}
            return replace(
                value, example={name: one for name, one in made.items() if one is not ABSENT}
            )
        case Matcher(example=list() | tuple() as items) if _opens(value):
            return replace(value, example=_rebuild_items(items, value.step, trail, visit))
        case _:
            return value


def _rebuild_items(
    items: Sequence[object], step: Wildcard | None, trail: Trail, visit: Visit
) -> list[Any]:
    if step is not None and items:
        return [visit(items[0], (*trail, step))] * len(items)
    return [visit(one, (*trail, index)) for index, one in enumerate(items)]


def find_varying(value: object, trail: Trail = ()) -> Iterator[tuple[Trail, Varying]]:
    """Yield the varying values, those inside branches after the one that holds them.

    What is nested deeper than a body may be is not looked into.
    """
    if len(trail) > DEEPEST:
        return
    if isinstance(value, Varying):
        yield trail, value
        for index, branch in enumerate(value.branches):
            yield from find_varying(branch.content, (*trail, Taken(index)))
        return
    for step, one in children(value):
        yield from find_varying(one, (*trail, step))


def is_too_deep(value: object, depth: int = 0) -> bool:
    """Whether the value is nested deeper than a body may be."""
    if depth > DEEPEST:
        return True
    inner = [branch.content for branch in value.branches] if isinstance(value, Varying) else ()
    found = (*inner, *(one for _, one in children(value)))
    return any(is_too_deep(one, depth + 1) for one in found)


def varies(value: object, depth: int = 0) -> bool:
    """Whether any part of the value varies."""
    if isinstance(value, _SCALARS) or depth > DEEPEST:
        return False
    if isinstance(value, Varying):
        return True
    return any(varies(one, depth + 1) for _, one in children(value))


def place_of(trail: Trail) -> tuple[Step, ...]:
    """Return the place in the body, whatever branches lead there."""
    return tuple(step for step in trail if not isinstance(step, Taken))


def show_trail(trail: Trail) -> str:
    """Return the place for a person: `customer.note`, or `body` for the whole."""
    names = [str(step) for step in place_of(trail) if not isinstance(step, Wildcard)]
    return ".".join(names) or "body"
