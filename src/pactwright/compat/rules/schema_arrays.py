"""Length, uniqueness and content of arrays."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

FEWEST_NARROWED = Rule(
    id="min-items-raised",
    kind="schema",
    change="narrowing",
    mirror="min-items-lowered",
    meaning="Arrays must hold more items than before.",
    who="Whoever sends fewer.",
    instead="keep the old count",
    loud=pair(
        "narrowing",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ),
    quiet=same(
        "narrowing",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "minItems": 0},
    ),
)
FEWEST_WIDENED = Rule(
    id="min-items-lowered",
    kind="schema",
    change="widening",
    mirror="min-items-raised",
    meaning="Arrays may hold fewer items than before.",
    who="Whoever counts on the old number of items.",
    instead="keep the old count",
    loud=pair(
        "widening",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ),
    quiet=same(
        "widening",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "minItems": 0},
    ),
)
MOST_NARROWED = Rule(
    id="max-items-lowered",
    kind="schema",
    change="narrowing",
    mirror="max-items-raised",
    meaning="Arrays must hold fewer items than before.",
    who="Whoever sends more.",
    instead="keep the old count",
    loud=pair(
        "narrowing",
        {"type": "array", "items": {"type": "string"}, "maxItems": 9},
        {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    ),
    quiet=same(
        "narrowing",
        {"type": "array", "items": {"type": "string"}, "maxItems": 5},
        {"type": "array", "items": {"type": "string"}, "allOf": [{"maxItems": 5}]},
    ),
)
MOST_WIDENED = Rule(
    id="max-items-raised",
    kind="schema",
    change="widening",
    mirror="max-items-lowered",
    meaning="Arrays may hold more items than before.",
    who="Whoever counts on the old number of items.",
    instead="keep the old count, or page",
    loud=pair(
        "widening",
        {"type": "array", "items": {"type": "string"}, "maxItems": 9},
        {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    ),
    quiet=same(
        "widening",
        {"type": "array", "items": {"type": "string"}, "maxItems": 5},
        {"type": "array", "items": {"type": "string"}, "allOf": [{"maxItems": 5}]},
    ),
)
UNIQUE_NARROWED = Rule(
    id="unique-items-added",
    kind="schema",
    change="narrowing",
    mirror="unique-items-removed",
    meaning="Arrays must not hold an item twice any more.",
    who="Whoever sends one twice.",
    instead="drop the repeated items instead of refusing them",
    loud=pair(
        "narrowing",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    ),
    quiet=same(
        "narrowing",
        {"type": "array", "items": {"type": "string"}, "maxItems": 1},
        {"type": "array", "items": {"type": "string"}, "maxItems": 1, "uniqueItems": True},
    ),
)
UNIQUE_WIDENED = Rule(
    id="unique-items-removed",
    kind="schema",
    change="widening",
    mirror="unique-items-added",
    meaning="Arrays may hold an item twice.",
    who="Whoever puts the items into a set or a map.",
    instead="keep the items unique",
    loud=pair(
        "widening",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    ),
    quiet=same(
        "widening",
        {"type": "array", "items": {"type": "string"}, "maxItems": 1},
        {"type": "array", "items": {"type": "string"}, "maxItems": 1, "uniqueItems": True},
    ),
)
CONTAINS_NARROWED = Rule(
    id="contains-narrowed",
    kind="schema",
    change="narrowing",
    mirror="contains-widened",
    meaning="Arrays must hold certain items that they need not hold before, or not so many.",
    who="Whoever sends other arrays.",
    instead="take arrays without these items too",
    loud=pair(
        "narrowing",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "contains": {"const": "a"}},
    ),
    quiet=same(
        "narrowing",
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "contains": {"type": "string"},
        },
    ),
)
CONTAINS_WIDENED = Rule(
    id="contains-widened",
    kind="schema",
    change="widening",
    mirror="contains-narrowed",
    meaning="Arrays may come without the items that had to be in them, or with more of them.",
    who="Whoever looks for those items.",
    instead="keep sending the items",
    loud=pair(
        "widening",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "contains": {"const": "a"}},
    ),
    quiet=same(
        "widening",
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "contains": {"type": "string"},
        },
    ),
)
UNEVALUATED_NARROWED = Rule(
    id="unevaluated-items-narrowed",
    kind="schema",
    change="narrowing",
    mirror="unevaluated-items-widened",
    meaning="Items that no part of the schema looks at are refused, or must satisfy more.",
    who="Whoever sends such items.",
    instead="keep taking them",
    loud=pair(
        "narrowing",
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": False},
    ),
    quiet=same(
        "narrowing",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "title": "Notes"},
    ),
)
UNEVALUATED_WIDENED = Rule(
    id="unevaluated-items-widened",
    kind="schema",
    change="widening",
    mirror="unevaluated-items-narrowed",
    meaning="Items may come that were refused before.",
    who="Whoever reads all items.",
    instead="keep refusing them",
    loud=pair(
        "widening",
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": False},
    ),
    quiet=same(
        "widening",
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "title": "Notes"},
    ),
)

RULES = (
    FEWEST_NARROWED,
    FEWEST_WIDENED,
    MOST_NARROWED,
    MOST_WIDENED,
    UNIQUE_NARROWED,
    UNIQUE_WIDENED,
    CONTAINS_NARROWED,
    CONTAINS_WIDENED,
    UNEVALUATED_NARROWED,
    UNEVALUATED_WIDENED,
)

BY_KEYWORD = {
    "minItems": (FEWEST_NARROWED, FEWEST_WIDENED),
    "maxItems": (MOST_NARROWED, MOST_WIDENED),
    "uniqueItems": (UNIQUE_NARROWED, UNIQUE_WIDENED),
    "contains": (CONTAINS_NARROWED, CONTAINS_WIDENED),
    "unevaluatedItems": (UNEVALUATED_NARROWED, UNEVALUATED_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
