"""The gate's answer in full: who blocks whom, since when, and the deed that would mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "failed", "unverified", "absent", "unknown-version", "pacts", "properties"
]
"""What is wrong: a verification failed, never happened, the provider is not there, the version
itself is not known, it lost its pacts, or its properties are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedInteraction:
    """An interaction that did not hold, and what differed, a line for each difference."""

    description: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One pair that stands in the way.

    `consumers` are the consumer versions that share the content and the verdict; one mend
    serves them all. `since` is the time of the verdict, as the broker writes it. `owners` say
    where each application lives, and `fix` is the command that would help.
    """

    kind: Kind
    consumer: str
    consumers: tuple[str, ...] = ()
    provider: str | None = None
    provider_version: str | None = None
    since: str | None = None
    interactions: tuple[FailedInteraction, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """May it be deployed: `True`, `False`, or `None` for unknown; with every reason.

    `reasons` and `warnings` are the broker's sentences; `blockers` the smallest set of pairs
    that must change for a yes. `rows` are what was weighed, for `--explain`; `together` the names
    and versions of what goes with it. Without a `destination` it is asked of these alone.
    """

    pacticipant: str
    version: str
    destination: str
    deployable: bool | None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    rows: tuple[tuple[str, str, str, str, bool | None], ...] = ()
    counts: tuple[tuple[str, int], ...] = field(default=())
    together: tuple[tuple[str, str], ...] = ()
