"""Who breaks when a whole document is not there any more."""

from __future__ import annotations

from collections.abc import Sequence

from pactwright.compat.rules.acceptance import DOCUMENT_REMOVED
from pactwright.model.finding import Finding
from pactwright.model.interaction import PactDocument
from pactwright.usage.causes import Impact, Tally, hit_of
from pactwright.usage.impact import Side
from pactwright.usage.message_impact import MessageSide
from pactwright.usage.placing import has_operation
from pactwright.usage.weigh import Trouble

_GONE = Trouble(
    code=DOCUMENT_REMOVED.id,
    side="response",
    effect="breaks",
    part="operation",
    reason="the document that has it is not there any more",
    pointer="",
)


def find_removal(
    findings: Sequence[Finding], old: Side | MessageSide | None, pacts: Sequence[PactDocument]
) -> Impact:
    """Return the interactions that the document was for, as hits of its removal."""
    tally = Tally(len(findings))
    for index, finding in enumerate(findings):
        for pact in pacts if finding.rule == DOCUMENT_REMOVED.id else ():
            for interaction in pact.interactions:
                if has_operation(old, interaction):
                    tally.add(index, hit_of(pact, interaction, _GONE))
    return tally.impact()
