"""The branches of a union, indexed once for all the cases that look for theirs."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from pactwright.schema.node import Node
from pactwright.schema.shape import Conjunction, Shape, take_apart, without_references
from pactwright.schema.view import View

_LOOKING_AT_ALL: Final = frozenset(
    {
        "additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties",
        "maxProperties", "dependentRequired", "dependentSchemas", "not", "if", "enum", "$unknown",
    }
)  # fmt: skip


class Branches(Struct):
    """The branches of one union of one view, references followed.

    `looks` are the names that each branch looks at in objects, None for all; `at` maps pointers
    to indexes, `alike` canonical bytes to indexes, for a branch that occurs twice the first.
    """

    nodes: tuple[Node, ...]
    at: dict[str, int] = field(default_factory=dict)
    alike: dict[bytes, int] = field(default_factory=dict)
    kinds: tuple[frozenset[str], ...] = ()
    looks: tuple[frozenset[str] | None, ...] = ()


def read_branches(view: View, branches: list[Node]) -> Branches:
    """Return the branches of a union with their indexes."""
    found = Branches(tuple(without_references(view, branch) for branch in branches))
    for index, node in enumerate(found.nodes):
        found.at.setdefault(view.pointer(node), index)
        found.alike.setdefault(view.digest(node), index)
    shapes = [take_apart(view, Conjunction((node,))) for node in found.nodes]
    found.kinds = tuple(shape.kinds for shape in shapes)
    found.looks = tuple(None if shape.unions else names_looked_at(shape) for shape in shapes)
    return found


def names_looked_at(shape: Shape) -> frozenset[str] | None:
    """Return the names that a schema says anything of beside its unions, None when of all."""
    if any(not _LOOKING_AT_ALL.isdisjoint(node) for node in shape.nodes):
        return None
    return frozenset().union(*shape.every("properties"))
