"""One JSON value of a pact file with its place, read type by type; what is wrong is collected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pactwright.model.json import Json, JsonObject
from pactwright.pactfile.locate import escape_pointer

_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one JSON pointer."""

    pointer: str
    message: str


class Node(NamedTuple):
    """A value that stands at `key` of its `parent`; what is wrong below goes to `problems`.

    The reading methods never raise: they report, and return what lets the reading go on. A node
    without parent has its whole JSON pointer for a key.
    """

    value: Json
    key: str | int
    problems: list[Problem]
    parent: Node | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of this value within its file."""
        if self.parent is None:
            return str(self.key)
        return f"{self.parent.pointer}/{escape_pointer(str(self.key))}"

    def report(self, message: str) -> None:
        """Collect a problem of this value."""
        self.problems.append(Problem(self.pointer, message))

    def wrong_type(self, expected: str) -> None:
        """Collect that this value should have been `expected`."""
        self.report(f"expected {expected}, got {describe(self.value)}")

    def child(self, key: str | int, value: Json) -> Node:
        """Return the node of a member or element."""
        return Node(value, key, self.problems, self)

    def member(self, key: str) -> Node | None:
        """Return the member `key`, or `None` where it is absent or null."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return None if value is None else Node(value, key, self.problems, self)

    def members(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object in the order of the file."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, self.child(key, value)

    def elements(self) -> Iterator[Node]:
        """Yield the elements of an array; anything else is reported."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield self.child(index, value)
        else:
            self.wrong_type("an array")

    def is_object(self) -> bool:
        """Tell whether this is an object; anything else is reported."""
        if isinstance(self.value, dict):
            return True
        self.wrong_type("an object")
        return False

    def object(self, key: str) -> Node | None:
        """Return the member `key` when it is an object; another type is reported."""
        node = self.member(key)
        return node if node is not None and node.is_object() else None

    def plain_object(self, key: str) -> JsonObject:
        """Return the object at `key` as it is, or `{}`."""
        node = self.object(key)
        return node.value if node is not None and isinstance(node.value, dict) else {}

    def text(self, key: str) -> str | None:
        """Return the string at `key`; another type is reported."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if value is None or isinstance(value, str):
            return value
        self.child(key, value).wrong_type("a string")
        return None

    def flag(self, key: str) -> bool:
        """Return the boolean at `key`, `False` where it is absent; another type is reported."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if value is None or isinstance(value, bool):
            return bool(value)
        self.child(key, value).wrong_type("true or false")
        return False

    def rest(self, known: frozenset[str]) -> JsonObject:
        """Return the members that are not `known`, to be kept untouched."""
        if not isinstance(self.value, dict) or self.value.keys() <= known:
            return {}
        return {key: value for key, value in self.value.items() if key not in known}


def describe(value: Json) -> str:
    """Return the type of a JSON value in words, with the value where it is short."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return f"the number {str(value)[:_WIDTH]}"
        case str():
            return f'the string "{value}"' if len(value) <= _WIDTH else "a long string"
        case dict():
            return "an object"
        case _:
            return "an array"
