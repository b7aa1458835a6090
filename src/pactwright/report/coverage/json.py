"""Coverage as JSON; docs/coverage.schema.json is the schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from pactwright.document.bundle import split_file
from pactwright.report.coverage.words import add_counts, rows_of
from pactwright.usage.coverage import Count, Coverage, Covered


def render(coverages: Sequence[Coverage], *, width: int = 100) -> str:  # noqa: ARG001 - the formats share one signature
    """Return the report as indented JSON."""
    document = {
        "coverage": _count(add_counts(coverages, "all")),
        "providers": [_describe(coverage) for coverage in coverages],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _describe(coverage: Coverage) -> dict[str, Any]:
    idle = {each.part for each in coverage.unused}
    shared = {each.part for each in coverage.shared}
    return {
        "provider": coverage.provider,
        "document": coverage.source,
        "version": coverage.version,
        "consumers": list(coverage.consumers),
        "interactions": coverage.interactions,
        "summary": {row.name: _count(row.count) for row in rows_of(coverage)},
        "parts": [
            _part(coverage, each, removable=each.part in idle, shared=each.part in shared)
            for each in coverage.parts
        ],
        "undocumented": [
            {
                "consumer": each.consumer,
                "interaction": each.description,
                "request": each.request,
            }
            for each in coverage.strangers
        ],
        "cut": list(coverage.cut),
    }


def _count(count: Count) -> dict[str, Any]:
    return {"used": count.used, "of": count.of, "percent": round(count.share, 1)}


def _part(coverage: Coverage, each: Covered, *, removable: bool, shared: bool) -> dict[str, Any]:
    part = each.part
    file, line = coverage.lines.get(part, (None, None))
    return {
        "kind": part.kind,
        "operation": part.operation,
        "status": part.status or None,
        "content_type": part.content_type or None,
        "name": part.name or None,
        "required": each.offer.required,
        "pointer": split_file(each.offer.pointer)[1],
        "file": file,
        "line": line,
        "consumers": {name: list(found) for name, found in each.users.items()},
        "unused": removable,
        "read_by_all": shared,
    }
