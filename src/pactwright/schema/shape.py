"""What a conjunction of lowered schemas asks of a value, its unions split into cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from pactwright.model.json import Json
from pactwright.schema.digest import digest, is_among
from pactwright.schema.node import Node
from pactwright.schema.view import View

KINDS: Final = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
"""The kinds of values; the numbers split into those without and those with a fraction."""

_LONGEST_CHAIN: Final = 16

NEVER: Final[Node] = {"not": {}}

_KINDS_OF_TYPE: Final = {
    **{kind: frozenset({kind}) for kind in KINDS},
    "number": frozenset({"integer", "fraction"}),
}

_KINDS_OF_KEYWORD: Final = {
    **dict.fromkeys(("pattern", "minLength", "maxLength", "format"), frozenset({"string"})),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        frozenset({"integer", "fraction"}),
    ),
    **dict.fromkeys(
        ("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"),
        frozenset({"array"}),
    ),
    **dict.fromkeys(
        (
            "properties", "required", "patternProperties", "additionalProperties",
            "propertyNames", "minProperties", "maxProperties", "dependentRequired",
            "dependentSchemas",
        ),
        frozenset({"object"}),
    ),
}  # fmt: skip
"""The only kinds of values that a keyword refuses some of."""

_KIND_OF_CLASS: Final = {
    type(None): "null",
    bool: "boolean",
    str: "string",
    int: "integer",
    dict: "object",
    list: "array",
    tuple: "array",
}

Union: TypeAlias = tuple[str, Node]
"""The keyword (`anyOf` or `oneOf`) and the schema it stands in."""


class Conjunction(Struct, frozen=True):
    """Lowered schemas of one view that a value satisfies all at once.

    `chosen` are the unions among them whose branch has been chosen, by identity of their list.
    """

    nodes: tuple[Node, ...]
    chosen: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[tuple[int, ...], frozenset[int]]:
        """Return what tells two conjunctions apart."""
        return tuple(map(id, self.nodes)), self.chosen

    def extended(self, *nodes: Node) -> Conjunction:
        """Return the conjunction with some schemas more."""
        return Conjunction((*self.nodes, *nodes), self.chosen)


class Shape(Struct):
    """The conjunction taken apart: every schema in place, the kinds left, the unions open.

    `values` are the only values possible, when an enumeration says so; `cyclic` tells that a
    schema refers to itself in place, which means nothing.
    """

    nodes: list[Node] = field(default_factory=list)
    kinds: frozenset[str] = KINDS
    unions: list[Union] = field(default_factory=list)
    values: list[Json] | None = None
    unknown: list[str] = field(default_factory=list)

    def every(self, keyword: str) -> Iterator[Any]:
        """Yield each value of a keyword among the schemas in place."""
        for node in self.nodes:
            if keyword in node:
                yield node[keyword]


def kind_of(value: Json) -> str:
    """Return the kind of a JSON value, one of KINDS."""
    kind = _KIND_OF_CLASS.get(type(value))
    if kind is not None:
        return kind
    return "integer" if isinstance(value, float) and value.is_integer() else "fraction"


def kinds_of_types(types: list[str]) -> frozenset[str]:
    """Return the kinds that type names stand for."""
    return frozenset().union(*(_KINDS_OF_TYPE[name] for name in types))


def take_apart(view: View, conjunction: Conjunction) -> Shape:
    """Return the shape of a conjunction: references and allOf followed, unions left open.

    It is made once for each view, so it must stay as it is.
    """
    key = conjunction.key
    kept = view.shapes.get(key)
    if kept is None:
        # with the conjunction, whose schemas' identities must stay taken
        kept = view.shapes[key] = (conjunction, _take_apart(view, conjunction))
    return kept[1]


def _take_apart(view: View, conjunction: Conjunction) -> Shape:
    shape = Shape()
    seen: set[int] = set()
    waiting = list(reversed(conjunction.nodes))
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        shape.nodes.append(node)
        _narrow(shape, node)
        for keyword in ("anyOf", "oneOf"):
            if keyword in node and id(node[keyword]) not in conjunction.chosen:
                shape.unions.append((keyword, node))
        if "allOf" in node:
            waiting.extend(reversed(node["allOf"]))
        if "$ref" in node:
            waiting.append(view.follow(node["$ref"]))
    if shape.values is not None:
        shape.values = [value for value in shape.values if kind_of(value) in shape.kinds]
        shape.kinds = frozenset(map(kind_of, shape.values))
        shape.nodes.extend(_spell_out(shape.values))
    return shape


def _spell_out(values: list[Json]) -> Iterator[Node]:
    """Yield what listed objects and arrays say of the values in them."""
    objects = [value for value in values if isinstance(value, dict)]
    arrays = [value for value in values if isinstance(value, list)]
    if objects:
        names = dict.fromkeys(name for one in objects for name in one)
        yield {
            "required": sorted(name for name in names if all(name in one for one in objects)),
            "properties": {
                name: _one_of([one[name] for one in objects if name in one]) for name in names
            },
            "additionalProperties": NEVER,
        }
    if arrays:
        longest = max(map(len, arrays))
        yield {
            "minItems": min(map(len, arrays)),
            "prefixItems": [
                _one_of([one[index] for one in arrays if index < len(one)])
                for index in range(longest)
            ],
            "items": NEVER,
        }


def _one_of(values: list[Json]) -> Node:
    return {"enum": list({digest(value): value for value in values}.values())}


def _narrow(shape: Shape, node: Node) -> None:
    if "type" in node:
        shape.kinds &= kinds_of_types(node["type"])
    if "enum" in node:
        values = node["enum"]
        shape.values = (
            list(values)
            if shape.values is None
            else [one for one in shape.values if is_among(one, values)]
        )
    refused = node.get("not")
    if refused is not None:
        if not refused:
            shape.kinds = frozenset()
        elif refused.keys() == {"type"}:
            shape.kinds -= kinds_of_types(refused["type"])
        elif len(refused) == 1:  # what the keyword does not look at satisfies it
            shape.kinds &= _KINDS_OF_KEYWORD.get(next(iter(refused)), KINDS)
    shape.unknown.extend(node.get("$unknown", ()))


def patterns_of(nodes: Iterable[Node]) -> tuple[list[str], list[str]]:
    """Return the patterns that schemas in place want a string to match, and not to match."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for node in nodes:
        if "pattern" in node:
            wanted.append(node["pattern"])
        refused = node.get("not")
        if refused is not None and refused.keys() == {"pattern"}:
            unwanted.append(refused["pattern"])
    return wanted, unwanted


def without_references(view: View, node: Node) -> Node:
    """Return what a schema that is only a reference stands for, at the end of the chain."""
    for _ in range(_LONGEST_CHAIN):
        if len(node) != 1 or "$ref" not in node:
            break
        node = view.follow(node["$ref"])
    return node


def make_node(text: dict[str, Any], kept: dict[bytes, Node]) -> Node:
    """Return one and the same object for equal synthetic schemas, kept alive in `kept`."""
    return kept.setdefault(digest(text), text)
