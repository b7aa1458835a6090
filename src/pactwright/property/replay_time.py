"""The time and the chance of a replay, as arguments: the same run makes the same requests."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment at which a run began, and where its chance begins."""

    now: datetime
    seed: int = 0

    def random(self) -> random.Random:
        """Return chance that begins anew with each request."""
        return random.Random(self.seed)  # noqa: S311 - values for examples, no secrets
