"""Interactions that cannot stand beside each other in one pact, or behind one mock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pactwright.consumer.lint_part import LintPart
from pactwright.consumer.lint_problem import LintProblem
from pactwright.errors import PactwrightError
from pactwright.model.interaction import HttpInteraction, Interaction, PactDocument
from pactwright.pactfile.difference import find_differences, shorten_json
from pactwright.pactfile.http import write_request, write_response
from pactwright.pactfile.identity import Identity, describe_interaction, identify
from pactwright.pactfile.text import encode_json
from pactwright.pactfile.write import write_interaction


def lint_pact(document: PactDocument) -> tuple[LintProblem, ...]:
    """Return the duplicates and contradictions of a pact, sorted.

    Duplicates share type, description and states. Two requests that are the same in the same
    states contradict each other when different responses are expected.
    """
    found = [*_find_duplicates(document), *_find_contradictions(document)]
    return tuple(sorted(found))


def _find_duplicates(document: PactDocument) -> Iterator[LintProblem]:
    seen: dict[Identity, Interaction] = {}
    for interaction in document.interactions:
        first = seen.setdefault(identify(interaction), interaction)
        if first is not interaction:
            yield LintProblem(
                place=describe_interaction(interaction),
                code="duplicate",
                message="two interactions have this description and these provider states"
                + _describe_difference(first, interaction),
                hint="give one of them another description or another provider state",
            )


def _describe_difference(first: Interaction, second: Interaction) -> str:
    for place, one, other in find_differences(write_interaction(first), write_interaction(second)):
        return f"; at {place} one has {shorten_json(one)}, the other {shorten_json(other)}"
    return ", and nothing else tells them apart"


def _find_contradictions(document: PactDocument) -> Iterator[LintProblem]:
    seen: dict[bytes, HttpInteraction] = {}
    for interaction in document.interactions:
        if not isinstance(interaction, HttpInteraction):
            continue
        states = sorted(
            [state.name, encode_json(state.params).decode()] for state in interaction.states
        )
        key = encode_json([states, write_request(interaction.request)])
        first = seen.setdefault(key, interaction)
        if first.description == interaction.description or _same_response(first, interaction):
            continue
        yield LintProblem(
            place=describe_interaction(interaction),
            code="contradiction",
            message=f"{describe_interaction(first)} expects another response to the same request "
            "in the same provider states",
            hint="tell them apart by a provider state, or keep one of them",
        )


def _same_response(first: HttpInteraction, second: HttpInteraction) -> bool:
    one, other = write_response(first.response), write_response(second.response)
    return encode_json(one) == encode_json(other)


def lint_mock(interactions: Sequence[Interaction]) -> tuple[LintProblem, ...]:
    """Return the interactions that one mock cannot tell apart: an earlier one would answer.

    Two interactions of one test with the same request and different provider states are such.
    """
    http = [one for one in interactions if isinstance(one, HttpInteraction)]
    return tuple(
        LintProblem(
            place=describe_interaction(second),
            code="shadowed",
            message=f"{describe_interaction(first)} would answer its request",
            hint="make it a test of its own: each test has a mock of its own",
        )
        for first, second in combinations(http, 2)
        if _answers(first, second)
    )


def _answers(first: HttpInteraction, second: HttpInteraction) -> bool:
    part = LintPart(label="request", side=first.request)
    try:
        return not part.compare(second.request)
    except PactwrightError:
        return False
