"""The two validators that have the say on every witness."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import jsonschema_rs

from pactwright.model.json import Json
from pactwright.schema.canonical import bundle
from pactwright.schema.close import Closing
from pactwright.schema.dialect import ASSERTED_FORMATS
from pactwright.schema.lower import Node
from pactwright.schema.view import View

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


class Judge:
    """Validates values against the schemas of one view: jsonschema-rs first, jsonschema after.

    Regular expressions are ECMA-262 for the first and Python's for the second, formats are those
    of ASSERTED_FORMATS for both. Validators are compiled for many entries at once.
    """

    def __init__(self, view: View, closing: Closing | None) -> None:
        """Make it for a view; with `closing` the first validator takes declared properties only."""
        self._view = view
        self._closing = closing
        self._compiled: dict[int, tuple[Any, str]] = {}
        self._entries: dict[int, Node] = {}

    def prepare(self, nodes: Sequence[Node]) -> None:
        """Compile the first validator for several schemas in one go."""
        fresh = {id(node): node for node in nodes if id(node) not in self._compiled}
        if not fresh:
            return
        self._entries.update(fresh)
        whole = self._bundle(list(fresh.values()))
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        for index, key in enumerate(fresh):
            self._compiled[key] = (validator, f"e{index}")

    def _bundle(self, nodes: list[Node]) -> Node:
        definitions = bundle([], self._view.closure(nodes), closing=self._closing)
        closing = self._closing
        entries = [node if closing is None else closing.value(node) for node in nodes]
        properties = {f"e{index}": node for index, node in enumerate(entries)}
        return {"$schema": _DRAFT, "properties": properties, **definitions}

    def accepts(self, node: Node, value: Json) -> bool:
        """Tell whether the first validator accepts the value."""
        if id(node) not in self._compiled:
            self.prepare([node])
        validator, entry = self._compiled[id(node)]
        return bool(validator.is_valid({entry: value}))

    def faults(self, node: Node, value: Json) -> list[tuple[tuple[Any, ...], tuple[Any, ...], str]]:
        """Return where the first validator refuses, in value and schema, and in which words."""
        if id(node) not in self._compiled:
            self.prepare([node])
        validator, entry = self._compiled[id(node)]
        return [
            (tuple(error.instance_path[1:]), tuple(error.schema_path), error.message)
            for error in validator.iter_errors({entry: value})
        ]

    def second_accepts(self, node: Node, value: Json) -> bool | None:
        """Tell whether the second validator accepts the value; None when it cannot tell."""
        import jsonschema

        definitions = self._view.closure([node])
        whole = bundle([node], definitions, closing=None)
        try:
            validator = jsonschema.Draft202012Validator(whole, format_checker=_format_checker())
            return bool(validator.is_valid(value))
        except (ValueError, RecursionError, OverflowError, Exception):  # noqa: BLE001
            return None  # patterns that Python cannot read, numbers that it cannot divide


@cache
def _format_checker() -> Any:
    import jsonschema

    return jsonschema.FormatChecker(formats=sorted(ASSERTED_FORMATS))
