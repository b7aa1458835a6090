"""Finds answers that a contract allows and a consumer's test does not survive."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, NoSuchExample, Unsatisfiable

from pactwright.consumer.stage import Part
from pactwright.matching.values import read_json, same
from pactwright.matching.wording import encode_json
from pactwright.model.choice import Choice
from pactwright.model.interaction import AsyncMessage, HttpInteraction, SyncMessage
from pactwright.model.json import Json
from pactwright.model.wire import WireMessage, WireResponse
from pactwright.pactfile.choices import read_choices
from pactwright.strategy.operations import response_schema
from pactwright.strategy.responses import document_values, message_values, response_values
from pactwright.strategy.schemas import SchemaValues

Wire: TypeAlias = WireResponse | WireMessage

MOST_FINDINGS: Final = 10
"""The different failures that are looked for in one declaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How a test failed: failures of one `key` are one weakness."""

    key: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The smallest answer found that breaks a test, and how; `cases` were tried until then.

    `cause` is the answer nearest to the example that fails in the same way, once it was looked for.
    """

    answer: Wire
    failure: Failure
    cases: int
    cause: Wire | None = None


Attempt: TypeAlias = Callable[[Wire], Failure | None]
"""Runs the test with an answer."""


def answers_of(part: Part) -> st.SearchStrategy[Wire]:
    """Return the answers that the contract of a part allows."""
    interaction, choices = part.interaction, choices_of(part)
    match interaction:
        case HttpInteraction(response=response):
            return response_values(response, choices).map(_same)
        case AsyncMessage(contents=contents):
            return message_values(contents, choices).map(_same)
        case SyncMessage(responses=responses) if responses:
            return message_values(responses[part.answer], choices).map(_same)
        case _:
            return st.nothing()


def choices_of(part: Part) -> tuple[Choice, ...]:
    """Return the declared variants of the answer."""
    found = read_choices(part.interaction.comments)
    return found[part.answer] if part.answer < len(found) else ()


def content_of(wire: Wire) -> bytes:
    """Return the body of a response, or the payload of a message."""
    return wire.body if isinstance(wire, WireResponse) else wire.contents


def with_content(wire: Wire, content: bytes) -> Wire:
    """Return the answer with another body or payload."""
    if isinstance(wire, WireResponse):
        return replace(wire, body=content)
    return replace(wire, contents=content)


def answers_in_document(
    interaction: HttpInteraction, root: Json, *, unknown: bool
) -> st.SearchStrategy[Wire] | None:
    """Return the answers that an API document allows for the interaction's operation and status.

    They hold what the interaction looks at. `unknown` lets enumerations have members that are
    new. `None` where the document has no schema for the answer.
    """
    request, response = interaction.request, interaction.response
    body = response.body
    schema = response_schema(
        root,
        method=request.method,
        path=request.path,
        status=response.status,
        content_type=None if body is None else body.content_type,
    )
    if schema is None:
        return None
    return document_values(response, schema, SchemaValues(root=root, unknown=unknown)).map(_same)


def reordered(wire: Wire) -> Wire | None:
    """Return an answer with the members of its JSON objects in the opposite order.

    `None` where it has no two members, or is no JSON.
    """
    try:
        value = read_json(content_of(wire))
        made = encode_json(_reversed(value))
    except (RecursionError, ValueError):
        return None
    if made == encode_json(value):
        return None
    return with_content(wire, made)


def _reversed(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {name: _reversed(value[name]) for name in reversed(list(value))}
    return [_reversed(one) for one in value] if isinstance(value, list) else value


def says_the_same(one: Wire, other: Wire) -> bool:
    """Return whether two answers differ in nothing but the order of members."""
    match one, other:
        case WireResponse(), WireResponse():
            alike = (one.status, one.headers) == (other.status, other.headers)
            bodies = one.body, other.body
        case WireMessage(), WireMessage():
            alike = replace(one, contents=b"") == replace(other, contents=b"")
            bodies = one.contents, other.contents
        case _:
            return False
    try:
        return alike and same(*map(read_json, bodies))
    except (RecursionError, ValueError):
        return False


def _same(wire: Wire) -> Wire:
    return wire


def search(
    answers: st.SearchStrategy[Wire],
    attempt: Attempt,
    *,
    cases: int,
    seed: int,
    found: Collection[Finding] = (),
) -> tuple[Finding, ...]:
    """Return the smallest answer for each different failure, in the order they came up.

    At most `cases` answers are tried for each; the same seed tries the same ones. Failures that
    were `found` before are passed over.
    """
    findings: list[Finding] = []
    while len(findings) < MOST_FINDINGS:
        known = {one.failure.key for one in (*found, *findings)}
        hunt = _Hunt(attempt, known)
        smallest = hunt.run(answers, cases=cases, seed=seed)
        if smallest is None:
            break
        findings.append(smallest)
    return tuple(findings)


class _Hunt:
    """Looks for one failure that is not known yet, and shrinks the answer that shows it."""

    def __init__(self, attempt: Attempt, known: set[tuple[str, ...]]) -> None:
        self._attempt = attempt
        self._known = known
        self._last: tuple[Wire, Failure] | None = None
        self._tried = 0
        self._first = 0

    def run(self, answers: st.SearchStrategy[Wire], *, cases: int, seed: int) -> Finding | None:
        options = settings(
            max_examples=cases,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        # What fails once and then holds is flaky; its last failure is told all the same.
        with suppress(NoSuchExample, Unsatisfiable, Flaky):
            find(answers, self._breaks, settings=options, random=random.Random(seed))  # noqa: S311
        if self._last is None:
            return None
        answer, failure = self._last
        return Finding(answer=answer, failure=failure, cases=self._first)

    def _breaks(self, answer: Wire) -> bool:
        if self._last is None:
            self._tried += 1
        failure = self._attempt(answer)
        if failure is None or failure.key in self._known:
            return False
        if self._last is not None and failure.key != self._last[1].key:
            return False
        self._first = self._tried
        self._last = (answer, failure)
        return True
