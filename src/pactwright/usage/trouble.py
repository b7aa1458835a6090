"""What an interaction comes to beside a changed document that it did not come to before."""

from __future__ import annotations

from dataclasses import dataclass

from pactwright.conformance.catalogue import BY_ID
from pactwright.conformance.check import Checking, check_interaction, find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.document.pointer import split_pointer
from pactwright.model.conformance import ConformanceResult
from pactwright.model.finding import Effect
from pactwright.model.interaction import HttpInteraction
from pactwright.model.path import Step, Wildcard, format_path

_UNHEARD = frozenset({"request.query.unknown", "request.header.unknown", "request.body.unknown"})
"""What the new document no longer knows: nobody refuses it, and nobody hears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A result of conformance that is new, with the path below the body where it is about one."""

    result: ConformanceResult
    effect: Effect
    member: tuple[Step, ...] | None

    @property
    def side(self) -> str:
        """The part of the exchange: `request` or `response`."""
        return self.result.code.partition(".")[0]

    @property
    def pointer(self) -> str:
        """The place in the new document."""
        return self.result.spec.place.pointer

    @property
    def part(self) -> str:
        """What the consumer sends or reads there, in words."""
        if self.member is not None:
            return f"{self.side} {format_path(self.member)}"
        steps = split_pointer(self.result.pact.pointer)[2:]
        return " ".join(steps) if steps else self.side


def find_troubles(
    interaction: HttpInteraction, old: ApiDocument, new: ApiDocument, *, version: str = "4"
) -> list[Trouble]:
    """Return what is wrong, or may go wrong, with the new document only.

    An interaction that is for no operation of the old document has none.
    """
    if find_operation(interaction, old) is None:
        return []
    checking = Checking(version=version, rules=False)
    before = {_key(result) for result in check_interaction(interaction, old, checking)}
    return [
        Trouble(result=result, effect=effect, member=_member(result))
        for result in check_interaction(interaction, new, checking)
        if (effect := _effect(result)) is not None and _key(result) not in before
    ]


def _key(result: ConformanceResult) -> tuple[str, str, str]:
    return result.code, result.pact.pointer, result.message


def _effect(result: ConformanceResult) -> Effect | None:
    if result.level == "error":
        return "breaks"
    if BY_ID[result.code].risk:
        return "may break" if result.proof is not None else "undecided"
    return "may break" if result.code in _UNHEARD else None


def _member(result: ConformanceResult) -> tuple[Step, ...] | None:
    steps = split_pointer(result.pact.pointer)[2:]
    if steps[1:2] != ["body"]:
        return None
    below = steps[3:] if steps[2:3] == ["content"] else steps[2:]
    return tuple(Wildcard.INDEX if step.isdecimal() else step for step in below)
