"""The comparison of two documents: which kind they are, the walk, and findings in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from pactwright.compat.api import Api, MessageApi
from pactwright.compat.dialects.detect import read_document
from pactwright.compat.fingerprint import fingerprint
from pactwright.compat.rules import naming
from pactwright.compat.rules.lifecycle import Calendar
from pactwright.compat.rules.notebook import Notebook
from pactwright.compat.side import Side, SideError
from pactwright.compat.walk.document import DocumentWalk
from pactwright.document.shape import ShapeError
from pactwright.errors import PactwrightError
from pactwright.model.finding import Direction, Finding, Place, Verdict
from pactwright.model.json import Json
from pactwright.schema.dialect import Dialect

Mode = Literal["backward", "forward", "full"]
Reader = Literal["open", "strict", "closed"]
Kind = Literal["api", "json-schema"]

MODES: tuple[Mode, ...] = ("backward", "forward", "full")
READERS: tuple[Reader, ...] = ("open", "strict", "closed")

_MODE_DIRECTIONS: dict[Mode, tuple[Direction, ...]] = {
    "backward": ("receive",),
    "forward": ("send",),
    "full": ("receive", "send"),
}
_LEVELS = {"error": 0, "warning": 1, "info": 2}
_VERDICTS = {"breaking": 0, "unknown": 1, "compatible": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How two documents are compared.

    `mode` is for bare schemas: "backward" asks whether documents of old pass the new schema,
    "forward" the other way round. `reader` is the knob of open content; left out it is "open"
    for APIs and "strict" for bare schemas. `extensible` says that the enumerations of responses
    may grow.
    """

    kind: Kind | None = None
    mode: Mode | None = None
    reader: Reader | None = None
    calendar: Calendar = field(default_factory=Calendar)
    extensible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a comparison found, and the knob that was in force.

    `stability` is the stability level of each operation that has one.
    """

    reader: Reader
    findings: tuple[Finding, ...]
    stability: dict[str, str] = field(default_factory=dict)


def compare_roots(old: Json, new: Json, question: Question) -> Answer:
    """Return what differs between two parsed documents, every reference in them internal.

    Raises `SideError` when one of them is no document that we know, `PactwrightError` when one
    is an API and the other a bare schema, or when `mode` is asked of APIs.
    """
    before = _read(old, question, "old")
    after = _read(new, question, "new")
    if isinstance(before, Api) and isinstance(after, Api):
        _refuse_mode(question)
        return _compare_apis(before, after, question)
    if isinstance(before, MessageApi) and isinstance(after, MessageApi):
        _refuse_mode(question)
        return _compare_messages(before, after, question)
    if isinstance(before, str) and isinstance(after, str):
        return _compare_schemas(old, new, (before, after), question)
    raise PactwrightError(
        f"documents of two kinds cannot be compared (old: {_words(before)}, new: {_words(after)})",
        hint="name two documents of one kind",
    )


def _refuse_mode(question: Question) -> None:
    if question.mode is not None:
        raise PactwrightError(
            "--mode is for bare JSON Schema; API documents know their directions",
            hint="leave --mode out",
        )


def _read(root: Json, question: Question, side: Side) -> Api | MessageApi | Dialect:
    try:
        return read_document(root, kind=question.kind)
    except ShapeError as error:
        raise SideError(side, error) from None


def _words(document: Api | MessageApi | Dialect) -> str:
    if isinstance(document, MessageApi):
        return f"AsyncAPI {document.generation}"
    return document.dialect if isinstance(document, Api) else f"JSON Schema {document}"


def _compare_apis(old: Api, new: Api, question: Question) -> Answer:
    from pactwright.compat.schemas import SchemaComparer
    from pactwright.schema.document import SchemaDocument

    reader = question.reader or "open"
    comparer = SchemaComparer(
        SchemaDocument(old.root, old.dialect),
        SchemaDocument(new.root, new.dialect),
        reader=reader,
        extensible=question.extensible,
    )
    notebook = Notebook()
    DocumentWalk(
        old=old,
        new=new,
        notebook=notebook,
        comparer=comparer,
        reader=reader,
        calendar=question.calendar,
    ).walk()
    schema_findings = comparer.findings()
    breaks = any(f.verdict == "breaking" for f in (*schema_findings, *notebook.findings()))
    naming.check_version(old, new, notebook, breaks=breaks)
    findings = [*schema_findings, *notebook.findings()]
    placed = [_place(finding, old, new) for finding in findings]
    return Answer(
        reader=reader,
        findings=finish_findings(placed, old.root, new.root),
        stability=_stability(old) | _stability(new),
    )


def _compare_messages(old: MessageApi, new: MessageApi, question: Question) -> Answer:
    from pactwright.compat.dialects.asyncapi import SCHEMAS
    from pactwright.compat.schemas import SchemaComparer
    from pactwright.compat.walk.messages import MessageWalk
    from pactwright.schema.document import SchemaDocument

    reader = question.reader or "open"
    comparer = SchemaComparer(
        SchemaDocument(old.root, SCHEMAS),
        SchemaDocument(new.root, SCHEMAS),
        reader=reader,
        extensible=question.extensible,
    )
    notebook = Notebook()
    MessageWalk(old=old, new=new, notebook=notebook, comparer=comparer, reader=reader).walk()
    found = [*comparer.findings(), *notebook.findings()]
    breaks = any(finding.verdict == "breaking" for finding in found)
    naming.check_version(old, new, notebook, breaks=breaks)
    findings = [*comparer.findings(), *notebook.findings()]
    return Answer(reader=reader, findings=finish_findings(findings, old.root, new.root))


def _compare_schemas(
    old: Json, new: Json, dialects: tuple[Dialect, Dialect], question: Question
) -> Answer:
    from pactwright.compat.schemas import SchemaComparer
    from pactwright.schema.document import SchemaDocument
    from pactwright.schema.resources import settle_references

    reader = question.reader or "strict"
    comparer = SchemaComparer(
        SchemaDocument(settle_references(old, dialects[0]), dialects[0]),
        SchemaDocument(settle_references(new, dialects[1]), dialects[1]),
        reader=reader,
        extensible=question.extensible,
    )
    for direction in _MODE_DIRECTIONS[question.mode or "backward"]:
        comparer.compare("", "", direction=direction, operation="", part="document")
    findings = [replace(finding, operations=()) for finding in comparer.findings()]
    return Answer(reader=reader, findings=finish_findings(findings, old, new))


def finish_findings(findings: Iterable[Finding], old: Json, new: Json) -> tuple[Finding, ...]:
    """Return the findings in their order, each with its fingerprint."""
    ordered = sorted(findings, key=_order)
    twins: dict[str, int] = {}
    marked = []
    for finding in ordered:
        mark = fingerprint(finding, old, new)
        number = twins.get(mark, 0)
        twins[mark] = number + 1
        if number:
            mark = fingerprint(finding, old, new, twin=number)
        marked.append(replace(finding, fingerprint=mark))
    return tuple(marked)


def judge_findings(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict of a whole: the worst verdict among the findings of level error."""
    counting = [finding.verdict for finding in findings if finding.level == "error"]
    return min(counting, key=_VERDICTS.__getitem__, default="compatible")


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        _LEVELS[finding.level],
        _VERDICTS[finding.verdict],
        finding.operations[:1],
        finding.old.pointer if finding.old else "",
        finding.new.pointer if finding.new else "",
        finding.rule,
        finding.direction or "",
        finding.message,
    )


def _place(finding: Finding, old: Api, new: Api) -> Finding:
    """Lead pointers into objects that the dialect put together back to the document."""
    if not old.synthetic and not new.synthetic:
        return finding
    return replace(finding, old=_back(finding.old, old), new=_back(finding.new, new))


def _back(place: Place | None, api: Api) -> Place | None:
    if place is None or not place.pointer.startswith("/x-pactwright-"):
        return place
    pointer = place.pointer
    while pointer:
        origin = api.synthetic.get(pointer)
        if origin is not None:
            return replace(place, pointer=origin + place.pointer[len(pointer) :])
        pointer = pointer.rpartition("/")[0]
    return place


def _stability(api: Api) -> dict[str, str]:
    from pactwright.compat.rules.lifecycle import stability_of

    default = stability_of(api.lifecycle) if api.lifecycle.stability else "stable"
    found = {}
    for operation in api.operations:
        level = stability_of(operation.lifecycle) if operation.lifecycle.stability else default
        if level != "stable":
            found[f"{operation.method} {operation.path}"] = level
    return found
