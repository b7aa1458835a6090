"""Inclusion: what is proven, what is refuted by a value, and what stays open."""

import jsonschema
import jsonschema_rs
import pytest

from pactwright.errors import PactwrightError
from pactwright.schema.decide import Included, Refuted, Undecided, decide_inclusion
from pactwright.schema.document import SchemaDocument

OBJECT = {"type": "object"}
A = {"type": "object", "properties": {"a": {"type": "string"}}}
B = {"type": "object", "properties": {"b": {"type": "integer"}}}
LIST = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {"value": {"type": "integer"}, "next": {"$ref": "#/$defs/node"}},
            "required": ["value"],
        }
    },
    "$ref": "#/$defs/node",
}
WIDE_LIST = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {"value": {"type": "number"}, "next": {"$ref": "#/$defs/node"}},
        }
    },
    "$ref": "#/$defs/node",
}
ONE = {"oneOf": [{**A, "required": ["a"]}, {**B, "required": ["b"]}]}
KINDS = {
    "oneOf": [
        {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
        {"properties": {"kind": {"const": "y"}}, "required": ["kind"]},
    ]
}

INCLUDED = [
    ({}, {}),
    (False, {"type": "string"}),
    ({"type": "integer"}, {"type": "number"}),
    ({"const": 1.0}, {"type": "integer"}),
    ({"type": "boolean"}, {"enum": [True, False]}),
    ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
    ({"type": "integer", "minimum": 0}, {"type": "integer", "exclusiveMinimum": -1}),
    ({"type": "integer", "multipleOf": 6}, {"multipleOf": 3}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "c", "a"]}),
    ({"enum": ["a", 1], "type": "string"}, {"const": "a"}),
    ({"enum": ["abc"]}, {"maxLength": 3, "pattern": "^a"}),
    (
        {"enum": ["a", 7]},
        {"anyOf": [{"maxLength": 1, "type": "string"}, {"minimum": 5, "type": "number"}]},
    ),
    ({"type": "string", "pattern": "^[a-z]{3}$"}, {"minLength": 3, "maxLength": 3}),
    ({"type": "string", "pattern": "^[a-z]+$"}, {"pattern": "^[a-zA-Z]+$"}),
    ({"type": "string", "maxLength": 3}, {"type": "string", "not": {"minLength": 4}}),
    ({"type": "array", "maxItems": 1}, {"uniqueItems": True}),
    ({"type": "array", "items": {"type": "integer"}}, {"items": {"type": "number"}}),
    (
        {"prefixItems": [{"type": "integer"}], "items": False, "type": "array"},
        {"maxItems": 1, "items": {"type": "number"}},
    ),
    (
        {"type": "array", "minItems": 2, "items": {"const": 1}},
        {"contains": {"type": "integer"}, "minContains": 2},
    ),
    ({"type": "array", "maxItems": 2}, {"contains": {}, "minContains": 0, "maxContains": 2}),
    ({**A, "required": ["a"]}, {"minProperties": 1}),
    ({**A, "additionalProperties": False}, {"maxProperties": 1}),
    ({**A, "additionalProperties": False}, {"propertyNames": {"maxLength": 1}}),
    (
        {"patternProperties": {"^a": {"type": "integer"}}},
        {"patternProperties": {"^a": {"type": "number"}}},
    ),
    ({**A, "additionalProperties": False}, {"patternProperties": {"^a": {"type": "string"}}}),
    ({"type": "object", "required": ["a", "b"]}, {"dependentRequired": {"a": ["b"]}}),
    (
        {"dependentRequired": {"a": ["b"], "b": ["c"]}, "type": "object"},
        {"dependentRequired": {"a": ["c"]}},
    ),
    (
        {"dependentSchemas": {"a": {"required": ["b", "c"]}}, "type": "object"},
        {"dependentSchemas": {"a": {"required": ["b"]}}},
    ),
    ({**A, "additionalProperties": False}, {"dependentSchemas": {"b": False}}),
    ({"allOf": [A, B]}, {"properties": {"a": {"type": "string"}, "b": {"type": "number"}}}),
    ({**A, "additionalProperties": False}, {**A, "unevaluatedProperties": False}),
    (
        {"allOf": [A, {"unevaluatedProperties": False}], "additionalProperties": False},
        {"maxProperties": 0},
    ),
    ({"not": {"type": "string"}}, {"type": ["null", "boolean", "number", "array", "object"]}),
    ({"type": "string"}, {"not": {"type": "integer"}}),
    (
        {"type": "object", "required": ["a"]},
        {"if": {"required": ["b"]}, "then": {"required": ["a"]}},
    ),
    (LIST, WIDE_LIST),
    (ONE, {"anyOf": ONE["oneOf"]}),
    (KINDS, {"oneOf": KINDS["oneOf"][::-1]}),
    ({"type": "object", "properties": {"kind": {"enum": ["x", "y"]}}, "required": ["kind"]}, KINDS),
    (
        {"$ref": "#/$defs/s", "$defs": {"s": {"type": "string"}}},
        {"$ref": "#/$defs/t", "$defs": {"t": {"type": "string"}}},
    ),
    ({"sparkling": 1, "type": "string"}, {"sparkling": 1}),
    ({"type": "array", "prefixItems": [{}], "unevaluatedItems": False}, {"maxItems": 1}),
]
REFUTED = [
    ({}, {"type": "string"}),
    ({"enum": [0]}, {"enum": [False]}),
    ({"type": "integer", "format": "int64"}, {"type": "integer", "format": "int32"}),
    ({"type": "number", "minimum": 0}, {"exclusiveMinimum": 0}),
    ({"type": "number"}, {"multipleOf": 5}),
    ({"type": "integer", "multipleOf": 3}, {"multipleOf": 6}),
    ({"type": "number", "multipleOf": 0.01}, {"multipleOf": 0.1}),
    ({"type": "string", "pattern": "^[a-zA-Z]+$"}, {"pattern": "^[a-z]+$"}),
    ({"type": "string"}, {"format": "uuid"}),
    ({"type": "string", "format": "uri", "pattern": "^https://"}, {"maxLength": 512}),
    ({"type": "string", "minLength": 2}, {"minLength": 5}),
    ({"type": "string", "maxLength": 5001, "pattern": "^/v1/files"}, {"maxLength": 5000}),
    ({"type": "string", "pattern": "^[0-9]+$"}, {"maxLength": 9000}),
    ({"type": "array"}, {"uniqueItems": True}),
    ({"type": "array"}, {"contains": {"const": 1}}),
    ({"type": "array", "items": {"type": "integer"}}, {"items": {"maximum": 5}}),
    ({"type": "array", "maxItems": 9}, {"maxItems": 5}),
    ({"type": "array"}, {"minItems": 1}),
    ({"type": "array"}, {"contains": {"type": "null"}, "minContains": 0, "maxContains": 1}),
    (A, {**A, "required": ["a"]}),
    (A, {**A, "additionalProperties": False}),
    (A, {**A, "unevaluatedProperties": False}),
    (A, {**A, "additionalProperties": {"type": "integer"}}),
    (A, {"minProperties": 1}),
    (A, {"maxProperties": 1}),
    (A, {"propertyNames": {"pattern": "^a$"}}),
    (OBJECT, {"dependentRequired": {"a": ["b"]}}),
    (OBJECT, {"dependentSchemas": {"a": {"minProperties": 2}}}),
    (
        {"patternProperties": {"^a": {}}, "type": "object"},
        {"patternProperties": {"^a": {"type": "null"}}},
    ),
    (WIDE_LIST, LIST),
    ({"anyOf": [A, B]}, {"oneOf": [A, B]}),
    ({"type": "string"}, {"not": {"const": "x"}}),
    ({"type": "object"}, {"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
    (
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
    ),
]
NULL = {"type": "null"}
WITH_MORE = {
    "oneOf": [
        {"properties": {"a": {}, "c": {}}, "required": ["a"], "type": "object"},
        ONE["oneOf"][1],
    ]
}
CLOSED = [
    ({"anyOf": [WITH_MORE, NULL]}, {"anyOf": [WITH_MORE, NULL, {"minProperties": 9}]}, Included),
    ({"anyOf": [WITH_MORE, NULL]}, {"oneOf": [*WITH_MORE["oneOf"], NULL]}, Included),
    ({"anyOf": [*WITH_MORE["oneOf"], NULL]}, {"oneOf": [*WITH_MORE["oneOf"], NULL]}, Refuted),
    ({"anyOf": [WITH_MORE, B]}, {"oneOf": WITH_MORE["oneOf"]}, Refuted),
    (A, {**A, "additionalProperties": False}, Included),
    (A, {"properties": {"b": {"type": "integer"}}}, Included),
    ({"allOf": [A, B]}, {"maxProperties": 2}, Included),
    ({"anyOf": [A, B]}, {"maxProperties": 1}, Refuted),
    (
        {"oneOf": [{**A, "required": ["a"]}, {**B, "required": ["b"]}]},
        {"additionalProperties": False, "properties": {"a": {}, "b": {}}},
        Included,
    ),
    (OBJECT, {"additionalProperties": False}, Refuted),
    ({"type": "object", "required": ["a"]}, {"maxProperties": 1}, Included),
    ({**A, "additionalProperties": {"type": "string"}}, {"maxProperties": 1}, Refuted),
    ({"type": "array", "items": A}, {"items": {"maxProperties": 1}}, Included),
    (A, {"additionalProperties": False}, Refuted),
    ({"anyOf": [OBJECT, A]}, {"type": "object", "maxProperties": 1}, Refuted),
    (
        {"allOf": [{"properties": {"x": A}}, {"properties": {"x": B}}]},
        {"maxProperties": 1},
        Included,
    ),
    (
        {"allOf": [{"properties": {"x": A}}, {"properties": {"x": B}}]},
        {"properties": {"x": {"properties": {"b": {"type": "string"}}}}},
        Refuted,
    ),
    (
        {"allOf": [{"properties": {"x": A}}, {"properties": {"x": B}}]},
        {"properties": {"x": {"maxProperties": 2}}},
        Included,
    ),
    (
        {"allOf": [{"items": A}, {"items": B}], "type": "array"},
        {"items": {"properties": {"b": {"type": "string"}}}},
        Refuted,
    ),
]


def decide(smaller, larger, **options):
    return decide_inclusion(SchemaDocument(smaller), SchemaDocument(larger), **options)


@pytest.mark.parametrize(("smaller", "larger"), INCLUDED)
def test_an_inclusion_is_proven(smaller, larger):
    assert decide(smaller, larger) == Included()


@pytest.mark.parametrize(("smaller", "larger"), REFUTED)
def test_a_value_refutes_what_does_not_hold(smaller, larger):
    decided = decide(smaller, larger)
    assert isinstance(decided, Refuted)
    bounds = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
    if larger.get("format") in bounds:
        assert not bounds[larger["format"]][0] <= decided.witness <= bounds[larger["format"]][1]
        return
    checker = jsonschema.FormatChecker()
    for schema, accepted in ((smaller, True), (larger, False)):
        first = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        second = jsonschema.Draft202012Validator(schema, format_checker=checker)
        assert first.is_valid(decided.witness) is accepted
        assert second.is_valid(decided.witness) is accepted


@pytest.mark.parametrize(("smaller", "larger", "kind"), CLOSED)
def test_a_sender_sends_what_it_declares(smaller, larger, kind):
    assert isinstance(decide(smaller, larger, closed=True), kind)


def test_an_unknown_keyword_is_named():
    assert decide({"type": "string"}, {"sparkling": True}) == Undecided(
        "the keyword 'sparkling' is not known here"
    )
    decided = decide({"sparkling": True, "type": "string"}, {"type": "integer"})
    assert decided == Undecided("the keyword 'sparkling' is not known here")


def test_the_reason_of_an_open_question_names_the_keyword():
    decided = decide({"pattern": r"^(a)\1$", "type": "string"}, {"pattern": r"^(a|b)\1$"})
    assert isinstance(decided, Undecided)
    assert "pattern" in decided.reason


def test_without_budget_nothing_is_decided():
    decided = decide({"type": "integer"}, {"type": "number"}, budget=1)
    assert isinstance(decided, Undecided)


def test_too_many_cases_are_told():
    many = {
        "allOf": [{"anyOf": [{"required": [f"{name}{i}"]} for i in range(8)]} for name in "abc"]
    }
    recursive = {**many, "properties": {"next": {"$ref": "#"}}}
    decided = decide(recursive, {**recursive, "minProperties": 1})
    assert decided == Undecided("more combinations of branches than are looked at")


def test_one_union_of_some_hundred_branches_is_decided():
    branches = [{"type": "object", "required": [f"p{number}"]} for number in range(300)]
    assert decide({"anyOf": branches[1:]}, {"anyOf": branches}) == Included()
    decided = decide({"anyOf": branches}, {"anyOf": branches[1:]})
    assert isinstance(decided, Refuted)
    assert list(decided.witness) == ["p0"]


def test_a_dangling_reference_is_an_error():
    with pytest.raises(PactwrightError, match="points at nothing"):
        decide({"$ref": "#/$defs/gone"}, {"type": "string"})


def test_pointers_choose_the_schemas():
    document = SchemaDocument({"one": {"type": "integer"}, "two": {"type": "number"}})
    decided = decide_inclusion(document, document, pointers=("/one", "/two"))
    assert decided == Included()


def test_the_witness_is_small():
    small = {"type": "object", "properties": {"a": A, "list": {"type": "array", "items": A}}}
    large = {"properties": {"list": {"items": {"properties": {"a": {"maxLength": 1}}}}}}
    assert decide(small, large).witness == {"list": [{"a": "aa"}]}
