"""Comparing documents by name: two files, two folders, or every API of a folder of contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pactwright.api.compare import locate_answer
from pactwright.api.pairs import Pair, accepted_beside, pair_contracts, pair_folders
from pactwright.api.pause import pause_collection
from pactwright.compat.compare import Answer, Mode, Question, Reader, judge_findings
from pactwright.compat.fingerprint import fingerprint
from pactwright.compat.policy import Acceptance, Policy, apply_policy
from pactwright.compat.rules import acceptance
from pactwright.compat.rules.lifecycle import Calendar
from pactwright.document.bundle import Bundle
from pactwright.document.parse import ParsedDocument
from pactwright.errors import PactwrightError
from pactwright.model.finding import Comparison, Finding, Place
from pactwright.report.comparison.tally import all_hits
from pactwright.workspace.accepted import read_accepted
from pactwright.workspace.documents import Permissions, load_document
from pactwright.workspace.settings import Settings

Progress = Callable[[int, int], None]
"""Takes the number of comparisons done and of all."""

_STDIN = "-"
_FAILING = {"unknown": {"breaking", "unknown"}, "breaking": {"breaking"}, "never": set[str]()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """How documents are compared: the options of the command, and the project's policy."""

    mode: Mode | None = None
    reader: Reader | None = None
    network: bool = False
    jobs: int = 1
    today: date | None = None
    policy: Policy = field(default_factory=Policy)
    notice: dict[str, int] = field(default_factory=dict)
    extensible_enums: bool = False

    @property
    def question(self) -> Question:
        """How each pair is compared."""
        return Question(
            mode=self.mode,
            reader=self.reader,
            calendar=Calendar(today=self.today, notice=self.notice),
            extensible=self.extensible_enums,
        )


def follow_settings(comparing: Comparing, settings: Settings) -> Comparing:
    """Return the options with the project's policy; an option wins over the settings."""
    compat = settings.compat
    if compat is None:
        return comparing
    return replace(
        comparing,
        reader=comparing.reader or compat.reader,
        policy=compat.policy,
        notice=dict(compat.notice),
        extensible_enums=compat.extensible_enums,
    )


def fails(comparisons: Iterable[Comparison], fail_on: str) -> bool:
    """Tell whether the comparisons are bad enough: `unknown`, `breaking`, `consumers`, `never`.

    With `consumers` it takes a break that a known consumer notices.
    """
    if fail_on == "consumers":
        from pactwright.usage.join import breaks  # needs all of conformance; seldom asked for

        return any(breaks(all_hits(comparison)) for comparison in comparisons)
    return any(comparison.verdict in _FAILING[fail_on] for comparison in comparisons)


def compare_named(
    old: str,
    new: str | None,
    comparing: Comparing,
    *,
    against: Sequence[str] = (),
    on_progress: Progress | None = None,
) -> tuple[Comparison, ...]:
    """Return the comparisons that these names stand for, in an order that is always the same.

    One folder is a folder of contracts: of every API the last two versions are compared. Two
    folders are compared file by file. Otherwise `new` is compared with `old` and with each
    document of `against`; one name alone is the newer one then. Raises `PactwrightError` for
    input that cannot be compared.
    """
    if against:
        return _compare_all((old, *against) if new else against, new or old, comparing, on_progress)
    if new is None:
        if not Path(old).is_dir():
            raise PactwrightError(
                f"{old}: one document alone cannot be compared",
                hint="name the newer document too, or a folder of contracts",
            )
        pairs, alone = pair_contracts(Path(old))
        if not pairs and not alone:
            return ()  # one version of each API so far
        return compare_pairs(pairs, alone, comparing, on_progress)
    if Path(old).is_dir() and Path(new).is_dir():
        found = pair_folders(Path(old), Path(new), accepted_beside(Path(new)))
        return compare_pairs(*found, comparing, on_progress)
    return _compare_all((old,), new, comparing, on_progress)


def _compare_all(
    olds: Sequence[str], new: str, comparing: Comparing, on_progress: Progress | None
) -> tuple[Comparison, ...]:
    if any(Path(name).is_dir() for name in (*olds, new)):
        raise PactwrightError(
            f"{new} and {', '.join(olds)}: a folder goes with another folder, or stands alone",
            hint="name documents, two folders, or one folder of contracts without --against",
        )
    beside = accepted_beside(Path(new))
    pairs = [Pair(old=name, new=new, accepted=beside) for name in olds]
    return compare_pairs(pairs, [], comparing, on_progress)


def compare_pairs(
    pairs: Sequence[Pair],
    alone: Sequence[tuple[Pair, Finding]],
    comparing: Comparing,
    on_progress: Progress | None = None,
) -> tuple[Comparison, ...]:
    """Return a comparison for each pair, and for each document that stands alone.

    Acceptances that fit nothing among all comparisons of their file, or whose day is over, are
    findings of the first of these comparisons.
    """
    if not pairs and not alone:
        raise PactwrightError("there is nothing to compare", hint="name documents of two versions")
    answers = list(_answers(pairs, comparing, on_progress))
    found = [
        *zip(pairs, answers, strict=True),
        *((pair, Answer(reader="open", findings=(finding,))) for pair, finding in alone),
    ]
    books: dict[Path, _Book] = {}
    for pair, _ in found:
        if pair.accepted is not None and pair.accepted not in books:
            books[pair.accepted] = _Book(pair.accepted, comparing.today)
    comparisons = [_judge(pair, answer, comparing, books) for pair, answer in found]
    return tuple(_close_books(comparisons, found, books))


def _answers(
    pairs: Sequence[Pair], comparing: Comparing, on_progress: Progress | None
) -> Iterator[Answer]:
    names = [(pair.old, pair.new) for pair in pairs]
    # Standard input can be read once only.
    given = _STDIN in {name for pair in names for name in pair}
    permissions = Permissions(network=comparing.network)
    piped = load_document(_STDIN, permissions) if given else None
    work = _Work(comparing.question, permissions, piped, once=len(names) == 1)
    done: Iterable[Answer]
    if comparing.jobs == 1 or len(names) == 1:
        done = map(work, names)
        yield from _counted(done, len(names), on_progress)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    jobs = min(comparing.jobs, len(names))
    chunk = max(1, min(16, len(names) // (jobs * 4)))
    # A fresh interpreter each: forking a process that has threads is not safe.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from _counted(pool.map(work, names, chunksize=chunk), len(names), on_progress)


def _counted(
    answers: Iterable[Answer], total: int, on_progress: Progress | None
) -> Iterator[Answer]:
    for number, answer in enumerate(answers, start=1):
        if on_progress is not None:
            on_progress(number, total)
        yield answer


@dataclass(frozen=True, slots=True)
class _Work:
    """Loads and compares one pair; travels to other processes."""

    question: Question
    permissions: Permissions
    piped: Bundle | None
    once: bool = False

    def __call__(self, names: tuple[str, str]) -> Answer:
        with pause_collection(once=self.once):
            old = self._load(names[0])
            return locate_answer(old, self._load(names[1], like=old.document), self.question)

    def _load(self, name: str, *, like: ParsedDocument | None = None) -> Bundle:
        if name == _STDIN and self.piped is not None:
            return self.piped
        return load_document(name, replace(self.permissions, like=like))


class _Book:
    """The acceptances of one file, and which of them were of use."""

    def __init__(self, file: Path, today: date | None) -> None:
        self.file = file
        self.today = today
        self.entries: tuple[Acceptance, ...] = read_accepted(file)
        self.used: set[int] = set()

    def complaints(self) -> list[Finding]:
        """Return a finding for each entry that no longer holds."""
        found = []
        for number, entry in enumerate(self.entries):
            place = Place(pointer=f"/accepted/{number}", file=str(self.file), line=entry.line)
            if self.today is not None and entry.until < self.today:
                message = f"{entry.rule} was accepted until {entry.until}: {entry.reason}"
                found.append(acceptance.tell(acceptance.EXPIRED, message, new=place))
            elif number not in self.used:
                message = f"no finding fits the accepted {entry.rule}: {entry.reason}"
                found.append(acceptance.tell(acceptance.UNUSED, message, new=place))
        return [
            replace(each, fingerprint=fingerprint(each, None, None, twin=number))
            for number, each in enumerate(found)
        ]


def _judge(
    pair: Pair, answer: Answer, comparing: Comparing, books: dict[Path, _Book]
) -> Comparison:
    book = books.get(pair.accepted) if pair.accepted else None
    judged = apply_policy(
        answer.findings,
        comparing.policy,
        acceptances=book.entries if book else (),
        stability=answer.stability,
        today=comparing.today,
    )
    if book is not None:
        book.used |= judged.used
    return Comparison(
        verdict=judge_findings(judged.findings),
        findings=judged.findings,
        accepted=judged.accepted,
        reader=answer.reader,
        old=pair.old,
        new=pair.new,
        notes=(*pair.notes, *judged.notes),
    )


def _close_books(
    comparisons: Sequence[Comparison],
    found: Sequence[tuple[Pair, Answer]],
    books: dict[Path, _Book],
) -> Iterator[Comparison]:
    told: set[Path] = set()
    for comparison, (pair, _) in zip(comparisons, found, strict=True):
        if pair.accepted is None or pair.accepted in told:
            yield comparison
            continue
        told.add(pair.accepted)
        findings = (*books[pair.accepted].complaints(), *comparison.findings)
        yield replace(comparison, findings=findings, verdict=judge_findings(findings))
