"""Which properties an object may hold, and how many."""

from __future__ import annotations

from pactwright.compat.rules.rule import Rule
from pactwright.compat.rules.schema_sample import pair, same

ADDITIONAL_NARROWED = Rule(
    id="additional-properties-narrowed",
    kind="schema",
    change="narrowing",
    mirror="additional-properties-widened",
    meaning="Properties that are not declared are refused, or must satisfy more.",
    who="Whoever sends such properties.",
    instead="ignore properties that are not known",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
ADDITIONAL_WIDENED = Rule(
    id="additional-properties-widened",
    kind="schema",
    change="widening",
    mirror="additional-properties-narrowed",
    meaning="Properties may come that were refused before.",
    who="Whoever refuses what it does not know.",
    instead="tell the readers to ignore what they do not know first",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
UNEVALUATED_NARROWED = Rule(
    id="unevaluated-properties-narrowed",
    kind="schema",
    change="narrowing",
    mirror="unevaluated-properties-widened",
    meaning="Properties that no part of the schema looks at are refused, or must satisfy more.",
    who="Whoever sends such properties.",
    instead="ignore properties that are not known",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}}, "unevaluatedProperties": False},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
UNEVALUATED_WIDENED = Rule(
    id="unevaluated-properties-widened",
    kind="schema",
    change="widening",
    mirror="unevaluated-properties-narrowed",
    meaning="Properties may come that were refused before.",
    who="Whoever refuses what it does not know.",
    instead="tell the readers to ignore what they do not know first",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}}, "unevaluatedProperties": False},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "title": "Note"},
    ),
)
NAMES_NARROWED = Rule(
    id="property-names-narrowed",
    kind="schema",
    change="narrowing",
    mirror="property-names-widened",
    meaning="Names of properties must satisfy more than before.",
    who="Whoever sends other names.",
    instead="keep taking the old names",
    loud=pair(
        "narrowing",
        {"type": "object", "additionalProperties": {"type": "string"}},
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "propertyNames": {"pattern": "^[a-z]+$"},
        },
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "propertyNames": {"minLength": 1},
        },
    ),
)
NAMES_WIDENED = Rule(
    id="property-names-widened",
    kind="schema",
    change="widening",
    mirror="property-names-narrowed",
    meaning="Properties may have names that they could not have before.",
    who="Whoever uses the names as keys.",
    instead="keep the old names",
    loud=pair(
        "widening",
        {"type": "object", "additionalProperties": {"type": "string"}},
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "propertyNames": {"pattern": "^[a-z]+$"},
        },
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "propertyNames": {"minLength": 1},
        },
    ),
)
FEWEST_NARROWED = Rule(
    id="min-properties-raised",
    kind="schema",
    change="narrowing",
    mirror="min-properties-lowered",
    meaning="Objects must hold more properties than before.",
    who="Whoever sends fewer.",
    instead="keep the old count",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "minProperties": 1,
        },
    ),
)
FEWEST_WIDENED = Rule(
    id="min-properties-lowered",
    kind="schema",
    change="widening",
    mirror="min-properties-raised",
    meaning="Objects may hold fewer properties than before.",
    who="Whoever counts on the old number.",
    instead="keep the old count",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "minProperties": 1,
        },
    ),
)
MOST_NARROWED = Rule(
    id="max-properties-lowered",
    kind="schema",
    change="narrowing",
    mirror="max-properties-raised",
    meaning="Objects must hold fewer properties than before.",
    who="Whoever sends more.",
    instead="keep the old count",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1},
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}, "maxProperties": 3},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "allOf": [{"maxProperties": 3}],
        },
    ),
)
MOST_WIDENED = Rule(
    id="max-properties-raised",
    kind="schema",
    change="widening",
    mirror="max-properties-lowered",
    meaning="Objects may hold more properties than before.",
    who="Whoever counts on the old number.",
    instead="keep the old count",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1},
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}, "maxProperties": 3},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "allOf": [{"maxProperties": 3}],
        },
    ),
)
DEPENDENT_NARROWED = Rule(
    id="dependent-schemas-narrowed",
    kind="schema",
    change="narrowing",
    mirror="dependent-schemas-widened",
    meaning="Where a property is there, the object must satisfy more than before.",
    who="Whoever sends the property with an object that does not.",
    instead="keep taking such objects",
    loud=pair(
        "narrowing",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "dependentSchemas": {"a": {"required": ["b"]}},
        },
    ),
    quiet=same(
        "narrowing",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "dependentSchemas": {"a": {"required": ["a"]}},
        },
    ),
)
DEPENDENT_WIDENED = Rule(
    id="dependent-schemas-widened",
    kind="schema",
    change="widening",
    mirror="dependent-schemas-narrowed",
    meaning="Where a property is there, the object need not satisfy what it had to.",
    who="Whoever counts on it.",
    instead="keep sending objects as before",
    loud=pair(
        "widening",
        {"type": "object", "properties": {"a": {}, "b": {}}},
        {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "dependentSchemas": {"a": {"required": ["b"]}},
        },
    ),
    quiet=same(
        "widening",
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "dependentSchemas": {"a": {"required": ["a"]}},
        },
    ),
)

RULES = (
    ADDITIONAL_NARROWED,
    ADDITIONAL_WIDENED,
    UNEVALUATED_NARROWED,
    UNEVALUATED_WIDENED,
    NAMES_NARROWED,
    NAMES_WIDENED,
    FEWEST_NARROWED,
    FEWEST_WIDENED,
    MOST_NARROWED,
    MOST_WIDENED,
    DEPENDENT_NARROWED,
    DEPENDENT_WIDENED,
)

BY_KEYWORD = {
    "additionalProperties": (ADDITIONAL_NARROWED, ADDITIONAL_WIDENED),
    "unevaluatedProperties": (UNEVALUATED_NARROWED, UNEVALUATED_WIDENED),
    "propertyNames": (NAMES_NARROWED, NAMES_WIDENED),
    "minProperties": (FEWEST_NARROWED, FEWEST_WIDENED),
    "maxProperties": (MOST_NARROWED, MOST_WIDENED),
    "dependentSchemas": (DEPENDENT_NARROWED, DEPENDENT_WIDENED),
}
"""The rules of a keyword: narrowed, widened."""
