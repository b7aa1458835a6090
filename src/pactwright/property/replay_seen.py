"""Puts what a consumer has read into its requests, where they have a place of the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pactwright.model.json import Json
from pactwright.model.path import Place, format_path
from pactwright.property.cases import Take
from pactwright.property.replay_created import read_answer
from pactwright.property.replay_request import Source
from pactwright.property.replay_values import Exchange
from pactwright.property.schemathesis_machine import Link

_MOST_VALUES: Final = 3
_MOST_ELEMENTS: Final = 5
_DEEPEST: Final = 4


def seen_links(source: Source, exchange: Exchange, step: int) -> Iterator[Link]:
    """Yield what an answer gives to the queries and the members of bodies of a source's request.

    `step` is the number of the exchange. A coupon that a list shows is one to redeem: no
    generator would think of it.
    """
    seen: dict[str, dict[Json, Place]] = {}
    for place, leaf in _leaves(read_answer(exchange), ()):
        name = next((str(one) for one in reversed(place) if isinstance(one, str)), "")
        seen.setdefault(_bare(name), {}).setdefault(leaf, place)
    for into, name in _places(source):
        for value, place in list(seen.get(_bare(name), {}).items())[:_MOST_VALUES]:
            take = Take(into=into, place=format_path(place), step=step)
            yield Link(into=into, value=value, take=take)


def _places(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the places that the consumer's rules leave open, with the names that they go by."""
    for slot in source.slots:
        if slot.parameter.location == "query":
            yield f"query.{slot.parameter.name}", slot.parameter.name
    content = source.body_value
    if source.body_schema is not None and content is not None:
        for name in content.value if isinstance(content.value, Mapping) else ():
            yield format_path((name,)), name


def _leaves(value: Json, place: Place) -> Iterator[tuple[Place, str | int]]:
    if isinstance(value, Mapping):
        for name, one in value.items() if len(place) < _DEEPEST else ():
            yield from _leaves(one, (*place, name))
    elif isinstance(value, list):
        for index, one in enumerate(value[:_MOST_ELEMENTS]):
            yield from _leaves(one, (*place, index))
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield place, value


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
