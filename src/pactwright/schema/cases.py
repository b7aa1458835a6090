"""The cases of a conjunction: one for each choice of branches in its unions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

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

_MOST_BRANCHES: Final = 1024
"""Branches of a conjunction's only union that are: they are no combinations."""

_ANYTHING: Final[Node] = {}


class TooManyCases(Exception):  # noqa: N818  # an answer rather than a fault
    """The unions of a conjunction make more cases than are worth looking at."""


class Split(Struct, frozen=True):
    """One case: its conjunction and shape, and which branch was chosen last.

    `index` is the branch's place in its union, -1 without one; `shared` tells that a value may
    belong to other cases as well, `alone` which branch of each oneOf it has to itself; `plain` is
    the case before others' properties were added.
    """

    conjunction: Conjunction
    shape: Shape
    index: int = -1
    shared: bool = False
    alone: frozenset[tuple[int, int]] = frozenset()
    plain: Split | None = None


def split_cases(view: View, conjunction: Conjunction, *, limit: int = MOST_CASES) -> list[Split]:
    """Return the conjunction's cases, those left out that have no values.

    Together the cases admit everything the conjunction does (oneOf read as anyOf, so perhaps
    more). Raises TooManyCases beyond the limit.
    """
    done: list[Split] = []
    whole = take_apart(view, conjunction)
    if limit == MOST_CASES and len(whole.unions) == 1:
        ((keyword, node),) = whole.unions
        limit = max(limit, min(len(node[keyword]), _MOST_BRANCHES))
    waiting = [Split(conjunction, whole)]
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
    shape = take_apart(view, split)
    if keyword == "anyOf":
        return Split(split, shape, branch, shared=True, alone=case.alone)
    alone = case.alone | {(id(node[keyword]), branch)}
    return Split(split, shape, branch, case.shared, alone)


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
        self._known = {
            id(split): _read_known(split)
            for split in splits
            if split.shared and "object" in split.shape.kinds
        }
        self._by_name: dict[str, list[_Known]] = {}
        for known in self._known.values():
            for name in known.names:
                self._by_name.setdefault(name, []).append(known)
        self._open: dict[_Known, bool] = {}
        self._nodes: dict[tuple[_Known, str], Node | None] = {}
        self._made: dict[tuple[_Known, frozenset[str] | None], Node | None] = {}

    def extend(
        self, split: Split, conjunction: Conjunction, names: frozenset[str] | None
    ) -> Conjunction:
        """Return a case's conjunction with what other cases declare under these names.

        None stands for every name.
        """
        own = self._known.get(id(split))
        if own is None or own.free or not own.declares:
            return conjunction
        key = (own, names)
        if key not in self._made:
            self._made[key] = self._make(own, names)
        node = self._made[key]
        return conjunction if node is None else conjunction.extended(node)

    def _make(self, own: _Known, names: frozenset[str] | None) -> Node | None:
        wanted = None if names is None else names - own.names
        if wanted is not None and not wanted:
            return None
        if self._meets_unlisted(own):
            return make_node({"additionalProperties": {}}, self._kept)
        common = self._by_name.keys() - own.names
        if wanted is not None:
            common &= wanted
        text = {
            name: node for name in sorted(common) if (node := self._node(own, name)) is not None
        }
        return make_node({"properties": text}, self._kept) if text else None

    def _meets_unlisted(self, own: _Known) -> bool:
        """Tell whether a value of this case may belong to one that takes any name."""
        found = self._open.get(own)
        if found is None:
            unlisted = (other for other in self._known.values() if other.unlisted)
            found = self._open[own] = any(self._meets(own, other) for other in unlisted)
        return found

    def _node(self, own: _Known, name: str) -> Node | None:
        """Return what the cases beside this one declare under a name."""
        key = (own, name)
        if key not in self._nodes:
            self._nodes[key] = self._make_node(own, name)
        return self._nodes[key]

    def _make_node(self, own: _Known, name: str) -> Node | None:
        if any(matches(pattern, name) for pattern in own.patterns):
            return None
        schemas = {
            self._view.digest(schema): schema
            for other in self._by_name[name]
            if self._meets(own, other)
            for schema in other.schemas(name)
        }
        return _either(list(schemas.values()), self._kept) if schemas else None

    def _meets(self, own: _Known, other: _Known) -> bool:
        """Tell whether a value of one case may belong to another too."""
        if own is other or _exclude_each_other(own.split, other.split):
            return False
        mine, theirs = own.split.conjunction.nodes[-1], other.split.conjunction.nodes[-1]
        return not self._apart(mine, theirs)


class _Known(Struct, frozen=True, eq=False):
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


def _exclude_each_other(one: Split, other: Split) -> bool:
    """Tell whether two cases chose different branches of the same oneOf."""
    chosen = dict(other.alone)
    return any(chosen.get(union, branch) != branch for union, branch in one.alone)


def _either(schemas: list[Node], kept: dict[bytes, Node]) -> Node:
    return schemas[0] if len(schemas) == 1 else make_node({"anyOf": schemas}, kept)
