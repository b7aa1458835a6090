"""The outbox: deliveries that are due, taken by one process at a time, tried until they arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from pactwright.broker.port import Before, Ledger
from pactwright.broker.values import Attempt, Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What sending a request once came to; `body` is the beginning of what was answered."""

    attempt: Attempt
    body: str = ""


Deliver: TypeAlias = Callable[[Delivery], Tried]
"""Sends a delivery's request once."""

RETRY_SECONDS = (10, 60, 120, 300, 600, 1200)
"""How long to wait after each failed try; after the last one the delivery has failed."""

_LEASE = timedelta(seconds=60)


def take_due(ledger: Ledger, *, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Return deliveries that are due, each lent for a minute.

    A process that dies with them gives them back by that: they are sent at least once.
    """
    due = ledger.find(Delivery, state="waiting", due_at=Before(now), limit=limit)
    for delivery in due:
        ledger.change(replace(delivery, due_at=now + _LEASE))
    return due


def lend(delivery: Delivery, *, now: datetime) -> Delivery:
    """Return the delivery as one that somebody tries now, and nobody else for a minute."""
    return replace(delivery, due_at=now + _LEASE)


def finish_trial(ledger: Ledger, delivery: Delivery, attempt: Attempt) -> None:
    """Keep what a trial came to; it is not tried again."""
    ledger.add(attempt)
    state = "delivered" if attempt.success else "failed"
    ledger.change(replace(delivery, state=state, attempts=1))


def finish(ledger: Ledger, delivery: Delivery, attempt: Attempt, *, now: datetime) -> Delivery:
    """Keep what a try came to, and say when the next one is due, if any."""
    ledger.add(attempt)
    tries = delivery.attempts + 1
    if attempt.success:
        done = replace(delivery, state="delivered", attempts=tries)
    elif tries > len(RETRY_SECONDS):
        done = replace(delivery, state="failed", attempts=tries)
    else:
        wait = timedelta(seconds=RETRY_SECONDS[tries - 1])
        done = replace(delivery, attempts=tries, due_at=now + wait)
    ledger.change(done)
    return done
