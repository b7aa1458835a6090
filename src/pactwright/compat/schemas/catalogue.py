"""The schema rules by the keyword that they are about."""

from __future__ import annotations

from typing import Final

from pactwright.compat.rules import (
    schema_arrays,
    schema_inner,
    schema_numbers,
    schema_properties,
    schema_required,
    schema_strings,
    schema_types,
    schema_unions,
    schema_unknown,
    schema_values,
)
from pactwright.compat.rules.rule import Rule

BY_KEYWORD: Final[dict[str, tuple[Rule, Rule]]] = {
    **schema_types.BY_KEYWORD,
    **schema_values.BY_KEYWORD,
    **schema_numbers.BY_KEYWORD,
    **schema_strings.BY_KEYWORD,
    **schema_arrays.BY_KEYWORD,
    **schema_inner.BY_KEYWORD,
    **schema_required.BY_KEYWORD,
    **schema_properties.BY_KEYWORD,
    **schema_unions.BY_KEYWORD,
    **schema_unknown.BY_KEYWORD,
}
"""The rules of each keyword: one for the narrowed schema, one for the widened."""


def rule_for(keyword: str, *, narrowed: bool) -> Rule:
    """Return the rule of a keyword for what happened to the schema."""
    return BY_KEYWORD[keyword][0 if narrowed else 1]
