"""The step of `pactwright run` that checks the pacts against the providers' documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pactwright.api.conform import conform, contracts_of
from pactwright.api.journey import BROKEN, HOLDS, StepOutcome
from pactwright.model.conformance import PactConformance
from pactwright.report.conformance import text
from pactwright.report.conformance.words import add_up
from pactwright.report.events import Event
from pactwright.report.words import count
from pactwright.workspace.files import read_pacts
from pactwright.workspace.settings import Settings


def check_conformance(
    settings: Settings,
    *,
    on_event: Callable[[Event], None],  # noqa: ARG001 - the steps share one signature
    arguments: Sequence[str] = (),  # noqa: ARG001 - the steps share one signature
) -> StepOutcome:
    """Check every pact of the project against its provider's API document.

    What the document allows and a consumer may not take is a warning, and only counted. A
    project whose providers have no documents has nothing to do, and a note says so.
    """
    pacts = read_pacts(settings.pacts)
    if not any(contracts_of(settings, name) for name in {pact.provider for pact in pacts}):
        return StepOutcome(notes=("no provider has an API document",))
    found = conform((), settings)
    broken = [pact for pact in found.pacts if not pact.conforms]
    return StepOutcome(
        status=BROKEN if broken else HOLDS,
        output=text.render(broken, warnings=False) if broken else "",
        notes=(*map(_note, found.pacts), *found.notes),
    )


def _note(pact: PactConformance) -> str:
    numbers = add_up([pact])
    wrong = f"does not conform, {count(numbers.errors, 'error')}"
    risks = f", {count(numbers.warnings, 'warning')}" if numbers.warnings else ""
    pair = f"{pact.consumer} → {pact.provider}"
    return f"{pair}: {'conforms' if pact.conforms else wrong}{risks}"
