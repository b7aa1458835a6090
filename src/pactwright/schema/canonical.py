"""The library's canonical forms, asked where their answer can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import jsonschema_rs
from jsonschema_rs.canonical import CanonicalizationError, Containment, Satisfiability

from pactwright.schema.close import Closing
from pactwright.schema.node import Node, target_of
from pactwright.schema.view import View

QUICK: Final = 1_500
"""Bytes of schema that the library takes some ten microseconds for."""

PATIENT: Final = 12_000
"""Bytes that may take it some ten milliseconds: for last questions only."""

_DRAFT: Final = jsonschema_rs.Draft202012


def canonical(schema: Node) -> jsonschema_rs.CanonicalSchema | None:
    """Return the library's canonical form of a lowered schema, or None when it has none."""
    try:
        return jsonschema_rs.canonicalize(schema, draft=_DRAFT, validate_formats=True)
    except (CanonicalizationError, ValueError):
        return None


def covers(larger: Node, smaller: Node) -> bool:
    """Tell whether the library proves that one self-contained schema includes the other."""
    outer, inner = canonical(larger), canonical(smaller)
    if outer is None or inner is None:
        return False
    try:
        return bool(outer.covers(inner) == Containment.YES)
    except CanonicalizationError:
        return False


def is_empty(schema: Node) -> bool:
    """Tell whether the library proves that a self-contained schema admits nothing."""
    form = canonical(schema)
    return form is not None and bool(form.satisfiability() == Satisfiability.NO)


def unfold(view: View, nodes: Iterable[Node], *, closing: Closing | None, most: int) -> Node | None:
    """Return the conjunction of the nodes with all they refer to, or None where that is too much.

    Cycles, unknown keywords and more than `most` bytes are too much.
    """
    nodes = list(nodes)
    definitions = _small_closure(view, nodes, most)
    if definitions is None or _is_cyclic(view, definitions):
        return None
    return bundle(nodes, definitions, closing=closing)


def _small_closure(view: View, nodes: list[Node], most: int) -> dict[str, Node] | None:
    """Return what the nodes refer to, or None as soon as it is too much or not known."""
    found: dict[str, Node] = {}
    waiting = list(nodes)
    size = 0
    while waiting:
        node = waiting.pop()
        text = view.digest(node)
        size += len(text)
        if size > most or b'"$unknown"' in text:
            return None
        for name in view.references(node):
            if name not in found:
                found[name] = view.follow(name)
                waiting.append(found[name])
    return found


def bundle(nodes: list[Node], definitions: dict[str, Node], *, closing: Closing | None) -> Node:
    """Return one schema for the conjunction of the nodes, its definitions beside it."""
    if closing is None:
        parts, targets = nodes, definitions
        whole: Node = {"allOf": parts} if parts else {}
    else:
        whole = closing.value({"allOf": nodes} if len(nodes) != 1 else nodes[0]) if nodes else {}
        targets = {text: closing.part(node) for text, node in definitions.items()}
    if not targets:
        return dict(whole)
    return {**whole, "$defs": {target_of(text): node for text, node in targets.items()}}


def _is_cyclic(view: View, definitions: dict[str, Node]) -> bool:
    left = {text: set(view.references(node)) for text, node in definitions.items()}
    while left:
        leaves = {text for text, reached in left.items() if not reached & left.keys()}
        if not leaves:
            return True
        for text in leaves:
            del left[text]
    return False
