"""Values worth trying at each place that a consumer leaves open, beside those of the schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pactwright.model.json import Json, JsonObject
from pactwright.model.path import Place
from pactwright.property.replay_fields import member_schema
from pactwright.property.replay_request import Source, pick, put, quote_segment
from pactwright.property.schemathesis_cases import Content, Draft, Slot
from pactwright.strategy.operations import follow

TEXTS: Final = (
    "", " ", "é", "日本語", "\N{PILE OF POO}", "Ωmega", "null", "0", "-1", "'", '"', "a/b", "%",
    "\\", "a&b=c", "x" * 300,
)  # fmt: skip
"""Texts that careless code trips over: empty, not Latin, quoting, long."""

NUMBERS: Final = (0, 1, -1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, -(2**31))
"""Whole numbers at the edges of what stores can hold."""

_MOST_CONSTANTS: Final = 200
_DEEPEST: Final = 12
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """Values that stand in the source of an application: those that its code asks about."""

    texts: tuple[str, ...] = ()
    numbers: tuple[int | float, ...] = ()


def probe_drafts(source: Source, constants: Constants) -> Iterator[Draft]:
    """Yield drafts that differ from the example in one place each: first at the bounds.

    They may break the rules or the document; whoever sends them asks before.
    """
    yield from _bound_drafts(source)
    texts = (*TEXTS, *constants.texts[:_MOST_CONSTANTS])
    numbers = (*NUMBERS, *constants.numbers[:_MOST_CONSTANTS])
    words = (*texts, *map(str, numbers))
    for slot in source.slots:
        for word in words:
            yield from _slot_draft(slot, word)
    if source.body_schema is not None and source.body_value is not None:
        yield from _probe_body(source.body_value.value, texts, numbers)


def _slot_draft(slot: Slot, word: str) -> Iterator[Draft]:
    """Yield the draft with a word for the parameter, where its place on the wire takes it."""
    name = slot.parameter.name
    match slot.parameter.location:
        case "path":
            yield Draft(path={name: quote_segment(word)})
        case "query":
            yield Draft(query={name: (word,)})
        case "header" if word.isascii() and word.isprintable() and word == word.strip():
            yield Draft(headers={name: word})
        case "cookie" if word.isalnum() and word.isascii():
            yield Draft(cookies={name: word})


def _bound_drafts(source: Source) -> Iterator[Draft]:
    """Yield drafts at one bound of the document each: what goes wrong there hides no other.

    Schemathesis' own go to the bounds with the other places at values of its choice.
    """
    root = source.operation.document.root
    for slot in source.slots:
        for bound in _bounds(root, slot.parameter.schema):
            yield from _slot_draft(slot, str(bound))
    if source.body_schema is None or source.body_value is None:
        return
    value = source.body_value.value
    schema = source.operation.bodies.get(source.media_type or "", {})
    for place, one in (
        *_enumerated(source.body_schema, ()),
        *_bounds_within(root, schema, value, ()),
    ):
        yield Draft(body=Content(value=put(value, place, one)))


def _bounds_within(
    root: Json, schema: JsonObject, value: Json, place: Place
) -> Iterator[tuple[Place, Json]]:
    """Yield the bounds of an object's members, each with its place."""
    if not isinstance(value, Mapping) or len(place) > _DEEPEST:
        yield from ((place, one) for one in _bounds(root, schema) if not isinstance(value, list))
        return
    for name, inner in value.items():
        yield from _bounds_within(root, member_schema(root, schema, name), inner, (*place, name))


def _bounds(root: Json, schema: JsonObject) -> Iterator[Json]:
    """Yield the least and the greatest that a schema of plain values allows."""
    plain = follow(root, schema)
    for key in ("minimum", "maximum"):
        bound = plain.get(key)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield bound
    for key in ("minLength", "maxLength"):
        length = plain.get(key)
        if isinstance(length, int) and length <= _LONGEST and plain.get("format") is None:
            yield "a" * length


def _enumerated(schema: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Json]]:
    """Yield the values that a narrowed schema lists, each with its place."""
    for one in schema.get("enum", ()):
        yield place, one
    for name, inner in schema.get("properties", {}).items():
        yield from _enumerated(inner, (*place, name))


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
