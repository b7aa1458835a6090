"""What a team makes of findings: severities, what is ignored, what is accepted and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias

from pactwright.compat.rules.catalogue import RULE_SET, find_rule
from pactwright.compat.rules.lifecycle import LEVELS
from pactwright.document.bundle import split_file
from pactwright.model.finding import Finding, Level

Severity: TypeAlias = Literal["error", "warning", "info", "off"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info", "off")

# These say that a promise was lowered or not kept; a low level is no excuse for them.
_ABOUT_STABILITY = {"stability-decreased", "stability-invalid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What an entry speaks of: a rule, a place, or both; `*` stands for anything in either.

    The place is a pointer into the old or new document, or an operation (`GET /orders/{id}`);
    the reason is told with what the entry leaves out.
    """

    rule: str = "*"
    place: str = "*"
    reason: str | None = None

    def matches(self, finding: Finding) -> bool:
        """Tell whether the finding is of this rule and at this place."""
        if not fnmatchcase(finding.rule, self.rule):
            return False
        if self.place == "*":
            return True
        pointers = [place.pointer for place in (finding.old, finding.new) if place]
        # Of a document in several files it is told, and written, within the file.
        places = {*pointers, *(split_file(pointer)[1] for pointer in pointers)}
        wanted = self.place.replace("[", "[[]")
        return self.place in (*places, *finding.operations) or any(
            fnmatchcase(each, wanted) for each in (*places, *finding.operations)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A break that is accepted on purpose; `line` is where the file says so."""

    rule: str
    reason: str
    until: date
    place: str = "*"
    fingerprint: str | None = None
    line: int = 1

    def matches(self, finding: Finding) -> bool:
        """Tell whether this is the break that is meant."""
        if self.fingerprint is not None and self.fingerprint != finding.fingerprint:
            return False
        return Pattern(rule=self.rule, place=self.place).matches(finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A team's policy.

    `stability` is the lowest stability level whose breaks count; `rule_set` the version of the
    rules that the team has agreed to, None for the newest.
    """

    severity: Mapping[str, Severity] = field(default_factory=dict)
    ignore: tuple[Pattern, ...] = ()
    stability: str = "beta"
    rule_set: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Findings after the policy: those that stand, those accepted, and what to tell of it.

    `used` are the positions of the acceptances that matched.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()
    used: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def apply_policy(
    findings: Iterable[Finding],
    policy: Policy,
    *,
    acceptances: Sequence[Acceptance] = (),
    stability: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Judgement:
    """Return the findings as the policy has them; an acceptance counts until its day is over."""
    standing: list[Finding] = []
    accepted: list[Finding] = []
    used: set[int] = set()
    ignored: list[str | None] = []
    young = 0
    for finding in findings:
        pattern = next((entry for entry in policy.ignore if entry.matches(finding)), None)
        levelled = _level(finding, policy) if pattern is None else None
        if levelled is None:
            ignored.append(pattern.reason if pattern else None)
            continue
        if levelled.level == "error" and _is_unstable(levelled, policy, stability or {}):
            levelled = replace(levelled, level="info")
            young += 1
        entry = _accepting(levelled, acceptances, today) if levelled.level == "error" else None
        if entry is None:
            standing.append(levelled)
        else:
            used.add(entry)
            accepted.append(levelled)
    return Judgement(
        findings=tuple(standing),
        accepted=tuple(accepted),
        used=frozenset(used),
        notes=_notes(ignored, young, policy),
    )


def _level(finding: Finding, policy: Policy) -> Finding | None:
    severity = policy.severity.get(finding.rule)
    if severity == "off":
        return None
    if severity is not None:
        raised = severity == "error" and finding.verdict == "compatible"
        verdict = "breaking" if raised else finding.verdict
        return replace(finding, level=severity, verdict=verdict)
    if policy.rule_set is not None and finding.level == "error" and _is_newer(finding, policy):
        return replace(finding, level="warning")
    return finding


def _is_newer(finding: Finding, policy: Policy) -> bool:
    return policy.rule_set is not None and find_rule(finding.rule).since > policy.rule_set


def _is_unstable(finding: Finding, policy: Policy, stability: Mapping[str, str]) -> bool:
    """Tell whether every operation that is hit is below the level whose breaks count."""
    if not finding.operations or not stability or finding.rule in _ABOUT_STABILITY:
        return False
    least = LEVELS.index(policy.stability)
    return all(
        LEVELS.index(stability.get(operation.partition(" → ")[0], "stable")) < least
        for operation in finding.operations
    )


def _accepting(
    finding: Finding, acceptances: Sequence[Acceptance], today: date | None
) -> int | None:
    for number, entry in enumerate(acceptances):
        expired = today is not None and entry.until < today
        if not expired and entry.matches(finding):
            return number
    return None


def _notes(ignored: Sequence[str | None], young: int, policy: Policy) -> tuple[str, ...]:
    notes = []
    if ignored:
        reasons = Counter(reason for reason in ignored if reason is not None)
        told = "; ".join(f"{count} as {reason!r}" for reason, count in reasons.items())
        left_out = f"{len(ignored)} left out by the policy (ignore, severity off)"
        notes.append(f"{left_out}: {told}" if told else left_out)
    if young:
        notes.append(
            f"{young} of operations below the stability level {policy.stability} count not"
        )
    if policy.rule_set is not None and policy.rule_set < RULE_SET:
        notes.append(
            f"the policy follows rule set {policy.rule_set}; rules that are newer warn only "
            f"(newest: {RULE_SET})"
        )
    return tuple(notes)


LEVEL_OF: Mapping[Severity, Level] = {"error": "error", "warning": "warning", "info": "info"}
