"""The replay of a property file, operation by operation: the face of the replay's modules."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pactwright.model.property import PropertyResult
from pactwright.property.cases import Case
from pactwright.property.file import Operation, PropertyFile
from pactwright.property.replay_kept import is_sequence, replay_kept
from pactwright.property.replay_operation import Replay
from pactwright.property.replay_result import Findings, make_findings
from pactwright.property.replay_sequences import SEQUENCES, Sequences
from pactwright.property.replay_unused import replay_unused
from pactwright.property.replay_values import Setting, Tally
from pactwright.property.replay_whole import replay_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The result of one operation, and the cases that show its findings."""

    result: PropertyResult
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One operation of a property file to replay, `None` for what all do to each other.

    `digest` is the file's, `source` its path; `kept` are the kept cases of the pair.
    """

    file: PropertyFile
    operation: Operation | None
    digest: str
    source: str | None = None
    kept: Sequence[Case] = ()


def replay_operation(
    task: Task, setting: Setting, *, today: date, notes: tuple[str, ...] = ()
) -> Replayed:
    """Return what the property tests of a task came to; kept cases are sent first.

    An operation without uses gets the plain cases of the document. Kept cases of several requests
    are the sequences' where the profile has them, and otherwise their operation's.

    Raises `PactwrightError` when the document has no such operation or cannot be used.
    """
    start = time.perf_counter()
    if task.operation is None and not task.file.consumer:
        tally = replay_whole(setting)
        found = make_findings(tally.troubles.values(), setting.stage, today=today)
    elif task.operation is None:
        tally, found = _replay_sequences(task, setting, today)
    elif not task.operation.uses:
        operation = setting.document.operation(task.operation.method, task.operation.path)
        tally = replay_unused(operation, setting)
        found = make_findings(tally.troubles.values(), setting.stage, today=today)
    else:
        tally, found = _replay_used(task, task.operation, setting, today)
    return Replayed(
        result=PropertyResult(
            consumer=task.file.consumer,
            provider=task.file.provider,
            digest=task.digest,
            operation=SEQUENCES if task.operation is None else task.operation.name,
            profile=setting.profile.name,
            seed=setting.seed,
            cases=tally.cases,
            findings=found.findings,
            notes=(*notes, *tally.notes, *found.notes),
            duration=time.perf_counter() - start,
            source=task.source,
        ),
        cases=found.cases,
    )


def _replay_used(
    task: Task, operation: Operation, setting: Setting, today: date
) -> tuple[Tally, Findings]:
    replay = Replay(operation, setting)
    kept = [
        one
        for one in task.kept
        if one.side == "provider"
        and one.operation == operation.name
        and not (setting.profile.stateful and is_sequence(one))
    ]
    for trouble in replay_kept(kept, replay.sources, setting, replay.tally):
        replay.tally.add(trouble)
    return _settle(task, replay.run(), kept, setting, today)


def _replay_sequences(task: Task, setting: Setting, today: date) -> tuple[Tally, Findings]:
    sequences = Sequences(task.file.operations, setting)
    kept = [one for one in task.kept if one.side == "provider" and is_sequence(one)]
    for trouble in replay_kept(kept, sequences.sources, setting, sequences.tally):
        sequences.tally.add(trouble)
    return _settle(task, sequences.run(), kept, setting, today)


def _settle(
    task: Task, tally: Tally, kept: Sequence[Case], setting: Setting, today: date
) -> tuple[Tally, Findings]:
    found = make_findings(
        tally.troubles.values(),
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
