"""Bounds and steps of numbers."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

MINIMUM_NARROWED = Rule(
    id="minimum-raised",
    kind="schema",
    change="narrowing",
    mirror="minimum-lowered",
    meaning="The smallest number allowed is larger than before.",
    who="Whoever sends a smaller one.",
    instead="keep the old minimum, or clamp what is below",
    loud=pair("narrowing", {"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}),
    quiet=same(
        "narrowing", {"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}
    ),
)
MINIMUM_WIDENED = Rule(
    id="minimum-lowered",
    kind="schema",
    change="widening",
    mirror="minimum-raised",
    meaning="Numbers smaller than before may come.",
    who="Whoever stores or computes with the old minimum in mind.",
    instead="keep the old minimum",
    loud=pair("widening", {"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}),
    quiet=same(
        "widening", {"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}
    ),
)
MAXIMUM_NARROWED = Rule(
    id="maximum-lowered",
    kind="schema",
    change="narrowing",
    mirror="maximum-raised",
    meaning="The largest number allowed is smaller than before.",
    who="Whoever sends a larger one.",
    instead="keep the old maximum, or clamp what is above",
    loud=pair("narrowing", {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5}),
    quiet=same(
        "narrowing", {"type": "integer", "maximum": 5}, {"type": "integer", "exclusiveMaximum": 6}
    ),
)
MAXIMUM_WIDENED = Rule(
    id="maximum-raised",
    kind="schema",
    change="widening",
    mirror="maximum-lowered",
    meaning="Numbers larger than before may come.",
    who="Whoever stores them in a type of the old size.",
    instead="keep the old maximum",
    loud=pair("widening", {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5}),
    quiet=same(
        "widening", {"type": "integer", "maximum": 5}, {"type": "integer", "exclusiveMaximum": 6}
    ),
)
STEP_NARROWED = Rule(
    id="multiple-of-narrowed",
    kind="schema",
    change="narrowing",
    mirror="multiple-of-widened",
    meaning="Numbers must be multiples of something they need not be before.",
    who="Whoever sends a number in between.",
    instead="keep taking numbers in between, and round them",
    loud=pair("narrowing", {"type": "integer"}, {"type": "integer", "multipleOf": 5}),
    quiet=same(
        "narrowing",
        {"type": "integer", "multipleOf": 2},
        {"type": "integer", "multipleOf": 2, "allOf": [{"multipleOf": 1}]},
    ),
)
STEP_WIDENED = Rule(
    id="multiple-of-widened",
    kind="schema",
    change="widening",
    mirror="multiple-of-narrowed",
    meaning="Numbers may come that are not the multiples they were.",
    who="Whoever computes with the old step in mind.",
    instead="keep the old step",
    loud=pair("widening", {"type": "integer"}, {"type": "integer", "multipleOf": 5}),
    quiet=same(
        "widening",
        {"type": "integer", "multipleOf": 2},
        {"type": "integer", "multipleOf": 2, "allOf": [{"multipleOf": 1}]},
    ),
)

RULES = (
    MINIMUM_NARROWED,
    MINIMUM_WIDENED,
    MAXIMUM_NARROWED,
    MAXIMUM_WIDENED,
    STEP_NARROWED,
    STEP_WIDENED,
)

BY_KEYWORD = {
    "minimum": (MINIMUM_NARROWED, MINIMUM_WIDENED),
    "exclusiveMinimum": (MINIMUM_NARROWED, MINIMUM_WIDENED),
    "maximum": (MAXIMUM_NARROWED, MAXIMUM_WIDENED),
    "exclusiveMaximum": (MAXIMUM_NARROWED, MAXIMUM_WIDENED),
    "multipleOf": (STEP_NARROWED, STEP_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
