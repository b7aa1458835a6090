"""A schema that lists objects or arrays says all there is to say of what is in them."""

import pytest

from pactwright.schema.decide import Included, Refuted, Undecided, decide_inclusion
from pactwright.schema.document import SchemaDocument

ORDER = {"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]}

TAKEN = [
    ([ORDER], {"properties": {"id": {"type": "integer"}, "lines": {"maxItems": 2}}}),
    ([ORDER], {"properties": {"lines": {"items": {"properties": {"sku": {"maxLength": 1}}}}}}),
    ([ORDER, {"id": 8}], {"required": ["id"], "additionalProperties": True, "maxProperties": 2}),
    ([ORDER], {"patternProperties": {"^i": {"const": 7}}, "propertyNames": {"minLength": 2}}),
    ([[1, 2, 3]], {"uniqueItems": True, "contains": {"const": 2}, "maxItems": 3}),
    ([[1, "a"], [2]], {"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False}),
    ([[1], {"a": 1}, "x"], {"anyOf": [{"minItems": 1}, {"required": ["a"]}], "not": {"const": []}}),
    ([{"a": 1}], {"oneOf": [{"properties": {"a": {"type": "integer"}}}, {"required": ["b"]}]}),
    ([{"a": 1}], {"if": {"required": ["a"]}, "then": {"properties": {"a": {"minimum": 1}}}}),
    ([{"a": {}}], {"properties": {"a": {"$ref": "#"}}, "unevaluatedProperties": False}),
    ([{}], {"dependentSchemas": {"a": False}, "dependentRequired": {"a": ["b"]}}),
]

REFUSED = [
    ([ORDER], {"properties": {"id": {"type": "string"}}}, ORDER),
    ([ORDER, {}], {"required": ["id"]}, {}),
    ([ORDER], {"properties": {"lines": {"items": {"required": ["price"]}}}}, ORDER),
    ([[1, 1.0], [2]], {"uniqueItems": True}, [1, 1]),
    ([{"a": 1}], {"oneOf": [{"required": ["a"]}, {"minProperties": 1}]}, {"a": 1}),
    ([{"a": 1}], {"additionalProperties": False}, {"a": 1}),
    ([{"a": [0, False]}], {"properties": {"a": {"items": {"type": "integer"}}}}, {"a": [0, False]}),
    ([[]], {"contains": {}}, []),
    ([{"a": 1}], {"unevaluatedProperties": False}, {"a": 1}),
]


@pytest.mark.parametrize(("values", "larger"), TAKEN)
@pytest.mark.parametrize("closed", [False, True])
def test_listed_values_that_are_taken_are_proven(values, larger, closed):
    decided = decide_inclusion(
        SchemaDocument({"enum": values}), SchemaDocument(larger), closed=closed
    )
    assert decided == Included()


@pytest.mark.parametrize(("values", "larger", "witness"), REFUSED)
def test_a_listed_value_that_is_refused_is_the_witness(values, larger, witness):
    decided = decide_inclusion(SchemaDocument({"enum": values}), SchemaDocument(larger))
    assert isinstance(decided, Refuted)
    assert decided.witness == witness


UNKNOWN = [
    {"$dynamicRef": "#gone", "unevaluatedProperties": False},
    {"oneOf": [{"frob": 1}, {"type": "object"}]},
    {"not": {"frob": 1}},
]


@pytest.mark.parametrize("larger", UNKNOWN)
def test_a_refusal_that_hangs_on_an_unknown_keyword_shows_nothing(larger):
    decided = decide_inclusion(SchemaDocument({"const": {"a": 1}}), SchemaDocument(larger))
    assert isinstance(decided, Undecided)


def test_a_refusal_that_an_unknown_keyword_cannot_change_shows_the_break():
    larger = {"frob": 1, "properties": {"a": {"type": "string"}}}
    decided = decide_inclusion(SchemaDocument({"const": {"a": 1}}), SchemaDocument(larger))
    assert decided.witness == {"a": 1}


INNER = {"type": "object", "allOf": [{"unevaluatedProperties": True}]}


@pytest.mark.parametrize(
    "larger", [{"additionalProperties": False, "properties": {"a": {}}}, {"maxProperties": 1}]
)
def test_what_an_inner_schema_looks_at_the_outer_one_lets_pass(larger):
    smaller = {**INNER, "properties": {"a": {}}, "unevaluatedProperties": False}
    decided = decide_inclusion(SchemaDocument(smaller), SchemaDocument(larger))
    assert isinstance(decided, Refuted)


SHOWN = [
    ({"type": "string"}, {"pattern": "^.*$"}),
    ({"type": "string", "maxLength": 2}, {"pattern": "^.{0,2}$"}),
    ({"items": {}, "contains": {"enum": ["a", "b"]}}, {"contains": {"const": "a"}}),
    (
        {"items": {}, "contains": {"enum": ["a", "b"]}, "minContains": 2},
        {"contains": {"const": "a"}},
    ),
]


@pytest.mark.parametrize(("smaller", "larger"), SHOWN)
def test_a_value_near_the_edge_shows_the_break(smaller, larger):
    smaller = {"type": ["string", "array"], **smaller}
    larger = {"type": ["string", "array"], **larger}
    assert isinstance(decide_inclusion(SchemaDocument(smaller), SchemaDocument(larger)), Refuted)
