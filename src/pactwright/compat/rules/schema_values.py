"""Values that are listed one by one: enum and const."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

VALUES_NARROWED = Rule(
    id="enum-value-removed",
    kind="schema",
    change="narrowing",
    mirror="enum-value-added",
    meaning="Values that were allowed are listed no longer.",
    who="Whoever sends one of them.",
    instead="keep taking the old values, and map them to the new ones",
    loud=pair(
        "narrowing", {"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a"]}
    ),
    quiet=same("narrowing", {"enum": ["a"]}, {"const": "a"}),
)
VALUES_WIDENED = Rule(
    id="enum-value-added",
    kind="schema",
    change="widening",
    mirror="enum-value-removed",
    meaning="Values may come that were not listed before.",
    who="Whoever reads the value and handles the known ones only.",
    instead="mark the list with x-extensible-enum before it grows, or send new values on demand",
    loud=pair(
        "widening", {"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a"]}
    ),
    quiet=same("widening", {"enum": ["a"]}, {"const": "a"}),
)
LIST_NARROWED = Rule(
    id="enum-added",
    kind="schema",
    change="narrowing",
    mirror="enum-removed",
    meaning="Only listed values are allowed now.",
    who="Whoever sends any other value.",
    instead="keep taking any value, and treat the unknown ones as a default",
    loud=pair("narrowing", {"type": "string"}, {"type": "string", "enum": ["a"]}),
    quiet=same("narrowing", {"enum": ["a"]}, {"const": "a"}),
)
LIST_WIDENED = Rule(
    id="enum-removed",
    kind="schema",
    change="widening",
    mirror="enum-added",
    meaning="Any value may come where only listed ones could.",
    who="Whoever reads the value and handles the known ones only.",
    instead="keep the list, and send new values on demand",
    loud=pair("widening", {"type": "string"}, {"type": "string", "enum": ["a"]}),
    quiet=same("widening", {"enum": ["a"]}, {"const": "a"}),
)

RULES = (
    VALUES_NARROWED,
    VALUES_WIDENED,
    LIST_NARROWED,
    LIST_WIDENED,
)

BY_KEYWORD = {
    "enum": (VALUES_NARROWED, VALUES_WIDENED),
    "enum-list": (LIST_NARROWED, LIST_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
