"""What the compatibility checker found: findings, their witnesses, and the verdict of a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pactwright.model.json import Json

Verdict: TypeAlias = Literal["compatible", "breaking", "unknown"]
Level: TypeAlias = Literal["error", "warning", "info"]
Direction: TypeAlias = Literal["request", "response", "send", "receive"]
"""Which way a document travels: to the provider or back; `send` and `receive` for bare schemas
and messages, seen from the owner of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a document: an RFC 6901 JSON pointer.

    `file`, `line` and `column` (both from 1) are there once they have been looked up.
    """

    pointer: str
    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A document that proves a break: one side accepts it and the other refuses it.

    `value` is the smallest value found, at `pointer` inside the whole request, response or
    message (`body`, `query limit`, `header X-Total` in `part`); `accepted_by` and `refused_by`
    are "old" or "new"; `reason` says why it is refused. A `request` line stands in its place
    for breaks that no JSON document can show.
    """

    part: str
    value: Json = None
    accepted_by: Literal["old", "new"] = "old"
    refused_by: Literal["old", "new"] = "new"
    reason: str = ""
    request: str | None = None


Effect: TypeAlias = Literal["breaks", "may break", "undecided"]
"""What a change does to a consumer: its example no longer fits; something that the new document
allows, and the old one did not, does not suit it; or nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A consumer that a change reaches: in which interaction, at what, and why.

    `part` is what the consumer sends or reads (`response $.lines[*].sku`); `test` is the name of
    the test as the pact keeps it, `place` where that test stands, once it has been looked up;
    `proof` is a value that shows it, None where the interaction's own example does.
    """

    consumer: str
    interaction: str
    effect: Effect
    part: str
    reason: str
    states: tuple[str, ...] = ()
    test: str | None = None
    pact: str = ""
    place: Place | None = None
    proof: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One change that matters, told once however many operations reach it.

    `kind` is the report's `class`: `schema` rules are decided by inclusion and witnessed,
    `policy` rules are not. `operations` are sorted (`GET /orders/{id}`). `hits` are the consumers
    that it reaches, None when no pacts were asked.
    """

    rule: str
    kind: Literal["schema", "policy"]
    verdict: Verdict
    level: Level
    message: str
    hint: str
    direction: Direction | None = None
    operations: tuple[str, ...] = ()
    old: Place | None = None
    new: Place | None = None
    witness: Witness | None = None
    fingerprint: str = ""
    hits: tuple[Hit, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcome of comparing two documents.

    `reader` is the knob of open content that was in force; `accepted` are the findings that the
    policy accepts, which no longer count. `consumers` are those whose pacts were asked, None when
    none were; `hits` those of them that a change reaches although no finding says so.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    reader: Literal["open", "strict", "closed"] = "open"
    old: str = "old"
    new: str = "new"
    notes: tuple[str, ...] = field(default=())
    consumers: tuple[str, ...] | None = None
    hits: tuple[Hit, ...] = ()
