"""The members of a value that several schemas in place speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from pactwright.schema.node import Node
from pactwright.schema.view import View

ITEMS: Final = "/items"
"""Stands for all items of a list; no property is asked for by this name here."""

_HOLDING: Final = frozenset(
    {
        "properties", "patternProperties", "required", "items", "prefixItems", "allOf", "anyOf",
        "oneOf", "$ref",
    }
)  # fmt: skip
_DEEPEST: Final = 8


class Overlap(Struct, frozen=True):
    """Members that hold objects, by name, and what is said of each by schemas in place.

    What `joint` members are, all the schemas say together; of `open` ones branches of a union
    speak as well, so that it depends on the value which schemas there are.
    """

    joint: dict[str, list[Node]] = field(default_factory=dict)
    open: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return name in self.joint or name in self.open

    def __bool__(self) -> bool:
        return bool(self.joint or self.open)


NONE: Final = Overlap()


def find_overlap(view: View, node: Node) -> Overlap:
    """Return the members of which more than one schema in place says what they hold."""
    conjuncts = conjuncts_of(view, node)
    if len(conjuncts) == 1 and not ("anyOf" in node or "oneOf" in node):
        return NONE
    said = _collect(view, conjuncts)
    unions = [
        _names_in_branches(view, one[keyword], 0)
        for one in conjuncts
        for keyword in ("anyOf", "oneOf")
        if keyword in one
    ]
    branched = frozenset(
        name
        for index, names in enumerate(unions)
        for name in names
        if name in said or any(name in other for other in unions[index + 1 :])
    )
    joint = {
        name: schemas for name, schemas in said.items() if len(schemas) > 1 and name not in branched
    }
    return Overlap(joint, branched) if joint or branched else NONE


def conjuncts_of(view: View, node: Node) -> list[Node]:
    """Return the schemas in place, unions left alone."""
    found: list[Node] = []
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        found.append(here)
        waiting.extend(here.get("allOf", ()))
        if "$ref" in here:
            waiting.append(view.follow(here["$ref"]))
    return found


def _collect(view: View, conjuncts: list[Node]) -> dict[str, list[Node]]:
    """Return the schemas of members that hold members themselves, equal ones once."""
    found: dict[str, dict[bytes, Node]] = {}
    for one in conjuncts:
        for name, schema in _members(one):
            found.setdefault(name, {}).setdefault(view.digest(schema), schema)
    return {name: list(schemas.values()) for name, schemas in found.items()}


def _members(node: Node) -> Iterator[tuple[str, Node]]:
    for name, schema in node.get("properties", {}).items():
        if not _HOLDING.isdisjoint(schema):
            yield name, schema
    if "items" in node and not _HOLDING.isdisjoint(node["items"]):
        yield ITEMS, node["items"]


def _names_in_branches(view: View, branches: list[Node], depth: int) -> set[str]:
    if depth > _DEEPEST:
        return set()
    found: set[str] = set()
    for branch in branches:
        for one in conjuncts_of(view, branch):
            found.update(name for name, _ in _members(one))
            for keyword in ("anyOf", "oneOf"):
                found |= _names_in_branches(view, one.get(keyword, []), depth + 1)
    return found
