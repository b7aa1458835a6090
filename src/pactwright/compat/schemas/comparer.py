"""The comparison of all schemas that two documents have in the same places."""

from __future__ import annotations

from dataclasses import replace

from pactwright.compat.schemas.judgement import judge_lane
from pactwright.compat.schemas.lane import Knobs, Lane, Reader, open_lane
from pactwright.compat.schemas.remarks import Remarks
from pactwright.compat.side import Side, SideError
from pactwright.document.shape import wrong_shape
from pactwright.model.finding import Direction, Finding, Place
from pactwright.model.json import Json
from pactwright.schema.document import SchemaDocument, step_through
from pactwright.schema.prove import Budget


class SchemaComparer:
    """Takes in pairs of schemas of two documents and tells what changed between them.

    Everything is decided at once, when `findings` is called: a component is compared once for
    each direction, however many operations use it.
    """

    def __init__(
        self,
        old: SchemaDocument,
        new: SchemaDocument,
        *,
        reader: Reader = "open",
        budget: int = 2_000_000,
        extensible: bool = False,
    ) -> None:
        """Make it for two documents; `budget` are work units of some ten microseconds."""
        self._old = old
        self._new = new
        self._knobs = Knobs(reader, Budget(budget), extensible)
        self._remarks = Remarks(old, new)
        self._lanes: dict[Direction, Lane] = {}
        self._origins: dict[tuple[Side, str], str] = {}

    def compare(
        self,
        old_pointer: str | None,
        new_pointer: str | None,
        *,
        direction: Direction,
        operation: str,
        part: str,
    ) -> None:
        """Take in one pair of schemas, None for a side that says nothing and takes everything."""
        if old_pointer is not None and new_pointer is not None:
            if self.are_alike(old_pointer, new_pointer):
                return
            self._remarks.add(old_pointer, new_pointer, direction, operation, part)
        lane = self._lanes.get(direction)
        if lane is None:
            lane = self._lanes[direction] = open_lane(direction, self._old, self._new, self._knobs)
        pointers = (old_pointer, new_pointer) if lane.forth else (new_pointer, old_pointer)
        lane.add(*pointers, operation, part)

    def hold(self, side: Side, schema: Json, origin: str) -> str:
        """Take in a schema that stands in neither document, and return the pointer that names it.

        What is found in it is told at `origin`, below which it says the same.
        """
        pointer = (self._old if side == "old" else self._new).hold(schema)
        self._origins[side, pointer] = origin
        return pointer

    def are_alike(self, old_pointer: str, new_pointer: str) -> bool:
        """Tell whether two places say the same, with all they refer to, word for word."""
        if self._old.dialect != self._new.dialect:
            return False  # the same words may mean another thing
        return self._remarks.texts.same_at(old_pointer, new_pointer)

    def findings(self) -> tuple[Finding, ...]:
        """Return what changed, one finding for each changed place and direction, in order.

        Raises `SideError` where a schema that changed holds what no schema can.
        """
        found = [
            finding
            for direction in sorted(self._lanes)
            for finding in judge_lane(self._lanes[direction])
        ]
        self._refuse_misfits()
        found.extend(self._remarks.findings())
        if self._origins:
            found = [
                replace(one, old=self._back("old", one.old), new=self._back("new", one.new))
                for one in found
            ]
        return tuple(sorted(found, key=_order))

    def _back(self, side: Side, place: Place | None) -> Place | None:
        """Return where a document says what was found at a schema that stands in neither."""
        if place is None:
            return None
        head = "/".join(place.pointer.split("/", 3)[:3])
        origin = self._origins.get((side, head))
        if origin is None:
            return place
        return replace(place, pointer=origin + place.pointer[len(head) :])

    def _refuse_misfits(self) -> None:
        for lane in self._lanes.values():
            sides: tuple[Side, Side] = ("old", "new") if lane.forth else ("new", "old")
            for side, view in zip(sides, (lane.court.smaller, lane.court.larger), strict=True):
                other = self._new if side == "old" else self._old
                for pointer, (words, value) in sorted(view.misfits().items()):
                    if step_through(other.root, pointer) != value:  # else it did not change
                        raise SideError(side, wrong_shape(pointer, words, value))


def _order(finding: Finding) -> tuple[str, ...]:
    old = finding.old.pointer if finding.old else ""
    new = finding.new.pointer if finding.new else ""
    return old, new, finding.rule, finding.direction or "", finding.message
