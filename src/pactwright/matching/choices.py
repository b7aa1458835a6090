"""A body compared with the alternatives that a pact declares for its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pactwright.matching.bodies import compare_contents
from pactwright.matching.content_type import ContentType
from pactwright.matching.payload import Payload
from pactwright.matching.values import read_json
from pactwright.matching.wording import encode_json, report_body, show_json, sort_mismatches
from pactwright.model.choice import Alternative, Choice
from pactwright.model.json import Json
from pactwright.model.path import Place, Step, format_path, parse_path
from pactwright.model.result import Mismatch

_JSON: Final = ContentType(main="application", sub="json")


class _Nothing:
    """Stands for a member that is not there."""


_NOTHING: Final = _Nothing()


def compare_choices(choices: Sequence[Choice], body: bytes) -> tuple[Mismatch, ...]:
    """Return where the body is like none of the declared alternatives, sorted.

    The body is JSON; one that is not gives nothing here, since it differs as a whole already.
    """
    if not choices:
        return ()
    try:
        value = read_json(body)
    except (RecursionError, ValueError):
        return ()
    return sort_mismatches(_compare_all(choices, value, ()))


def _compare_all(choices: Sequence[Choice], value: Json, above: Place) -> list[Mismatch]:
    return [
        mismatch
        for choice in choices
        for place, found in _follow(value, parse_path(choice.place), above)
        for mismatch in _compare(choice, place, found)
    ]


def _follow(
    value: Json | _Nothing, steps: Sequence[Step], place: Place
) -> Iterator[tuple[Place, Json | _Nothing]]:
    """Yield what stands at a place; a member that its object lacks is nothing."""
    if not steps:
        yield place, value
        return
    step, *rest = steps
    if isinstance(value, Mapping):
        if isinstance(step, str):
            found = value.get(step, _NOTHING)
            if found is not _NOTHING or not rest:
                yield from _follow(found, rest, (*place, step))
        elif not isinstance(step, int):
            for key in value:
                yield from _follow(value[key], rest, (*place, key))
    elif isinstance(value, list) and not isinstance(step, str):
        for index, item in enumerate(value):
            if not isinstance(step, int) or step == index:
                yield from _follow(item, rest, (*place, index))


def _compare(choice: Choice, place: Place, found: Json | _Nothing) -> list[Mismatch]:
    tried: list[list[Mismatch]] = []
    for alternative in choice.alternatives:
        if (alternative.kind == "absent") == isinstance(found, _Nothing):
            differences = [] if isinstance(found, _Nothing) else _differ(alternative, place, found)
            if not differences:
                return []
            tried.append(differences)
    if len(tried) == 1:
        return tried[0]
    came = None if isinstance(found, _Nothing) else show_json(found)
    wanted = " or ".join(map(_show, choice.alternatives))
    message = "the key is missing" if came is None else "it is like none of the alternatives"
    return [report_body(place, message, wanted, came, "one of the declared variants")]


def _differ(alternative: Alternative, place: Place, value: Json) -> list[Mismatch]:
    found = _compare_all(alternative.choices, value, place)
    if alternative.kind == "any":
        return found
    expected, actual = (
        Payload(content=encode_json(one), content_type=_JSON)
        for one in (alternative.content, value)
    )
    inner = compare_contents(expected, actual, alternative.rules, strict=False)
    return [replace(one, path=_below(place, one.path)) for one in inner] + found


def _below(place: Place, path: str) -> str:
    return format_path(place) + path.removeprefix("$")


def _show(alternative: Alternative) -> str:
    return show_json(alternative.content) if alternative.kind == "value" else alternative.name
