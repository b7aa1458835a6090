"""Deprecation, sunset and stability of operations and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct, field

from pactwright.compat.api import Lifecycle
from pactwright.compat.rules.dates import read_date
from pactwright.compat.rules.notebook import Notebook
from pactwright.compat.rules.rule import BREAKS, TELLS, WARNS, Rule
from pactwright.compat.rules.sample import example, operation
from pactwright.model.finding import Direction
from pactwright.model.json import Json, JsonObject

LEVELS: Final = ("draft", "alpha", "beta", "stable")
"""Stability levels from the least to the most grown up; what says nothing is stable."""


class Calendar(Struct, frozen=True, kw_only=True):
    """The day of the comparison, and how many days of notice each stability level is owed."""

    today: date | None = None
    notice: Mapping[str, int] = field(default_factory=dict)


def _aged(**members: Json) -> JsonObject:
    names = {"sunset": "x-sunset", "stability": "x-stability-level"}
    return operation(**{names.get(key, key): value for key, value in members.items()})


DEPRECATED = Rule(
    id="deprecated",
    kind="policy",
    change="neither",
    mirror="reactivated",
    meaning="An operation or parameter is marked deprecated.",
    who="Nobody yet: it still works.",
    instead="give it an x-sunset date, and tell its clients",
    loud=example(operation(), _aged(deprecated=True)),
    quiet=example(_aged(deprecated=True), _aged(deprecated=True)),
)
REACTIVATED = Rule(
    id="reactivated",
    kind="policy",
    change="neither",
    mirror="deprecated",
    meaning="An operation or parameter is deprecated no longer.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_aged(deprecated=True), operation()),
    quiet=example(operation(), _aged(deprecated=True)),
)
SUNSET_MISSING = Rule(
    id="sunset-missing",
    kind="policy",
    change="neither",
    unmirrored="a sunset that is there is judged by sunset-too-soon",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="The policy promises days of notice (deprecation_days), and no day is named.",
    meaning="Something was deprecated without an x-sunset date, though the policy asks for one.",
    who="Clients that need to know until when it stays.",
    instead="add x-sunset with the day of its end",
    loud=example(operation(), _aged(deprecated=True)),
    quiet=example(operation(), _aged(deprecated=True, sunset="2999-01-01")),
)
SUNSET_INVALID = Rule(
    id="sunset-invalid",
    kind="policy",
    change="neither",
    unmirrored="a sunset that is a date is judged by the other rules",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="A day that cannot be read gives no notice.",
    meaning="The x-sunset is no date.",
    who="Clients that need to know until when it stays.",
    instead='write an RFC 3339 date: "2030-12-31"',
    loud=example(operation(), _aged(deprecated=True, sunset="next year")),
    quiet=example(operation(), _aged(deprecated=True, sunset="2999-01-01")),
)
SUNSET_TOO_SOON = Rule(
    id="sunset-too-soon",
    kind="policy",
    change="narrowing",
    mirror="sunset-postponed",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="The policy promises more days of notice (deprecation_days).",
    meaning="The x-sunset gives less notice than the policy promises.",
    who="Clients that cannot move so soon.",
    instead="choose a later date",
    loud=example(operation(), _aged(deprecated=True, sunset="2020-01-01")),
    quiet=example(operation(), _aged(deprecated=True, sunset="2999-01-01")),
)
SUNSET_EARLIER = Rule(
    id="sunset-brought-forward",
    kind="policy",
    change="narrowing",
    mirror="sunset-postponed",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="Clients have planned by the day that was promised.",
    meaning="The x-sunset names an earlier day than before.",
    who="Clients that trusted the date.",
    instead="keep the day that was promised",
    loud=example(
        _aged(deprecated=True, sunset="2999-01-01"), _aged(deprecated=True, sunset="2998-01-01")
    ),
    quiet=example(
        _aged(deprecated=True, sunset="2998-01-01"), _aged(deprecated=True, sunset="2999-01-01")
    ),
)
SUNSET_LATER = Rule(
    id="sunset-postponed",
    kind="policy",
    change="widening",
    mirror="sunset-brought-forward",
    rulings={None: TELLS, "request": TELLS, "response": TELLS},
    why="More time hurts nobody.",
    meaning="The x-sunset names a later day than before.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(
        _aged(deprecated=True, sunset="2998-01-01"), _aged(deprecated=True, sunset="2999-01-01")
    ),
    quiet=example(
        _aged(deprecated=True, sunset="2999-01-01"), _aged(deprecated=True, sunset="2998-01-01")
    ),
)
SUNSET_DELETED = Rule(
    id="sunset-deleted",
    kind="policy",
    change="neither",
    mirror="sunset-announced",
    rulings={None: WARNS, "request": WARNS, "response": WARNS},
    why="It still works; only nobody knows any more until when.",
    meaning="Something is still deprecated, and its x-sunset is gone.",
    who="Clients that planned by it.",
    instead="put the date back, or take the deprecation back",
    loud=example(_aged(deprecated=True, sunset="2999-01-01"), _aged(deprecated=True)),
    quiet=example(_aged(deprecated=True, sunset="2999-01-01"), operation()),
)
SUNSET_ADDED = Rule(
    id="sunset-announced",
    kind="policy",
    change="neither",
    mirror="sunset-deleted",
    meaning="Something that is deprecated has an x-sunset date now.",
    who="Nobody yet; after that day, who has not moved.",
    instead="tell its clients",
    loud=example(_aged(deprecated=True), _aged(deprecated=True, sunset="2999-01-01")),
    quiet=example(_aged(deprecated=True, sunset="2999-01-01"), _aged(deprecated=True)),
)
STABILITY_DECREASED = Rule(
    id="stability-decreased",
    kind="policy",
    change="narrowing",
    mirror="stability-increased",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="Less is promised than before.",
    meaning="The x-stability-level is lower than before (draft < alpha < beta < stable).",
    who="Clients that relied on the promise of the higher level.",
    instead="keep the level; offer what is unstable in a new operation",
    loud=example(_aged(stability="stable"), _aged(stability="beta")),
    quiet=example(_aged(stability="beta"), _aged(stability="stable")),
)
STABILITY_INCREASED = Rule(
    id="stability-increased",
    kind="policy",
    change="widening",
    mirror="stability-decreased",
    rulings={None: TELLS, "request": TELLS, "response": TELLS},
    why="More is promised than before.",
    meaning="The x-stability-level is higher than before.",
    who="Nobody.",
    instead="nothing to do",
    loud=example(_aged(stability="beta"), _aged(stability="stable")),
    quiet=example(_aged(stability="stable"), _aged(stability="beta")),
)
STABILITY_INVALID = Rule(
    id="stability-invalid",
    kind="policy",
    change="neither",
    unmirrored="a level that is known is judged by the other rules",
    rulings={None: BREAKS, "request": BREAKS, "response": BREAKS},
    why="What cannot be read promises nothing.",
    meaning="The x-stability-level is none of draft, alpha, beta, stable.",
    who="Everybody who goes by the level.",
    instead="write draft, alpha, beta or stable",
    loud=example(operation(), _aged(stability="gold")),
    quiet=example(operation(), _aged(stability="beta")),
)

RULES = (
    DEPRECATED,
    REACTIVATED,
    SUNSET_MISSING,
    SUNSET_INVALID,
    SUNSET_TOO_SOON,
    SUNSET_EARLIER,
    SUNSET_LATER,
    SUNSET_DELETED,
    SUNSET_ADDED,
    STABILITY_DECREASED,
    STABILITY_INCREASED,
    STABILITY_INVALID,
)


class Part(Struct, frozen=True, kw_only=True):
    """What ages: its words in messages, its places, its operation, and which way it travels."""

    words: str
    old: str
    new: str
    operation: str
    direction: Direction | None = None


def check_lifecycle(
    old: Lifecycle, new: Lifecycle, part: Part, notebook: Notebook, calendar: Calendar
) -> None:
    """Note what changed about how long the part stays and how stable it is."""
    if old == new:
        return
    for rule, message in [
        *_deprecation(old, new),
        *_sunset(old, new, calendar),
        *_stability(old, new),
    ]:
        notebook.note(
            rule,
            f"{part.words}: {message}",
            old=part.old,
            new=part.new,
            direction=part.direction,
            operation=part.operation,
        )


def stability_of(lifecycle: Lifecycle) -> str:
    """Return the stability level; what says nothing, or nothing that we know, is stable."""
    return lifecycle.stability if lifecycle.stability in LEVELS else "stable"  # type: ignore[return-value]


def _deprecation(old: Lifecycle, new: Lifecycle) -> list[tuple[Rule, str]]:
    if old.deprecated == new.deprecated:
        return []
    return [(DEPRECATED, "deprecated") if new.deprecated else (REACTIVATED, "deprecated no longer")]


def _sunset(old: Lifecycle, new: Lifecycle, calendar: Calendar) -> list[tuple[Rule, str]]:
    if not new.deprecated:
        return []
    days = calendar.notice.get(stability_of(new), 0)
    if new.sunset is None:
        return _no_sunset(old, days)
    after = read_date(new.sunset)
    if after is None:
        return [(SUNSET_INVALID, f"the sunset {new.sunset!r} is no date")]
    before = read_date(old.sunset) if old.deprecated else None
    if before is not None:
        return _moved_sunset(before, after)
    left = None if calendar.today is None else (after - calendar.today).days
    if left is not None and left < days:
        return [(SUNSET_TOO_SOON, f"the sunset {after} leaves {left} days; {days} are promised")]
    return [(SUNSET_ADDED, f"its sunset is {after}")]


def _no_sunset(old: Lifecycle, days: int) -> list[tuple[Rule, str]]:
    if old.deprecated:
        gone = old.sunset is not None
        return [(SUNSET_DELETED, f"its sunset {old.sunset} is gone")] if gone else []
    if days:
        return [(SUNSET_MISSING, f"deprecated without a sunset; {days} days are promised")]
    return []


def _moved_sunset(before: date, after: date) -> list[tuple[Rule, str]]:
    if before == after:
        return []
    rule = SUNSET_EARLIER if after < before else SUNSET_LATER
    return [(rule, f"the sunset moved from {before} to {after}")]


def _stability(old: Lifecycle, new: Lifecycle) -> list[tuple[Rule, str]]:
    if old.stability == new.stability:
        return []
    if new.stability is not None and new.stability not in LEVELS:
        return [(STABILITY_INVALID, f"the stability level {new.stability!r} is not known")]
    before, after = stability_of(old), stability_of(new)
    if LEVELS.index(after) < LEVELS.index(before):
        return [(STABILITY_DECREASED, f"the stability level went from {before} to {after}")]
    if LEVELS.index(after) > LEVELS.index(before):
        return [(STABILITY_INCREASED, f"the stability level went from {before} to {after}")]
    return []
