"""How a coverage is told: the names of what is counted, and what nobody uses by operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pactwright.usage.coverage import Count, Coverage, Covered
from pactwright.usage.part import Kind

NAMES: dict[str, Kind] = {
    "operations": "operation",
    "statuses": "status",
    "request-parameters": "request parameter",
    "request-content-types": "request content type",
    "request-fields": "request field",
    "response-content-types": "response content type",
    "response-headers": "response header",
    "response-fields": "response field",
}
"""The kinds of parts by the names of their rows."""

NEGATIVE = "negative-paths"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is counted, and how much of it is used."""

    name: str
    count: Count


def rows_of(coverage: Coverage) -> list[Row]:
    """Return the counts, from the operations down to the whole."""
    rows = [Row(name, coverage.count(kind)) for name, kind in NAMES.items()]
    rows.insert(2, Row(NEGATIVE, coverage.negative))
    return [*(row for row in rows if row.count.of), Row("all", coverage.count())]


def add_counts(coverages: Iterable[Coverage], name: str) -> Count:
    """Return one row's count over several documents; `all` counts every part."""
    used = total = 0
    for coverage in coverages:
        count = coverage.negative if name == NEGATIVE else coverage.count(NAMES.get(name))
        used, total = used + count.used, total + count.of
    return Count(used, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What one consumer has tested of an operation: statuses, with how many interactions each."""

    operation: str
    consumer: str
    statuses: dict[str, int] = field(default_factory=dict)


def tested(coverage: Coverage) -> list[Tested]:
    """Return what each consumer has tested, operation by operation."""
    found: dict[tuple[str, str], Tested] = {}
    for each in coverage.parts:
        if each.part.kind not in ("operation", "status"):
            continue
        for consumer, interactions in each.users.items():
            key = (each.part.operation, consumer)
            line = found.setdefault(key, Tested(operation=key[0], consumer=consumer))
            if each.part.status:
                line.statuses[each.part.status] = len(interactions)
    return list(found.values())


def say_cut(coverage: Coverage) -> str:
    """Return which bodies have more members than are listed, the first few by name."""
    names = ", ".join(coverage.cut[:_NAMED])
    more = len(coverage.cut) - _NAMED
    verb = "has" if len(coverage.cut) == 1 else "have"
    shown = f"{names} and {more} more" if more > 0 else names
    return f"{shown} {verb} more members than are listed; the nearest to the root count"


def idle_lines(coverage: Coverage) -> Iterator[tuple[str, list[str]]]:
    """Yield each operation with what nobody uses of it; an unused operation has no lines."""
    for operation, parts in groupby(coverage.unused, lambda each: each.part.operation):
        yield operation, _lines(list(parts))


def _lines(parts: list[Covered]) -> list[str]:
    own = [each.part for each in parts if each.part.kind != "operation"]
    lines = [part.name for part in own if part.kind == "request parameter"]
    sent = [p.name for p in own if p.kind in ("request field", "request content type")]
    if sent:
        lines.append(f"request {', '.join(dict.fromkeys(sent))}")
    statuses = [part.status for part in own if part.kind == "status"]
    if statuses:
        lines.append(f"status {', '.join(statuses)}")
    below: dict[str, list[str]] = {}
    for part in own:
        if part.status and part.kind != "status":
            below.setdefault(part.status, []).append(part.name)
    return [*lines, *(f"{key} {', '.join(dict.fromkeys(names))}" for key, names in below.items())]
