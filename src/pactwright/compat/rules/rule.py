"""What a rule is: one kind of change, what it means, and when it breaks somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from pactwright.model.finding import Direction, Level, Verdict
from pactwright.model.json import JsonObject

Change: TypeAlias = Literal["narrowing", "widening", "neither"]
"""What the edit does to the set of documents that may travel at its place."""

Ruling: TypeAlias = tuple[Verdict, Level]
"""What a rule says of a change in one direction."""

BREAKS: Ruling = ("breaking", "error")
WARNS: Ruling = ("compatible", "warning")
TELLS: Ruling = ("compatible", "info")
UNDECIDED: Ruling = ("unknown", "error")


class Example(Struct, frozen=True, kw_only=True):
    """Two documents: for a loud example the rule has something to say of them, for a quiet not."""

    old: JsonObject
    new: JsonObject


class Rule(Struct, frozen=True, kw_only=True):
    """One rule; it drives the check, `pactwright explain`, the docs page and the tests.

    `kind` is "schema" where a document can show the break, else "policy". A narrowing breaks
    towards the provider ("request", "receive"), a widening on the way back ("response", "send");
    `rulings` says what differs from that, by direction, and `why` the reason. `mirror` is the
    rule of the opposite edit; where there is none, `unmirrored` says why. Only rules about files
    that are no documents have no examples. `since` is the version
    of the rule set in which the rule came or changed its verdict.
    """

    id: str
    kind: Literal["schema", "policy"]
    change: Change
    meaning: str
    who: str
    instead: str
    loud: Example | None = None
    quiet: Example | None = None
    mirror: str | None = None
    unmirrored: str = ""
    rulings: Mapping[Direction | None, Ruling] = field(default_factory=dict)
    why: str = ""
    since: int = 1

    def rule_on(self, direction: Direction | None) -> Ruling:
        """Return verdict and level of the change for what travels in this direction."""
        ruling = self.rulings.get(direction)
        if ruling is not None:
            return ruling
        breaks = (self.change == "narrowing" and direction in {"request", "receive"}) or (
            self.change == "widening" and direction in {"response", "send"}
        )
        return BREAKS if breaks else TELLS
