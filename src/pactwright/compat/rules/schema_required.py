"""Properties that have to be there."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

REQUIRED_NARROWED = Rule(
    id="property-became-required",
    kind="schema",
    change="narrowing",
    mirror="property-became-optional",
    meaning="A property that could be left out has to be there.",
    who="Whoever leaves it out.",
    instead="keep it optional, with a default",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]},
    ),
)
REQUIRED_WIDENED = Rule(
    id="property-became-optional",
    kind="schema",
    change="widening",
    mirror="property-became-required",
    meaning="A property that was always there may be missing.",
    who="Whoever reads it without looking whether it is there.",
    instead="keep sending it, with a default or null where the contract allows it",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]},
    ),
)
NEW_NARROWED = Rule(
    id="required-property-added",
    kind="schema",
    change="narrowing",
    mirror="required-property-removed",
    meaning="A property has to be there that nobody sends yet.",
    who="Everyone who sends the object.",
    instead="make it optional, with a default",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
NEW_WIDENED = Rule(
    id="required-property-removed",
    kind="schema",
    change="widening",
    mirror="required-property-added",
    meaning="A property that was always there is gone.",
    who="Whoever reads it.",
    instead="keep sending it until nobody reads it",
    loud=pair(
        "widening",
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
DEPENDENT_NARROWED = Rule(
    id="dependent-required-narrowed",
    kind="schema",
    change="narrowing",
    mirror="dependent-required-widened",
    meaning="Where one property is there, another has to be there too.",
    who="Whoever sends the one without the other.",
    instead="keep the other one optional",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "dependentRequired": {"a": ["a"]},
        },
    ),
)
DEPENDENT_WIDENED = Rule(
    id="dependent-required-widened",
    kind="schema",
    change="widening",
    mirror="dependent-required-narrowed",
    meaning="One property may come without the other that always came with it.",
    who="Whoever reads both.",
    instead="keep sending both",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "dependentRequired": {"a": ["a"]},
        },
    ),
)

RULES = (
    REQUIRED_NARROWED,
    REQUIRED_WIDENED,
    NEW_NARROWED,
    NEW_WIDENED,
    DEPENDENT_NARROWED,
    DEPENDENT_WIDENED,
)

BY_KEYWORD = {
    "required": (REQUIRED_NARROWED, REQUIRED_WIDENED),
    "required-new": (NEW_NARROWED, NEW_WIDENED),
    "dependentRequired": (DEPENDENT_NARROWED, DEPENDENT_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
