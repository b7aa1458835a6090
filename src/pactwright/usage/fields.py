"""The members that a schema gives a body: all of them, or one that is asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from pactwright.document.pointer import escape_step
from pactwright.model.path import Step, Wildcard
from pactwright.schema.document import SchemaDocument
from pactwright.usage.part import Field

Hidden: TypeAlias = Literal["readOnly", "writeOnly"]
"""The mark of members that do not travel: `readOnly` in a request, `writeOnly` in a response."""

_LISTED: Final = 250
_DEEPEST: Final = 12
_BRANCHES: Final = ("allOf", "anyOf", "oneOf")
_CONDITIONAL: Final = ("then", "else")

Trail: TypeAlias = frozenset[str]
"""The references followed on the way to a schema."""


def list_fields(
    document: SchemaDocument, pointer: str, hidden: Hidden
) -> tuple[tuple[Field, ...], bool]:
    """Return the members that the schema at a pointer declares, the nearest to the root first.

    A schema that contains itself is followed once. The second value tells whether there are more
    than can be listed (250 members, 12 levels). Raises PactwrightError for a reference that
    dangles.
    """
    found: dict[tuple[Step, ...], Field] = {}
    waiting: deque[tuple[Field, Trail]] = deque([(Field((), pointer), frozenset())])
    while waiting:
        above, trail = waiting.popleft()
        for raw, place, followed in _pieces(document, above.pointer, trail):
            for field in _members(raw, place, above.steps):
                if len(found) >= _LISTED or len(field.steps) > _DEEPEST:
                    return tuple(found.values()), True
                if not _stays(document, field.pointer, hidden):
                    if field.steps[-1] is not Wildcard.INDEX:
                        found.setdefault(field.steps, field)
                    waiting.append((field, followed))
    return tuple(found.values()), False


def find_field(
    document: SchemaDocument, pointer: str, steps: Sequence[Step], hidden: Hidden
) -> Field | None:
    """Return the declared member that a path leads to, None where the schema declares none.

    The path of the answer is the schema's own: `$.labels.*` for `$.labels.colour` when any label
    may be there.
    """
    return next(iter(_descend(document, pointer, steps, hidden)), None)


def trace_field(
    document: SchemaDocument, pointer: str, steps: Sequence[Step], hidden: Hidden
) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield the pointer of every schema that speaks of the member at a path, with its own path."""
    for field in _descend(document, pointer, steps, hidden):
        for _, place, _ in _pieces(document, field.pointer, frozenset()):
            yield place, field.steps


def _descend(
    document: SchemaDocument, pointer: str, steps: Sequence[Step], hidden: Hidden
) -> list[Field]:
    here = [Field((), pointer)]
    for step in steps:
        here = [
            found
            for above in here
            for raw, place, _ in _pieces(document, above.pointer, frozenset())
            for found in _step(raw, place, above.steps, step)
            if not _stays(document, found.pointer, hidden)
        ]
    return here


def _pieces(
    document: SchemaDocument, pointer: str, trail: Trail
) -> Iterator[tuple[Mapping[str, Any], str, Trail]]:
    """Yield the schema and all that it refers to or is put together from."""
    waiting = [(pointer, trail)]
    seen = set()
    while waiting:
        here, followed = waiting.pop()
        raw = document.at(here)
        if here in seen or not isinstance(raw, Mapping):
            continue
        seen.add(here)
        yield raw, here, followed
        waiting += [(inner, followed) for inner in _branches(raw, here)]
        if isinstance(reference := raw.get("$ref"), str):
            target = document.target(reference)
            if target not in followed:
                waiting.append((target, followed | {target}))


def _branches(raw: Mapping[str, Any], pointer: str) -> Iterator[str]:
    for key in _BRANCHES:
        branches = raw.get(key)
        if isinstance(branches, list | tuple):
            yield from (f"{pointer}/{key}/{number}" for number in range(len(branches)))
    yield from (f"{pointer}/{key}" for key in _CONDITIONAL if key in raw)


def _members(raw: Mapping[str, Any], pointer: str, above: tuple[Step, ...]) -> Iterator[Field]:
    properties = raw.get("properties")
    if isinstance(properties, Mapping):
        required = raw.get("required")
        names = required if isinstance(required, list | tuple) else ()
        for name in properties:
            place = f"{pointer}/properties/{escape_step(str(name))}"
            yield Field((*above, str(name)), place, required=name in names)
    yield from _wild(raw, pointer, above)


def _wild(raw: Mapping[str, Any], pointer: str, above: tuple[Step, ...]) -> Iterator[Field]:
    """Yield the members without a name: any element, any other key."""
    if isinstance(raw.get("items"), Mapping):
        yield Field((*above, Wildcard.INDEX), f"{pointer}/items")
    for key in ("prefixItems", "items"):
        if isinstance(raw.get(key), list | tuple):
            for number in range(len(raw[key])):
                yield Field((*above, Wildcard.INDEX), f"{pointer}/{key}/{number}")
    if isinstance(raw.get("additionalProperties"), Mapping):
        yield Field((*above, Wildcard.ANY), f"{pointer}/additionalProperties")
    patterns = raw.get("patternProperties")
    if isinstance(patterns, Mapping):
        for pattern in patterns:
            place = f"{pointer}/patternProperties/{escape_step(str(pattern))}"
            yield Field((*above, Wildcard.ANY), place)


def _step(
    raw: Mapping[str, Any], pointer: str, above: tuple[Step, ...], step: Step
) -> Iterator[Field]:
    named = [field for field in _members(raw, pointer, above) if field.steps[-1] == step]
    if named or isinstance(step, int | Wildcard):
        yield from named
        return
    yield from (f for f in _wild(raw, pointer, above) if f.steps[-1] is Wildcard.ANY)


def _stays(document: SchemaDocument, pointer: str, hidden: Hidden) -> bool:
    raw = document.at(pointer)
    if isinstance(raw, Mapping) and hidden not in raw:
        reference = raw.get("$ref")
        raw = document.at(document.target(reference)) if isinstance(reference, str) else raw
    return isinstance(raw, Mapping) and raw.get(hidden) is True
