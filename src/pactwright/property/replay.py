"""The replay of a property file, operation by operation: the face of the replay's modules."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pactwright.model.property import PropertyResult
from pactwright.property.cases import Case
from pactwright.property.file import Operation, PropertyFile
from pactwright.property.replay_judge import is_bare
from pactwright.property.replay_kept import is_sequence, replay_kept
from pactwright.property.replay_operation import Replay
from pactwright.property.replay_request import Source
from pactwright.property.replay_result import describe_request, fingerprint, make_findings
from pactwright.property.replay_sequences import SEQUENCES, Sequences
from pactwright.property.replay_unused import replay_unused
from pactwright.property.replay_values import Key, Setting, Tally, Trouble
from pactwright.property.replay_whole import replay_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The result of one operation, and the cases that show its findings.

    `told` is what has been told by it, for the sequences of the same file.
    """

    result: PropertyResult
    cases: tuple[Case, ...] = ()
    told: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One operation of a property file to replay, `None` for what all do to each other.

    `digest` is the file's, `source` its path; `kept` are the kept cases of the pair. `told` is what
    the operations before have told: sequences do not tell it a second time.
    """

    file: PropertyFile
    operation: Operation | None
    digest: str
    source: str | None = None
    kept: Sequence[Case] = ()
    told: frozenset[Key] = frozenset()


def replay_operation(
    task: Task, setting: Setting, *, today: date, notes: tuple[str, ...] = ()
) -> Replayed:
    """Return what the property tests of a task came to; kept cases are sent first.

    An operation without uses gets the plain cases of the document. Kept cases of several requests
    are the sequences' where the profile has them, and otherwise their operation's.

    Raises `PactwrightError` when the document has no such operation or cannot be used.
    """
    start = time.perf_counter()
    kept = [one for one in task.kept if _is_of(one, task.operation, setting)]
    tally = _replay(task, setting, kept)
    mine, again = _part_told(task, tally.troubles.values())
    found = make_findings(
        mine,
        setting.stage,
        kept=task.kept,
        tried=frozenset(one.fingerprint for one in kept),
        today=today,
    )
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
            notes=(*notes, *tally.notes, *found.notes, *map(_note_again, again)),
            duration=time.perf_counter() - start,
            source=task.source,
        ),
        cases=found.cases,
        told=frozenset(name for one in mine for name in _names(one)),
    )


def _is_of(case: Case, operation: Operation | None, setting: Setting) -> bool:
    """Return whether a kept case is sent again by the test of an operation, or of sequences."""
    if case.side != "provider":
        return False
    if operation is None:
        return is_sequence(case)
    alone = not (setting.profile.stateful and is_sequence(case))
    return case.operation == operation.name and alone


def _replay(task: Task, setting: Setting, kept: Sequence[Case]) -> Tally:
    tally = Tally()
    if task.operation is not None and task.operation.uses:
        replay = Replay(task.operation, setting, tally)
        _send_kept(kept, replay.sources, setting, tally)
        replay.run()
    elif task.operation is not None:
        operation = setting.document.operation(task.operation.method, task.operation.path)
        _send_kept(kept, (), setting, tally)
        replay_unused(operation, setting, tally)
    elif task.file.consumer:
        sequences = Sequences(task.file.operations, setting, tally)
        _send_kept(kept, sequences.sources, setting, tally)
        sequences.run()
    else:
        _send_kept(kept, (), setting, tally)
        replay_whole(setting, tally)
    return tally


def _send_kept(
    kept: Sequence[Case], sources: Sequence[Source], setting: Setting, tally: Tally
) -> None:
    for trouble in replay_kept(kept, sources, setting, tally):
        tally.add(trouble)


def _part_told(task: Task, troubles: Iterable[Trouble]) -> tuple[list[Trouble], list[Trouble]]:
    """Return the troubles to tell, and those that an operation's own test has told already.

    What is kept by a name of its own stays.
    """
    names = {one.fingerprint for one in task.kept}
    mine: list[Trouble] = []
    again: list[Trouble] = []
    for one in troubles:
        known = not task.told.isdisjoint(_names(one)) and fingerprint(one) not in names
        (again if known else mine).append(one)
    return mine, again


def _names(trouble: Trouble) -> tuple[Key, ...]:
    """Return by what a fault is known; a status alone is shared by many."""
    if is_bare(trouble.breach):
        return (trouble.told,) if trouble.place else ()
    return trouble.told, trouble.key


def _note_again(trouble: Trouble) -> str:
    steps = ", ".join(describe_request(one.request) for one in trouble.exchanges)
    return f"what {trouble.operation} has told at {trouble.breach.place} shows here too: {steps}"


def check_digest(file: PropertyFile, digest: str) -> str | None:
    """Return a line when the document is not the one that the property file was made of."""
    if file.document.digest == digest:
        return None
    return (
        f"the API document has changed since the property file of {file.consumer!r} was written; "
        "run `pytest consumers` again"
    )
