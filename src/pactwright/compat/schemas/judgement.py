"""The findings of one direction: changes proven harmless, shown to break, or left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from msgspec import Struct, field

from pactwright.compat.rules.rule import TELLS, UNDECIDED, Ruling
from pactwright.compat.rules.schema_unknown import UNPROVEN
from pactwright.compat.schemas.changes import Change, tell_changes
from pactwright.compat.schemas.evidence import Shown, show_break
from pactwright.compat.schemas.lane import Lane
from pactwright.compat.schemas.places import pointer_of
from pactwright.compat.schemas.trail import Stop, follow_trails
from pactwright.model.finding import Finding, Place, Witness
from pactwright.schema.decide import Included, Refuted, refute, why_undecided

_MOST_STOPS: Final = 4
_MOST_ROOTS: Final = 2


class _Told(Struct):
    """A change with every stop where it is met."""

    change: Change
    stops: list[tuple[Stop, Change]] = field(default_factory=list)
    reached_by: int = 0


def judge_lane(lane: Lane) -> Iterator[Finding]:
    """Yield a finding for each change of a direction."""
    lane.court.prover.settle()
    stops = follow_trails(lane.roots)
    told = _collect(stops, lane)
    unsettled = sum(1 << index for index, root in enumerate(lane.roots) if not root.pair.holds)
    judged = [(one, _judge(one, lane)) for one in told]
    broken = 0
    for one, finding in judged:
        if finding.verdict == "breaking":
            broken |= one.reached_by
    for one, finding in judged:
        settled = finding
        if finding.verdict == "unknown" and not broken & one.reached_by:
            settled = _look_again(one, finding, lane)
        if settled.verdict == "breaking":
            broken |= one.reached_by
        if settled.verdict != "compatible":
            unsettled &= ~one.reached_by
        yield settled
    yield from _leftovers(unsettled, lane)


def _look_again(one: _Told, finding: Finding, lane: Lane) -> Finding:
    """Ask about the whole bodies that hold a change which by itself stays open.

    Only where nothing else breaks them, and they are few.
    """
    if any(
        told.failure is not None and told.failure.keyword == "$unknown" for _, told in one.stops
    ):
        return finding
    reached = (root for index, root in enumerate(lane.roots) if one.reached_by >> index & 1)
    roots = {id(root.pair): root for root in reached}
    if len(roots) > _MOST_ROOTS:
        return finding
    harmless = bool(roots)
    for root in roots.values():
        lane.court.forget()
        decided = refute(lane.court, root.pair, root.pair.smaller.nodes[0], root.pair.larger)
        if isinstance(decided, Refuted):
            shown = Shown(decided.witness, decided.reason, root)
            witness = _witness(shown, lane)
            return _ruled(finding, ("breaking", "error"), one.change.message, witness)
        harmless &= isinstance(decided, Included)
    return _ruled(finding, TELLS, one.change.message, None) if harmless else finding


def _ruled(finding: Finding, ruling: Ruling, message: str, witness: Witness | None) -> Finding:
    verdict, level = ruling
    return replace(finding, verdict=verdict, level=level, message=message, witness=witness)


def _leftovers(unsettled: int, lane: Lane) -> Iterator[Finding]:
    """Yield a finding for each place that is neither proven nor spoken of."""
    roots = [root for index, root in enumerate(lane.roots) if unsettled >> index & 1]
    by_pair = {id(root.pair): root for root in roots}
    for key, root in by_pair.items():
        if lane.court.prover.proves_late(root.pair):
            continue
        operations = sorted({one.operation for one in roots if id(one.pair) == key})
        sender = pointer_of(lane.court.smaller, root.pair.smaller.nodes)
        reader = pointer_of(lane.court.larger, [root.pair.larger])
        old, new = (sender, reader) if lane.forth else (reader, sender)
        reason = why_undecided(root.pair)
        yield Finding(
            rule=UNPROVEN.id,
            kind=UNPROVEN.kind,
            verdict="unknown",
            level="error",
            message=f"the schema changed, and what that means is open: {reason}",
            hint=UNPROVEN.instead,
            direction=lane.direction,
            operations=tuple(operations),
            old=Place(pointer=old),
            new=Place(pointer=new),
        )


def _collect(stops: list[Stop], lane: Lane) -> list[_Told]:
    found: dict[tuple[str, str, str, str], _Told] = {}
    for stop in stops:
        for change in tell_changes(stop.pair, lane):
            key = (change.rule.id, change.old, change.new, change.message)
            one = found.setdefault(key, _Told(change))
            one.stops.append((stop, change))
            one.reached_by |= stop.reached_by
    return [found[key] for key in sorted(found)]


def _judge(one: _Told, lane: Lane) -> Finding:
    change = one.change
    ruling = change.rule.rule_on(lane.direction)
    if ruling[0] != "compatible":
        ruling = TELLS  # proven to be harmless here, whatever it usually means
    message, witness = change.message, None
    open_stops = [(stop, told) for stop, told in one.stops if told.failure is not None]
    if open_stops:
        ruling, message, witness = _decide(open_stops, lane)
    return Finding(
        rule=change.rule.id,
        kind=change.rule.kind,
        verdict=ruling[0],
        level=ruling[1],
        message=message,
        hint=change.rule.instead,
        direction=lane.direction,
        operations=_operations(one.reached_by, lane),
        old=Place(pointer=change.old),
        new=Place(pointer=change.new),
        witness=witness,
    )


def _decide(stops: list[tuple[Stop, Change]], lane: Lane) -> tuple[Ruling, str, Witness | None]:
    """Return the ruling on a change that is not proven to be harmless."""
    reason = ""
    harmless = True
    for stop, change in stops[:_MOST_STOPS]:
        shown = show_break(change, stop, lane)
        if isinstance(shown, Shown):
            return ("breaking", "error"), change.message, _witness(shown, lane)
        reason = reason or shown.reason
        harmless &= shown.harmless
    if harmless and len(stops) <= _MOST_STOPS:
        return TELLS, stops[0][1].message, None
    return UNDECIDED, f"{stops[0][1].message} ({reason})", None


def _witness(shown: Shown, lane: Lane) -> Witness:
    return Witness(
        part=shown.root.part,
        value=shown.body,
        accepted_by="old" if lane.forth else "new",
        refused_by="new" if lane.forth else "old",
        reason=shown.reason,
    )


def _operations(bits: int, lane: Lane) -> tuple[str, ...]:
    reached = {root.operation for index, root in enumerate(lane.roots) if bits >> index & 1}
    return tuple(sorted(reached))
