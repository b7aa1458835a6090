"""Where a document's schemas stand that a request or an answer reaches, and the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MAPS = ("properties",)
LISTS = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Root:
    """A schema that a whole body has, or a parameter: its place, and who sends it."""

    place: tuple
    direction: str
    operation: tuple[str, str]
    media: str = ""


@dataclass(frozen=True)
class Place:
    """A schema below a root; `way` leads there, a step of keys for each schema on it."""

    root: Root
    place: tuple
    way: tuple[tuple, ...]


def at(document: Any, place: tuple) -> Any:
    """Return what stands at a place."""
    for step in place:
        document = document[step]
    return document


def target(reference: str) -> tuple:
    """Return the place that a reference leads to."""
    steps = reference.removeprefix("#/").split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def roots(document: dict) -> list[Root]:
    """Return the bodies of all requests and answers, and the parameters with values to choose."""
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                found += _roots_of(document, (path, method), item[method])
    return found


def _roots_of(document: dict, operation: tuple[str, str], held: dict) -> Iterator[Root]:
    start = ("paths", *operation)
    for place, media in _bodies(document, (*start, "requestBody"), held.get("requestBody")):
        yield Root(place, "request", operation, media)
    for status, answer in held.get("responses", {}).items():
        for place, media in _bodies(document, (*start, "responses", status), answer):
            yield Root(place, "response", operation, media)
    for index, parameter in enumerate(held.get("parameters", ())):
        if parameter.get("schema", {}).get("enum"):
            yield Root((*start, "parameters", index, "schema"), "request", operation, "parameter")


def _bodies(document: dict, place: tuple, held: dict | None) -> Iterator[tuple[tuple, str]]:
    if held is None:
        return
    if "$ref" in held:
        place = target(held["$ref"])
        held = at(document, place)
    for media, body in held.get("content", {}).items():
        if "schema" in body and ("json" in media or "form" in media):
            yield (*place, "content", media, "schema"), media


def below(document: dict, root: Root, *, deepest: int = 7) -> Iterator[Place]:
    """Yield every schema that the root reaches, each by its shortest way."""
    seen: set[tuple] = set()
    waiting = [Place(root, root.place, ())]
    while waiting:
        here = waiting.pop(0)
        schema = at(document, here.place)
        if not isinstance(schema, dict) or here.place in seen:
            continue
        seen.add(here.place)
        if "$ref" in schema:
            waiting.append(Place(root, target(schema["$ref"]), here.way))
            continue
        yield here
        if len(here.way) < deepest:
            waiting += (
                Place(root, (*here.place, *step), (*here.way, (here.place, step)))
                for step in _steps(schema)
            )


def _steps(schema: dict) -> Iterator[tuple]:
    for name in schema.get("properties", {}):
        yield "properties", name
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield (key,)
    for key in LISTS:
        for index in range(len(schema.get(key, ()))):
            yield key, index
