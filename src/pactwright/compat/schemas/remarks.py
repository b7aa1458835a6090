"""The walk over both documents' schemas, as they are written, for what refuses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from pactwright.compat.schemas.annotations import Remark, tell_annotations
from pactwright.compat.schemas.contents import tell_contents
from pactwright.errors import PactwrightError
from pactwright.model.finding import Direction, Finding, Place
from pactwright.model.json import Json, JsonObject
from pactwright.schema.dialect import WITHOUT_EFFECT
from pactwright.schema.digest import digest, quick_text
from pactwright.schema.document import SchemaDocument
from pactwright.schema.lowering import escape_step
from pactwright.schema.sameness import TextSameness

_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
_SCHEMAS: Final = (
    "items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else",
    "unevaluatedProperties", "unevaluatedItems", "additionalItems",
)  # fmt: skip
_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_TEXTS: Final = ("query ", "path ", "header ", "cookie ")

Places: TypeAlias = tuple[str, str, bool]
"""Where a pair of schemas stands in both documents, and whether it is a parameter's own."""


class _Pair(Struct):
    """A pair of schemas: what is to be said of it, what it refers to, and who reaches it.

    `reached_by` holds a bit for each operation.
    """

    remarks: list[tuple[Remark, str, str]] = field(default_factory=list)
    following: list[Places] = field(default_factory=list)
    reached_by: int = 0


class Remarks:
    """Takes in pairs of schemas and tells what is written differently and refuses nothing."""

    def __init__(self, old: SchemaDocument, new: SchemaDocument) -> None:
        """Make it for two documents."""
        self._old = old
        self._new = new
        self.texts = TextSameness(old, new)
        none: frozenset[str] = frozenset()
        idle = [WITHOUT_EFFECT.get(side.dialect, none) for side in (old, new)]
        self._idle = sorted(idle[0] & idle[1])
        self._operations: dict[str, int] = {}
        self._starts: dict[Direction, dict[Places, int]] = {}

    def add(self, old: str, new: str, direction: Direction, operation: str, part: str) -> None:
        """Take in a pair of schemas at two pointers."""
        starts = self._starts.setdefault(direction, {})
        places = (old, new, direction == "request" and part.startswith(_TEXTS))
        bit = 1 << self._operations.setdefault(operation, len(self._operations))
        starts[places] = starts.get(places, 0) | bit

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each difference and direction, with the operations that reach it."""
        for direction, starts in self._starts.items():
            pairs = self._reach(starts, direction)
            told = [pair for pair in pairs.values() if pair.remarks]
            if told:
                _spread(pairs, starts)
            found: dict[tuple[str, str, str], tuple[Remark, int]] = {}
            for pair in told:
                for remark, old, new in pair.remarks:
                    key = (remark[0].id, old, new)
                    before = found.get(key, (remark, 0))[1]
                    found[key] = (remark, before | pair.reached_by)
            for (_, old, new), (remark, bits) in found.items():
                yield _finding(remark, (old, new), direction, self._named(bits))

    def _named(self, bits: int) -> tuple[str, ...]:
        return tuple(sorted(name for name, at in self._operations.items() if bits >> at & 1))

    def _reach(self, starts: Iterable[Places], direction: Direction) -> dict[Places, _Pair]:
        """Return every pair that can be reached and is not written alike on both sides."""
        pairs: dict[Places, _Pair] = {}
        waiting = list(starts)
        while waiting:
            places = waiting.pop()
            if places not in pairs:
                pair = pairs[places] = self._read(places, direction)
                waiting.extend(pair.following)
        return pairs

    def _read(self, places: Places, direction: Direction) -> _Pair:
        pair = _Pair()
        waiting = [(places, _at(self._old, places[0]), _at(self._new, places[1]))]
        while waiting:
            here, old, new = waiting.pop()
            if not isinstance(old, dict) or not isinstance(new, dict):
                continue
            ends = self._follow(old, new, here)
            if ends is not None:
                pair.following.extend(ends)
                continue
            text = quick_text(old)
            if text == quick_text(new):
                pair.following.extend(self._below(text))
                continue
            told = tell_annotations(old, new, direction, parameter=here[2], idle=self._idle)
            for remark in chain(told, self._tell_contents(old, new, here)):
                at = _place(here[0], old, remark[2]), _place(here[1], new, remark[2])
                pair.remarks.append((remark, *at))
            waiting.extend(
                ((here[0] + step, here[1] + other, False), one, two)
                for step, other, one, two in _counterparts(old, new)
            )
        return pair

    def _tell_contents(self, old: JsonObject, new: JsonObject, here: Places) -> Iterator[Remark]:
        if "contentSchema" in old and "contentSchema" in new:
            yield from tell_contents(self._old, self._new, here[:2])

    def _below(self, text: bytes) -> Iterator[Places]:
        """Yield where the references lead of a schema that is written alike on both sides."""
        for target in self.texts.targets(text):
            if not self.texts.same_at(target, target):
                yield target, target, False

    def _follow(self, old: JsonObject, new: JsonObject, here: Places) -> list[Places] | None:
        """Return where a reference leads on either side, None where neither side has one."""
        if "$ref" not in old and "$ref" not in new:
            return None
        ends = [_end(self._old, old, here[0]), _end(self._new, new, here[1])]
        if ends == [here[0], here[1]]:
            return None
        if self.texts.same_at(*ends):
            return []
        return [(ends[0], ends[1], here[2])]


def _end(document: SchemaDocument, raw: JsonObject, place: str) -> str:
    reference = raw.get("$ref")
    return document.target(reference) if isinstance(reference, str) else place


def _spread(pairs: Mapping[Places, _Pair], starts: Mapping[Places, int]) -> None:
    """Hand the operations' bits on until nothing changes."""
    waiting = list(starts.items())
    while waiting:
        places, bits = waiting.pop()
        pair = pairs[places]
        if bits | pair.reached_by != pair.reached_by:
            pair.reached_by |= bits
            waiting.extend((other, pair.reached_by) for other in pair.following)


def _counterparts(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, str, Json, Json]]:
    """Yield the schemas below that belong together, with the steps to them on either side."""
    for keyword in sorted(old.keys() & new.keys()):
        one, other = old[keyword], new[keyword]
        if keyword in _MAPS and isinstance(one, Mapping) and isinstance(other, Mapping):
            for name in sorted(one.keys() & other.keys()):
                step = f"/{keyword}/{escape_step(name)}"
                yield step, step, one[name], other[name]
        elif keyword in _LISTS and isinstance(one, list) and isinstance(other, list):
            for index, position in _aligned(one, other):
                steps = f"/{keyword}/{index}", f"/{keyword}/{position}"
                yield *steps, one[index], other[position]
        elif keyword in _SCHEMAS:
            yield f"/{keyword}", f"/{keyword}", one, other


def _aligned(one: list[Json], other: list[Json]) -> Iterator[tuple[int, int]]:
    """Yield the indexes of items that belong together: alike ones, and the rest in their order."""
    known = {digest(item): position for position, item in reversed(list(enumerate(other)))}
    alike = {i: known[text] for i, text in enumerate(map(digest, one)) if text in known}
    yield from alike.items()
    mine = [index for index in range(len(one)) if index not in alike]
    theirs = [position for position in range(len(other)) if position not in alike.values()]
    if len(mine) == len(theirs):
        yield from zip(mine, theirs, strict=True)


def _at(document: SchemaDocument, pointer: str) -> Json:
    try:
        return document.at(pointer)
    except PactwrightError:
        return None


def _place(pointer: str, raw: Mapping[str, Any], keyword: str) -> str:
    return f"{pointer}/{keyword}" if keyword in raw else pointer


def _finding(
    remark: Remark, places: tuple[str, str], direction: Direction, operations: tuple[str, ...]
) -> Finding:
    rule, message, _ = remark
    verdict, level = rule.rule_on(direction)
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        verdict=verdict,
        level=level,
        message=message,
        hint=rule.instead,
        direction=direction,
        operations=operations,
        old=Place(pointer=places[0]),
        new=Place(pointer=places[1]),
    )
