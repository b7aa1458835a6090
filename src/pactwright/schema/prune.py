"""The part of a schema that a value can meet, told by the names in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pactwright.model.json import Json
from pactwright.schema.close import Closing
from pactwright.schema.node import Node, target_of
from pactwright.schema.view import View

_BY_NAME: Final = frozenset({"properties", "dependentSchemas"})
_SCHEMAS: Final = frozenset(
    {
        "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains",
        "propertyNames", "not", "if", "then", "else",
    }
)  # fmt: skip
_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})


def names_in(value: Json) -> frozenset[str]:
    """Return the names of all properties anywhere in a value."""
    names: set[str] = set()
    seen: set[int] = set()  # a long list holds one and the same item many times over
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, dict | list) or id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, dict):
            names.update(here)
            waiting.extend(here.values())
        else:
            waiting.extend(here)
    return frozenset(names)


class Pruner:
    """Cuts a schema of a view down to what values with certain names can meet.

    A property's schema has no say where no object holds the property; large documents shrink to
    a handful of schemas. With `closing`, values hold declared properties only. `spell` writes
    regular expressions as the reader of the schema wants them.
    """

    def __init__(
        self,
        view: View,
        closing: Closing | None,
        names: frozenset[str],
        *,
        spell: Callable[[str], str] = str,
    ) -> None:
        """Make it for the names of some values."""
        self._view = view
        self._closing = closing
        self._names = names
        self._spell = spell
        self._waiting: dict[str, None] = {}
        self.knows_all = True

    def prune(self, node: Node) -> Node:
        """Return the schema with its definitions, self-contained.

        `knows_all` then tells whether there is no unknown keyword in it.
        """
        closing = self._closing
        whole = self._cut(node if closing is None else closing.value(node))
        definitions: dict[str, Node] = {}
        while self._waiting:
            text, _ = self._waiting.popitem()
            target = self._view.follow(text)
            definitions[text] = {}  # taken, whatever refers to it
            definitions[text] = self._cut(target if closing is None else closing.part(target))
            for known in definitions:
                self._waiting.pop(known, None)
        if not definitions:
            return whole
        return {**whole, "$defs": {target_of(text): definitions[text] for text in definitions}}

    def _cut(self, node: Node) -> Node:
        cut: dict[str, Any] = {}
        for keyword, value in node.items():
            if keyword in _BY_NAME:
                cut[keyword] = {name: self._cut(value[name]) for name in self._held(value)}
            elif keyword in _SCHEMAS:
                cut[keyword] = self._cut(value)
            elif keyword in _LISTS:
                cut[keyword] = [self._cut(one) for one in value]
            elif keyword == "patternProperties":
                cut[keyword] = self._cut_patterns(value)
            elif keyword == "pattern":
                cut[keyword] = self._spell(value)
            else:
                cut[keyword] = value
                self._note(keyword, value)
        return cut

    def _cut_patterns(self, schemas: dict[str, Node]) -> dict[str, Node]:
        cut: dict[str, Node] = {}
        for pattern, one in schemas.items():
            name, own = self._spell(pattern), self._cut(one)
            cut[name] = {"allOf": [cut[name], own]} if name in cut else own
        return cut

    def _held(self, schemas: dict[str, Node]) -> list[str]:
        if len(schemas) <= len(self._names):
            return [name for name in schemas if name in self._names]
        return sorted(name for name in self._names if name in schemas)

    def _note(self, keyword: str, value: Any) -> None:  # noqa: ANN401 - any JSON
        if keyword == "$ref":
            self._waiting[value] = None
        elif keyword == "$unknown":
            self.knows_all = False
