"""Inclusion for the keywords of arrays."""

from __future__ import annotations

from typing import Final

from pactwright.schema.case import Case
from pactwright.schema.node import Node


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
    if any(
        case.prover.sameness.same_part(own["contains"], node["contains"])
        and own.get("minContains", 1) >= least
        and (most is None or own.get("maxContains", most + 1) <= most)
        for own in case.shape.nodes
        if "contains" in own
    ):
        return True
    return _counts_all(case, node, least, most) or case.fail("contains", node)


def _counts_all(case: Case, node: Node, least: int, most: int | None) -> bool:
    """Show it by the length of the array, every item being of the kind."""
    length = longest(case)
    if most is not None and (length is None or length > most):
        return False
    if case.least("minItems") < least:
        return False
    if least:
        for index in range(case.prefix_length() + 1):
            if length is None or index < length:
                case.needs(case.item(index), node["contains"], ("item", index))
    return True


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
