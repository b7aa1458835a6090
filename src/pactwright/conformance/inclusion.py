"""The decision whether one side takes all that the other may send, with a proof of every no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

import jsonschema_rs

from pactwright.conformance.narrow import narrow
from pactwright.conformance.outcome import Candidate
from pactwright.conformance.sampling import samples
from pactwright.conformance.scene import Steps
from pactwright.conformance.schemas import Schemas
from pactwright.conformance.walk import Walker
from pactwright.errors import PactwrightError
from pactwright.model.json import Json
from pactwright.schema.case import Pair
from pactwright.schema.cases import TooManyCases
from pactwright.schema.close import Closing
from pactwright.schema.decide import Court, Included, Refuted, refute, why_undecided
from pactwright.schema.digest import digest
from pactwright.schema.disjoint import are_disjoint, parts_of
from pactwright.schema.document import SchemaDocument
from pactwright.schema.judge import Judge
from pactwright.schema.make import Maker
from pactwright.schema.node import Node
from pactwright.schema.prove import Budget
from pactwright.schema.view import View

_BUDGET: Final = 2_000
_SAMPLES: Final = 100
# Work units for witnesses, two a value; the library's last word costs two thousand.
_TRIES: Final = 160
_PATIENCE: Final = 2_001

_TEXTS: Final = frozenset({"pattern", "enum"})
_NO_STRING: Final[Node] = {"type": ["null", "boolean", "number", "array", "object"]}

Complaint: TypeAlias = Callable[[Json, Steps], str | None]
"""Says why the consumer's own matching refuses a value, `None` when it takes it.

The steps lead to the place that is suspected; without any, the whole value is.
"""


@dataclass(frozen=True, slots=True)
class Holds:
    """Everything that may be sent is taken."""


@dataclass(frozen=True, slots=True)
class Fails:
    """`value` may be sent and is refused, for this reason.

    `pointer` is where the document speaks of it, empty where only the whole is known.
    """

    value: Json
    reason: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """No value at all is sent by one side and taken by the other."""


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing was decided; of `tried` samples none was refused."""

    reason: str
    tried: int


Answer: TypeAlias = Holds | Fails | Apart | Open


class Inclusions:
    """Decides for the schemas of one document; what it learns serves every question."""

    def __init__(self, schemas: Schemas) -> None:
        """Make it for a document's schemas."""
        self._schemas = schemas
        self._walker = Walker(schemas.responses)
        self._sender = Judge(schemas.responses, Closing(schemas.responses))
        self._reader = Judge(schemas.requests, None)

    def covers_response(self, sent: Node, taken: Node, complain: Complaint) -> Answer:
        """Decide whether a consumer takes every response that a schema of the document allows.

        `sent` is of the view of responses; `taken` is what the consumer's rules say, and
        `complain` its own matching, which has the last word on every value.
        """
        outcome = self._walker.walk(sent, taken)
        if outcome.holds:
            return Holds()
        taker = _Taker(taken)
        for one in sorted(outcome.candidates, key=lambda one: (one.literal, *_weight(one.value))):
            if taker.refuses(one) and (reason := self._refused(sent, one, complain)):
                return Fails(one.value, reason, one.pointer)
        return self._ask_prover(sent, taken, complain)

    def _refused(self, sent: Node, one: Candidate, complain: Complaint) -> str | None:
        """Return why the consumer refuses a value that the document allows, as both judges say."""
        if not self._sender.accepts(sent, one.value) or self._sender.met:
            return None
        reason = complain(one.value, one.at) or (complain(one.value, ()) if one.at else None)
        return reason if reason and self._sender.second_accepts(sent, one.value) is True else None

    def _ask_prover(self, sent: Node, taken: Node, complain: Complaint) -> Answer:
        reader = View(SchemaDocument(taken), sends=False)
        court = Court(self._schemas.responses, reader, True, Budget(_BUDGET))  # noqa: FBT003 - closed
        pair = court.prover.ask(sent, reader.node(""))
        if pair.holds:
            return Holds()
        court.budget.left = min(court.budget.left, _TRIES)
        decision = refute(court, pair, sent, reader.node(""))
        if isinstance(decision, Refuted) and (reason := complain(decision.witness, ())):
            return Fails(decision.witness, reason)
        if isinstance(decision, Included) or _proves_late(court, pair):
            return Holds()
        tried = 0
        for value in islice(samples(self._walker.maker, sent), _SAMPLES):
            if self._sender.accepts(sent, value):
                tried += 1
                if reason := self._refused(sent, Candidate(value, (), ""), complain):
                    return Fails(value, reason)
        return Open(_why(pair), tried)

    def covers_request(self, sent: Node, taken: Node, example: Json) -> Answer:
        """Decide whether a schema of the document takes everything that a consumer may send.

        `sent` is what the consumer's rules say, `taken` of the view of requests; `example` is
        what the consumer's test really sends.
        """
        sender = View(SchemaDocument(sent), sends=True)
        court = Court(sender, self._schemas.requests, False, Budget(_BUDGET))  # noqa: FBT003 - open
        node = sender.node("")
        pair = court.prover.ask(node, taken)
        if pair.holds:
            return Holds()
        court.budget.left = min(court.budget.left, _TRIES)
        decision = refute(court, pair, node, taken)
        if isinstance(decision, Refuted):
            return Fails(decision.witness, decision.reason)
        if isinstance(decision, Included) or _proves_late(court, pair):
            return Holds()
        maker = Maker(sender, closing=False)
        tried = 0
        for value in islice(_chain([example], samples(maker, node)), _SAMPLES):
            if court.sender.accepts(node, value) and not court.sender.met:
                tried += 1
                if not self._reader.accepts(taken, value):
                    return Fails(value, self._reader.faults(taken, value)[0][2])
        return Open(_why(pair), tried)

    def are_apart(self, way_node: Node, view: View, rules: Node) -> bool:
        """Tell whether it is sure that no value belongs to the document's and the consumer's."""
        other = View(SchemaDocument(_by_text(rules)), sends=False)
        try:
            mine, theirs = parts_of(view, (way_node,)), parts_of(other, (other.node(""),))
        except (TooManyCases, PactwrightError):
            return False
        return all(are_disjoint(one, another) for one in mine for another in theirs)


class _Taker:
    """A consumer's schema, of which no more is compiled than is asked for."""

    def __init__(self, taken: Node) -> None:
        self._taken = taken
        self._whole: jsonschema_rs.Draft202012Validator | None = None

    def refuses(self, one: Candidate) -> bool:
        part = narrow(self._taken, one.at)
        if part is not self._taken and not _compiled(part).is_valid(one.value):
            return True
        if self._whole is None:
            self._whole = _compiled(self._taken)
        return not self._whole.is_valid(one.value)


def _by_text(node: Node) -> Node:
    """Return a consumer's schema that leaves open which values that are no strings fit a pattern.

    Verifiers hold patterns to the text of numbers, booleans and lists as well.
    """
    if node.get("type") == ["string"] and not _TEXTS.isdisjoint(node):
        return {"anyOf": [node, _NO_STRING]}
    return {key: it if key == "enum" else _each_by_text(it) for key, it in node.items()}


def _each_by_text(value: Any) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(value, list):
        return [_each_by_text(one) for one in value]
    return _by_text(value) if isinstance(value, dict) else value


def _compiled(schema: Node) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _proves_late(court: Court, pair: Pair) -> bool:
    """Ask the library, which takes its time, once nothing else was found."""
    court.budget.left = _PATIENCE
    return court.prover.proves_late(pair)


def _why(pair: Pair) -> str:
    reason = why_undecided(pair)
    return "a matching rule says what no schema can" if "$unknown" in reason else reason


def _chain(first: Iterable[Json], rest: Iterable[Json]) -> Iterator[Json]:
    yield from first
    yield from rest


def _weight(value: Json) -> tuple[int, bytes]:
    text = digest(value)
    return len(text), text
