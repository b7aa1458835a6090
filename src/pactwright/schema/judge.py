"""The two validators that have the say on every witness."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import jsonschema_rs
from msgspec import Struct

from pactwright.model.json import Json
from pactwright.schema.close import Closing
from pactwright.schema.dialect import ASSERTED_FORMATS
from pactwright.schema.node import Node
from pactwright.schema.prune import Pruner, names_in
from pactwright.schema.python_regex import python_regex
from pactwright.schema.view import View

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator as SecondValidator
    from jsonschema import FormatChecker

# RFC 3339, appendix A
_TIME: Final = r"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)"
_DATE: Final = r"(?:\d+D|\d+M(?:\d+D)?|\d+Y(?:\d+M(?:\d+D)?)?)"
_DURATION: Final = re.compile(rf"P(?:\d+W|{_TIME}|{_DATE}(?:{_TIME})?)", re.ASCII)

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


_UNSURE: Final = frozenset(
    {
        "anyOf", "oneOf", "not", "if", "then", "else", "contains", "dependentSchemas",
        "unevaluatedProperties", "unevaluatedItems",
    }
)  # fmt: skip
"""Keywords that may refuse because an unknown one was passed over."""

Fault: TypeAlias = tuple[tuple[str | int, ...], tuple[str | int, ...], str]
"""Where a value is refused: the place in the value, the place in the schema, and the words."""


class _Compiled(Struct):
    """A validator of a schema for values with certain names; the schema's identity stays taken."""

    node: Node
    names: frozenset[str]
    validator: Any
    knows_all: bool = True


class Judge:
    """Validates values against the schemas of one view: jsonschema-rs first, jsonschema after.

    Regular expressions are ECMA-262, which the second reads with Python's engine; formats are those
    of ASSERTED_FORMATS for both. Validators are compiled for what a value can meet.
    """

    def __init__(self, view: View, closing: Closing | None) -> None:
        """Make it for a view; with `closing` the first validator takes declared properties only."""
        self._view = view
        self._closing = closing
        self._first: dict[int, _Compiled] = {}
        self._second: dict[int, _Compiled] = {}
        self.met: list[str] = []

    def accepts(self, node: Node, value: Json) -> bool:
        """Tell whether the first validator accepts the value.

        `met` then names the keywords that nobody here knows and that had a say.
        """
        self.met.clear()
        return bool(self._compile(node, value).is_valid(value))

    def refuses(self, node: Node, value: Json) -> bool:
        """Tell whether the first validator refuses the value, whatever unknown keywords mean.

        `met` names those that might have a say in it.
        """
        if self.accepts(node, value):
            return False
        if self._first[id(node)].knows_all:
            return True
        self.met.clear()
        sure = any(_UNSURE.isdisjoint(path) for _place, path, _words in self.faults(node, value))
        return sure or not self.met

    def faults(self, node: Node, value: Json) -> list[Fault]:
        """Return where the first validator refuses, in value and schema, and in which words."""
        return [
            (tuple(error.instance_path), tuple(error.schema_path), error.message)
            for error in self._compile(node, value).iter_errors(value)
        ]

    def _compile(self, node: Node, value: Json) -> jsonschema_rs.Draft202012Validator:
        names = names_in(value)
        found = self._first.get(id(node))
        if found is None or not names <= found.names:
            names |= found.names if found else frozenset()
            pruner = Pruner(self._view, self._closing, names)
            whole = {"$schema": _DRAFT, **pruner.prune(node)}
            recorder = None if pruner.knows_all else _recording(self.met)
            validator = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True, keywords=recorder
            )
            found = _Compiled(node, names, validator, pruner.knows_all)
            self._first[id(node)] = found
        compiled: jsonschema_rs.Draft202012Validator = found.validator
        return compiled

    def second_accepts(self, node: Node, value: Json) -> bool | None:
        """Tell whether the second validator accepts the value; None when it cannot tell."""
        names = names_in(value)
        found = self._second.get(id(node))
        if found is None or not names <= found.names:
            names |= found.names if found else frozenset()
            found = self._second[id(node)] = _Compiled(node, names, self._make_second(node, names))
        try:
            return bool(found.validator.is_valid(value))
        except Exception:  # noqa: BLE001  # what Python's re and arithmetic cannot read differs
            return None

    def _make_second(self, node: Node, names: frozenset[str]) -> SecondValidator:
        from jsonschema import Draft202012Validator

        whole = Pruner(self._view, None, names, spell=python_regex).prune(node)
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

    from pactwright.schema.mail import is_email

    # The library's own check of durations imports a whole calendar, that of mail only seeks an @.
    checker = FormatChecker(formats=sorted(ASSERTED_FORMATS - {"duration", "email"}))
    checker.checks("duration")(_is_duration)
    checker.checks("email")(is_email)
    return checker


def _is_duration(value: object) -> bool:
    return not isinstance(value, str) or _DURATION.fullmatch(value) is not None
