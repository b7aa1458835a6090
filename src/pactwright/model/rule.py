"""Matching rules and generators, as every version of the Pact specification knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pactwright.model.json import JsonObject

Category: TypeAlias = Literal["method", "path", "query", "header", "status", "body", "metadata"]
"""The part of a request, response or message that a rule speaks of (V4's names; V3's
`metaData` is `metadata`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRule:
    """One rule: `kind` is the specification's `match` word, `attributes` are its other keys."""

    kind: str
    attributes: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules of one place, joined by `combine`."""

    rules: tuple[MatchingRule, ...]
    combine: Literal["AND", "OR"] = "AND"
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One generator: `kind` is the specification's `type` word, `attributes` are its other keys."""

    kind: str
    attributes: JsonObject = field(default_factory=dict)


MatchingRules: TypeAlias = Mapping[Category, Mapping[str, RuleSet]]
"""Rules by category, then by place.

The place is a path expression (`$.lines[*].sku`) in `body` and `metadata`, a name in `header`
and `query` (`X-Total`, or `tag[1]` for the second value), and the empty string in `method`,
`path` and `status`.
"""

Generators: TypeAlias = Mapping[Category, Mapping[str, Generator]]
"""Generators by category, then by place; the places are those of `MatchingRules`."""
