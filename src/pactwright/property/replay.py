"""The replay of a property file, operation by operation: the face of the replay's modules."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pactwright.model.property import PropertyResult
from pactwright.property.cases import Case
from pactwright.property.file import Operation, PropertyFile
from pactwright.property.replay_kept import replay_kept
from pactwright.property.replay_operation import Replay
from pactwright.property.replay_result import Findings, make_findings
from pactwright.property.replay_unused import replay_unused
from pactwright.property.replay_values import Setting, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The result of one operation, and the cases that show its findings."""

    result: PropertyResult
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One operation of a property file to replay.

    `digest` is the file's, `source` its path; `kept` are the kept cases of the pair.
    """

    file: PropertyFile
    operation: Operation
    digest: str
    source: str | None = None
    kept: Sequence[Case] = ()


def replay_operation(
    task: Task, setting: Setting, *, today: date, notes: tuple[str, ...] = ()
) -> Replayed:
    """Return what the property tests of one operation came to; kept cases are sent first.

    An operation without uses gets the plain cases of the document.

    Raises `PactwrightError` when the document has no such operation or cannot be used.
    """
    start = time.perf_counter()
    if not task.operation.uses:
        operation = setting.document.operation(task.operation.method, task.operation.path)
        tally = replay_unused(operation, setting)
        found = make_findings(tally.troubles.values(), (), setting.stage, today=today)
    else:
        tally, found = _replay_used(task, setting, today)
    return Replayed(
        result=PropertyResult(
            consumer=task.file.consumer,
            provider=task.file.provider,
            digest=task.digest,
            operation=task.operation.name,
            profile=setting.profile.name,
            cases=tally.cases,
            findings=found.findings,
            notes=(*notes, *tally.notes, *found.notes),
            duration=time.perf_counter() - start,
            source=task.source,
        ),
        cases=found.cases,
    )


def _replay_used(task: Task, setting: Setting, today: date) -> tuple[Tally, Findings]:
    replay = Replay(task.operation, setting, task.file.operations)
    kept = [
        one for one in task.kept if one.side == "provider" and one.operation == task.operation.name
    ]
    for trouble in replay_kept(kept, replay.sources, setting, replay.tally):
        replay.tally.add(trouble)
    tally = replay.run()
    found = make_findings(
        tally.troubles.values(),
        replay.sources,
        setting.stage,
        kept=task.kept,
        tried=frozenset(one.fingerprint for one in kept),
        today=today,
    )
    return tally, found


def check_digest(file: PropertyFile, digest: str) -> str | None:
    """Return a line when the document is not the one that the property file was made of."""
    if file.document.digest == digest:
        return None
    return (
        f"the API document has changed since the property file of {file.consumer!r} was written; "
        "run `pytest consumers` again"
    )
