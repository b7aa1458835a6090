"""Every rule there is, by its id: one line a family."""

from __future__ import annotations

import difflib
import importlib
from functools import cache
from typing import Final

from pactwright.compat.rules.rule import Rule
from pactwright.errors import PactwrightError

RULE_SET: Final = 1
"""The version of the rule set; a rule that comes, or changes its verdict, raises it."""

FAMILIES: Final = (
    "operations",
    "parameters",
    "parameter_style",
    "parameter_text",
    "bodies",
    "media",
    "responses",
    "security",
    "servers",
    "lifecycle",
    "naming",
    "messages",
    "acceptance",
    "schema_presence",
    "schema_types",
    "schema_values",
    "schema_numbers",
    "schema_strings",
    "schema_arrays",
    "schema_inner",
    "schema_required",
    "schema_properties",
    "schema_members",
    "schema_unions",
    "schema_annotations",
    "schema_unknown",
)
"""The modules of this package that hold rules, in the order of the docs page."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the families."""
    package = __name__.rpartition(".")[0]
    found: list[Rule] = []
    for family in FAMILIES:
        found += importlib.import_module(f"{package}.{family}").RULES
    return tuple(found)


def find_rule(name: str) -> Rule:
    """Return the rule of that id; raises `PactwrightError` with the nearest ids for another."""
    rules = {rule.id: rule for rule in all_rules()}
    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, n=3, cutoff=0.4)
    raise PactwrightError(
        f"no rule is called {name!r}",
        hint=f"did you mean {', '.join(near)}?" if near else "`pactwright explain` lists them all",
    )
