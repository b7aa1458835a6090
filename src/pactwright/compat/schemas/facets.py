"""The facts about a schema that a change is told by: kinds, values, names, bounds."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from pactwright.compat.schemas.places import pointer_of
from pactwright.model.json import Json
from pactwright.schema.admit import SCALAR_KEYWORDS
from pactwright.schema.cases import TooManyCases, split_cases
from pactwright.schema.digest import digest
from pactwright.schema.lowering import escape_step
from pactwright.schema.node import Node
from pactwright.schema.shape import Conjunction, Shape
from pactwright.schema.view import View


class Facets(Struct):
    """What all cases of a schema say together.

    `names` maps declared properties to the schema that declares them; `single` tells that there
    is one case; `whole` that kinds and values are exact.
    """

    pointer: str
    shapes: list[Shape]
    kinds: frozenset[str] = frozenset()
    values: list[Json] | None = None
    names: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)

    @property
    def single(self) -> bool:
        """Whether the schema is one case only."""
        return len(self.shapes) == 1

    @property
    def whole(self) -> bool:
        """Whether kinds and values say all there is to say."""
        return self.single

    def every(self, keyword: str) -> list[Any]:
        """Return the values of a keyword, in an order of their own."""
        return sorted((v for shape in self.shapes for v in shape.every(keyword)), key=digest)

    def member(self, name: str) -> str:
        """Return where a declared property stands."""
        return f"{self.names[name]}/properties/{escape_step(name)}"

    def scalars(self) -> Node:
        """Return the bounds of numbers and strings as one schema."""
        bounds = [
            {keyword: node[keyword] for keyword in SCALAR_KEYWORDS & node.keys()}
            for shape in self.shapes
            for node in shape.nodes
        ]
        kinds = sorted({"number" if kind == "fraction" else kind for kind in self.kinds})
        parts = [bound for bound in bounds if bound]
        return {"type": kinds, "allOf": parts} if parts else {"type": kinds}


def read_facets(view: View, schema: Conjunction | Node) -> Facets | None:
    """Return the facets of a schema, None when its cases are too many."""
    conjunction = schema if isinstance(schema, Conjunction) else Conjunction((schema,))
    try:
        cases = split_cases(view, conjunction, limit=32)
    except TooManyCases:
        return None
    found = Facets(pointer_of(view, conjunction.nodes), [case.shape for case in cases])
    for shape in found.shapes:
        found.kinds |= shape.kinds
        for node in shape.nodes:
            if id(node) not in view.origins:
                continue  # what was put there for the question's sake
            if "properties" in node:
                place = view.pointer(node)
                # those that were met before stay
                found.names = {**dict.fromkeys(node["properties"], place), **found.names}
    if found.shapes:
        each = [set().union(*shape.every("required")) for shape in found.shapes]
        found.required = set.intersection(*each)
    if found.single:
        known = [value for values in found.shapes[0].every("$known") for value in values]
        found.values = found.shapes[0].values or (known or None)
    return found
