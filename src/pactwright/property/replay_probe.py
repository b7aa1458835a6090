"""Values worth trying at each place that a consumer leaves open, beside those of the schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactwright.model.json import Json
from pactwright.model.path import Place
from pactwright.property.replay_request import Source, pick, put, quote_segment
from pactwright.property.schemathesis_cases import Content, Draft

TEXTS: Final = (
    "", " ", "é", "日本語", "\N{PILE OF POO}", "Ωmega", "null", "0", "-1", "'", '"', "a/b", "%",
    "\\", "a&b=c", "x" * 300,
)  # fmt: skip
"""Texts that careless code trips over: empty, not Latin, quoting, long."""

NUMBERS: Final = (0, 1, -1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, -(2**31))
"""Whole numbers at the edges of what stores can hold."""

_MOST_CONSTANTS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """Values that stand in the source of an application: those that its code asks about."""

    texts: tuple[str, ...] = ()
    numbers: tuple[int | float, ...] = ()


def probe_drafts(source: Source, constants: Constants) -> Iterator[Draft]:
    """Yield drafts that differ from the example in one place each.

    They may break the rules or the document; whoever sends them asks before.
    """
    texts = (*TEXTS, *constants.texts[:_MOST_CONSTANTS])
    numbers = (*NUMBERS, *constants.numbers[:_MOST_CONSTANTS])
    words = (*texts, *map(str, numbers))
    for slot in source.slots:
        name = slot.parameter.name
        for word in words:
            match slot.parameter.location:
                case "path":
                    yield Draft(path={name: quote_segment(word)})
                case "query":
                    yield Draft(query={name: (word,)})
                case "header" if word.isascii() and word.isprintable() and word == word.strip():
                    yield Draft(headers={name: word})
                case "cookie" if word.isalnum() and word.isascii():
                    yield Draft(cookies={name: word})
    if source.body_schema is not None and source.body_value is not None:
        yield from _probe_body(source.body_value.value, texts, numbers)


def _probe_body(
    value: Json, texts: Sequence[str], numbers: Sequence[int | float]
) -> Iterator[Draft]:
    for place in _leaves(value, ()):
        for one in _alike(pick(value, place), texts, numbers):
            yield Draft(body=Content(value=put(value, place, one)))


def _alike(leaf: Json, texts: Sequence[str], numbers: Sequence[int | float]) -> Sequence[Any]:
    match leaf:
        case bool():
            return [not leaf]
        case int():
            return [one for one in numbers if isinstance(one, int)]
        case float():
            return [*numbers, 0.1]
        case str():
            return texts
        case list():
            return [[], [*leaf, *leaf]]
        case _:
            return []


def _leaves(value: Json, place: Place) -> Iterator[Place]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(one, (*place, name))
    elif isinstance(value, list):
        yield place
        if value:
            yield from _leaves(value[0], (*place, 0))
    else:
        yield place
