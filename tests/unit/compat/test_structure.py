"""Branches, conditions and contents that change and break nobody are told; rewriting is not."""

import pytest

from pactwright import compare

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
TWO = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
LIST = {"type": "array", "items": TEXT}
MAP = {"type": "object", "additionalProperties": TEXT}
KIND_A, KIND_B = (
    {"type": "object", "properties": {"k": {"const": kind}}, "required": ["k"]} for kind in "ab"
)
CONDITION = {"if": {"required": ["a"]}, "then": {"required": ["b"]}}


def document(**operation):
    operation = {"responses": {"200": {"description": "ok"}}, **operation}
    info = {"title": "t", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def sent(schema):
    return document(requestBody=content(schema))


def given(schema):
    return document(responses={"200": {"description": "ok"} | content(schema)})


def told(show, old, new):
    return [(each.rule, each.level) for each in compare(show(old), show(new)).findings]


NARROWED = [
    ("contains", LIST, {**LIST, "contains": {"const": "a"}}, "contains-narrowed"),
    ("not", TEXT, {**TEXT, "not": {"const": "a"}}, "not-narrowed"),
    ("if", TWO, {**TWO, **CONDITION}, "if-narrowed"),
    ("names", MAP, {**MAP, "propertyNames": {"maxLength": 3}}, "property-names-narrowed"),
    (
        "dependent names",
        TWO,
        {**TWO, "dependentRequired": {"a": ["b"]}},
        "dependent-required-narrowed",
    ),
    (
        "dependent schemas",
        TWO,
        {**TWO, "dependentSchemas": {"a": {"required": ["b"]}}},
        "dependent-schemas-narrowed",
    ),
    (
        "further properties",
        {**TWO, "additionalProperties": True},
        {**TWO, "additionalProperties": False},
        "additional-properties-narrowed",
    ),
    ("one of", {"oneOf": [KIND_A, KIND_B]}, {"oneOf": [KIND_A]}, "one-of-narrowed"),
    ("null", {"anyOf": [KIND_A, KIND_B, {"type": "null"}]}, {"anyOf": [KIND_A, KIND_B]},
     "null-refused"),
    ("kinds", {"anyOf": [TEXT, WHOLE]}, TEXT, "type-narrowed"),
    ("items", {"type": "array"}, LIST, "items-narrowed"),
    ("turns", {"type": "array"}, {"type": "array", "prefixItems": [TEXT]}, "items-narrowed"),
    (
        "matching names",
        {"type": "object"},
        {"type": "object", "patternProperties": {"^x-": TEXT}},
        "pattern-properties-narrowed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wide", "narrow", "rule"), NARROWED)
def test_a_narrower_answer_and_a_wider_request_are_told(name, wide, narrow, rule):
    widened = {"null-refused": "null-added"}.get(rule, rule.replace("narrowed", "widened"))
    assert told(given, wide, narrow) == [(rule, "info")], name
    assert (widened, "info") in told(sent, narrow, wide), name


ALIKE = [
    ({**TWO, "dependentRequired": {"a": ["b"]}}, {**TWO, **CONDITION}),
    ({**TWO, "required": ["b"]}, {**TWO, "required": ["b"], "dependentRequired": {"a": ["b"]}}),
    ({"anyOf": [TEXT, WHOLE]}, {"type": ["string", "integer"]}),
    ({"oneOf": [KIND_A, KIND_B]}, {"anyOf": [KIND_B, KIND_A]}),
    (TEXT, {**TEXT, "not": {"type": "integer"}}),
    (LIST, {**LIST, "contains": TEXT, "minContains": 0}),
    (TWO, {"allOf": [TWO]}),
    (TWO, {**TWO, "if": {"required": ["a"]}}),
    ({"type": "array"}, {"type": "array", "items": {}}),
    ({"enum": [["a"], ["b"]]}, {"type": "array", "enum": [["b"], ["a"]]}),
]


@pytest.mark.parametrize(("old", "new"), ALIKE)
@pytest.mark.parametrize("show", [sent, given])
def test_what_is_only_written_in_another_way_is_not_told(old, new, show):
    assert told(show, old, new) == []


FREE, NONE = {"type": "object"}, {"type": "object", "properties": {}}


def verdict(show, old, new):
    return compare(show(old), show(new)).verdict


def test_no_properties_at_all_are_a_declaration_and_none_said_are_not():
    one = {"type": "object", "properties": {"a": TEXT}}
    assert told(given, one, NONE) == [("optional-property-removed", "warning")]
    assert verdict(sent, NONE, one) == "compatible"
    assert verdict(given, one, FREE) == "breaking"
    assert verdict(sent, FREE, one) == "breaking"


NAMED = {"type": "object", "dependentRequired": {"a": ["a"]}, "maxProperties": 1}
MATCHED = {"allOf": [{"type": "object", "patternProperties": {"^a?b?$": {"type": "boolean"}}}]}


def test_a_change_that_stays_open_by_itself_is_shown_by_the_whole():
    found = compare(NAMED, MATCHED)
    assert found.verdict == "breaking"
    (finding,) = [each for each in found.findings if each.verdict == "breaking"]
    (value,) = finding.witness.value.values()
    assert value is None


EMPTY = {"allOf": [{"type": "object"}, {"not": {"type": "object", "properties": {"a": {}}}}]}


def test_a_change_that_stays_open_by_itself_is_harmless_where_the_whole_is():
    found = compare(EMPTY, {**EMPTY, "properties": {"a": {"minLength": 3}}})
    assert found.verdict == "compatible"
