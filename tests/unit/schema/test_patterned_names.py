"""Names that match patterns are told apart exactly, and bounds are tried wherever they stand."""

import pytest

from pactwright.schema.decide import Included, Refuted, decide_inclusion
from pactwright.schema.document import SchemaDocument

TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}


def named(rest=False, **schemas):
    patterns = {f"^{name}": schema for name, schema in schemas.items()}
    return {"type": "object", "patternProperties": patterns, "additionalProperties": rest}


MANY = {chr(97 + index): TEXT for index in range(6)}
SHORT, LONG = {"minLength": 2}, {"minLength": 3}
ENDS = {"type": "object", "patternProperties": {"^a": TEXT, "b$": SHORT}}

INCLUDED = {
    "a pattern within another": (named(ab=TEXT), named(a=TEXT)),
    "patterns that never meet": (named(a=TEXT, b=WHOLE), named(a=TEXT, b=WHOLE, c=NUMBER)),
    "a name of a pattern": (
        named(a=TEXT, b=WHOLE),
        {**named(a=TEXT, b=WHOLE), "properties": {"b1": NUMBER}},
    ),
    "two patterns at once": (
        ENDS,
        {"type": "object", "patternProperties": {"^a.*b$": {"type": "string", "minLength": 2}}},
    ),
    "many patterns": (named(**MANY), named(**MANY, x=WHOLE)),
    "a pattern beside names that must match": (
        {**named(rest=TEXT, a=WHOLE), "propertyNames": {"pattern": "^a"}},
        named(a=NUMBER),
    ),
    "not a pattern": ({"not": {"pattern": "^a"}}, {"type": "string", "pattern": "^[^a]|^$"}),
    "a pattern that is not": ({"pattern": "^[^a]|^$", **TEXT}, {"not": {"pattern": "^a"}}),
    "no object is no bound": ({"not": {"required": ["a"]}}, {"type": "object"}),
}
REFUTED = {
    "a wider pattern": (named(a=TEXT), named(ab=TEXT)),
    "patterns and nothing else": (named(a=TEXT, b=TEXT), named(a=WHOLE, b=TEXT)),
    "two patterns that meet": (named(a=TEXT), named(ab=WHOLE, a=TEXT)),
    "two patterns at once": (
        ENDS,
        {"type": "object", "patternProperties": {"^a.*b$": {"minLength": 3}}},
    ),
    "a pattern that is not regular": (
        {"type": "object", "patternProperties": {r"(a)\1": WHOLE}},
        {"type": "object", "patternProperties": {"^b": TEXT}},
    ),
    "items of two kinds": (
        {"type": "array", "items": {"type": ["string", "number"]}},
        {"anyOf": [{"items": TEXT}, {"items": NUMBER}]},
    ),
    "not these items": (
        {"type": "array", "not": {"items": NUMBER}},
        {"type": "array", "not": {"items": TEXT}},
    ),
    "not these properties": (
        {"type": "object", "not": {"additionalProperties": NUMBER}},
        {"type": "object", "not": {"additionalProperties": TEXT}},
    ),
    "between two lengths": (
        {"oneOf": [{"type": "array", "maxItems": 4}, {"type": "array", "maxItems": 2}]},
        False,
    ),
    "between two counts": (
        {"oneOf": [{"type": "object", "maxProperties": 4}, {"type": "object", "maxProperties": 2}]},
        False,
    ),
    "a bound with a fraction": ({"type": "integer", "exclusiveMinimum": 1.8}, False),
}


@pytest.mark.parametrize("name", INCLUDED)
def test_it_is_proven(name):
    smaller, larger = map(SchemaDocument, INCLUDED[name])
    assert decide_inclusion(smaller, larger) == Included()


@pytest.mark.parametrize("name", REFUTED)
def test_a_value_refutes_it(name):
    smaller, larger = map(SchemaDocument, REFUTED[name])
    assert isinstance(decide_inclusion(smaller, larger), Refuted)
