"""The cases of a conjunction: one for each choice of branches in its unions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pactwright.schema.node import Node
from pactwright.schema.objects import declares, is_open_ended, matches
from pactwright.schema.shape import (
    Conjunction,
    Shape,
    make_node,
    take_apart,
    without_references,
)
from pactwright.schema.view import View

MOST_CASES: Final = 256
"""Cases of a conjunction that are worth looking at."""

_ANYTHING: Final[Node] = {}


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


def split_cases(view: View, conjunction: Conjunction, *, limit: int = MOST_CASES) -> list[Split]:
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
        """Make it for the cases of a conjunction; `apart` tells that two admit nothing together."""
        self._view = view
        self._kept = kept
        self._apart = apart
        self._near: dict[int, list[_Known]] = {}
        self._known = {
            id(split): _read_known(split)
            for split in splits
            if split.shared and "object" in split.shape.kinds
        }

    def extend(
        self, split: Split, conjunction: Conjunction, names: frozenset[str] | None
    ) -> Conjunction:
        """Return a case's conjunction with what other cases declare under these names.

        None stands for every name.
        """
        own = self._known.get(id(split))
        if own is None or own.free or not own.declares:
            return conjunction
        wanted = None if names is None else names - own.names
        if wanted is not None and not wanted:
            return conjunction
        extra: dict[str, dict[bytes, Node]] = {}
        others = self._others(split, own)
        for other in tuple(others):
            common = other.names if wanted is None else other.names & wanted
            if not (common or other.unlisted):
                continue
            if self._are_apart(own, other):
                others.remove(other)  # for good: nobody asks again
                continue
            if other.unlisted:
                return conjunction.extended(make_node({"additionalProperties": {}}, self._kept))
            for name in common - own.names:
                for schema in other.schemas(name):
                    extra.setdefault(name, {})[self._view.digest(schema)] = schema
        text = {
            name: _either(list(schemas.values()), self._kept)
            for name, schemas in sorted(extra.items())
            if not any(matches(pattern, name) for pattern in own.patterns)
        }
        if not text:
            return conjunction
        return conjunction.extended(make_node({"properties": text}, self._kept))

    def _others(self, split: Split, own: _Known) -> list[_Known]:
        """Return the other cases that a value of this one may belong to, as far as is known."""
        found = self._near.get(id(split))
        if found is None:
            found = [other for other in self._known.values() if other is not own]
            self._near[id(split)] = found
        return found

    def _are_apart(self, own: _Known, other: _Known) -> bool:
        return self._apart(own.split.conjunction.nodes[-1], other.split.conjunction.nodes[-1])


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What one case declares of objects.

    `free` tells that any name may occur, `unlisted` that more may than can be listed.
    """

    split: Split
    names: frozenset[str]
    patterns: tuple[str, ...]
    declares: bool
    free: bool
    unlisted: bool

    def schemas(self, name: str) -> list[Node]:
        """Return the schemas of a declared name, one that takes everything when there is none."""
        found = [known[name] for known in self.split.shape.every("properties") if name in known]
        return found or [_ANYTHING]


def _read_known(split: Split) -> _Known:
    shape = split.shape
    patterns = tuple(name for known in shape.every("patternProperties") for name in known)
    return _Known(
        split=split,
        names=frozenset().union(*shape.every("properties"), *shape.every("required")),
        patterns=patterns,
        declares=declares(shape),
        free=is_open_ended(shape),
        unlisted=is_open_ended(shape) or bool(patterns),
    )


def _either(schemas: list[Node], kept: dict[bytes, Node]) -> Node:
    return schemas[0] if len(schemas) == 1 else make_node({"anyOf": schemas}, kept)
