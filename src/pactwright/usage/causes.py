"""Which findings a trouble of an interaction comes from, and the hits that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pactwright.model.finding import Effect, Finding, Hit
from pactwright.model.interaction import Interaction, PactDocument
from pactwright.model.path import Step
from pactwright.usage.reach import Reached, members_at
from pactwright.usage.refusals import overlap
from pactwright.usage.weigh import Trouble

_BACK = frozenset({"response", "send"})
"""The sides that the owner of the document sends."""

_Member = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """The hits of each finding, in the findings' order, and those that no finding explains."""

    hits: tuple[tuple[Hit, ...], ...]
    unexplained: tuple[Hit, ...] = ()


class Tally:
    """The hits of each finding as they come, of one interaction the weightiest."""

    def __init__(self, findings: int) -> None:
        """Make it for a number of findings."""
        self._hits: list[dict[tuple[str, str, str], Hit]] = [{} for _ in range(findings)]
        self._unexplained: list[Hit] = []

    def add(self, index: int | None, hit: Hit) -> None:
        """Take in a hit of the finding of a number, None where none explains it."""
        key = (hit.consumer, hit.interaction, repr(hit.states))
        if index is None:
            self._unexplained.append(hit)
        elif _outweighs(hit, self._hits[index].get(key)):
            self._hits[index][key] = hit

    def impact(self) -> Impact:
        """Return what has come."""
        hits = tuple(tuple(found.values()) for found in self._hits)
        return Impact(hits, tuple(self._unexplained))


def _outweighs(hit: Hit, other: Hit | None) -> bool:
    weights: dict[Effect, int] = {"breaks": 2, "may break": 1, "undecided": 0}
    return other is None or weights[hit.effect] > weights[other.effect]


class Causes:
    """The findings that speak of what one interaction uses."""

    def __init__(self, findings: Mapping[int, Finding], reached: tuple[Reached, Reached]) -> None:
        """Make it for findings by their number, and the schemas behind what is read."""
        self._findings = findings
        self._reached = reached

    def of(self, trouble: Trouble) -> list[int]:
        """Return the numbers of the findings that a trouble comes from."""
        return self._witnessed(trouble) if trouble.known else self._causes(trouble)

    def _witnessed(self, trouble: Trouble) -> list[int]:
        """Return the breaks at the very place of a trouble that may have been there before."""
        return [
            index
            for index, finding in self._findings.items()
            if finding.verdict == "breaking"
            and finding.direction == trouble.side
            and self._is_at(finding, trouble)
        ]

    def _is_at(self, finding: Finding, trouble: Trouble) -> bool:
        if trouble.member is not None:
            return trouble.member in self._members(finding)
        return finding.new is not None and _related(finding.new.pointer, trouble.pointer)

    def _causes(self, trouble: Trouble) -> list[int]:
        """Return the findings that a trouble comes from: the closest ones that there are."""
        own = {
            index: finding
            for index, finding in self._findings.items()
            if finding.direction in (trouble.side, None)
        }
        close = [
            index
            for index, finding in own.items()
            if finding.new is not None and _related(finding.new.pointer, trouble.pointer)
        ]
        inside = self._around(trouble, own)
        nearest = inside or close or list(own)
        broken = [index for index in nearest if own[index].verdict != "compatible"]
        anywhere = [index for index, finding in own.items() if finding.verdict != "compatible"]
        return broken or inside or close or anywhere or nearest

    def _around(self, trouble: Trouble, own: dict[int, Finding]) -> list[int]:
        """Return the findings of the members nearest to the trouble's."""
        if trouble.side not in _BACK or trouble.member is None:
            return []
        depths = {
            index: max(
                (
                    len(member)
                    for member in self._members(finding)
                    if overlap(member, trouble.member)
                ),
                default=-1,
            )
            for index, finding in own.items()
        }
        deepest = max(depths.values(), default=-1)
        return [index for index, depth in depths.items() if depth == deepest and depth >= 0]

    def _members(self, finding: Finding) -> list[_Member]:
        """Return the members that a finding is about, as far as this interaction reads them.

        A schema that many members share leads to all of them; what is theirs in both documents
        is what the finding tells of.
        """
        before, after = (
            [] if place is None else list(members_at(place.pointer, reached))
            for place, reached in zip((finding.old, finding.new), self._reached, strict=True)
        )
        both = [member for member in before if member in after]
        found = both or [*before, *after]
        deepest = max(map(len, found), default=0)
        return [member for member in found if len(member) == deepest]


def hit_of(pact: PactDocument, interaction: Interaction, trouble: Trouble) -> Hit:
    """Return a trouble as the hit of a consumer's interaction."""
    test = interaction.comments.get("testname")
    return Hit(
        consumer=pact.consumer,
        interaction=interaction.description,
        states=tuple(state.name for state in interaction.states),
        test=test if isinstance(test, str) else None,
        pact=pact.source or "",
        effect=trouble.effect,
        part=trouble.part,
        reason=trouble.reason,
        proof=trouble.proof,
    )


def closest(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return the troubles without those of a whole answer of which a member breaks for sure."""
    sure = [one for one in troubles if one.side in _BACK and one.effect == "breaks"]
    if not any(one.member for one in sure):
        return [*troubles]
    return [one for one in troubles if one not in sure or one.member != ()]


def _related(one: str, other: str) -> bool:
    if not one or not other:  # a place that is not in the document
        return False
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
