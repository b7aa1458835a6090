"""What a provider may answer at one place of a body, where a pact declares several things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pactwright.model.json import Json
from pactwright.model.rule import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One of the things that may stand at a place.

    `kind` tells whether that is a value like `content`, nothing at all, or any value (where
    `choices` alone say more). `rules` and `choices` are placed from the value on: `$` is the
    value itself.
    """

    name: str
    kind: Literal["value", "absent", "any"] = "value"
    content: Json = None
    rules: Mapping[str, RuleSet] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place (a path expression such as `$.lines[*].note`) with the alternatives for it."""

    place: str
    alternatives: tuple[Alternative, ...]
