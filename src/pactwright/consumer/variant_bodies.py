"""The bodies of a declaration that the provider sends, and what is wrong with their variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pactwright.consumer.declaration import (
    Declaration,
    ExchangeDeclaration,
    HttpDeclaration,
    MessageDeclaration,
)
from pactwright.consumer.value import Varying
from pactwright.consumer.variant_join import Join
from pactwright.consumer.variant_plan import MOST_VARIANTS, plan_each, plan_pairs
from pactwright.consumer.variant_tree import (
    children,
    find_varying,
    is_too_deep,
    show_trail,
    varies,
)


def bodies_of(declaration: Declaration) -> tuple[Any, ...]:
    """Return the declared bodies that the provider sends, in the order of the comments."""
    match declaration:
        case HttpDeclaration():
            return (getattr(declaration.response, "body", None),)
        case MessageDeclaration():
            return (declaration.message.contents,)
        case ExchangeDeclaration():
            return tuple(draft.contents for draft in declaration.responses)


def with_bodies(declaration: Declaration, bodies: Sequence[Any]) -> Declaration:
    """Return the declaration with other bodies in those places."""
    match declaration:
        case HttpDeclaration():
            return replace(declaration, response=replace(declaration.response, body=bodies[0]))
        case MessageDeclaration():
            return replace(declaration, message=replace(declaration.message, contents=bodies[0]))
        case ExchangeDeclaration():
            responses = tuple(
                replace(draft, contents=body)
                for draft, body in zip(declaration.responses, bodies, strict=True)
            )
            return replace(declaration, responses=responses)


def find_problems(declaration: Declaration) -> Iterator[str]:
    """Yield what is wrong with the variants of a declaration, each with its place."""
    for body in bodies_of(declaration):
        if varies(body) and is_too_deep(body):
            yield "response body: nested too deep, or within itself"
        elif varies(body):
            yield from _problems_of(body, declaration)


def _problems_of(body: object, declaration: Declaration) -> Iterator[str]:
    for trail, value in find_varying(body):
        for problem in value.problems:
            yield f"response body {show_trail(trail)}: {problem}"
    for place in _homeless(body):
        yield f"response body {place}: optional() is a member of an object: {{'note': optional(…)}}"
    count = len(plan_pairs(body) if declaration.variants == "pairwise" else plan_each(body))
    if count > MOST_VARIANTS:
        yield (
            f"response body: {count} variants or more, and {MOST_VARIANTS} are the most; "
            "declare fewer alternatives here and the others in tests of their own"
        )
    if declaration.verifier != "pactwright":
        join = Join()
        join.join(body, ())
        for place in dict.fromkeys(join.losses):
            yield (
                f"response body {place}: the alternatives have different shapes, of which a "
                "verifier other than pactwright sees only what they share; name the provider "
                "state of each with given={'…': 'state'}, or say Pact(…, verifier='pactwright')"
            )


def _homeless(value: object, parent: object = None, place: str = "body") -> Iterator[str]:
    """Yield where a value that may be absent stands outside an object."""
    if isinstance(value, Varying):
        if any(one.absent for one in value.branches) and not isinstance(parent, Mapping):
            yield place
        for branch in value.branches:
            yield from _homeless(branch.content, parent, place)
        return
    example = getattr(value, "example", value)
    home = example if getattr(value, "step", None) is None else None
    for step, one in children(value):
        yield from _homeless(one, home, str(step))
