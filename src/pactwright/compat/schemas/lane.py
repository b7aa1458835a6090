"""One direction of a comparison: who sends, who reads, and the schemas that meet on the way."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from pactwright.model.finding import Direction
from pactwright.schema.case import Pair
from pactwright.schema.close import ClosedView
from pactwright.schema.decide import Court
from pactwright.schema.document import SchemaDocument
from pactwright.schema.node import Node
from pactwright.schema.prove import Budget
from pactwright.schema.shelf import Shelf
from pactwright.schema.view import View

Reader: TypeAlias = Literal["open", "strict", "closed"]

FORTH: Final = frozenset({"request", "receive"})
"""Directions in which the old side sends and the new side reads."""

_LEFT_OUT: Final[dict[Direction, Literal["readOnly", "writeOnly"]]] = {
    "request": "readOnly",
    "response": "writeOnly",
}


class Root(Struct, eq=False):
    """A place where a schema of one side meets one of the other, as an operation names it."""

    pair: Pair
    operation: str
    part: str


class Lane(Struct):
    """A direction with its court and the roots that were handed over for it."""

    direction: Direction
    court: Court
    roots: list[Root] = field(default_factory=list)
    nothing: Node = field(default_factory=dict)

    @property
    def forth(self) -> bool:
        """Whether the old side sends."""
        return self.direction in FORTH

    def add(self, sender: str | None, reader: str | None, operation: str, part: str) -> None:
        """Take in the schemas at two pointers; None stands for one that takes everything."""
        court = self.court
        if reader is None:
            return
        if sender is not None and court.prover.sameness.same_at(sender, reader):
            return
        smaller = self.nothing if sender is None else court.smaller.value(sender)
        larger = court.larger.value(reader)
        self.roots.append(Root(court.prover.start(smaller, larger), operation, part))


class Knobs(Struct, frozen=True):
    """What is asked of a comparison.

    `extensible` lets every enumeration grow on the way back, not only those marked
    `x-extensible-enum`.
    """

    reader: Reader
    budget: Budget
    extensible: bool
    shelf: Shelf = field(default_factory=Shelf)


def open_lane(
    direction: Direction,
    old: SchemaDocument,
    new: SchemaDocument,
    knobs: Knobs,
) -> Lane:
    """Return the lane of a direction, empty."""
    sender, receiver = (old, new) if direction in FORTH else (new, old)
    left_out = _LEFT_OUT.get(direction)
    growing: Literal["marked", "all"] = "all" if knobs.extensible else "marked"
    back = direction not in FORTH
    shelf = knobs.shelf
    smaller = View(sender, sends=True, leaves_out=left_out, shelf=shelf)
    larger = View(
        receiver,
        sends=False,
        leaves_out=left_out,
        growing=growing if back else None,
        shelf=shelf,
    )
    if knobs.reader == "closed":
        larger = ClosedView(larger)
    court = Court(smaller, larger, closed=knobs.reader != "strict", budget=knobs.budget)
    return Lane(direction, court)
