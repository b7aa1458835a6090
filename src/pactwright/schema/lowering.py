"""How one document's schemas are lowered, and where a lowering stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct, field

from pactwright.model.json import Json
from pactwright.schema.dialect import Dialect
from pactwright.schema.node import Node


def _always(_raw: Mapping[str, Any]) -> bool:
    return True


def _unfollowed(_reference: str) -> str | None:
    return None


def _none(_raw: Mapping[str, Any]) -> frozenset[str]:
    return frozenset()


class Lowering(Struct, frozen=True):
    """How one document's schemas are lowered.

    `reference` turns the text of a `$ref` into the name of its target, `dynamic` that of a
    `$dynamicRef` where it can be told; `travels` tells whether a
    property with this raw schema goes along (readOnly and writeOnly); `sends` is true on the side
    that sends, which then never holds a property that does not travel, while the reader ignores
    it; `growing` says which enumerations the reader takes more values for than are listed:
    those marked `x-extensible-enum`, or all; `origins` collects the pointer of every lowered
    node by identity; `kept`, where it is given, holds what is lowered already, by pointer and text;
    `misfits` collects what cannot stand where it does, by pointer, with what should.
    """

    dialect: Dialect = "2020-12"
    reference: Callable[[str], str] = str
    dynamic: Callable[[str], str | None] = _unfollowed
    travels: Callable[[Mapping[str, Any]], bool] = _always
    absent: Callable[[Mapping[str, Any]], frozenset[str]] = _none
    sends: bool = False
    growing: Literal["marked", "all"] | None = None
    origins: dict[int, str] = field(default_factory=dict)
    kept: dict[tuple[str, bytes], Node] | None = None
    misfits: dict[str, tuple[str, Json]] = field(default_factory=dict)


def escape_step(step: str) -> str:
    """Return a key as one step of an RFC 6901 pointer."""
    if "~" in step or "/" in step:
        return step.replace("~", "~0").replace("/", "~1")
    return step


class Place(Struct, frozen=True):
    """The schema object whose keywords are being lowered; many thousands are made.

    `lower` lowers what is below it.
    """

    raw: Mapping[str, Any]
    pointer: str
    how: Lowering
    absent: frozenset[str]
    lower: Callable[[Json, str, Lowering, frozenset[str]], Node]

    def child(self, value: Json, *steps: str | int) -> Node:
        """Return the lowered schema at some steps below."""
        pointer = self.pointer
        for step in steps:
            pointer += f"/{step}" if type(step) is int else "/" + escape_step(str(step))
        inherited = self.absent if steps[0] == "allOf" else frozenset()
        return self.lower(value, pointer, self.how, inherited)
