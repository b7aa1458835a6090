"""Values written as text (a path's, query's, header's or form's), read as a schema means them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pactwright.conformance.schemas import Schemas, Way
from pactwright.model.json import Json
from pactwright.schema.node import Node

_WHOLE: Final = re.compile(r"[+-]?\d{1,400}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DEEPEST: Final = 12
_IN_PLACE: Final = ("allOf", "anyOf", "oneOf")


class TextReader:
    """Reads texts for one direction of a document's schemas."""

    def __init__(self, schemas: Schemas, way: Way) -> None:
        """Make it for the schemas of a document."""
        self._schemas = schemas
        self._way = way
        self._view = schemas.view(way)

    def types(self, node: Node) -> frozenset[str]:
        """Return the JSON types that a schema speaks of, as far as it tells; none for any."""
        found: set[str] = set()
        for one in self._parts(node):
            found.update(one.get("type", ()))
            found.update(_type_name(value) for value in one.get("enum", ()))
        return frozenset(found)

    def read(self, node: Node, text: str) -> Json:
        """Return the value that a text stands for: the first reading that the schema admits.

        Where none is, the reading of the schema's own type, so that messages speak of that.
        """
        if node.get("type") == ["string"]:
            return text
        readings = list(_readings(text))
        for value in readings:
            if self.accepts(node, value):
                return value
        wanted = self.types(node)
        return next((value for value in readings if _is_of(value, wanted)), text)

    def read_list(self, node: Node, texts: Sequence[str]) -> list[Json]:
        """Return the items that texts stand for, each read by the schema of items."""
        items = self._items(node)
        return [self.read(items, text) for text in texts]

    def read_tree(self, node: Node, tree: Any, depth: int = 0) -> Json:  # noqa: ANN401 - texts, lists and objects of them
        """Return what nested texts stand for: objects by their properties, lists by their items."""
        if isinstance(tree, Mapping) and depth < _DEEPEST:
            return {
                name: self.read_tree(self.property(node, name), one, depth + 1)
                for name, one in tree.items()
            }
        if isinstance(tree, list):
            items = self._items(node)
            return [self.read_tree(items, one, depth + 1) for one in tree]
        if isinstance(tree, str) and "array" in self.types(node):
            return self.read_list(node, [tree])
        return self.read(node, tree) if isinstance(tree, str) else None

    def _items(self, node: Node) -> Node:
        for one in self._parts(node):
            if "items" in one:
                found: Node = one["items"]
                return found
        return {}

    def property(self, node: Node, name: str) -> Node:
        """Return the schema of a property, an empty one where nothing is said of it."""
        for one in self._parts(node):
            if name in one.get("properties", {}):
                found: Node = one["properties"][name]
                return found
        for one in self._parts(node):
            if isinstance(one.get("additionalProperties"), dict):
                more: Node = one["additionalProperties"]
                return more
        return {}

    def accepts(self, node: Node, value: Json) -> bool:
        """Tell whether a schema admits a value."""
        return self._schemas.accepts_node(self._way, node, value)

    def alternatives(self, node: Node) -> Iterator[Node]:
        """Yield the schema with each of the branches of its union in turn, and with no others."""
        whole = self._view.follow(node["$ref"]) if "$ref" in node else node
        for key in ("oneOf", "anyOf"):
            yield from ({**whole, key: [branch]} for branch in whole.get(key, ()))

    def properties(self, node: Node) -> tuple[str, ...]:
        """Return the names of the properties that a schema declares."""
        return tuple(
            dict.fromkeys(name for one in self._parts(node) for name in one.get("properties", ()))
        )

    def _parts(self, node: Node) -> Iterator[Node]:
        """Yield the schema and those in place of it, references followed, each once."""
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop(0)
            if id(here) in seen:
                continue
            seen.add(id(here))
            yield here
            if "$ref" in here:
                waiting.append(self._view.follow(here["$ref"]))
            for key in _IN_PLACE:
                waiting += here.get(key, ())


def _readings(text: str) -> Iterator[Json]:
    yield text
    if _WHOLE.fullmatch(text):
        yield int(text)
    elif _NUMBER.fullmatch(text):
        number = float(text)
        yield number
        if number.is_integer():
            yield int(number)
    if text in {"true", "false"}:
        yield text == "true"
    if text in {"null", ""}:
        yield None


def _is_of(value: Json, types: frozenset[str]) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return _type_name(value) in types or (whole and "integer" in types)


def _type_name(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "number"
    return "object" if isinstance(value, Mapping) else "array"
