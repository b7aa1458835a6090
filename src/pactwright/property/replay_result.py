"""From what a replay came to, to findings for a report and cases to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from pactwright.model.property import PropertyFinding
from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.property.baseline import Sifted, describe_sifting, sift_findings
from pactwright.property.cases import Case, Step, Take, fingerprint_of
from pactwright.property.replay_kept import takes_of
from pactwright.property.replay_port import Stage
from pactwright.property.replay_request import Source
from pactwright.property.replay_values import Exchange, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The findings of one operation, the cases that show them, and lines on the baseline."""

    findings: tuple[PropertyFinding, ...]
    cases: tuple[Case, ...]
    notes: tuple[str, ...] = ()


def make_findings(  # noqa: PLR0913 - what a replay knows, half by name
    troubles: Iterable[Trouble],
    sources: Sequence[Source],
    stage: Stage,
    *,
    kept: Sequence[Case] = (),
    tried: frozenset[str] = frozenset(),
    today: date,
) -> Findings:
    """Return the findings, those that the kept cases accept marked with the reason.

    `tried` are the fingerprints of the kept cases that were sent again.
    """
    found = {fingerprint(one): one for one in troubles}
    cases = {name: make_case(one, sources, today=today) for name, one in found.items()}
    sifted = sift_findings(cases.values(), kept, today=today, replayed=tried)
    accepted = _reasons(sifted)
    return Findings(
        findings=tuple(
            _finding(name, one, stage, accepted.get(name)) for name, one in found.items()
        ),
        cases=tuple(one for one in cases.values() if one.steps),
        notes=describe_sifting(sifted),
    )


def _reasons(sifted: Sifted) -> Mapping[str, str]:
    return {
        one.fingerprint: one.accepted.reason for one in sifted.accepted if one.accepted is not None
    }


def fingerprint(trouble: Trouble) -> str:
    """Return the name of a finding: the same whenever the same fault shows."""
    return fingerprint_of(*trouble.key)


def make_case(trouble: Trouble, sources: Sequence[Source], *, today: date) -> Case:
    """Return the case that shows the trouble again."""
    breach = trouble.breach
    source = next(
        (one for one in sources if one.interaction.description == trouble.description), None
    )
    return Case(
        fingerprint=fingerprint(trouble),
        side="provider",
        check=breach.check,
        operation=trouble.operation,
        message=breach.message,
        steps=tuple(
            _step(one, number, source, trouble.exchanges)
            for number, one in enumerate(trouble.exchanges)
        ),
        first_seen=today,
        expected=breach.expected or "",
        interaction=trouble.description,
        states=trouble.states,
        details=(f"place: {breach.place}", *breach.details),
    )


def _step(
    exchange: Exchange, number: int, source: Source | None, exchanges: Sequence[Exchange]
) -> Step:
    takes: tuple[Take, ...] = ()
    if number == 0 and source is not None:
        takes = takes_of(source)
    elif number and source is not None:
        takes = _created_take(exchange, exchanges[0])
    return Step(
        request=exchange.request,
        response=exchange.answer.response,
        path_template=exchange.template,
        takes=takes,
    )


def _created_take(exchange: Exchange, first: Exchange) -> tuple[Take, ...]:
    """Return where a following request has its id from: the answer that created it."""
    inner = exchange.template.removeprefix(first.template.rstrip("/"))
    if first.request.method != "POST" or not inner.startswith("/{") or inner.count("{") != 1:
        return ()
    return (Take(into=f"path.{inner[2:].partition('}')[0]}", place="$.id", step=0),)


def _finding(name: str, trouble: Trouble, stage: Stage, reason: str | None) -> PropertyFinding:
    breach = trouble.breach
    sent = [one for one in trouble.exchanges if one.answer != WireAnswer()]
    last = sent[-1].request if sent else None
    steps = [f"first: {stage.curl(one.request)}" for one in sent[:-1]]
    return PropertyFinding(
        id=name,
        kind=breach.kind,
        operation=trouble.operation,
        place=breach.place,
        message=breach.message,
        expected=breach.expected,
        actual=breach.actual,
        request="" if last is None else describe_request(last),
        curl=None if last is None else stage.curl(last),
        details=(*steps, *breach.details),
        reason=reason,
    )


def describe_request(request: WireRequest) -> str:
    """Return the request in a line: `GET /orders?limit=100`."""
    query = "&".join(
        quote(name, safe="") if value is None else f"{quote(name, safe='[]')}={quote(value)}"
        for name, values in request.query
        for value in values
    )
    return f"{request.method} {request.path}{'?' if query else ''}{query}"
