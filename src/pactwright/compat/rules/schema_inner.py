"""Schemas for the items of arrays, and for properties of matching names, that come and go."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.sample import example
from pactwright.compat.rules.schema_sample import gives, same, takes
from pactwright.model.json import JsonObject

_FREE_LIST: JsonObject = {"type": "array"}
_LIST: JsonObject = {"type": "array", "items": {"type": "string"}}
_FREE: JsonObject = {"type": "object"}
_MATCHED: JsonObject = {"type": "object", "patternProperties": {"^x-": {"type": "string"}}}

ITEMS_NARROWED = Rule(
    id="items-narrowed",
    kind="schema",
    change="narrowing",
    mirror="items-widened",
    meaning="Items of an array that could be anything have a schema now.",
    who="Nobody, where this rule speaks; what is refused of an item is told at the item.",
    instead="nothing to do",
    loud=example(gives(_FREE_LIST), gives(_LIST)),
    quiet=same("narrowing", _LIST),
)
ITEMS_WIDENED = Rule(
    id="items-widened",
    kind="schema",
    change="widening",
    mirror="items-narrowed",
    meaning="Items of an array that had a schema may be anything now.",
    who="Nobody, where this rule speaks; what may newly come as an item is told at the item.",
    instead="nothing to do",
    loud=example(takes(_LIST), takes(_FREE_LIST)),
    quiet=same("widening", _LIST),
)
PATTERNS_NARROWED = Rule(
    id="pattern-properties-narrowed",
    kind="schema",
    change="narrowing",
    mirror="pattern-properties-widened",
    meaning="Properties whose names match a pattern have a schema now.",
    who="Nobody, where this rule speaks; what is refused of a property is told there.",
    instead="nothing to do",
    loud=example(gives(_FREE), gives(_MATCHED)),
    quiet=same("narrowing", _MATCHED),
)
PATTERNS_WIDENED = Rule(
    id="pattern-properties-widened",
    kind="schema",
    change="widening",
    mirror="pattern-properties-narrowed",
    meaning="Properties whose names match a pattern have no schema any more.",
    who="Nobody, where this rule speaks; what may newly come in a property is told there.",
    instead="nothing to do",
    loud=example(takes(_MATCHED), takes(_FREE)),
    quiet=same("widening", _MATCHED),
)

RULES = (ITEMS_NARROWED, ITEMS_WIDENED, PATTERNS_NARROWED, PATTERNS_WIDENED)

BY_KEYWORD = {
    "items": (ITEMS_NARROWED, ITEMS_WIDENED),
    "prefixItems": (ITEMS_NARROWED, ITEMS_WIDENED),
    "patternProperties": (PATTERNS_NARROWED, PATTERNS_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
