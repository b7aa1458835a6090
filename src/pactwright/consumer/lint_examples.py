"""Examples, and what generators make of them, held against the rules of their own part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from pactwright.consumer.lint_part import LintPart, Side
from pactwright.consumer.lint_problem import LintProblem
from pactwright.consumer.lint_rules import show_moment
from pactwright.errors import PactwrightError
from pactwright.matching.generate import (
    GeneratorContext,
    generate_message,
    generate_request,
    generate_response,
)
from pactwright.model.interaction import MessageContents, Request, Response
from pactwright.model.result import Mismatch
from pactwright.model.rule import RuleSet

_SEEDS = range(3)
_NOW = datetime(2024, 7, 20, 14, 30, 15, tzinfo=UTC)
_BASE_URL = "http://127.0.0.1:8080"
_NAMES = {"status": "status", "path": "path", "method": "method", "content-type": "content type"}


def find_broken_examples(part: LintPart) -> Iterator[LintProblem]:
    """Yield the places where the example does not satisfy the rules that stand there."""
    try:
        found = part.compare_values(part.side)
    except PactwrightError as error:
        yield LintProblem(
            place=part.label, code="invalid-rule", message=error.message, hint=error.hint or ""
        )
        return
    for mismatch in found:
        yield LintProblem(
            place=_place(part, mismatch),
            code="example-breaks-rule",
            message=f"the example does not satisfy its own rule: {_describe(mismatch)}",
            hint=_advise(part, mismatch),
        )


def find_broken_generators(part: LintPart) -> Iterator[LintProblem]:
    """Yield the generators that fail, or that make what the rules of their place refuse.

    A request's generated values stand in for the example when the provider is verified, so only
    a response or message, which the mock would hand out, is compared.
    """
    if not part.side.generators:
        return
    for seed in _SEEDS:
        context = GeneratorContext(now=_NOW, random=Random(seed), base_url=_BASE_URL)  # noqa: S311
        try:
            made = _generate(part.side, context)
            found = () if isinstance(made, Request) else part.compare_values(made)
        except PactwrightError as error:
            yield LintProblem(
                place=part.label,
                code="invalid-generator",
                message=error.message,
                hint=error.hint or "correct the generator",
            )
            return
        for mismatch in found:
            yield LintProblem(
                place=_place(part, mismatch),
                code="generator-breaks-rule",
                message="the generator makes what the rule here refuses: " + _describe(mismatch),
                hint="give the value a matcher that accepts what the generator makes",
            )
        if found:
            return


def _generate(side: Side, context: GeneratorContext) -> Side:
    match side:
        case Request():
            return generate_request(side, context)
        case Response():
            return generate_response(side, context)
        case MessageContents():
            return generate_message(side, context)


def _place(part: LintPart, mismatch: Mismatch) -> str:
    return part.place(_NAMES.get(mismatch.kind, mismatch.kind), mismatch.path)


def _describe(mismatch: Mismatch) -> str:
    rule = f" ({mismatch.rule})" if mismatch.rule else ""
    # The core adds its own debugging words to some reasons.
    return mismatch.message.partition(": Error(")[0] + rule


def _advise(part: LintPart, mismatch: Mismatch) -> str:
    for rules in _rules_of(part, mismatch):
        for rule in rules.rules:
            pattern = rule.attributes.get("format")
            if rule.kind in {"date", "time", "datetime"} and isinstance(pattern, str) and pattern:
                return f"in that format an example looks like {show_moment(rule.kind, pattern)!r}"
    return "change the example or the matcher, so that the one satisfies the other"


def _rules_of(part: LintPart, mismatch: Mismatch) -> Iterator[RuleSet]:
    for category, places in part.side.rules.items():
        if category == mismatch.kind and mismatch.path in places:
            yield places[mismatch.path]
