"""What checking a pact against an API document found: results, and the sum of one pact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pactwright.model.finding import Level, Place
from pactwright.model.json import Json

Side: TypeAlias = Literal["document", "consumer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PactPlace:
    """Where in a pact: `location` in the comparators' words, `pointer` in those of RFC 6901."""

    location: str
    pointer: str
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecPlace:
    """Where in an API document.

    `location` is in the comparators' words; `place` has the pointer, and the line once it has
    been looked up. `method` and `path` name the operation where there is one.
    """

    location: str
    place: Place
    method: str | None = None
    path: str | None = None
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The smallest value found that one side allows and the other refuses, and why."""

    value: Json
    allowed_by: Side
    refused_by: Side
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceResult:
    """One thing that was found: `code` is one of `pactwright.conformance.catalogue`.

    `interaction` is the index in the pact; `sampled` counts the values that were tried where
    nothing could be decided; `causes` are the results of the candidates that did not fit.
    """

    code: str
    level: Level
    message: str
    hint: str
    interaction: int
    description: str
    state: str
    pact: PactPlace
    spec: SpecPlace
    proof: Proof | None = None
    sampled: int = 0
    causes: tuple[ConformanceResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PactConformance:
    """What one pact comes to beside one document.

    `decided` and `undecided` count the questions of inclusion that were put; `interactions`
    are those that were looked at.
    """

    consumer: str
    provider: str
    pact: str
    document: str
    interactions: int
    results: tuple[ConformanceResult, ...] = ()
    decided: int = 0
    undecided: int = 0

    @property
    def conforms(self) -> bool:
        """Whether no result is an error."""
        return all(result.level != "error" for result in self.results)
