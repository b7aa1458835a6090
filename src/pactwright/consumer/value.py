"""What a declaration may hold in place of a plain value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from pactwright.model.path import Wildcard
from pactwright.model.rule import Generator, MatchingRule

Scalar: TypeAlias = bool | int | float | Decimal | str | None

Content: TypeAlias = "Scalar | Matcher | Varying | Xml | Sequence[Content] | Mapping[str, Content]"
"""What a body is declared with: plain JSON with matchers anywhere in it, or XML elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRule:
    """A rule for every key or every value of an object, told by another matcher."""

    kind: Literal["eachKey", "eachValue"]
    matcher: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsRule:
    """A rule that asks for one element of an array like each of the variants."""

    variants: tuple[Content, ...]


Rule: TypeAlias = MatchingRule | EachRule | VariantsRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """An example with the rules that another value must satisfy in its place.

    `example` travels in the pact and may itself hold matchers; `step` is the wildcard that
    stands for all of its children where one template speaks for them. `asks_request` is false
    where the rules speak of responses only and a request must equal the example. `problems`
    are what is wrong with the arguments; they are told with the place when the declaration is
    compiled, so that a slip in one test does not break the collection of its neighbours.
    """

    name: str
    example: Content | bytes
    rules: tuple[Rule, ...] = ()
    combine: Literal["AND", "OR"] = "AND"
    generator: Generator | None = None
    step: Wildcard | None = None
    asks_request: bool = True
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One thing that may stand at a place; `given` is the provider state that brings it about."""

    name: str
    content: Content = None
    absent: bool = False
    given: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Varying:
    """A value of which a response holds one branch; the first is the one that is shown first.

    `problems` are what is wrong with the arguments of `name`, told as those of a matcher.
    """

    name: str
    branches: tuple[Branch, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMatcher:
    """A class of status codes, with the one that the mock answers."""

    name: str
    example: int
    status: str | tuple[int, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Xml:
    """An XML element: its tag, its attributes, and its children (texts, matchers, elements)."""

    tag: str
    attributes: Mapping[str, Content]
    children: tuple[Content, ...]


def describe_type(value: object) -> str:
    """Return the words for a value in a message: its type and, when short, its text."""
    text = repr(value)
    kind = type(value).__name__
    return f"{kind} {text}" if len(text) <= 40 else kind  # noqa: PLR2004 - half a line
