"""The questions of a proof: pairs of schemas, what they depend on, and where they fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pactwright.schema.lower import Node
from pactwright.schema.shape import Conjunction, Shape

if TYPE_CHECKING:
    from pactwright.schema.case import Case

Step: TypeAlias = tuple[str, str | int]
"""How a value leads to the next.

`("property", name)`, `("pattern", names' pattern)`, `("rest", 0)` for a name nobody declares,
`("name", pattern)` for a property's name, `("item", index)`; and for the same value
`("branch", index)` and `("in place", 0)`.
"""

IN_PLACE: Step = ("in place", 0)


@dataclass(slots=True, eq=False)
class Failure:
    """A keyword of the larger side that the smaller side is not proven to keep.

    `detail` tells more where the rule knows it: missing names, refused values.
    """

    keyword: str
    node: Node
    case: Case
    detail: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class Edge:
    """A pair that another needs, with the case in which it does.

    `must` tells that nothing else will do; otherwise `within` is the keyword, and the schema it
    stands in, for which one of several pairs is enough.
    """

    step: Step
    pair: Pair
    case: Case
    must: bool
    within: tuple[str, Node] | None = None


@dataclass(slots=True, eq=False)
class Pair:
    """The question whether a conjunction of one side is included in a schema of the other.

    `flipped` asks it the other way round, as pure containment. `holds` starts as assumed and only
    ever falls: what stands when nothing falls any more is the greatest fixed point, and
    does not depend on the order of visits.
    """

    smaller: Conjunction
    larger: Node
    flipped: bool = False
    holds: bool = True
    equal: bool = False
    edges: list[Edge] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    cases: list[tuple[Conjunction, Shape]] = field(default_factory=list)
    must_parents: list[Pair] = field(default_factory=list)
    any_parents: list[Pair] = field(default_factory=list)
