"""Where in the two documents a change stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pactwright.compat.schemas.lane import Lane
from pactwright.errors import PactwrightError
from pactwright.schema.case import Failure
from pactwright.schema.node import Node, target_of
from pactwright.schema.view import View


def pointer_of(view: View, nodes: Iterable[Node]) -> str:
    """Return where the first of some schemas stands, references followed to their end."""
    for node in nodes:
        if id(node) in view.origins:
            return _settled(view, node)
    return ""


def _settled(view: View, node: Node) -> str:
    for _ in range(16):
        if node.keys() != {"$ref"}:
            break
        target = target_of(node["$ref"])
        node = view.follow(node["$ref"])
        if view.pointer(node) != target:
            return target
    return view.pointer(node)


def place_of(failure: Failure, lane: Lane) -> tuple[str, str]:
    """Return where the sender's schema and the reader's keyword stand."""
    court = lane.court
    reader = court.larger.pointer(failure.node)
    sender = _counterpart(failure, court.smaller, reader)
    return sender, _with_keyword(court.larger, reader, failure.keyword)


def _counterpart(failure: Failure, view: View, reader: str) -> str:
    """Return where the sender says what the reader's keyword is about."""
    nodes = [node for node in failure.case.shape.nodes if id(node) in view.origins]
    for node in nodes:
        if view.pointer(node) == reader:
            return _with_keyword(view, reader, failure.keyword)
    for node in nodes:
        if failure.keyword in node:
            return _with_keyword(view, view.pointer(node), failure.keyword)
    return pointer_of(view, failure.case.conjunction.nodes)


def _with_keyword(view: View, pointer: str, keyword: str) -> str:
    try:
        raw = view.document.at(pointer)
    except PactwrightError:
        return pointer
    names = [keyword, *(["const"] if keyword == "enum" else [])]
    for name in names:
        if isinstance(raw, Mapping) and name in raw:
            return f"{pointer}/{name}"
    return pointer
