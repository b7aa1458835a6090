"""Every keyword, narrowed and widened, in what is sent, what comes back and what is text."""

import pytest

from pactwright import compare

ANY_TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}


def thing(**members):
    return {"type": "object", **members}


def row(**members):
    return {"type": "array", **members}


def text(**members):
    return {**ANY_TEXT, **members}


def whole(**members):
    return {**WHOLE, **members}


def number(**members):
    return {**NUMBER, **members}


TWO = {"a": ANY_TEXT, "b": ANY_TEXT}
KIND_A = thing(properties={"k": {"enum": ["a"]}, "v": WHOLE}, required=["k"])
KIND_B = thing(properties={"k": {"enum": ["b"]}, "v": ANY_TEXT}, required=["k"])
SMALL_A = thing(properties={"k": {"enum": ["a"]}, "v": whole(minimum=0)}, required=["k"])
IF_A = {"properties": {"a": {"const": "x"}}, "required": ["a"]}

SCALARS = {
    "maximum added": (WHOLE, whole(maximum=10)),
    "maximum lowered": (whole(maximum=10), whole(maximum=9)),
    "minimum added": (WHOLE, whole(minimum=1)),
    "exclusive maximum": (number(maximum=10), number(exclusiveMaximum=10)),
    "exclusive minimum": (number(exclusiveMinimum=1), number(exclusiveMinimum=2)),
    "multiple added": (WHOLE, whole(multipleOf=2)),
    "multiple of a multiple": (whole(multipleOf=2), whole(multipleOf=4)),
    "max length": (text(maxLength=4), text(maxLength=3)),
    "min length": (ANY_TEXT, text(minLength=1)),
    "pattern added": (ANY_TEXT, text(pattern="^[a-z]+$")),
    "pattern narrower": (text(pattern="^[a-z]+$"), text(pattern="^[a-c]+$")),
    "date": (ANY_TEXT, text(format="date")),
    "uuid": (ANY_TEXT, text(format="uuid")),
    "int32": (whole(format="int64"), whole(format="int32")),
    "enum": (text(enum=["a", "b", "c"]), text(enum=["a", "b"])),
    "const": (text(enum=["a", "b"]), {"const": "a"}),
    "whole numbers": (NUMBER, WHOLE),
    "not": (ANY_TEXT, text(**{"not": {"enum": ["x"]}})),
    "all of": (ANY_TEXT, {"allOf": [ANY_TEXT, {"maxLength": 3}]}),
    "encoding": (ANY_TEXT, text(contentEncoding="base64")),
}
COMPOUND = {
    "types": ({"type": ["string", "integer"]}, ANY_TEXT),
    "null": ({"type": ["string", "null"]}, ANY_TEXT),
    "type added": ({}, ANY_TEXT),
    "any of": ({"anyOf": [ANY_TEXT, WHOLE]}, {"anyOf": [ANY_TEXT]}),
    "one of": ({"oneOf": [KIND_A, KIND_B]}, {"oneOf": [KIND_A]}),
    "one of, within": ({"oneOf": [KIND_A, KIND_B]}, {"oneOf": [SMALL_A, KIND_B]}),
    "min items": (row(items=ANY_TEXT), row(items=ANY_TEXT, minItems=1)),
    "max items": (row(items=ANY_TEXT, maxItems=3), row(items=ANY_TEXT, maxItems=2)),
    "unique items": (row(items=ANY_TEXT), row(items=ANY_TEXT, uniqueItems=True)),
    "items": (row(), row(items=ANY_TEXT)),
    "items, within": (row(items={"enum": ["a", "b"]}), row(items={"enum": ["a"]})),
    "prefix items": (row(), row(prefixItems=[WHOLE])),
    "no further items": (row(prefixItems=[WHOLE]), row(prefixItems=[WHOLE], items=False)),
    "contains": (row(items=WHOLE), row(items=WHOLE, contains={"const": 1})),
    "max contains": (
        row(items=WHOLE, contains={"const": 1}, maxContains=3),
        row(items=WHOLE, contains={"const": 1}, maxContains=2),
    ),
    "unevaluated items": (
        row(prefixItems=[WHOLE]),
        row(prefixItems=[WHOLE], unevaluatedItems=False),
    ),
    "required": (thing(properties=TWO), thing(properties=TWO, required=["a"])),
    "required and new": (thing(), thing(properties=TWO, required=["a"])),
    "min properties": (
        thing(additionalProperties=True),
        thing(additionalProperties=True, minProperties=1),
    ),
    "max properties": (
        thing(additionalProperties=True),
        thing(additionalProperties=True, maxProperties=2),
    ),
    "no further properties": (
        thing(properties=TWO, additionalProperties=True),
        thing(properties=TWO, additionalProperties=False),
    ),
    "further properties": (thing(additionalProperties=True), thing(additionalProperties=ANY_TEXT)),
    "pattern properties": (
        thing(additionalProperties=True),
        thing(additionalProperties=True, patternProperties={"^a": WHOLE}),
    ),
    "names": (
        thing(additionalProperties=True),
        thing(additionalProperties=True, propertyNames={"pattern": "^a"}),
    ),
    "dependent names": (
        thing(properties=TWO),
        thing(properties=TWO, dependentRequired={"a": ["b"]}),
    ),
    "dependent schemas": (
        thing(properties=TWO),
        thing(properties=TWO, dependentSchemas={"a": {"required": ["b"]}}),
    ),
    "condition": (
        thing(properties=TWO),
        thing(properties=TWO, **{"if": IF_A, "then": {"required": ["b"]}}),
    ),
    "otherwise": (
        thing(properties=TWO, **{"if": {"required": ["a"]}, "then": True}),
        thing(properties=TWO, **{"if": {"required": ["a"]}, "else": {"required": ["b"]}}),
    ),
    "unevaluated properties": (
        thing(properties=TWO, additionalProperties=True),
        thing(properties=TWO, unevaluatedProperties=False),
    ),
    "content schema": (
        text(contentMediaType="application/json"),
        text(contentMediaType="application/json", contentSchema=WHOLE),
    ),
}


def operation(**members):
    answers = {"responses": {"200": {"description": "ok"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders": {"post": {**answers, **members}}},
    }


def in_json(schema):
    return {"application/json": {"schema": schema}}


def sent(schema):
    body = thing(required=["p"], properties={"p": schema})
    return operation(requestBody={"required": True, "content": in_json(body)})


def sent_in_items(schema):
    return operation(requestBody={"content": in_json(row(items=schema))})


def given(schema):
    body = thing(required=["p"], properties={"p": schema})
    answer = {"description": "ok", "content": in_json(body)}
    return operation(responses={"200": answer})


def asked(schema):
    return operation(parameters=[{"name": "q", "in": "query", "schema": schema}])


def verdict(show, old, new):
    return compare(show(old), show(new)).verdict


@pytest.mark.parametrize("name", [*SCALARS, *COMPOUND])
def test_a_narrower_schema_breaks_who_sends_and_nobody_who_reads(name):
    wide, narrow = {**SCALARS, **COMPOUND}[name]
    told = [verdict(show, wide, narrow) for show in (sent, sent_in_items, given)]
    assert told == ["breaking", "breaking", "compatible"]


@pytest.mark.parametrize("name", [*SCALARS, *COMPOUND])
def test_a_wider_schema_breaks_who_reads_and_nobody_who_sends(name):
    wide, narrow = {**SCALARS, **COMPOUND}[name]
    told = [verdict(show, narrow, wide) for show in (sent, sent_in_items, given)]
    assert told == ["compatible", "compatible", "breaking"]


@pytest.mark.parametrize("name", SCALARS)
def test_a_parameter_breaks_like_what_is_sent(name):
    wide, narrow = SCALARS[name]
    assert verdict(asked, wide, narrow) == "breaking"
    assert verdict(asked, narrow, wide) == "compatible"


SWAPPED = {
    "types": (ANY_TEXT, WHOLE),
    "kinds": (ANY_TEXT, row(items=ANY_TEXT)),
    "constants": ({"const": "a"}, {"const": "b"}),
    "lists": ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}),
    "patterns": (text(pattern="^a"), text(pattern="^b")),
    "formats": (text(format="date"), text(format="uuid")),
    "items": (row(items=ANY_TEXT), row(items=WHOLE)),
    "encodings": (text(contentEncoding="base64"), text(contentEncoding="base32")),
}


@pytest.mark.parametrize("name", SWAPPED)
def test_a_schema_of_other_values_breaks_everybody(name):
    one, other = SWAPPED[name]
    told = {verdict(show, *pair) for show in (sent, given) for pair in ((one, other), (other, one))}
    assert told == {"breaking"}
