"""Which members and elements of a body an interaction speaks of: what it sends or reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from pactwright.matching.content_type import ContentType
from pactwright.matching.values import read_json
from pactwright.model.choice import Choice
from pactwright.model.json import Json
from pactwright.model.path import Step, Wildcard, parse_path

Steps = tuple[Step, ...]
"""A path in which `[*]` stands for every element of a list."""


def read_members(
    body: bytes, content_type: ContentType, choices: Sequence[Choice] = ()
) -> tuple[Steps, ...]:
    """Return the members of a JSON body or of a form, and of its declared variants, each once.

    The elements of a list are one member, `[*]`. Of other bodies, and of one that is not what its
    content type says, there are none.
    """
    if content_type.is_form:
        text = body.decode("utf-8", errors="replace")
        return tuple(dict.fromkeys((name,) for name, _ in parse_qsl(text, keep_blank_values=True)))
    if not content_type.is_json:
        return ()
    try:
        value = read_json(body)
    except (RecursionError, ValueError):
        return ()
    return tuple(dict.fromkeys([*_walk(value, ()), *_choose(choices, ())]))


def _walk(value: Json, above: Steps) -> Iterator[Steps]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield (*above, key)
            yield from _walk(member, (*above, key))
    elif isinstance(value, list | tuple):
        if value:
            yield (*above, Wildcard.INDEX)
        for member in value:
            yield from _walk(member, (*above, Wildcard.INDEX))


def _choose(choices: Sequence[Choice], above: Steps) -> Iterator[Steps]:
    for choice in choices:
        inner = (Wildcard.INDEX if isinstance(step, int) else step for step in _steps(choice))
        place = (*above, *inner)
        if place:
            yield place
        for alternative in choice.alternatives:
            if alternative.kind == "value":
                yield from _walk(alternative.content, place)
            yield from _choose(alternative.choices, place)


def _steps(choice: Choice) -> Steps:
    return parse_path(choice.place)
