"""The rules of inclusion: what the smaller side must show for each keyword of the larger one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pactwright.schema.case import Case
from pactwright.schema.node import Node
from pactwright.schema.rules import arrays, logic, objects, scalars, unions

Rule: TypeAlias = Callable[[Case, Node], bool]

RULES: Final[dict[str, Rule]] = {
    **scalars.RULES,
    **arrays.RULES,
    **objects.RULES,
    **unions.RULES,
    **logic.RULES,
}
"""The rule of each keyword; it gets the schema of the larger side that the keyword stands in."""

TRIVIAL: Final = frozenset(
    {
        "$ref", "allOf", "then", "else", "minContains", "maxContains", "$known",
        "$defs",
    }
)  # fmt: skip
"""Keywords that were followed already, or that belong to the rule of another."""
