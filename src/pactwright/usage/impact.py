"""Who breaks when an API document changes: findings joined with the pacts of its consumers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactwright.compat.api import Api, Operation
from pactwright.conformance.check import find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import is_refused
from pactwright.conformance.security import MISSING
from pactwright.model.finding import Effect, Finding, Hit
from pactwright.model.interaction import HttpInteraction, PactDocument
from pactwright.model.path import Step
from pactwright.schema.document import SchemaDocument
from pactwright.usage.credentials import may_be_shut_out
from pactwright.usage.reach import Reached, members_at, reach_response
from pactwright.usage.refusals import overlap
from pactwright.usage.sameness import Sameness
from pactwright.usage.surface import name_operation
from pactwright.usage.trouble import Trouble, find_troubles

_SECURITY = "security-"

_Member = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """The hits of each finding, in the findings' order, and those that no finding explains."""

    hits: tuple[tuple[Hit, ...], ...]
    unexplained: tuple[Hit, ...] = ()


class Side:
    """One of the two documents, read for conformance and for its schemas."""

    def __init__(self, api: Api) -> None:
        """Make it of an API in normal form."""
        self.api = api
        self.document = ApiDocument(api.root)
        self._schemas = SchemaDocument(api.root, api.dialect)
        self._operations = {name_operation(operation): operation for operation in api.operations}

    def operation(self, interaction: HttpInteraction) -> Operation | None:
        """Return the operation that the interaction is for."""
        found = find_operation(interaction, self.document)
        return None if found is None else self._operations.get(found[1].label)

    def reach(self, interaction: HttpInteraction) -> Reached:
        """Return the schemas behind what the interaction reads."""
        operation = self.operation(interaction)
        return {} if operation is None else reach_response(interaction, operation, self._schemas)


def find_impact(
    findings: Sequence[Finding], old: Side, new: Side, pacts: Sequence[PactDocument]
) -> Impact:
    """Return which interactions each finding reaches.

    An interaction is reached when something of it conforms to the old document and not to the
    new one, and when a break stands at the very place of what it may not be able to take.
    """
    hits: list[dict[tuple[str, str, str], Hit]] = [{} for _ in findings]
    unexplained: list[Hit] = []
    sameness = Sameness(old.api.root, new.api.root)
    for pact in pacts:
        for interaction in pact.interactions:
            if not isinstance(interaction, HttpInteraction):
                continue
            if _is_same(interaction, old, new, sameness):
                continue
            case = _Case(pact, interaction, findings, old, new)
            for index, hit in case.hits():
                key = (hit.consumer, hit.interaction, repr(hit.states))
                if index is None:
                    unexplained.append(hit)
                elif _outweighs(hit, hits[index].get(key)):
                    hits[index][key] = hit
    return Impact(tuple(tuple(found.values()) for found in hits), tuple(unexplained))


def _is_same(interaction: HttpInteraction, old: Side, new: Side, sameness: Sameness) -> bool:
    """Tell whether nothing changed of all that the interaction may meet."""
    before, after = (find_operation(interaction, side.document) for side in (old, new))
    return before is not None and after is not None and sameness.holds(before, after)


def _outweighs(hit: Hit, other: Hit | None) -> bool:
    weights: dict[Effect, int] = {"breaks": 2, "may break": 1, "undecided": 0}
    return other is None or weights[hit.effect] > weights[other.effect]


class _Case:
    """One interaction beside the findings of its operation."""

    def __init__(
        self,
        pact: PactDocument,
        interaction: HttpInteraction,
        findings: Sequence[Finding],
        old: Side,
        new: Side,
    ) -> None:
        self._pact = pact
        self._interaction = interaction
        self._old, self._new = old, new
        operation = old.operation(interaction)
        label = "" if operation is None else name_operation(operation)
        self._findings = {
            index: finding for index, finding in enumerate(findings) if label in finding.operations
        }
        self._reached = (old.reach(interaction), new.reach(interaction))

    def hits(self) -> Iterator[tuple[int | None, Hit]]:
        """Yield each hit with the number of its finding, None where no finding explains it."""
        version = self._pact.version
        troubles = _closest(
            find_troubles(
                self._interaction, self._old.document, self._new.document, version=version
            )
        )
        for trouble in troubles:
            hit = self._hit(trouble)
            causes = self._witnessed(trouble) if trouble.known else self._causes(trouble)
            yield from ((index, hit) for index in causes)
            if not causes and not trouble.known:
                yield None, hit
        yield from ((index, self._hit(trouble)) for index, trouble in self._shut_out(troubles))

    def _shut_out(self, troubles: Sequence[Trouble]) -> Iterator[tuple[int, Trouble]]:
        """Yield the changed demands of credentials of which no pact tells whether they are met."""
        operation, now = (side.operation(self._interaction) for side in (self._old, self._new))
        told = any(trouble.code == MISSING for trouble in troubles)
        if operation is None or now is None or told or is_refused(self._interaction):
            return
        before, after = (self._old.api, operation), (self._new.api, self._new.document, now)
        if may_be_shut_out(self._interaction.request, before, after):
            for index, finding in self._findings.items():
                if finding.verdict == "breaking" and finding.rule.startswith(_SECURITY):
                    yield index, _unseen(finding)

    def _hit(self, trouble: Trouble) -> Hit:
        interaction = self._interaction
        test = interaction.comments.get("testname")
        return Hit(
            consumer=self._pact.consumer,
            interaction=interaction.description,
            states=tuple(state.name for state in interaction.states),
            test=test if isinstance(test, str) else None,
            pact=self._pact.source or "",
            effect=trouble.effect,
            part=trouble.part,
            reason=trouble.reason,
            proof=trouble.proof,
        )

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
        if trouble.side != "response" or trouble.member is None:
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


def _closest(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return the troubles without those of a whole answer of which a member breaks for sure."""
    sure = [one for one in troubles if one.side == "response" and one.effect == "breaks"]
    if not any(one.member for one in sure):
        return [*troubles]
    return [one for one in troubles if one not in sure or one.member != ()]


def _unseen(finding: Finding) -> Trouble:
    return Trouble(
        code=MISSING,
        side="request",
        effect="may break",
        part="request credentials",
        reason=f"{finding.message}; no pact tells what its credentials allow",
        pointer="" if finding.new is None else finding.new.pointer,
    )


def _related(one: str, other: str) -> bool:
    if not one or not other:  # a place that is not in the document
        return False
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
