"""What lint finds: one thing that is wrong, with its place and the deed that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

LintCode: TypeAlias = Literal[
    "changing-contents",
    "contradiction",
    "duplicate",
    "example-breaks-rule",
    "generator-breaks-rule",
    "idle-generator",
    "idle-rule",
    "invalid-generator",
    "invalid-rule",
    "literal-generator",
    "literal-matcher",
    "lost-example",
    "random-boundary",
    "shadowed",
    "unreadable-body",
]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LintProblem:
    """One problem: `place` is words such as `response body $.lines[0].sku`."""

    place: str
    code: LintCode
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}\nhint: {self.hint}"
