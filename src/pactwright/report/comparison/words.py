"""The phrases that the formats for people share."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pactwright.model.finding import Comparison, Finding, Hit, Place, Witness
from pactwright.report.place import pointer_within
from pactwright.report.safe import safe_line
from pactwright.report.words import count

_SHOWN_OPERATIONS = 3
_LONGEST_VALUE = 400


def say_operations(finding: Finding, *, most: int = _SHOWN_OPERATIONS) -> str:
    """Return the operations that reach the change, the first few by name."""
    shown = ", ".join(finding.operations[:most])
    more = len(finding.operations) - most
    return safe_line(f"{shown} and {more} more" if more > 0 else shown)


def say_place(place: Place) -> str:
    """Return file, line and column as far as they are known, then the pointer."""
    where = ":".join(str(part) for part in (place.file, place.line, place.column) if part)
    return safe_line(f"{where}  {pointer_within(place) or '(the whole document)'}".strip())


def say_proof(witness: Witness) -> str:
    """Return the document that proves a break: what it is, who takes it, and who does not."""
    shown = witness.request if witness.request is not None else say_value(witness.value)
    part = "" if witness.request is not None else f"{witness.part} "
    return safe_line(
        f"{part}{shown}   accepted by {witness.accepted_by}, refused by {witness.refused_by}"
        + (f": {witness.reason}" if witness.reason and witness.request is None else "")
    )


def say_value(value: object) -> str:
    """Return a JSON value on one line, cut where it is very long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def say_hit(hit: Hit) -> str:
    """Return who is reached, in which interaction and test, and why."""
    states = f" [{', '.join(hit.states)}]" if hit.states else ""
    if hit.place is not None:
        where = f" ({hit.place.file}:{hit.place.line})"
    else:
        where = f" ({hit.test})" if hit.test else ""
    proof = f", shown by {say_value(hit.proof)}" if hit.proof is not None else ""
    return safe_line(
        f"{hit.consumer} {hit.effect}: {hit.interaction}{states}{where}, "
        f"{hit.part}: {hit.reason}{proof}"
    )


def say_consumers(hits: Sequence[Hit]) -> str:
    """Return the consumers that are reached, each with the number of its interactions."""
    names = sorted({hit.consumer for hit in hits})
    counts = [len({hit.interaction for hit in hits if hit.consumer == name}) for name in names]
    words = [
        f"{name} ({count(number, 'interaction')})"
        for name, number in zip(names, counts, strict=True)
    ]
    return safe_line(", ".join(words))


def say_pair(comparison: Comparison) -> str:
    """Return the names of the two documents."""
    return safe_line(f"{comparison.old} → {comparison.new}")
