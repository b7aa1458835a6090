"""Types that a value may have, null among them."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

TYPE_NARROWED = Rule(
    id="type-narrowed",
    kind="schema",
    change="narrowing",
    mirror="type-widened",
    meaning="A value may have fewer types than before.",
    who="Whoever sends a value of the type that is gone.",
    instead="keep taking the old type, and convert it",
    loud=pair("narrowing", {"type": ["string", "integer"]}, {"type": "string"}),
    quiet=same("narrowing", {"type": "string"}, {"type": ["string"]}),
)
TYPE_WIDENED = Rule(
    id="type-widened",
    kind="schema",
    change="widening",
    mirror="type-narrowed",
    meaning="A value may have a type that it could not have before.",
    who="Whoever reads it and expects the old types only.",
    instead="keep the type, and give the new form a property of its own",
    loud=pair("widening", {"type": ["string", "integer"]}, {"type": "string"}),
    quiet=same("widening", {"type": "string"}, {"type": ["string"]}),
)
NULL_NARROWED = Rule(
    id="null-refused",
    kind="schema",
    change="narrowing",
    mirror="null-added",
    meaning="A value may no longer be null.",
    who="Whoever sends null.",
    instead="keep taking null, as if the property were left out",
    loud=pair("narrowing", {"type": ["string", "null"]}, {"type": "string"}),
    quiet=same(
        "narrowing", {"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}
    ),
)
NULL_WIDENED = Rule(
    id="null-added",
    kind="schema",
    change="widening",
    mirror="null-refused",
    meaning="A value may be null now.",
    who="Whoever reads it and does not expect null.",
    instead="leave the property out instead, if it is optional, or give a default",
    loud=pair("widening", {"type": ["string", "null"]}, {"type": "string"}),
    quiet=same(
        "widening", {"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}
    ),
)

RULES = (
    TYPE_NARROWED,
    TYPE_WIDENED,
    NULL_NARROWED,
    NULL_WIDENED,
)

BY_KEYWORD = {
    "type": (TYPE_NARROWED, TYPE_WIDENED),
    "null": (NULL_NARROWED, NULL_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
