"""Changes of branches, conditions and contents that are proven to be harmless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pactwright.compat.schemas.lane import Lane
from pactwright.schema.case import Pair
from pactwright.schema.digest import digest
from pactwright.schema.shape import Conjunction, Shape, take_apart

_TOLD: Final = (
    "contains", "not", "if", "propertyNames", "dependentRequired", "dependentSchemas",
    "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "anyOf", "oneOf",
    "items", "prefixItems", "patternProperties",
)  # fmt: skip
_WITH: Final = {"contains": ("minContains", "maxContains"), "if": ("then", "else")}
_CLOSING: Final = frozenset({"additionalProperties", "unevaluatedProperties"})
_COMING: Final = frozenset({*_CLOSING, "items", "prefixItems", "patternProperties"})


def tell_structure(pair: Pair, lane: Lane) -> Iterator[tuple[str, bool, str]]:
    """Yield keyword, whether it narrowed, and the words, for changes at a pair that holds.

    A schema that is only written in another way yields none.
    """
    if not pair.holds or pair.flipped or len(pair.smaller.nodes) != 1:
        return
    sender = take_apart(lane.court.smaller, pair.smaller)
    reader = take_apart(lane.court.larger, Conjunction((pair.larger,)))
    old, new = (sender, reader) if lane.forth else (reader, sender)
    there = set().union(*old.nodes, *new.nodes)
    told = [
        (keyword, words)
        for keyword in _TOLD
        if keyword in there and (words := _tell(keyword, old, new))
    ]
    if not told:
        return
    turned = _holds_turned(pair, lane)
    for keyword, words in told:
        # the sender sends what it declares, so that a reader may refuse the rest and break nobody
        closes = lane.court.closed and keyword in _CLOSING
        if not turned or closes:
            yield keyword, turned is lane.forth, words


def _tell(keyword: str, old: Shape, new: Shape) -> str | None:
    if keyword in _COMING:  # what is inside is told where it stands
        before, after = (any(filter(None, shape.every(keyword))) for shape in (old, new))
        if before == after or old.values or new.values:
            return None
    else:
        one, other = (_parts(keyword, shape) for shape in (old, new))
        if one == other:
            return None
        before, after = bool(one), bool(other)
    if before and after:
        return f"{keyword} changed"
    return f"{keyword} was {'added' if after else 'removed'}"


def _parts(keyword: str, shape: Shape) -> set[bytes]:
    """Return what the schemas in place say under a keyword, leaving out what says nothing."""
    found: set[bytes] = set()
    for node in shape.nodes:
        value = node.get(keyword)
        if not value:
            continue
        if keyword in {"anyOf", "oneOf"}:
            found.update(map(digest, value))
        else:
            beside = {name: node.get(name) for name in _WITH.get(keyword, ())}
            found.add(digest([value, beside]))
    return found


def _holds_turned(pair: Pair, lane: Lane) -> bool:
    """Tell whether the reader takes nothing that the sender could not send."""
    prover = lane.court.prover
    turned = prover.pair(Conjunction((pair.larger,)), pair.smaller.nodes[0], prover.turned())
    prover.settle()
    return turned.holds
