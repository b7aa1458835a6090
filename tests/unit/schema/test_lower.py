"""Lowering: every dialect comes down to the same plain schema."""

import pytest

from pactwright.schema.lower import lower_schema

LOWERED = [
    ("2020-12", True, {}),
    ("2020-12", False, {"not": {}}),
    ("2020-12", {"type": "string"}, {"type": ["string"]}),
    ("2020-12", {"type": ["number", "integer"]}, {"type": ["number"]}),
    ("2020-12", {"const": 1.0}, {"enum": [1]}),
    (
        "2020-12",
        {"const": "a", "enum": ["a", "b"]},
        {"enum": ["a", "b"], "allOf": [{"enum": ["a"]}]},
    ),
    ("2020-12", {"enum": [1, 1.0, True]}, {"enum": [1, True]}),
    ("2020-12", {"enum": []}, {"not": {}}),
    ("2020-12", {"anyOf": [{"type": "null"}]}, {"allOf": [{"type": ["null"]}]}),
    ("2020-12", {"minLength": 0, "uniqueItems": False, "title": "x", "x-y": 1}, {}),
    ("2020-12", {"required": ["b", "a", "b"]}, {"required": ["a", "b"]}),
    ("2020-12", {"sparkling": {"b": 1.0}}, {"$unknown": {"sparkling": {"b": 1}}}),
    ("2020-12", {"type": "any"}, {"$unknown": {"type": "any"}}),
    ("2020-12", {"pattern": "("}, {"$unknown": {"pattern": "("}}),
    ("2020-12", {"multipleOf": 0}, {"$unknown": {"multipleOf": 0}}),
    ("2020-12", {"minLength": -1}, {"$unknown": {"minLength": -1}}),
    ("2020-12", {"properties": []}, {"$unknown": {"properties": []}}),
    ("2020-12", {"enum": "a"}, {"$unknown": {"enum": "a"}}),
    ("2020-12", {"minimum": "1"}, {"$unknown": {"minimum": "1"}}),
    ("2020-12", {"uniqueItems": 1}, {"$unknown": {"uniqueItems": 1}}),
    ("2020-12", {"format": 1}, {"$unknown": {"format": 1}}),
    ("2020-12", {"prefixItems": {}}, {"$unknown": {"prefixItems": {}}}),
    ("2020-12", {"prefixItems": []}, {}),
    ("2020-12", {"patternProperties": 1}, {"$unknown": {"patternProperties": 1}}),
    ("2020-12", {"patternProperties": {"(": {}}}, {"$unknown": {"patternProperties": {"(": {}}}}),
    ("2020-12", {"required": "a"}, {"$unknown": {"required": "a"}}),
    ("2020-12", {"required": []}, {}),
    ("2020-12", {"dependentRequired": []}, {"$unknown": {"dependentRequired": []}}),
    ("2020-12", {"dependentRequired": {"a": 1}}, {"$unknown": {"dependentRequired": {"a": 1}}}),
    ("2020-12", {"dependentRequired": {"a": []}}, {}),
    ("2020-12", {"dependencies": 1}, {"$unknown": {"dependencies": 1}}),
    ("2020-12", {"$ref": 1}, {"$unknown": {"$ref": 1}}),
    ("2020-12", {"$dynamicRef": "#a"}, {"$unknown": {"$dynamicRef": "#a"}}),
    ("2020-12", {"minLength": 2.0}, {"minLength": 2}),
    ("draft-07", {"items": [{}]}, {"prefixItems": [{}]}),
    ("2020-12", {"allOf": {}}, {"$unknown": {"allOf": {}}}),
    ("2020-12", {"items": [{}]}, {"$unknown": {"items": [{}]}}),
    ("2020-12", 7, {"$unknown": {"": 7}}),
    ("2020-12", {"format": "uuid"}, {"format": "uuid"}),
    ("2020-12", {"format": "password"}, {}),
    (
        "2020-12",
        {"type": "integer", "format": "int32", "minimum": 0},
        {"type": ["integer"], "minimum": 0, "maximum": 2147483647},
    ),
    ("2020-12", {"type": "string", "format": "int32"}, {"type": ["string"]}),
    ("2020-12", {"dependencies": {"a": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
    (
        "draft-07",
        {"dependencies": {"a": {"type": "object"}, "c": ["d"]}},
        {"dependentSchemas": {"a": {"type": ["object"]}}, "dependentRequired": {"c": ["d"]}},
    ),
    (
        "draft-07",
        {"items": [{"type": "null"}], "additionalItems": False},
        {"prefixItems": [{"type": ["null"]}], "items": {"not": {}}},
    ),
    ("draft-07", {"$ref": "#/definitions/a", "type": "null"}, {"$ref": "#/definitions/a"}),
    (
        "2020-12",
        {"$ref": "#/$defs/a", "type": "null"},
        {"$ref": "#/$defs/a", "type": ["null"]},
    ),
    ("draft-04", {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    ("draft-04", {"exclusiveMinimum": True}, {}),
    ("draft-04", {"required": True}, {}),
    ("2020-12", {"exclusiveMinimum": True}, {"$unknown": {"exclusiveMinimum": True}}),
    (
        "openapi-3.0",
        {"type": "string", "nullable": True, "example": "x"},
        {"type": ["null", "string"]},
    ),
    (
        "openapi-3.0",
        {"type": "string", "enum": ["a"], "nullable": True},
        {"type": ["null", "string"], "enum": ["a"]},
    ),
    (
        "swagger-2.0",
        {"type": "string", "enum": ["a"], "x-nullable": True},
        {"type": ["null", "string"], "enum": ["a", None]},
    ),
    (
        "openapi-3.0",
        {"allOf": [{"type": "string"}], "nullable": True},
        {"anyOf": [{"allOf": [{"type": ["string"]}]}, {"type": ["null"]}]},
    ),
    (
        "openapi-3.0",
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        {"anyOf": [{"type": ["string"]}, {"type": ["integer"]}, {"type": ["null"]}]},
    ),
    ("swagger-2.0", {"type": "string", "x-nullable": True}, {"type": ["null", "string"]}),
    ("swagger-2.0", {"type": "file"}, {"$unknown": {"type": "file"}}),
    ("2019-09", {"nullable": True, "type": "string"}, {"type": ["string"]}),
]


@pytest.mark.parametrize(("dialect", "schema", "lowered"), LOWERED)
def test_a_schema_is_lowered(dialect, schema, lowered):
    assert lower_schema(schema, dialect) == lowered
