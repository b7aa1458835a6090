"""The cases of a conjunction: one for each choice of branches in its unions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pactwright.schema.digest import digest
from pactwright.schema.lower import Node
from pactwright.schema.objects import declares, is_open_ended, matches
from pactwright.schema.shape import (
    Conjunction,
    Shape,
    make_node,
    take_apart,
    without_references,
)
from pactwright.schema.view import View


class TooManyCases(Exception):  # noqa: N818  # an answer rather than a fault
    """The unions of a conjunction make more cases than are worth looking at."""


@dataclass(frozen=True, slots=True)
class Split:
    """One case: its conjunction and shape, and which branch was chosen last.

    `index` is the branch's place in its union, -1 without one; `shared` tells that a value may
    belong to other cases as well; `plain` is the case before others' properties were added.
    """

    conjunction: Conjunction
    shape: Shape
    index: int = -1
    shared: bool = False
    plain: Split | None = None


def split_cases(view: View, conjunction: Conjunction, *, limit: int = 64) -> list[Split]:
    """Return the conjunction's cases, those left out that have no values.

    Together the cases admit everything the conjunction does (oneOf read as anyOf, so perhaps
    more). Raises TooManyCases beyond the limit.
    """
    done: list[Split] = []
    waiting = [Split(conjunction, take_apart(view, conjunction))]
    while waiting:
        case = waiting.pop()
        if not case.shape.kinds:
            continue
        if not case.shape.unions:
            done.append(case)
            continue
        keyword, node = case.shape.unions[0]
        indexes = range(len(node[keyword]) - 1, -1, -1)
        waiting.extend(_choose(view, case, keyword, node, index) for index in indexes)
        if len(done) + len(waiting) > limit:
            raise TooManyCases
    return done


def _choose(view: View, case: Split, keyword: str, node: Node, branch: int) -> Split:
    conjunction = case.conjunction
    chosen, nodes = conjunction.chosen, conjunction.nodes
    if (
        keyword == "anyOf"
        and node.keys() == {"anyOf"}
        and not chosen
        and any(one is node for one in nodes)
    ):
        # it has said all by the choice, and no oneOf needs to know of it
        nodes = tuple(one for one in nodes if one is not node)
    else:
        chosen |= {id(node[keyword])}
    nodes = (*nodes, without_references(view, node[keyword][branch]))
    split = Conjunction(nodes, chosen)
    return Split(split, take_apart(view, split), branch, case.shared or keyword == "anyOf")


class Beside:
    """What a value of one case may hold of that which other cases declare.

    Where objects are closed, a value of one anyOf branch may still hold what another branch
    declares, if it belongs to that one too.
    """

    def __init__(
        self,
        view: View,
        splits: list[Split],
        kept: dict[bytes, Node],
        apart: Callable[[Node, Node], bool],
    ) -> None:
        """Make it for the cases of one conjunction; `apart` tells that two admit no value together."""
        self._view = view
        self._kept = kept
        self._apart = apart
        self._splits = [s for s in splits if s.shared and "object" in s.shape.kinds]
        self._names = {id(split): _names(split.shape) for split in self._splits}

    def extend(
        self, split: Split, conjunction: Conjunction, names: frozenset[str] | None
    ) -> Conjunction:
        """Return a case's conjunction with what other cases declare under these names.

        None stands for every name.
        """
        shape = split.shape
        own = self._names.get(id(split))
        if own is None or is_open_ended(shape) or not declares(shape):
            return conjunction
        if names is not None and names <= own:
            return conjunction
        extra: dict[str, dict[bytes, Node]] = {}
        open_ended = False
        for other in self._splits:
            if self._matters(split, other, None if names is None else names - own):
                open_ended |= _collect(self._view, other.shape, extra)
        if open_ended:
            return conjunction.extended(make_node({"additionalProperties": {}}, self._kept))
        text = self._declaration(shape, own, extra, names)
        return (
            conjunction.extended(make_node({"properties": text}, self._kept))
            if text
            else conjunction
        )

    def _matters(self, split: Split, other: Split, wanted: frozenset[str] | None) -> bool:
        if other is split:
            return False
        known = self._names[id(other)]
        if wanted is not None and not wanted & known and not _has_more(other.shape):
            return False
        return not self._apart(split.conjunction.nodes[-1], other.conjunction.nodes[-1])

    def _declaration(
        self,
        shape: Shape,
        own: frozenset[str],
        extra: dict[str, dict[bytes, Node]],
        names: frozenset[str] | None,
    ) -> dict[str, Any]:
        patterns = [pattern for known in shape.every("patternProperties") for pattern in known]
        return {
            name: _either(list(schemas.values()), self._kept)
            for name, schemas in sorted(extra.items())
            if name not in own
            and (names is None or name in names)
            and not any(matches(pattern, name) for pattern in patterns)
        }


def _names(shape: Shape) -> frozenset[str]:
    return frozenset().union(*shape.every("properties"), *shape.every("required"))


def _has_more(shape: Shape) -> bool:
    """Tell whether more names are declared than can be listed."""
    return is_open_ended(shape) or any("patternProperties" in node for node in shape.nodes)


def _either(schemas: list[Node], kept: dict[bytes, Node]) -> Node:
    return schemas[0] if len(schemas) == 1 else make_node({"anyOf": schemas}, kept)


def _collect(view: View, shape: Shape, extra: dict[str, dict[bytes, Node]]) -> bool:
    """Collect what a shape declares, and tell whether more names than can be listed are."""
    for properties in shape.every("properties"):
        for name, schema in properties.items():
            extra.setdefault(name, {})[view.digest(schema)] = schema
    declared = set().union(*shape.every("properties"))
    for name in set().union(*shape.every("required")) - declared:
        extra.setdefault(name, {})[digest({})] = {}
    return _has_more(shape)
