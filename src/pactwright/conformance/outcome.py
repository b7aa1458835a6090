"""What a walk through two schemas comes to: values that may break, and places left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pactwright.conformance.scene import Steps, value_at
from pactwright.model.json import Json
from pactwright.schema.shape import kind_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the sender may send and the reader may refuse.

    What is (or is not) at `at` is the reason; `pointer` is where the document speaks of it.
    `literal` tells that the reader takes one value only there, `probe` that nothing speaks
    against the value yet: it is one of those to try where a question stays open.
    """

    value: Json
    at: Steps
    pointer: str
    literal: bool = False
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that the walk could not settle, and where the document speaks of it."""

    at: Steps
    pointer: str


@dataclass(slots=True)
class Outcome:
    """The candidates and the gaps of one walk.

    `most` is the number of candidates that anybody will look at; with `each` it is so many at
    each place instead, and no place is left out.
    """

    most: int
    each: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether something could not be settled."""
        return bool(self.gaps)

    @property
    def enough(self) -> bool:
        """Whether there are as many candidates as anybody will look at.

        That the reader takes one value only is the least of reasons, and others are looked for.
        """
        if self.each:
            return False
        literals = sum(one.literal for one in self.candidates)
        return literals >= 4 * self.most or len(self.candidates) - literals >= self.most

    def add(
        self, values: Iterable[Json], at: Steps, pointer: str, *, literal: bool = False
    ) -> None:
        """Add values that break at one place; none at all leaves the question open."""
        found = [Candidate(value, at, pointer, literal) for value in values]
        self.candidates += found
        if not found:
            self.leave(at, pointer)

    def leave(self, at: Steps, pointer: str) -> None:
        """Leave the question open at a place."""
        self.gaps.append(Gap(at, pointer))

    def probe(self, values: Iterable[Json], pointer: str) -> None:
        """Add values to try here, where the question is open."""
        self.candidates += [Candidate(value, (), pointer, probe=True) for value in values]

    def join(self, other: Outcome) -> None:
        """Take in what another walk at the same place came to."""
        self.candidates += other.candidates
        self.gaps += other.gaps

    def lift(self, inner: Outcome, step: str | int, make: Callable[[Json], Iterable[Json]]) -> None:
        """Take in what a walk one step further down came to; `make` puts its values in place."""
        self.gaps += [Gap((step, *one.at), one.pointer) for one in inner.gaps]
        for one in inner.best():
            at, made = (step, *one.at), list(make(one.value))
            self.candidates += [
                Candidate(value, at, one.pointer, one.literal, one.probe) for value in made
            ]
            if not made:
                self.leave(at, one.pointer)

    def best(self) -> list[Candidate]:
        """Return the best candidates, literals last."""
        found = sorted(self.candidates, key=lambda one: one.literal)
        if not self.each:
            return found[: self.most]
        counts: dict[tuple[object, ...], int] = {}
        kept = []
        for one in found:
            # Values of kinds that a pattern takes by their text must not crowd out the texts.
            kind = kind_of(value_at(one.value, one.at))
            key = (one.at, one.pointer, one.probe, kind)
            counts[key] = counts.get(key, 0) + 1
            if counts[key] <= self.each * (4 if one.probe else 1):
                kept.append(one)
        return kept

    @property
    def holds(self) -> bool:
        """Whether nothing stands against the inclusion."""
        return not self.candidates and not self.gaps
