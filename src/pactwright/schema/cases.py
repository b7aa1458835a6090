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
    belong to other cases as well.
    """

    conjunction: Conjunction
    shape: Shape
    index: int = -1
    shared: bool = False


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


def declare_others(
    view: View,
    splits: list[Split],
    kept: dict[bytes, Node],
    *,
    closing: bool,
    apart: Callable[[Node, Node], bool],
    settled: frozenset[bytes] = frozenset(),
) -> list[Split]:
    """Return the cases with what other branches declare beside them.

    Where objects are closed, a value of one anyOf branch may still hold what another branch
    declares, if it belongs to that one too; `apart` tells that no value belongs to both.
    Cases that look like one of `settled` are left as they are.
    """
    if len(splits) < 2 or not any(  # noqa: PLR2004  # others there must be
        closing or any(split.shape.every("unevaluatedProperties")) for split in splits
    ):
        return splits
    found = []
    for split in splits:
        if not split.shared or view.digest(split.conjunction.nodes[-1]) in settled:
            found.append(split)
            continue
        others = [other for other in splits if _may_meet(split, other, apart)]
        found.append(_declare(view, split, others, kept))
    return found


def _may_meet(split: Split, other: Split, apart: Callable[[Node, Node], bool]) -> bool:
    if split is other or not (split.shared and other.shared):
        return False
    if "object" not in split.shape.kinds or "object" not in other.shape.kinds:
        return False
    return not apart(split.conjunction.nodes[-1], other.conjunction.nodes[-1])


def _declare(view: View, split: Split, others: list[Split], kept: dict[bytes, Node]) -> Split:
    shape = split.shape
    if is_open_ended(shape) or not declares(shape):
        return split
    extra: dict[str, dict[bytes, Node]] = {}
    open_ended = False
    for other in others:
        open_ended |= _collect(view, other.shape, extra)
    own = set().union(*shape.every("properties"), *shape.every("required"))
    patterns = [pattern for known in shape.every("patternProperties") for pattern in known]
    text: dict[str, Any] = {
        name: _either(list(schemas.values()), kept)
        for name, schemas in sorted(extra.items())
        if name not in own and not any(matches(pattern, name) for pattern in patterns)
    }
    if not text and not open_ended:
        return split
    node: Node = {"properties": text}
    if open_ended:
        node = {"additionalProperties": {}}
    conjunction = split.conjunction.extended(make_node(node, kept))
    return Split(conjunction, take_apart(view, conjunction), split.index, split.shared)


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
    return is_open_ended(shape) or any("patternProperties" in node for node in shape.nodes)
