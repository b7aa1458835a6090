"""The branches of a union, indexed once for all the cases that look for theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

from pactwright.schema.lower import Node
from pactwright.schema.shape import Conjunction, take_apart, without_references
from pactwright.schema.view import View


@dataclass(slots=True)
class Branches:
    """The branches of one union of one view, references followed.

    `at` maps pointers to indexes, `alike` canonical bytes to indexes; a branch that occurs twice
    is in `alike` by its first index.
    """

    nodes: tuple[Node, ...]
    at: dict[str, int] = field(default_factory=dict)
    alike: dict[bytes, int] = field(default_factory=dict)
    kinds: tuple[frozenset[str], ...] = ()


def read_branches(view: View, branches: list[Node]) -> Branches:
    """Return the branches of a union with their indexes."""
    found = Branches(tuple(without_references(view, branch) for branch in branches))
    for index, node in enumerate(found.nodes):
        found.at.setdefault(view.pointer(node), index)
        found.alike.setdefault(view.digest(node), index)
    found.kinds = tuple(take_apart(view, Conjunction((node,))).kinds for node in found.nodes)
    return found
