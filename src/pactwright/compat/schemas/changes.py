"""What changed at one pair of schemas, told by rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_members import ADDED, REMOVED
from pactwright.compat.schemas.align import explaining_edges
from pactwright.compat.schemas.catalogue import rule_for
from pactwright.compat.schemas.facets import Facets, read_facets
from pactwright.compat.schemas.lane import Lane
from pactwright.compat.schemas.places import place_of
from pactwright.compat.schemas.structure import tell_structure
from pactwright.compat.schemas.words import tell_change, tell_limit, tell_name, type_names
from pactwright.schema.canonical import covers
from pactwright.schema.case import Failure, Pair
from pactwright.schema.digest import digest
from pactwright.schema.node import Node

_SCALARS: Final = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "pattern", "format",
)  # fmt: skip
_COUNTS: Final = ("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties")


class Change(Struct, frozen=True, eq=False):
    """One change; `failure` is there when it is not proven to be harmless."""

    rule: Rule
    message: str
    old: str
    new: str
    failure: Failure | None = None


def tell_changes(pair: Pair, lane: Lane) -> Iterator[Change]:
    """Yield the changes at a pair, not those of the schemas below it."""
    told: set[tuple[str, int, tuple[bytes, ...]]] = set()
    for failure in pair.failures:
        for part in _parts(failure):
            key = (part.keyword, id(part.node), tuple(map(digest, part.detail)))
            if key not in told and not explaining_edges(part):
                told.add(key)
                yield _tell_failure(part, lane)
    yield from _tell_harmless(pair, lane)


def _parts(failure: Failure) -> Iterator[Failure]:
    """Yield a failure name by name, where each name is a change of its own."""
    if failure.keyword not in {"required", "dependentRequired"}:
        yield failure
        return
    for name in failure.detail:
        yield replace(failure, detail=(name,))


def _tell_failure(failure: Failure, lane: Lane) -> Change:
    keyword = _family(failure)
    rule = rule_for(keyword, narrowed=lane.forth)
    sender, reader = place_of(failure, lane)
    old, new = (sender, reader) if lane.forth else (reader, sender)
    return Change(rule, tell_change(failure, keyword, forth=lane.forth), old, new, failure)


def _family(failure: Failure) -> str:
    """Return the name under which the catalogue holds the rule of a failed keyword."""
    keyword, case = failure.keyword, failure.case
    if keyword == "type" and set(failure.detail) == {"null"}:
        return "null"
    if keyword == "enum" and case.values is None:
        return "enum-list"
    if keyword == "required":
        declared = any(failure.detail[0] in names for names in case.shape.every("properties"))
        return "required" if declared else "required-new"
    return keyword


def _tell_harmless(pair: Pair, lane: Lane) -> Iterator[Change]:
    sender = read_facets(lane.court.smaller, pair.smaller)
    reader = read_facets(lane.court.larger, pair.larger)
    if sender is None or reader is None:
        return
    old, new = (sender, reader) if lane.forth else (reader, sender)
    failed = {failure.keyword for failure in pair.failures}
    refused = {
        name for failure in pair.failures for name in failure.detail if isinstance(name, str)
    }
    if sender.single and reader.single and "type" not in failed:
        yield from _tell_members(old, new, refused)
    if not failed & {"type", "enum"}:
        yield from _tell_kinds(old, new, lane, holds=pair.holds)
    if not (sender.kinds ^ reader.kinds):
        for name, narrowed, message in tell_structure(pair, lane):
            yield Change(rule_for(name, narrowed=narrowed), message, old.pointer, new.pointer)
    if sender.single and reader.single:
        for keyword in (*_SCALARS, *_COUNTS):
            if keyword not in failed and _is_real(sender, reader, keyword):
                yield _plain(keyword, old, new, lane)


def _tell_members(old: Facets, new: Facets, refused: set[str]) -> Iterator[Change]:
    for name in sorted(old.names.keys() - new.names.keys() - refused):
        required = name in old.required
        rule = rule_for("required-new", narrowed=False) if required else REMOVED
        word = "required" if required else "optional"
        message = f"the {word} property {tell_name(name)} was removed"
        yield Change(rule, message, old.member(name), new.pointer)
    for name in sorted(new.names.keys() - old.names.keys() - refused):
        required = name in new.required
        rule = rule_for("required-new", narrowed=True) if required else ADDED
        word = "required" if required else "optional"
        message = f"the {word} property {tell_name(name)} was added"
        yield Change(rule, message, old.pointer, new.member(name))
    both = old.names.keys() & new.names.keys()
    for name in sorted(((old.required ^ new.required) & both) - refused):
        now = name in new.required
        rule = rule_for("required", narrowed=now)
        message = f"the property {tell_name(name)} became {'required' if now else 'optional'}"
        yield Change(rule, message, old.member(name), new.member(name))


def _tell_kinds(old: Facets, new: Facets, lane: Lane, *, holds: bool) -> Iterator[Change]:
    if not old.kinds or not new.kinds:
        return
    if not (old.whole and new.whole):
        if holds and old.kinds != new.kinds:
            yield _tell_other_kinds(old, new, lane)
    elif old.values is not None and new.values is not None:
        yield from _tell_values(old, new)
    elif old.kinds != new.kinds:
        yield _tell_other_kinds(old, new, lane)
    elif (old.values is None) != (new.values is None):
        rule = rule_for("enum-list", narrowed=old.values is None)
        message = (
            "only listed values are allowed now"
            if old.values is None
            else "any value is allowed now"
        )
        yield Change(rule, message, old.pointer, new.pointer)


def _tell_other_kinds(old: Facets, new: Facets, lane: Lane) -> Change:
    keyword = "null" if (old.kinds ^ new.kinds) == {"null"} else "type"
    rule = rule_for(keyword, narrowed=lane.forth is False)
    message = f"the type changed from {type_names(old.kinds)} to {type_names(new.kinds)}"
    return Change(rule, message, old.pointer, new.pointer)


def _tell_values(old: Facets, new: Facets) -> Iterator[Change]:
    before = {digest(value): value for value in old.values or ()}
    after = {digest(value): value for value in new.values or ()}
    for keys, narrowed, word in (
        (before.keys() - after.keys(), True, "removed"),
        (after.keys() - before.keys(), False, "added"),
    ):
        if keys:
            values = ", ".join(key.decode() for key in sorted(keys))
            message = (
                f"{word} from the listed values: {values}"
                if narrowed
                else f"{word} to the listed values: {values}"
            )
            yield Change(rule_for("enum", narrowed=narrowed), message, old.pointer, new.pointer)


def _is_real(sender: Facets, reader: Facets, keyword: str) -> bool:
    """Tell whether the sender keeps more than the reader asks for under this keyword."""
    mine, theirs = sender.every(keyword), reader.every(keyword)
    if mine == theirs or not mine:
        return False
    if keyword in _COUNTS or sender.values is not None or reader.values is not None:
        return keyword in _COUNTS
    wanted: Node = {"allOf": [{keyword: value} for value in mine]}
    return not covers(wanted, reader.scalars())


def _plain(keyword: str, old: Facets, new: Facets, lane: Lane) -> Change:
    rule = rule_for(keyword, narrowed=not lane.forth)
    message = tell_limit(keyword, old.every(keyword), new.every(keyword))
    return Change(rule, message, old.pointer, new.pointer)
