"""From what a replay came to, to findings for a report and cases to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from pactwright.model.property import PropertyFinding
from pactwright.model.wire import WireAnswer, WireRequest
from pactwright.property.baseline import Sifted, describe_sifting, sift_findings
from pactwright.property.cases import Case, Step, fingerprint_of
from pactwright.property.replay_port import Stage
from pactwright.property.replay_values import Exchange, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The findings of one operation, the cases that show them, and lines on the baseline."""

    findings: tuple[PropertyFinding, ...]
    cases: tuple[Case, ...]
    notes: tuple[str, ...] = ()


def make_findings(
    troubles: Iterable[Trouble],
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
    cases = {name: make_case(one, today=today) for name, one in found.items()}
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
    return fingerprint_of(*trouble.told)


def make_case(trouble: Trouble, *, today: date) -> Case:
    """Return the case that shows the trouble again."""
    breach = trouble.breach
    return Case(
        fingerprint=fingerprint(trouble),
        side="provider",
        check=breach.check,
        operation=trouble.operation,
        message=breach.message,
        steps=tuple(map(_step, trouble.exchanges)),
        first_seen=today,
        expected=breach.expected or "",
        interaction=trouble.description,
        states=trouble.states,
        details=(f"place: {trouble.told[-1]}", *breach.details),
    )


def _step(exchange: Exchange) -> Step:
    return Step(
        request=exchange.request,
        response=exchange.answer.response,
        path_template=exchange.template,
        takes=exchange.takes,
        fresh=exchange.fresh,
        bare=exchange.bare,
    )


def _finding(name: str, trouble: Trouble, stage: Stage, reason: str | None) -> PropertyFinding:
    breach = trouble.breach
    sent = [one for one in trouble.exchanges if one.answer != WireAnswer()]
    last = sent[-1].request if sent else None
    steps = [f"first: {stage.curl(one.request)}" for one in sent[:-1]]
    return PropertyFinding(
        id=name,
        kind=breach.kind,
        operation=trouble.operation,
        place=trouble.told[-1],
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
