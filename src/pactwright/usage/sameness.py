"""Whether an operation is word for word the same in two documents, with all that it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactwright.conformance.operation import Operation
from pactwright.document.operations import METHODS, Route
from pactwright.document.pointer import escape_step, follow_pointer, pointer_of_fragment
from pactwright.model.json import Json, JsonObject
from pactwright.schema.digest import digest

_APART = frozenset(
    {
        "paths", "webhooks", "info", "tags", "externalDocs", "components", "definitions",
        "parameters", "responses",
    }
)  # fmt: skip
"""Keys of a document that concern an operation only where it refers to them, or not at all."""

_NAMING = frozenset(
    {"$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef"}
)
"""Keywords by which references lead elsewhere than pointers do."""

_Parts = frozenset[str]


class Sameness:
    """Tells of the operations of two documents whether they are the same.

    What is not sure, because references are no pointers into the document, is not the same.
    """

    def __init__(self, old: JsonObject, new: JsonObject) -> None:
        """Make it for two parsed documents."""
        self._roots = (old, new)
        self._framed = digest(_frame(old)) == digest(_frame(new))
        self._parts: dict[str, _Parts | None] = {}

    def holds(self, old: tuple[Route, Operation], new: tuple[Route, Operation]) -> bool:
        """Tell whether a request is for the same operation in both, and nothing of it changed."""
        pointer = old[1].pointer
        if not self._framed or old[0] != new[0]:
            return False
        above = pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        seen: set[str] = set()
        todo = [pointer]
        one, other = (_shared(root, above) for root in self._roots)
        if not self._are_alike(one, other, todo):
            return False
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            parts = self._part(place)
            if parts is None:
                return False
            todo += parts - seen
        return True

    def _part(self, pointer: str) -> _Parts | None:
        """Return what the part at a pointer refers to, None where it is not the same in both."""
        if pointer not in self._parts:
            found: list[str] = []
            try:
                one, other = (follow_pointer(root, pointer) for root in self._roots)
                alike = self._are_alike(one, other, found)
            except KeyError:
                alike = False
            self._parts[pointer] = frozenset(found) if alike else None
        return self._parts[pointer]

    def _are_alike(self, one: Json, other: Json, found: list[str]) -> bool:
        if digest(one) != digest(other):
            return False
        for reference in _references(one):
            if not reference.startswith("#/"):
                return False
            found.append(pointer_of_fragment(reference[1:]))
        return True


def _frame(root: JsonObject) -> Json:
    info, components = root.get("info"), root.get("components")
    quirks = {key: it for key, it in _members(info) if key.startswith("x-")}
    schemes = dict(_members(components)).get("securitySchemes")
    return [{key: it for key, it in root.items() if key not in _APART}, quirks, schemes]


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    yield from value.items() if isinstance(value, Mapping) else ()


def _shared(root: JsonObject, pointer: str) -> Json:
    """Return what a path item says of all its operations."""
    item = follow_pointer(root, pointer)
    return {key: it for key, it in _members(item) if key not in {*METHODS, "additionalOperations"}}


def _references(value: Json) -> Iterator[str]:
    """Yield the references in a value; an empty one where they cannot be told."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += node
        elif isinstance(node, Mapping):
            if not _NAMING.isdisjoint(node) and any(isinstance(node.get(k), str) for k in _NAMING):
                yield ""
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield reference
            for name in dict(_members(node.get("mapping"))).values():
                yield _of_mapping(name)
            stack += node.values()


def _of_mapping(name: Json) -> str:
    """Return the reference that a discriminator's word stands for: a schema's name, or itself."""
    if not isinstance(name, str) or "/" in name or "." in name:
        return name if isinstance(name, str) else ""
    return f"#/components/schemas/{escape_step(name)}"
