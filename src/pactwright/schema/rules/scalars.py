"""Inclusion for the keywords of every value, of numbers and of strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pactwright.schema.admit import admits
from pactwright.schema.canonical import covers
from pactwright.schema.case import Case
from pactwright.schema.digest import is_among
from pactwright.schema.language import GaveUp, find_string
from pactwright.schema.node import Node
from pactwright.schema.shape import kind_of, kinds_of_types, patterns_of

_NUMBERS: Final = frozenset({"integer", "fraction"})


def keep_type(case: Case, node: Node) -> bool:
    """Every kind of value there is must be among the types."""
    left = case.kinds - kinds_of_types(node["type"])
    return not left or case.fail("type", node, *sorted(left))


def keep_enum(case: Case, node: Node) -> bool:
    """Let values be few, and each among those listed."""
    listed = node["enum"]
    if case.values is None:
        return case.fail("enum", node)
    left = [value for value in case.values if not is_among(value, listed)]
    return not left or case.fail("enum", node, *left)


def _keep_number(keyword: str) -> Callable[[Case, Node], bool]:
    def keep(case: Case, node: Node) -> bool:
        if not case.kinds & _NUMBERS:
            return True
        if case.values is not None:
            return _keep_values(case, node, keyword)
        kind = "number" if "fraction" in case.kinds else "integer"
        proven = covers({keyword: node[keyword]}, case.scalar(kind))
        return proven or case.fail(keyword, node)

    return keep


def _keep_string(keyword: str) -> Callable[[Case, Node], bool]:
    def keep(case: Case, node: Node) -> bool:
        if "string" not in case.kinds:
            return True
        if case.values is not None:
            return _keep_values(case, node, keyword)
        proven = covers({keyword: node[keyword]}, case.scalar("string"))
        proven = proven or (keyword != "format" and _keep_language(case, keyword, node))
        return proven or case.fail(keyword, node)

    return keep


def _keep_values(case: Case, node: Node, keyword: str) -> bool:
    wanted = {keyword: node[keyword]}
    left = [
        value
        for value in case.values or ()
        if kind_of(value) not in {"object", "array"} and not admits(case.side.larger, wanted, value)
    ]
    return not left or case.fail(keyword, node, *left)


def _keep_language(case: Case, keyword: str, node: Node) -> bool:
    """Show that no string that the case's patterns and lengths allow goes beyond the keyword."""
    limit = node[keyword]
    patterns, refusing = patterns_of(case.shape.nodes)
    least, most = case.least("minLength"), case.most("maxLength")
    if keyword == "pattern":
        refusing.append(limit)
    elif keyword == "minLength":
        most = limit - 1 if most is None else min(most, limit - 1)
    else:
        least = max(least, limit + 1)
    if not patterns and not refusing:
        return False
    case.prover.spend(20)
    try:
        return find_string(patterns, refusing, least=least, most=most) is None
    except GaveUp:
        return False


RULES: Final = {
    "type": keep_type,
    "enum": keep_enum,
    **{
        keyword: _keep_number(keyword)
        for keyword in (
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        )
    },
    **{
        keyword: _keep_string(keyword)
        for keyword in ("minLength", "maxLength", "pattern", "format")
    },
}  # fmt: skip
