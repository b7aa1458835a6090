"""Generators of V3 and V4, read and written back."""

from __future__ import annotations

from collections.abc import Mapping

from pactwright.model.json import Json, JsonObject
from pactwright.model.rule import Category, Generator, Generators
from pactwright.pactfile.node import Node
from pactwright.pactfile.place import CATEGORIES, WHOLE, check_path

_TYPE = frozenset({"type"})


def read_generators(owner: Node) -> tuple[Generators, JsonObject]:
    """Return the generators of a part, and what of them is of no known category."""
    node = owner.object("generators")
    if node is None:
        return {}, {}
    found: dict[Category, dict[str, Generator]] = {}
    unknown: dict[str, Json] = {}
    for key, value in node.members():
        category = CATEGORIES.get(key.lower())
        if category is None:
            unknown[key] = value.value
        else:
            found.setdefault(category, {}).update(_read_category(category, value))
    return found, {"generators": unknown} if unknown else {}


def _read_category(category: Category, node: Node) -> dict[str, Generator]:
    if not node.is_object():
        return {}
    kind = node.member("type")
    if category in WHOLE and kind is not None and isinstance(kind.value, str):
        generator = _read_generator(node)
        return {"": generator} if generator else {}
    if category == "body":
        for place, value in node.members():
            check_path(value, place)
    read = {place: _read_generator(value) for place, value in node.members()}
    return {place: generator for place, generator in read.items() if generator is not None}


def _read_generator(node: Node) -> Generator | None:
    if not node.is_object():
        return None
    kind = node.text("type")
    if not kind:
        node.report('a generator names its kind under "type"; this one has none')
        return None
    return Generator(kind=kind, attributes=node.rest(_TYPE))


def write_generators(generators: Generators, unknown: Json) -> JsonObject:
    """Return V4's `generators`, `unknown` categories included."""
    written: dict[str, Json] = dict(unknown) if isinstance(unknown, Mapping) else {}
    for category, places in generators.items():
        if category in WHOLE and list(places) == [""]:
            written[category] = _write_generator(places[""])
        elif places:
            written[category] = {key: _write_generator(value) for key, value in places.items()}
    return written


def _write_generator(generator: Generator) -> Json:
    return {**generator.attributes, "type": generator.kind}
