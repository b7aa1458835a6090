"""The step of `pactwright run` that compares the published documents, version by version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pactwright.api.contracts import Comparing, compare_named, fails, follow_settings
from pactwright.api.impact import add_impact, folder_pacts
from pactwright.api.journey import BROKEN, HOLDS, StepOutcome
from pactwright.model.finding import Comparison
from pactwright.report.comparison import text
from pactwright.report.comparison.tally import tally
from pactwright.report.comparison.words import say_consumers
from pactwright.report.events import Event
from pactwright.workspace.provider_contract import contracts_folder
from pactwright.workspace.settings import Settings
from pactwright.workspace.versions import find_apis

_VERSIONS = 2


def compare_contracts(
    settings: Settings,
    *,
    on_event: Callable[[Event], None],  # noqa: ARG001 - the steps share one signature
    arguments: Sequence[str] = (),  # noqa: ARG001 - the steps share one signature
) -> StepOutcome:
    """Compare the last two versions of every API in the project's folder of contracts.

    A project without such a folder, or with one version of each API, has nothing to do here, and
    a note says so. Breaks that `accepted.toml` names do not count.
    """
    folder = contracts_folder(settings)
    if folder.is_relative_to(here := Path.cwd()):
        folder = folder.relative_to(here)
    if not folder.is_dir():
        return StepOutcome(notes=(f"no contracts here: {folder} is not a folder",))
    if not any(len(api.versions) >= _VERSIONS for api in find_apis(folder)):
        return StepOutcome(notes=(f"{folder.name}: each contract has one version only",))
    comparing = follow_settings(Comparing(today=datetime.now(tz=UTC).date()), settings)
    comparisons = compare_named(str(folder), None, comparing)
    left_out: tuple[str, ...] = ()
    if settings.pacts.is_dir() and (pacts := folder_pacts(settings.pacts)):
        unnoticed = settings.compat.unnoticed if settings.compat else "error"
        joined = add_impact(comparisons, pacts, unnoticed=unnoticed)
        comparisons, left_out = joined.comparisons, joined.notes
    fail_on = settings.compat.fail_on if settings.compat else "unknown"
    failing = fails(comparisons, fail_on)
    return StepOutcome(
        status=BROKEN if failing else HOLDS,
        output=text.render(comparisons) if failing else "",
        notes=(*map(_note, comparisons), *left_out),
    )


def _note(comparison: Comparison) -> str:
    numbers = tally([comparison])
    accepted = f", {numbers.accepted} accepted" if numbers.accepted else ""
    hits = [hit for finding in comparison.accepted for hit in finding.hits or ()]
    known = f" (known to break {say_consumers(hits)})" if hits else ""
    return f"{comparison.old} → {comparison.new}: {comparison.verdict}{accepted}{known}"
