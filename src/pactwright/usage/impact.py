"""Who breaks when an API document changes: findings joined with the pacts of its consumers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactwright.compat.api import Api, Operation
from pactwright.conformance.check import find_operation
from pactwright.conformance.document import ApiDocument
from pactwright.conformance.exchange import is_refused
from pactwright.conformance.security import MISSING
from pactwright.model.finding import Finding, Hit
from pactwright.model.interaction import HttpInteraction, PactDocument
from pactwright.model.path import Step
from pactwright.schema.document import SchemaDocument
from pactwright.usage.causes import Causes, Impact, Tally, closest, hit_of
from pactwright.usage.credentials import may_be_shut_out
from pactwright.usage.reach import Reached, reach_response
from pactwright.usage.sameness import Sameness
from pactwright.usage.surface import name_operation
from pactwright.usage.trouble import find_troubles
from pactwright.usage.weigh import Trouble

_SECURITY = "security-"

_Member = tuple[Step, ...]


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
    tally = Tally(len(findings))
    sameness = Sameness(old.api.root, new.api.root)
    for pact in pacts:
        for interaction in pact.interactions:
            if not isinstance(interaction, HttpInteraction):
                continue
            if _is_same(interaction, old, new, sameness):
                continue
            case = _Case(pact, interaction, findings, old, new)
            for index, hit in case.hits():
                tally.add(index, hit)
    return tally.impact()


def _is_same(interaction: HttpInteraction, old: Side, new: Side, sameness: Sameness) -> bool:
    """Tell whether nothing changed of all that the interaction may meet."""
    before, after = (find_operation(interaction, side.document) for side in (old, new))
    return before is not None and after is not None and sameness.holds(before, after)


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
        reached = (old.reach(interaction), new.reach(interaction))
        self._causes = Causes(self._findings, reached)

    def hits(self) -> Iterator[tuple[int | None, Hit]]:
        """Yield each hit with the number of its finding, None where no finding explains it."""
        version = self._pact.version
        troubles = closest(
            find_troubles(
                self._interaction, self._old.document, self._new.document, version=version
            )
        )
        for trouble in troubles:
            hit = hit_of(self._pact, self._interaction, trouble)
            causes = self._causes.of(trouble)
            yield from ((index, hit) for index in causes)
            if not causes and not trouble.known:
                yield None, hit
        yield from (
            (index, hit_of(self._pact, self._interaction, trouble))
            for index, trouble in self._shut_out(troubles)
        )

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


def _unseen(finding: Finding) -> Trouble:
    return Trouble(
        code=MISSING,
        side="request",
        effect="may break",
        part="request credentials",
        reason=f"{finding.message}; no pact tells what its credentials allow",
        pointer="" if finding.new is None else finding.new.pointer,
    )
