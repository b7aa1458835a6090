"""What the rules note down while two documents are walked, grouped into findings at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from pactwright.compat.rules.rule import Rule, Ruling
from pactwright.compat.side import Side
from pactwright.model.finding import Direction, Finding, Place, Witness
from pactwright.model.json import Json

if TYPE_CHECKING:
    from pactwright.compat.api import Operation


_VARIABLE = re.compile(r"\{[^{}]*\}")


class Comparer(Protocol):
    """Compares schemas; holds its findings back until the whole document is walked."""

    def compare(
        self,
        old_pointer: str | None,
        new_pointer: str | None,
        *,
        direction: Direction,
        operation: str,
        part: str,
    ) -> None:
        """Take in one pair of schemas, None for a side that says nothing."""
        ...

    def are_alike(self, old_pointer: str, new_pointer: str) -> bool:
        """Tell whether two places say the same, with all they refer to, word for word."""
        ...

    def hold(self, side: Side, schema: Json, origin: str) -> str:
        """Take in a schema that stands in neither document, and return the pointer that names it.

        What is found in it is told at `origin`.
        """
        ...

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, in an order of its own that is always the same."""
        ...


class Evidence(Struct, frozen=True, kw_only=True):
    """A request or response that shows a break: as a line to read and as a value."""

    part: str
    line: str
    value: Json


class _Note(Struct):
    rule: Rule
    ruling: Ruling
    direction: Direction | None
    old: str | None
    new: str | None
    message: str
    hint: str
    witness: Witness | None
    operations: dict[str, None] = field(default_factory=dict)


class Notebook:
    """Collects notes; the same note of another operation only adds that operation."""

    def __init__(self) -> None:
        self._notes: dict[tuple[object, ...], _Note] = {}

    def note(  # noqa: PLR0913 - a keyword for each thing that a finding says
        self,
        rule: Rule,
        message: str,
        *,
        old: str | None = None,
        new: str | None = None,
        direction: Direction | None = None,
        operation: str | None = None,
        shows: Evidence | None = None,
        ruling: Ruling | None = None,
        hint: str | None = None,
    ) -> None:
        """Note one change; `shows` is a request or response that proves a break."""
        key = (rule.id, direction, old, new, message)
        note = self._notes.get(key)
        if note is None:
            decided = rule.rule_on(direction) if ruling is None else ruling
            breaks = decided[0] == "breaking"
            witness = _witness(shows, direction, message) if breaks and shows else None
            note = self._notes[key] = _Note(
                rule, decided, direction, old, new, message, hint or rule.instead, witness
            )
        if operation is not None:
            note.operations[operation] = None

    def findings(self) -> list[Finding]:
        """Return a finding for each note."""
        return [
            Finding(
                rule=note.rule.id,
                kind=note.rule.kind,
                verdict=note.ruling[0],
                level=note.ruling[1],
                message=note.message,
                hint=note.hint,
                direction=note.direction,
                operations=tuple(sorted(note.operations)),
                old=None if note.old is None else Place(pointer=note.old),
                new=None if note.new is None else Place(pointer=note.new),
                witness=note.witness,
            )
            for note in self._notes.values()
        ]


def _witness(shows: Evidence, direction: Direction | None, message: str) -> Witness:
    back = direction in {"response", "send"}
    return Witness(
        part=shows.part,
        value=shows.value,
        accepted_by="new" if back else "old",
        refused_by="old" if back else "new",
        reason=message,
        request=shows.line,
    )


class Way(Struct, frozen=True, kw_only=True):
    """One operation's way: how it is called in findings, and which direction is which.

    `inbound` is the direction of its request, `outbound` that of its answer; a callback or a
    webhook, which the provider calls, turns them round.
    """

    label: str
    notebook: Notebook
    comparer: Comparer
    inbound: Direction = "request"
    outbound: Direction = "response"
    reader: str = "open"

    @property
    def turned(self) -> bool:
        """Whether the provider is the one who calls."""
        return self.inbound == "response"


def show_request(operation: Operation, *, query: str = "", **headers: str) -> Evidence:
    """Return a request for the operation, `1` for every value of its path."""
    path = _VARIABLE.sub("1", operation.path)
    line = f"{operation.method} {path}" + (f"?{query}" if query else "")
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    value: dict[str, Json] = {"method": operation.method, "path": path}
    if query:
        value["query"] = query
    if headers:
        value["headers"] = {name.replace("_", "-"): text for name, text in headers.items()}
    return Evidence(part="request", line="  ".join([line, *lines]), value=value)


def show_response(operation: Operation, status: str, **headers: str) -> Evidence:
    """Return an answer of the operation with this status, `200` for a range of it."""
    code = f"{status[:1]}00" if status.endswith("XX") else status
    code = "500" if code == "default" else code
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    shown = "".join(f"  {name}: {text}" for name, text in names.items())
    value: dict[str, Json] = {"status": int(code) if code.isdecimal() else code, "headers": names}
    line = f"{operation.method} {operation.path} → {code}{shown}"
    return Evidence(part="response", line=line, value=value)
