"""Property tests: which file a consumer version asks with, and what it came to at a provider."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pactwright.broker.lifecycle import ensure_version
from pactwright.broker.port import Ledger, Records
from pactwright.broker.row import Row
from pactwright.broker.values import (
    Pacticipant,
    PropertyFile,
    PropertyMark,
    PropertyRecord,
    Publication,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyView:
    """What a row of the matrix shows of property tests: the file, and its last outcomes.

    There are no outcomes where the provider version never ran the file's tests.
    """

    file: PropertyFile
    outcomes: tuple[PropertyRecord, ...] = ()

    @property
    def failed(self) -> tuple[PropertyRecord, ...]:
        """The outcomes that do not hold."""
        return tuple(one for one in self.outcomes if not one.success)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of a file's tests came to, as a client publishes it; `results` is JSON text."""

    provider_version: str
    profile: str
    success: bool
    cases: int
    findings: int
    results: str


def digest_content(content: str) -> str:
    """Return the digest that names a property file."""
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"


def keep_property_file(
    ledger: Ledger, publication: Publication, content: str, *, now: datetime
) -> PropertyFile:
    """Keep the property file that the version of the publication asks with from now on."""
    digest = digest_content(content)
    pair: dict[str, Any] = {
        "consumer_id": publication.consumer_id,
        "provider_id": publication.provider_id,
    }
    found = ledger.find(PropertyFile, digest=digest, **pair)
    file = (
        found[0]
        if found
        else ledger.add(PropertyFile(digest=digest, content=content, created_at=now, **pair))
    )
    marks = ledger.find(
        PropertyMark, version_id=publication.version_id, provider_id=publication.provider_id
    )
    if not marks:
        mark = PropertyMark(version_id=publication.version_id, file_id=file.id, **pair)
        ledger.add(mark)
    elif marks[0].file_id != file.id:
        ledger.change(replace(marks[0], file_id=file.id))
    return file


def record_outcome(
    ledger: Ledger, provider: Pacticipant, file: PropertyFile, outcome: Outcome, *, now: datetime
) -> PropertyRecord:
    """Return the outcome; it takes the place of the last one with this version and profile."""
    version, _ = ensure_version(ledger, provider, outcome.provider_version, now=now)
    for last in ledger.find(
        PropertyRecord,
        file_id=file.id,
        provider_version_id=version.id,
        profile=outcome.profile,
        current=True,
    ):
        ledger.change(replace(last, current=False))
    return ledger.add(
        PropertyRecord(
            file_id=file.id,
            provider_version_id=version.id,
            profile=outcome.profile,
            success=outcome.success,
            cases=outcome.cases,
            findings=outcome.findings,
            results=outcome.results,
            created_at=now,
        )
    )


def find_property_file(records: Records, publication: Publication) -> PropertyFile | None:
    """Return the property file that the version of the publication asks with."""
    marks = records.find(
        PropertyMark, version_id=publication.version_id, provider_id=publication.provider_id
    )
    files = records.find(PropertyFile, id=tuple(mark.file_id for mark in marks))
    return files[0] if files else None


def view_properties(records: Records, rows: Iterable[Row]) -> Mapping[int, PropertyView]:
    """Return what each row shows of property tests, by its place; rows without any are left out."""
    placed = tuple(rows)
    versions = tuple({row.consumer_version.id for row in placed})
    marks = {
        (one.version_id, one.provider_id): one.file_id
        for one in records.find(PropertyMark, version_id=versions)
    }
    if not marks:
        return {}
    files = {one.id: one for one in records.find(PropertyFile, id=tuple(set(marks.values())))}
    outcomes = _find_outcomes(records, files, placed)
    views = {}
    for place, row in enumerate(placed):
        file_id = marks.get((row.consumer_version.id, row.provider.id))
        if file_id is not None:
            number = row.provider_version.id if row.provider_version else 0
            found = outcomes.get((file_id, number), ())
            views[place] = PropertyView(file=files[file_id], outcomes=tuple(found))
    return views


def _find_outcomes(
    records: Records, files: Mapping[int, PropertyFile], rows: Iterable[Row]
) -> Mapping[tuple[int, int], list[PropertyRecord]]:
    numbers = tuple({row.provider_version.id for row in rows if row.provider_version})
    found: dict[tuple[int, int], list[PropertyRecord]] = {}
    for one in records.find(
        PropertyRecord, file_id=tuple(files), provider_version_id=numbers, current=True
    ):
        found.setdefault((one.file_id, one.provider_version_id), []).append(one)
    return found
