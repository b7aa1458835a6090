"""Inclusion for not and if, and for keywords that nobody here knows."""

from __future__ import annotations

from typing import Final

from pactwright.schema.case import IN_PLACE, Case
from pactwright.schema.cases import TooManyCases
from pactwright.schema.disjoint import Part, are_disjoint, parts_of
from pactwright.schema.node import Node


def keep_not(case: Case, node: Node) -> bool:
    """No value may be one of those refused."""
    if case.has("not", node):
        return True
    refused = node["not"]
    values = case.values
    try:
        parts = parts_of(case.side.larger, (refused,)) if refused else []
    except TooManyCases:
        return case.fail("not", node)
    mine = Part(case.side.smaller, case.shape, case.members)
    proven = bool(refused) and all(are_disjoint(mine, part) for part in parts)
    return proven or values == [] or case.fail("not", node)


def keep_if(case: Case, node: Node) -> bool:
    """Both branches must include the case, unless it holds the same condition."""
    if "then" not in node and "else" not in node:
        return True
    keywords = ("if", "then", "else")
    wanted = {keyword: node[keyword] for keyword in keywords if keyword in node}
    for own in case.shape.nodes:
        mine = {keyword: own[keyword] for keyword in keywords if keyword in own}
        if "if" in own and case.prover.sameness.same_part(mine, wanted):
            return True
    held = [
        case.may_use(case.conjunction, node[keyword], IN_PLACE, ("if", node))
        for keyword in ("then", "else")
        if keyword in node
    ]
    return all(held) or case.fail("if", node)


def keep_unknown(case: Case, node: Node) -> bool:
    """Nothing is known of the keyword: only the same keyword with the same value will do."""
    left = [
        keyword
        for keyword, value in node["$unknown"].items()
        if not any(
            keyword in own and case.prover.sameness.same_part(own[keyword], value)
            for own in case.shape.every("$unknown")
        )
    ]
    for keyword in left:
        case.reasons.append(f"the keyword {keyword!r} is not known here")
    return not left or case.fail("$unknown", node, *left)


RULES: Final = {"not": keep_not, "if": keep_if, "$unknown": keep_unknown}
