"""Length, pattern and format of strings."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

SHORTEST_NARROWED = Rule(
    id="min-length-raised",
    kind="schema",
    change="narrowing",
    mirror="min-length-lowered",
    meaning="Strings must be longer than before.",
    who="Whoever sends a shorter one.",
    instead="keep the old length",
    loud=pair("narrowing", {"type": "string", "minLength": 1}, {"type": "string", "minLength": 3}),
    quiet=same("narrowing", {"enum": ["abc"]}, {"enum": ["abc"], "minLength": 2}),
)
SHORTEST_WIDENED = Rule(
    id="min-length-lowered",
    kind="schema",
    change="widening",
    mirror="min-length-raised",
    meaning="Strings shorter than before may come.",
    who="Whoever counts on the old length.",
    instead="keep the old length",
    loud=pair("widening", {"type": "string", "minLength": 1}, {"type": "string", "minLength": 3}),
    quiet=same("widening", {"enum": ["abc"]}, {"enum": ["abc"], "minLength": 2}),
)
LONGEST_NARROWED = Rule(
    id="max-length-lowered",
    kind="schema",
    change="narrowing",
    mirror="max-length-raised",
    meaning="Strings must be shorter than before.",
    who="Whoever sends a longer one.",
    instead="keep the old length",
    loud=pair("narrowing", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}),
    quiet=same("narrowing", {"enum": ["abc"]}, {"enum": ["abc"], "maxLength": 5}),
)
LONGEST_WIDENED = Rule(
    id="max-length-raised",
    kind="schema",
    change="widening",
    mirror="max-length-lowered",
    meaning="Strings longer than before may come.",
    who="Whoever stores them in a field of the old length.",
    instead="keep the old length",
    loud=pair("widening", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}),
    quiet=same("widening", {"enum": ["abc"]}, {"enum": ["abc"], "maxLength": 5}),
)
PATTERN_NARROWED = Rule(
    id="pattern-narrowed",
    kind="schema",
    change="narrowing",
    mirror="pattern-widened",
    meaning="Strings must match a pattern that some of the old ones do not match.",
    who="Whoever sends one of those.",
    instead="widen the pattern until it takes all that the old one took",
    loud=pair(
        "narrowing",
        {"type": "string", "pattern": "^[a-zA-Z]+$"},
        {"type": "string", "pattern": "^[a-z]+$"},
    ),
    quiet=same(
        "narrowing",
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "pattern": "^[a-z][a-z]*$"},
    ),
)
PATTERN_WIDENED = Rule(
    id="pattern-widened",
    kind="schema",
    change="widening",
    mirror="pattern-narrowed",
    meaning="Strings may come that the old pattern does not match.",
    who="Whoever parses them by the old pattern.",
    instead="keep the old pattern",
    loud=pair(
        "widening",
        {"type": "string", "pattern": "^[a-zA-Z]+$"},
        {"type": "string", "pattern": "^[a-z]+$"},
    ),
    quiet=same(
        "widening",
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "pattern": "^[a-z][a-z]*$"},
    ),
)
FORMAT_NARROWED = Rule(
    id="format-narrowed",
    kind="schema",
    change="narrowing",
    mirror="format-widened",
    meaning="Strings must be of a format that they need not be of before.",
    who="Whoever sends other strings.",
    instead="keep taking any string",
    loud=pair("narrowing", {"type": "string"}, {"type": "string", "format": "uuid"}),
    quiet=same(
        "narrowing",
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "uuid", "title": "Note"},
    ),
)
FORMAT_WIDENED = Rule(
    id="format-widened",
    kind="schema",
    change="widening",
    mirror="format-narrowed",
    meaning="Strings may come that are not of the old format.",
    who="Whoever parses them by the old format.",
    instead="keep the format, and give the new form a property of its own",
    loud=pair("widening", {"type": "string"}, {"type": "string", "format": "uuid"}),
    quiet=same(
        "widening",
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "uuid", "title": "Note"},
    ),
)

RULES = (
    SHORTEST_NARROWED,
    SHORTEST_WIDENED,
    LONGEST_NARROWED,
    LONGEST_WIDENED,
    PATTERN_NARROWED,
    PATTERN_WIDENED,
    FORMAT_NARROWED,
    FORMAT_WIDENED,
)

BY_KEYWORD = {
    "minLength": (SHORTEST_NARROWED, SHORTEST_WIDENED),
    "maxLength": (LONGEST_NARROWED, LONGEST_WIDENED),
    "pattern": (PATTERN_NARROWED, PATTERN_WIDENED),
    "format": (FORMAT_NARROWED, FORMAT_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
