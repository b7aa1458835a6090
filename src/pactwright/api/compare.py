"""Comparing two documents from Python: files or parsed values in, one comparison out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from pactwright.api.pause import pause_collection
from pactwright.compat.compare import (
    Answer,
    Kind,
    Mode,
    Question,
    Reader,
    compare_roots,
    judge_findings,
)
from pactwright.compat.rules.lifecycle import Calendar
from pactwright.compat.side import SideError
from pactwright.document.bundle import Bundle, split_file
from pactwright.document.fault import fault_at
from pactwright.errors import PactwrightError
from pactwright.model.finding import Comparison, Finding, Place
from pactwright.model.json import Json

Document: TypeAlias = "str | os.PathLike[str] | Mapping[str, Json] | bool"
"""A path (or `-`, or `REVISION:PATH`), or a document parsed already."""


def compare(
    old: Document,
    new: Document,
    *,
    kind: Kind | None = None,
    mode: Mode | None = None,
    reader: Reader | None = None,
) -> Comparison:
    """Return what a change from `old` to `new` means for those who use the document.

    `kind` ("api" or "json-schema") is told by the documents when it is left out. `mode` is for
    bare JSON Schema: "backward" (the default: what `old` admits, `new` admits), "forward" or
    "full". `reader` is the knob of open content, "open" for APIs and "strict" for bare schemas
    when it is left out. Days of sunset count from today, UTC. Findings have lines where the
    documents are files. Raises `PactwrightError` for what is no document.
    """
    calendar = Calendar(today=datetime.now(tz=UTC).date())
    question = Question(kind=kind, mode=mode, reader=reader, calendar=calendar)
    if _is_parsed(old) and _is_parsed(new):
        answer = compare_roots(old, new, question)  # type: ignore[arg-type]
        return conclude(answer, old="old", new="new")
    with pause_collection():
        before = _load(old)
        return compare_bundles(before, _load(new, like=before), question)


def _is_parsed(document: Document) -> bool:
    return isinstance(document, Mapping | bool)


def _load(document: Document, *, like: Bundle | None = None) -> Bundle:
    from pactwright.workspace.documents import Permissions, load_document

    if isinstance(document, Mapping | bool):
        return _bundle_value(document)
    known = None if like is None else like.document
    return load_document(os.fspath(document), Permissions(like=known))


def _bundle_value(value: Json) -> Bundle:
    from pactwright.document.parse import ParsedDocument

    document = ParsedDocument(source="", syntax="json", data=b"", root=value, references=())
    return Bundle(document=document, root=value)


def compare_bundles(old: Bundle, new: Bundle, question: Question) -> Comparison:
    """Return the comparison of two loaded documents, each place with its file, line and column."""
    return conclude(locate_answer(old, new, question), old=old.source, new=new.source)


def locate_answer(old: Bundle, new: Bundle, question: Question) -> Answer:
    """Return the answer for two loaded documents, each place with its file, line and column."""
    try:
        answer = compare_roots(old.root, new.root, question)
    except SideError as error:
        raise _located(error, old if error.side == "old" else new) from None
    return replace(answer, findings=locate_findings(answer.findings, old, new))


def conclude(answer: Answer, *, old: str, new: str) -> Comparison:
    """Return the answer as a comparison with its verdict."""
    return Comparison(
        verdict=judge_findings(answer.findings),
        findings=answer.findings,
        reader=answer.reader,
        old=old,
        new=new,
    )


def _located(error: SideError, bundle: Bundle) -> PactwrightError:
    pointer = error.error.pointer
    if not bundle.source:
        return PactwrightError(error.message, hint=error.hint)
    source, line, column = bundle.locate({pointer})[pointer]
    return fault_at(
        source,
        line,
        column,
        f"{split_file(pointer)[1] or 'the document'}: {error.error.problem}",
        hint=error.error.hint or "",
    )


def locate_findings(findings: Iterable[Finding], old: Bundle, new: Bundle) -> tuple[Finding, ...]:
    """Return the findings with file, line and column at every place."""
    found = tuple(findings)
    old_places = _lines(old, {finding.old.pointer for finding in found if finding.old})
    new_places = _lines(new, {finding.new.pointer for finding in found if finding.new})
    return tuple(
        replace(
            finding,
            old=_with_line(finding.old, old_places),
            new=_with_line(finding.new, new_places),
        )
        for finding in found
    )


def _lines(bundle: Bundle, pointers: set[str]) -> dict[str, tuple[str, int, int]]:
    return bundle.locate(pointers) if pointers and bundle.source else {}


def _with_line(place: Place | None, places: Mapping[str, tuple[str, int, int]]) -> Place | None:
    if place is None or place.pointer not in places:
        return place
    file, line, column = places[place.pointer]
    return replace(place, file=file, line=line, column=column)
