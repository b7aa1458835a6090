# ruff: noqa: E501 - a table reads by the row
"""Small pairs with known truth: what breaks is found, and what only looks like it is not."""

import json

import pytest

from pactwright.api.compare import compare

TEXT = {"type": "string"}
ONE = {"type": "object", "properties": {"a": TEXT}}
TWO = {"type": "object", "properties": {"b": TEXT}}
KEY = {"k": {"type": "apiKey", "in": "header", "name": "X-K"}}
OK = {"200": {"description": "ok"}}


def api(operation, **top):
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}
    schemas = {"O": ONE, "Rec": {"properties": {"next": {"$ref": "#/components/schemas/Rec"}}}}
    components = {"components": {"securitySchemes": KEY, "schemas": schemas}}
    return document | components | {"paths": {"/x": {"post": operation}}} | top


def sends(schema, **body):
    content = {"application/json": {"schema": schema}}
    return api({"responses": OK, "requestBody": {"required": True, "content": content} | body})


def gets(schema):
    content = {"application/json": {"schema": schema}}
    return api({"responses": {"200": {"description": "ok", "content": content}}})


def asks(**parameter):
    return api({"responses": OK, "parameters": [{"name": "q", "in": "query"} | parameter]})


def having(schema):
    """Return an object whose one member, which must be there, has this schema."""
    return {"type": "object", "properties": {"a": schema}, "required": ["a"]}


def many(**members):
    return {"type": "array", "items": TEXT} | members


WHOLE = {"type": "integer"}
LETTERS = {"type": "string", "enum": ["a", "b"]}
X, Y = having({"const": "x"}), having({"const": "y"})
UNBOUNDED = {"anyOf": [{"type": "integer", "maximum": 10}, WHOLE]}
TIGHTER = {"anyOf": [{"type": "integer", "maximum": 5}, WHOLE]}

# name: old, new, whether it breaks by pure containment
PAIRS = {
    "00 request additionalProperties false": (sends(ONE), sends(ONE | {"additionalProperties": False}), True),
    "01 request multipleOf added": (sends(having(WHOLE)), sends(having(WHOLE | {"multipleOf": 5})), True),
    "02 request uniqueItems added": (sends(having(many())), sends(having(many(uniqueItems=True))), True),
    "03 request minProperties added": (sends(ONE), sends(ONE | {"minProperties": 1}), True),
    "04 request not added": (sends(having(TEXT)), sends(having(TEXT | {"not": {"const": "x"}})), True),
    "05 request pattern added": (sends(having(TEXT)), sends(having(TEXT | {"pattern": "^a"})), True),
    "06 request format added": (sends(having(TEXT)), sends(having(TEXT | {"format": "uuid"})), True),
    "07 security added": (api({"responses": OK}), api({"responses": OK, "security": [{"k": []}]}), True),
    "08 server url changed": (api({"responses": OK}, servers=[{"url": "https://a.example/v1"}]), api({"responses": OK}, servers=[{"url": "https://a.example/v2"}]), True),
    "09 query style changed": (asks(schema=many()), asks(schema=many(), style="spaceDelimited", explode=False), True),
    "10 response additionalProperties opened": (gets(ONE | {"additionalProperties": False}), gets(ONE), True),
    "11 response uniqueItems removed": (gets(having(many(uniqueItems=True))), gets(having(many())), True),
    "12 response multipleOf removed": (gets(having(WHOLE | {"multipleOf": 5})), gets(having(WHOLE)), True),
    "13 response pattern removed": (gets(having(TEXT | {"pattern": "^a"})), gets(having(TEXT)), True),
    "14 response enum value added": (gets(having({"enum": ["a"]})), gets(having({"enum": ["a", "b"]})), True),
    "15 request body became required": (sends(ONE, required=False), sends(ONE), True),
    "16 request allOf wrap": (sends(ONE), sends({"allOf": [ONE]}), False),
    "17 request anyOf unwrap": (sends({"anyOf": [ONE]}), sends(ONE), False),
    "18 request oneOf wrap": (sends(ONE), sends({"oneOf": [ONE]}), False),
    "19 request minimum 0, exclusiveMinimum -1": (sends(having(WHOLE | {"minimum": 0})), sends(having(WHOLE | {"exclusiveMinimum": -1})), False),
    "20 request null by anyOf": (sends(having({"type": ["string", "null"]})), sends(having({"anyOf": [TEXT, {"type": "null"}]})), False),
    "21 request pattern widened": (sends(having(TEXT | {"pattern": "^[a-z]+$"})), sends(having(TEXT | {"pattern": "^[a-zA-Z]+$"})), False),
    "22 request maxLength beyond the enum": (sends(having(LETTERS)), sends(having(LETTERS | {"maxLength": 10})), False),
    "23 request enum of one, const": (sends(having({"enum": ["a"]})), sends(having({"const": "a"})), False),
    "24 response oneOf narrowed": (gets(having({"oneOf": [WHOLE, TEXT]})), gets(having(WHOLE)), False),
    "25 response number to integer": (gets(having({"type": "number"})), gets(having(WHOLE)), False),
    "26 response maxLength beyond the enum": (gets(having(LETTERS | {"maxLength": 5})), gets(having(LETTERS)), False),
    "27 request inline to reference": (sends(having(ONE)), sends(having({"$ref": "#/components/schemas/O"})), False),
    "28 request properties moved into allOf": (sends(ONE | {"properties": {"a": TEXT, "b": WHOLE}, "required": ["a"]}), sends({"allOf": [having(TEXT), {"type": "object", "properties": {"b": WHOLE}}]}), False),
    "29 request oneOf in another order": (sends({"oneOf": [X, Y]}), sends({"oneOf": [Y, X]}), False),
    "30 request if that says nothing": (sends(having(TEXT)), sends(having(TEXT) | {"if": {"required": ["a"]}, "then": {"required": ["a"]}}), False),
    "31 request maximum in a dead branch": (sends(having(UNBOUNDED)), sends(having(TIGHTER)), False),
}  # fmt: skip

# Where the field's checkers erred; the number is the issue in oasdiff's tracker.
KNOWN = {
    "549 required with a default": (sends(ONE), sends(having(TEXT | {"default": "x"})), True),
    "1004 nullable by a list of types": (gets(having(TEXT)), gets(having({"type": ["string"]})), False),
    "1015 null gone from a response": (gets(having({"type": ["string", "null"]})), gets(having(TEXT)), False),
    "1017 parameter no longer null": (asks(schema={"type": ["string", "null"], "minLength": 1}), asks(schema=TEXT | {"minLength": 1}), True),
    "702 oneOf around what was there": (sends(X), sends({"oneOf": [X, Y]}), False),
    "723 oneOf narrowed in a response": (gets({"oneOf": [X, Y]}), gets({"oneOf": [X]}), False),
    "348 oneOf widened in a response": (gets({"oneOf": [X]}), gets({"oneOf": [X, Y]}), True),
    "103 oneOf narrowed in a request": (sends({"oneOf": [X, Y]}), sends({"oneOf": [X]}), True),
    "806 the same document": (gets({"$ref": "#/components/schemas/Rec"}), gets({"$ref": "#/components/schemas/Rec"}), False),
    "711 explode of a single value": (asks(schema=WHOLE), asks(schema=WHOLE, explode=False), False),
    "930 anyOf and oneOf of what excludes each other": (sends({"anyOf": [X, Y]}), sends({"oneOf": [X, Y]}), False),
    "689 one value to a list": (asks(schema=TEXT), asks(schema=many()), False),
    "918 one number to a list of numbers": (asks(schema=WHOLE), asks(schema={"type": "array", "items": WHOLE}), False),
    "one value to a list of two": (asks(schema=TEXT), asks(schema=many(minItems=2)), True),
    "a list to one value": (asks(schema=many()), asks(schema=TEXT), True),
    "601 additionalProperties of another type": (sends({"type": "object", "additionalProperties": TEXT}), sends({"type": "object", "additionalProperties": WHOLE}), True),
    "175 security asked for the whole API": (api({"responses": OK}), api({"responses": OK}, security=[{"k": []}]), True),
    "1166 a parameter that became a document": (asks(schema=TEXT), asks(content={"application/json": {"schema": TEXT}}), True),
    "1164 allowReserved withdrawn": (asks(schema=TEXT, allowReserved=True), asks(schema=TEXT), True),
    "1175 another key for the same scheme": (api({"responses": OK, "security": [{"k": []}]}), api({"responses": OK, "security": [{"k": []}]}, components={"securitySchemes": {"k": KEY["k"] | {"name": "X-Other"}}}), True),
    "1054 items came to be": (sends({"type": "array"}), sends({"type": "array", "items": WHOLE}), True),
    "a number became any text in a query": (asks(schema=WHOLE), asks(schema=TEXT), False),
    "any text became a number in a query": (asks(schema=TEXT), asks(schema=WHOLE), True),
    "minItems raised": (sends({"type": "array", "minItems": 1}), sends({"type": "array", "minItems": 2}), True),
    "a recursive schema narrowed": (sends({"$ref": "#/components/schemas/Rec"}), sends({"$ref": "#/components/schemas/Rec"}) | {"components": {"schemas": {"Rec": {"properties": {"next": {"$ref": "#/components/schemas/Rec"}}, "required": ["next"]}}}}, True),
}  # fmt: skip


def json_types(value):
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("name", PAIRS)
def test_the_thirty_two_pairs_are_right_by_pure_containment(name):
    old, new, breaks = PAIRS[name]
    found = compare(old, new, reader="strict")
    assert found.verdict == ("breaking" if breaks else "compatible"), found.findings


@pytest.mark.parametrize("name", KNOWN)
def test_where_the_field_erred_we_do_not(name):
    old, new, breaks = KNOWN[name]
    found = compare(old, new)
    assert found.verdict == ("breaking" if breaks else "compatible"), found.findings


@pytest.mark.parametrize("name", [*PAIRS, *KNOWN])
def test_every_break_shows_a_document_or_a_request(name):
    old, new, _ = (PAIRS | KNOWN)[name]
    found = compare(old, new, reader="strict")
    assert all(each.witness for each in found.findings if each.verdict == "breaking")


@pytest.mark.parametrize("name", [*PAIRS, *KNOWN])
def test_the_same_document_says_nothing(name):
    for document in (PAIRS | KNOWN)[name][:2]:
        assert compare(document, json_types(document)).findings == ()
