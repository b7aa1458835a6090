"""What a discriminator says of the branches of a union."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pactwright.errors import PactwrightError
from pactwright.schema.node import Node
from pactwright.schema.view import View


class Discriminators:
    """Reads the discriminators of a view's document.

    A value has the property that it names, and of the branches only that one counts which the
    property's value stands for: by a mapping, by the name of its schema, or by its own constant.
    Source: OpenAPI 3.1.1, section 4.8.25.
    """

    def __init__(self, view: View) -> None:
        """Make it for a view."""
        self._view = view

    def tag(self, node: Node, origin: str, branches: Sequence[Node]) -> list[Node] | None:
        """Return the branches of a union with what its discriminator adds, `None` without one.

        `origin` is the pointer at which the union stands, `branches` what is made of its own.
        """
        raw = self._raw(origin)
        found = raw.get("discriminator") if raw else None
        name = found.get("propertyName") if isinstance(found, Mapping) else None
        if raw is None or not isinstance(found, Mapping) or not isinstance(name, str):
            return None
        mapping = found.get("mapping")
        written = raw.get("oneOf") or raw.get("anyOf")
        own = node.get("oneOf") or node.get("anyOf") or ()
        if not isinstance(written, list) or not len(written) == len(own) == len(branches):
            return None
        mapped = mapping if isinstance(mapping, Mapping) else {}
        return [
            {"allOf": [branch, self._condition(name, lowered, one, mapped)]}
            for branch, lowered, one in zip(branches, own, written, strict=True)
        ]

    def _raw(self, origin: str) -> Mapping[str, Any] | None:
        try:
            raw = self._view.document.at(origin)
        except PactwrightError:
            return None
        return raw if isinstance(raw, Mapping) else None

    def _condition(self, name: str, branch: Node, raw: object, mapping: Mapping[str, Any]) -> Node:
        reference = raw.get("$ref") if isinstance(raw, Mapping) else None
        if not isinstance(reference, str) or self._is_constant(branch, name):
            return {"required": [name]}
        own = reference.rpartition("/")[2]
        names = [key for key, target in mapping.items() if target in {reference, own}]
        return {"required": [name], "properties": {name: {"enum": [*names, own]}}}

    def _is_constant(self, branch: Node, name: str) -> bool:
        """Tell whether a branch itself says what the property must be."""
        waiting, seen = [branch], set[int]()
        while waiting:
            here = waiting.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            if "enum" in here.get("properties", {}).get(name, {}):
                return True
            waiting.extend(here.get("allOf", ()))
            if "$ref" in here:
                waiting.append(self._view.follow(here["$ref"]))
        return False
