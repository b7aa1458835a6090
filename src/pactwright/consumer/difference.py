"""Where two evaluations of one declaration differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pactwright.model.interaction import Interaction
from pactwright.model.json import Json
from pactwright.pactfile.write import write_interaction

_SHOWN = 3


def describe_difference(first: Interaction, second: Interaction) -> str | None:
    """Return the first places where the two differ, as JSON pointers, `None` where nowhere."""
    if first == second:
        return None
    found = list(_differences(write_interaction(first), write_interaction(second), ""))
    if not found:
        return None
    lines = [f"{place or '/'} is {one} now, then {other}" for place, one, other in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"{len(found) - _SHOWN} more places")
    return "; ".join(lines)


def _differences(one: Json, other: Json, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            yield from _differences(one.get(key), other.get(key), f"{place}/{key}")
    elif _is_list(one) and _is_list(other) and len(one) == len(other):  # type: ignore[arg-type]
        for index, (left, right) in enumerate(zip(one, other, strict=True)):  # type: ignore[arg-type]
            yield from _differences(left, right, f"{place}/{index}")
    elif one != other:
        yield place, f"{one!r}", f"{other!r}"


def _is_list(value: Json) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
