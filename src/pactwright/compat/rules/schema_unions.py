"""Branches, conditions and negations."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

ANY_NARROWED = Rule(
    id="any-of-narrowed",
    kind="schema",
    change="narrowing",
    mirror="any-of-widened",
    meaning="No branch of anyOf takes some of the old values any more.",
    who="Whoever sends one of them.",
    instead="keep the old branches",
    loud=pair(
        "narrowing",
        {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    quiet=same(
        "narrowing",
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    ),
)
ANY_WIDENED = Rule(
    id="any-of-widened",
    kind="schema",
    change="widening",
    mirror="any-of-narrowed",
    meaning="Values may come that no branch of anyOf took before.",
    who="Whoever reads the value by the known branches only.",
    instead="offer the new form in a property of its own",
    loud=pair(
        "widening",
        {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    quiet=same(
        "widening",
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    ),
)
ONE_NARROWED = Rule(
    id="one-of-narrowed",
    kind="schema",
    change="narrowing",
    mirror="one-of-widened",
    meaning="Not exactly one branch of oneOf takes some of the old values any more.",
    who="Whoever sends one of them.",
    instead="keep the old branches, and keep them apart",
    loud=pair(
        "narrowing",
        {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    quiet=same(
        "narrowing",
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    ),
)
ONE_WIDENED = Rule(
    id="one-of-widened",
    kind="schema",
    change="widening",
    mirror="one-of-narrowed",
    meaning="Values may come that not exactly one branch of oneOf took before.",
    who="Whoever reads the value by the known branches only.",
    instead="offer the new form in a property of its own",
    loud=pair(
        "widening",
        {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    quiet=same(
        "widening",
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    ),
)
NOT_NARROWED = Rule(
    id="not-narrowed",
    kind="schema",
    change="narrowing",
    mirror="not-widened",
    meaning="Values are refused that were allowed before.",
    who="Whoever sends one of them.",
    instead="keep taking them",
    loud=pair("narrowing", {"type": "string"}, {"type": "string", "not": {"const": "x"}}),
    quiet=same("narrowing", {"type": "string"}, {"type": "string", "not": {"type": "integer"}}),
)
NOT_WIDENED = Rule(
    id="not-widened",
    kind="schema",
    change="widening",
    mirror="not-narrowed",
    meaning="Values may come that were refused before.",
    who="Whoever counts on their absence.",
    instead="keep refusing them",
    loud=pair("widening", {"type": "string"}, {"type": "string", "not": {"const": "x"}}),
    quiet=same("widening", {"type": "string"}, {"type": "string", "not": {"type": "integer"}}),
)
IF_NARROWED = Rule(
    id="if-narrowed",
    kind="schema",
    change="narrowing",
    mirror="if-widened",
    meaning="Under a condition, values must satisfy more than before.",
    who="Whoever sends one that does not.",
    instead="keep taking them",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "if": {"required": ["a"]},
            "then": {"required": ["b"]},
        },
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "if": {"required": ["a"]},
            "then": {"required": ["a"]},
        },
    ),
)
IF_WIDENED = Rule(
    id="if-widened",
    kind="schema",
    change="widening",
    mirror="if-narrowed",
    meaning="Under a condition, values may come that were refused before.",
    who="Whoever counts on the condition.",
    instead="keep the condition",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "if": {"required": ["a"]},
            "then": {"required": ["b"]},
        },
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "if": {"required": ["a"]},
            "then": {"required": ["a"]},
        },
    ),
)

RULES = (
    ANY_NARROWED,
    ANY_WIDENED,
    ONE_NARROWED,
    ONE_WIDENED,
    NOT_NARROWED,
    NOT_WIDENED,
    IF_NARROWED,
    IF_WIDENED,
)

BY_KEYWORD = {
    "anyOf": (ANY_NARROWED, ANY_WIDENED),
    "oneOf": (ONE_NARROWED, ONE_WIDENED),
    "not": (NOT_NARROWED, NOT_WIDENED),
    "if": (IF_NARROWED, IF_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
