"""Which findings of a run count, and which ones a team has accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pactwright.property.cases import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The findings of a run against the kept cases.

    `open` count; `accepted` do not; `expired` were accepted until a day that has passed, and
    count (they stand in `open` too). `unused` are accepted cases that were sent again and no
    longer fail: their acceptance can go.
    """

    open: tuple[Case, ...] = ()
    accepted: tuple[Case, ...] = ()
    expired: tuple[Case, ...] = ()
    unused: tuple[Case, ...] = ()


def sift_findings(
    found: Iterable[Case],
    kept: Iterable[Case],
    *,
    today: date,
    replayed: frozenset[str] = frozenset(),
) -> Sifted:
    """Return which of the findings `found` count, in their order.

    `kept` are the cases of the pair's file; `replayed` the fingerprints of those that this run
    has sent again. What was not sent again is never unused.
    """
    known = {one.fingerprint: one for one in kept}
    findings = tuple(found)
    accepted: list[Case] = []
    expired: list[Case] = []
    for one in findings:
        before = known.get(one.fingerprint)
        if before is None or before.accepted is None:
            continue
        (expired if _is_over(before, today) else accepted).append(before)
    passed = {one.fingerprint for one in accepted}
    failing = {one.fingerprint for one in findings}
    return Sifted(
        open=tuple(one for one in findings if one.fingerprint not in passed),
        accepted=tuple(accepted),
        expired=tuple(expired),
        unused=tuple(
            one
            for one in known.values()
            if one.accepted is not None
            and one.fingerprint in replayed
            and one.fingerprint not in failing
        ),
    )


def _is_over(case: Case, today: date) -> bool:
    until = case.accepted.until if case.accepted is not None else None
    return until is not None and until < today


def describe_sifting(sifted: Sifted) -> tuple[str, ...]:
    """Return a line for each acceptance that is over or no longer needed."""
    over = (
        f"{_name(one)}: accepted until {one.accepted.until} ({one.accepted.reason}); "
        "mend it, or accept it anew"
        for one in sifted.expired
        if one.accepted is not None
    )
    unused = (
        f"{_name(one)}: accepted ({one.accepted.reason}), and no longer fails; "
        f"take it out with `pactwright promote {one.fingerprint} --forget`"
        for one in sifted.unused
        if one.accepted is not None
    )
    return (*over, *unused)


def _name(case: Case) -> str:
    return f"{case.fingerprint} {case.check} {case.operation}"
