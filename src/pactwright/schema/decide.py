"""The decision whether one schema includes another: proven, refuted by a value, or open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from pactwright.model.json import Json
from pactwright.schema.case import Pair
from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument
from pactwright.schema.judge import Judge
from pactwright.schema.make import Maker
from pactwright.schema.node import Node
from pactwright.schema.prove import Budget, Prover
from pactwright.schema.shrink import shrink
from pactwright.schema.view import View
from pactwright.schema.violate import Violator

Flag: TypeAlias = Literal["readOnly", "writeOnly"]

_ATTEMPTS: Final = 400


class Included(Struct, frozen=True):
    """Every value of the smaller schema is a value of the larger one."""


class Refuted(Struct, frozen=True):
    """`witness` is a value of the smaller schema that the larger one refuses, and why."""

    witness: Json
    reason: str


class Undecided(Struct, frozen=True):
    """Neither proven nor refuted, and what stood in the way."""

    reason: str


Decision: TypeAlias = Included | Refuted | Undecided


@dataclass(slots=True)
class Court:
    """All that is needed to prove and to refute inclusions between two documents.

    `unknown` is a keyword of the sender's that nobody here knows and that kept a value from being
    a witness.
    """

    smaller: View
    larger: View
    closed: bool
    budget: Budget = field(default_factory=Budget)
    prover: Prover = field(init=False)
    violator: Violator = field(init=False)
    sender: Judge = field(init=False)
    reader: Judge = field(init=False)
    unknown: str | None = None
    _seen: dict[tuple[int, int, bytes], tuple[bool, str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.prover = Prover(self.smaller, self.larger, closed=self.closed, budget=self.budget)
        self.violator = Violator(
            Maker(self.smaller, closing=self.closed), Maker(self.larger, closing=False)
        )
        self.sender = Judge(self.smaller, self.prover.forward.closing)
        self.reader = Judge(self.larger, None)

    def refutes(self, smaller: Node, larger: Node, value: Json) -> bool:
        """Tell whether the first validator accepts the value on one side only."""
        # one body is met on several ways; both schemas live as long as the views
        key = (id(smaller), id(larger), blake2b(digest(value), digest_size=16).digest())
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = self._ask_first(smaller, larger, value)
        refuted, unknown = seen
        self.unknown = unknown or self.unknown
        return refuted

    def _ask_first(self, smaller: Node, larger: Node, value: Json) -> tuple[bool, str | None]:
        """Return whether the value refutes, and the unknown keyword that keeps it from it."""
        self.budget.spend(2)
        if not self.sender.accepts(smaller, value):
            return False, None
        if self.sender.met:
            return False, self.sender.met[0]
        refuted = self.reader.refuses(larger, value)
        return refuted, None if refuted or not self.reader.met else self.reader.met[0]

    def forget(self) -> None:
        """Forget the keyword that kept earlier values from being witnesses."""
        self.unknown = None

    def confirms(self, smaller: Node, larger: Node, value: Json) -> bool:
        """Tell whether the second validator says the same as the first."""
        return (
            self.sender.second_accepts(smaller, value) is True
            and self.reader.second_accepts(larger, value) is False
        )


def decide_inclusion(
    smaller: SchemaDocument,
    larger: SchemaDocument,
    *,
    pointers: tuple[str, str] = ("", ""),
    closed: bool = False,
    budget: int = 400_000,
) -> Decision:
    """Decide whether every value of one schema is a value of another.

    The schemas stand at `pointers` of their documents. With `closed`, a value of the smaller one
    holds declared properties only. `budget` are work units of some ten microseconds.
    Raises PactwrightError for references that dangle.
    """
    court = Court(View(smaller, sends=True), View(larger, sends=False), closed, Budget(budget))
    one, other = court.smaller.node(pointers[0]), court.larger.node(pointers[1])
    pair = court.prover.ask(one, other)
    if pair.holds:
        return Included()
    return refute(court, pair, one, other)


def refute(court: Court, pair: Pair, smaller: Node, larger: Node) -> Decision:
    """Look for a value that refutes a pair which is not proven."""
    disagreed = False
    try:
        for value in _candidates(court, pair):
            if court.refutes(smaller, larger, value):
                if court.confirms(smaller, larger, value):
                    return _refuted(court, smaller, larger, value)
                disagreed = True
    except ValueError as error:
        return Undecided(f"a validator cannot read the schema: {error}")
    if court.unknown is not None:
        return Undecided(f"the keyword {court.unknown!r} is not known here")
    if disagreed:
        return Undecided("the two validators disagree on the value that would show the break")
    if court.prover.proves_late(pair):
        return Included()
    return Undecided(why_undecided(pair))


def _refuted(court: Court, smaller: Node, larger: Node, value: Json) -> Refuted:
    def holds(candidate: Json) -> bool:
        return court.refutes(smaller, larger, candidate) and court.confirms(
            smaller, larger, candidate
        )

    least = shrink(value, holds)
    faults = court.reader.faults(larger, least)
    return Refuted(least, faults[0][2] if faults else "")


def _candidates(court: Court, pair: Pair) -> Iterator[Json]:
    far = (value for failure in pair.failures for value in court.violator.afar(failure))
    for values, most in ((court.violator.of_pair(pair), _ATTEMPTS), (far, _ATTEMPTS // 2)):
        for value in islice(values, most):
            if court.budget.left <= 0:
                return
            yield value


def why_undecided(pair: Pair) -> str:
    """Return the first reason why a pair could not be proven."""
    seen: set[int] = set()
    waiting = [pair]
    keywords: list[str] = []
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen or here.holds:
            continue
        seen.add(id(here))
        if here.reasons:
            return here.reasons[0]
        keywords.extend(failure.keyword for failure in here.failures)
        waiting.extend(edge.pair for edge in here.edges)
    named = ", ".join(dict.fromkeys(keywords)) or "the schema"
    return f"neither a proof nor a value that shows a break was found (at {named})"
