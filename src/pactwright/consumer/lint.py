"""Lint before a pact is written: what the stock tools let through is an error here."""

from __future__ import annotations

from collections.abc import Iterator

from pactwright.consumer.lint_examples import find_broken_examples, find_broken_generators
from pactwright.consumer.lint_literals import find_literals
from pactwright.consumer.lint_pact import lint_mock, lint_pact
from pactwright.consumer.lint_part import LintPart, split_parts
from pactwright.consumer.lint_places import (
    find_idle_rules,
    find_lost_examples,
    find_unreadable_body,
)
from pactwright.consumer.lint_problem import LintProblem
from pactwright.consumer.lint_proof import is_sound
from pactwright.consumer.lint_rules import find_invalid_rules
from pactwright.model.interaction import Interaction
from pactwright.pactfile.difference import find_differences, shorten_json
from pactwright.pactfile.write import write_interaction

__all__ = ["LintProblem", "inspect_part", "lint_interaction", "lint_mock", "lint_pact", "lint_pair"]


def lint_interaction(interaction: Interaction) -> tuple[LintProblem, ...]:
    """Return what is wrong with an interaction, sorted by place; empty when all is well.

    Examples are held against rules only where the rules themselves are sound, and a place with
    a lost example is told once.
    """
    return tuple(
        sorted(
            problem
            for part in split_parts(interaction)
            if not is_sound(part)
            for problem in inspect_part(part)
        )
    )


def inspect_part(part: LintPart) -> tuple[LintProblem, ...]:
    """Return what is wrong with one request, response or message, in the order it was found."""
    return tuple(_inspect(part))


def _inspect(part: LintPart) -> Iterator[LintProblem]:
    yield from (literals := list(find_literals(part)))
    if broken := [*find_unreadable_body(part), *find_invalid_rules(part)]:
        yield from broken
        return
    yield from find_idle_rules(part)
    yield from (lost := list(find_lost_examples(part)))
    told = {problem.place for problem in (*literals, *lost)}
    examples = [problem for problem in find_broken_examples(part) if problem.place not in told]
    yield from examples
    if not examples and not lost:
        yield from find_broken_generators(part)


def lint_pair(first: Interaction, second: Interaction) -> tuple[LintProblem, ...]:
    """Return the places where two builds of one declaration differ, sorted.

    What differs comes from a clock, a random value or the like, and would change the pact with
    every run.
    """
    differences = find_differences(write_interaction(first), write_interaction(second))
    return tuple(
        sorted(
            LintProblem(
                place=place,
                code="random-boundary" if _is_boundary(one, other) else "changing-contents",
                message=f"the next run would change the pact: {shorten_json(one)} now, then "
                f"{shorten_json(other)}",
                hint="write multipart bodies with multipart({...}), whose boundary is fixed"
                if _is_boundary(one, other)
                else "write a fixed example; a matcher or generator= tells what may vary",
            )
            for place, one, other in differences
        )
    )


def _is_boundary(*values: object) -> bool:
    return all(isinstance(value, str) and value.startswith("multipart/") for value in values)
