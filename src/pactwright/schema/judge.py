"""The two validators that have the say on every witness."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import jsonschema_rs

from pactwright.model.json import Json
from pactwright.schema.canonical import bundle
from pactwright.schema.close import Closing
from pactwright.schema.dialect import ASSERTED_FORMATS
from pactwright.schema.node import Node
from pactwright.schema.view import View

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator as SecondValidator
    from jsonschema import FormatChecker

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


Fault: TypeAlias = tuple[tuple[str | int, ...], tuple[str | int, ...], str]
"""Where a value is refused: the place in the value, the place in the schema, and the words."""


class Judge:
    """Validates values against the schemas of one view: jsonschema-rs first, jsonschema after.

    Regular expressions are ECMA-262 for the first and Python's for the second, formats are those
    of ASSERTED_FORMATS for both. Validators are compiled for many entries at once.
    """

    def __init__(self, view: View, closing: Closing | None) -> None:
        """Make it for a view; with `closing` the first validator takes declared properties only."""
        self._view = view
        self._closing = closing
        self._compiled: dict[int, tuple[jsonschema_rs.Draft202012Validator, str]] = {}
        self._second: dict[int, SecondValidator] = {}
        self._entries: dict[int, Node] = {}
        self.met: list[str] = []

    def prepare(self, nodes: Sequence[Node]) -> None:
        """Compile the first validator for several schemas in one go."""
        fresh = {id(node): node for node in nodes if id(node) not in self._compiled}
        if not fresh:
            return
        self._entries.update(fresh)
        definitions = self._view.closure(fresh.values())
        whole = self._bundle(list(fresh.values()), definitions)
        known = not any(
            b'"$unknown"' in self._view.digest(node)
            for node in (*fresh.values(), *definitions.values())
        )
        validator = jsonschema_rs.Draft202012Validator(
            whole, validate_formats=True, keywords=None if known else _recording(self.met)
        )
        for index, key in enumerate(fresh):
            self._compiled[key] = (validator, f"e{index}")

    def _bundle(self, nodes: list[Node], reached: dict[str, Node]) -> Node:
        definitions = bundle([], reached, closing=self._closing)
        closing = self._closing
        entries = [node if closing is None else closing.value(node) for node in nodes]
        properties = {f"e{index}": node for index, node in enumerate(entries)}
        return {"$schema": _DRAFT, "properties": properties, **definitions}

    def accepts(self, node: Node, value: Json) -> bool:
        """Tell whether the first validator accepts the value.

        `met` then names the keywords that nobody here knows and that had a say.
        """
        self.met.clear()
        if id(node) not in self._compiled:
            self.prepare([node])
        validator, entry = self._compiled[id(node)]
        return bool(validator.is_valid({entry: value}))

    def faults(self, node: Node, value: Json) -> list[Fault]:
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
        found = self._second.get(id(node))
        if found is None:
            found = self._second[id(node)] = self._make_second(node)
        try:
            return bool(found.is_valid(value))
        except Exception:  # noqa: BLE001  # what Python's re and arithmetic cannot read differs
            return None

    def _make_second(self, node: Node) -> SecondValidator:
        from jsonschema import Draft202012Validator

        self._entries[id(node)] = node
        whole = bundle([node], self._view.closure([node]), closing=None)
        return Draft202012Validator(whole, format_checker=_format_checker())


def _recording(met: list[str]) -> dict[str, type[jsonschema_rs.KeywordValidator]]:
    """Return a keyword for the unknown ones, which accepts and tells that it was asked."""

    class Recorder:
        def __init__(self, _parent: object, value: dict[str, Json], _path: object) -> None:
            self._names = sorted(value)

        def validate(self, _instance: object) -> None:
            met.extend(self._names)

    return {"$unknown": Recorder}


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    return FormatChecker(formats=sorted(ASSERTED_FORMATS))
