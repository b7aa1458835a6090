"""Inclusion for the keywords of arrays."""

from __future__ import annotations

from typing import Final

from pactwright.schema.case import IN_PLACE, Case
from pactwright.schema.cases import TooManyCases, split_cases
from pactwright.schema.disjoint import never_meet
from pactwright.schema.node import Node
from pactwright.schema.shape import Conjunction


def _has_arrays(case: Case) -> bool:
    return "array" in case.kinds


def keep_min_items(case: Case, node: Node) -> bool:
    """No array may be shorter."""
    proven = not _has_arrays(case) or case.least("minItems") >= node["minItems"]
    return proven or case.fail("minItems", node)


def keep_max_items(case: Case, node: Node) -> bool:
    """No array may be longer."""
    most = longest(case)
    proven = not _has_arrays(case) or (most is not None and most <= node["maxItems"])
    return proven or case.fail("maxItems", node)


def longest(case: Case) -> int | None:
    """Return how many items an array can hold, None without a limit."""
    most = case.most("maxItems")
    for one in case.shape.nodes:
        if one.get("items", {}).get("not") == {}:
            length = len(one.get("prefixItems", ()))
            most = length if most is None else min(most, length)
    return most


def keep_unique(case: Case, node: Node) -> bool:
    """No array may hold an item twice."""
    most = longest(case)
    proven = (
        not _has_arrays(case)
        or any(case.shape.every("uniqueItems"))
        or (most is not None and most <= 1)
    )
    return proven or case.fail("uniqueItems", node)


def keep_prefix(case: Case, node: Node) -> bool:
    """Each item with a schema of its own must be included in it."""
    if _has_arrays(case):
        most = longest(case)
        for index, wanted in enumerate(node["prefixItems"]):
            if most is None or index < most:
                case.needs(case.item(index), wanted, ("item", index))
    return True


def keep_items(case: Case, node: Node) -> bool:
    """Every item after those with schemas of their own must be included."""
    if not _has_arrays(case):
        return True
    most = longest(case)
    first = len(node.get("prefixItems", ()))
    last = max(first, case.prefix_length())
    for index in range(first, last + 1):
        if most is None or index < most:
            case.needs(case.item(index), node["items"], ("item", index))
    return True


def keep_contains(case: Case, node: Node) -> bool:
    """Enough items, and not too many, must be of the kind asked for."""
    least, most = node.get("minContains", 1), node.get("maxContains")
    if not _has_arrays(case) or (least == 0 and most is None):
        return True
    enough = least == 0 or _counts_enough(case, node, least)
    few = most is None or _counts_few(case, node, most)
    return (enough and few) or case.fail("contains", node)


def _counts_enough(case: Case, node: Node, least: int) -> bool:
    """Show that the items of the kind are not too few."""
    for own in case.shape.nodes:
        if "contains" in own and own.get("minContains", 1) >= least and _is_within(case, own, node):
            return True
    if case.least("minItems") < least:
        return False
    length = longest(case)
    return all(
        case.may_use(Conjunction(case.item(index)), node["contains"], IN_PLACE, ("contains", node))
        for index in range(case.prefix_length() + 1)
        if length is None or index < length
    )


def _is_within(case: Case, own: Node, node: Node) -> bool:
    """Tell whether what the case counts is counted by the schema too."""
    if case.prover.sameness.same_part(own["contains"], node["contains"]):
        return True
    counted = Conjunction((own["contains"],))
    if case.side.closing is not None and not _is_scalar(case, counted):
        return False  # the question closes objects, while what is counted is open
    return case.may_use(counted, node["contains"], IN_PLACE, ("contains", node))


def _is_scalar(case: Case, counted: Conjunction) -> bool:
    try:
        splits = split_cases(case.side.smaller, counted)
    except TooManyCases:
        return False
    return not any(split.shape.kinds & {"object", "array"} for split in splits)


def _counts_few(case: Case, node: Node, most: int) -> bool:
    """Show that the items of the kind are not too many."""
    length = longest(case)
    if length is not None and length <= most:
        return True
    for own in case.shape.nodes:
        if "contains" in own and own.get("maxContains", most + 1) <= most:
            if case.prover.sameness.same_part(own["contains"], node["contains"]):
                return True
            if case.takes_turned((node["contains"],), own["contains"]):
                return True
    return _has_none(case, node, length)


def _has_none(case: Case, node: Node, length: int | None) -> bool:
    """Tell whether no item can be of the kind."""
    side = case.side
    return all(
        never_meet(side.smaller, case.item(index), side.larger, (node["contains"],))
        for index in range(case.prefix_length() + 1)
        if length is None or index < length
    )


def keep_unevaluated_items(case: Case, node: Node) -> bool:
    """Only the library shows this, the whole schema before it."""
    proven = not _has_arrays(case) or not node["unevaluatedItems"]
    return proven or case.fail("unevaluatedItems", node)


RULES: Final = {
    "minItems": keep_min_items,
    "maxItems": keep_max_items,
    "uniqueItems": keep_unique,
    "prefixItems": keep_prefix,
    "items": keep_items,
    "contains": keep_contains,
    "unevaluatedItems": keep_unevaluated_items,
}
