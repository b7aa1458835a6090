"""Parameters, headers and form fields are judged by the texts that travel."""

import pytest

from pactwright import compare

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
NUMBER = {"type": "number"}
DIGITS = {"type": "string", "pattern": "^[0-9]{1,3}$"}
OK = {"200": {"description": "ok"}}


def document(version="3.0.3", **operation):
    info = {"title": "t", "version": "1"}
    return {
        "openapi": version,
        "info": info,
        "paths": {"/a/{x}": {"post": {"responses": OK, **operation}}},
    }


def asks(where, schema):
    named = {"name": "x", "in": where, "required": where == "path", "schema": schema}
    return document(parameters=[named])


def fills(schema, media="application/x-www-form-urlencoded", **encoding):
    form = {"type": "object", "properties": {"x": schema, "y": TEXT}, "required": ["y"]}
    return document(requestBody={"content": {media: {"schema": form, **encoding}}})


def heads(schema):
    header = {"X-A": {"required": True, "schema": schema}}
    return document(responses={"200": {"description": "ok", "headers": header}})


def swagger(schema):
    return {
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "post": {"parameters": [{"name": "x", "in": "formData", **schema}], "responses": OK}
            }
        },
    }


SHOWS = {
    "query": lambda schema: asks("query", schema),
    "path": lambda schema: asks("path", schema),
    "header": lambda schema: asks("header", schema),
    "cookie": lambda schema: asks("cookie", schema),
    "form": fills,
    "parts": lambda schema: fills(schema, "multipart/form-data"),
    "Swagger 2": swagger,
}

READ = {
    "any text": (WHOLE, TEXT),
    "a flag as text": (FLAG, TEXT),
    "all digits": ({**WHOLE, "minimum": 0, "maximum": 999}, DIGITS),
    "digits and a sign": (WHOLE, {**TEXT, "pattern": "^-?[0-9]+$"}),
    "listed digits": ({**TEXT, "enum": ["1", "2"]}, WHOLE),
    "listed numbers": ({"type": "integer", "enum": [1, 2]}, {**TEXT, "enum": ["1", "2", "x"]}),
    "listed flags": ({**TEXT, "enum": ["true", "false"]}, FLAG),
    "flags as a list": (FLAG, {**TEXT, "enum": ["true", "false", "auto"]}),
    "short digits": ({**TEXT, "pattern": "^[1-9][0-9]?$"}, {**WHOLE, "format": "int32"}),
    "a number": ({**TEXT, "pattern": r"^[1-9]\.[0-9]$"}, NUMBER),
    "items": ({"type": "array", "items": WHOLE}, {"type": "array", "items": TEXT}),
    "numbers and texts": ({"enum": ["10", 3]}, {"enum": [10, "3", "x"]}),
    "one of two": ({"oneOf": [FLAG, {"type": ["boolean", "integer"]}]}, TEXT),
}
REFUSED = {
    "any text": (TEXT, WHOLE, "a"),
    "text for a flag": (TEXT, FLAG, "a"),
    "text for a number": (TEXT, NUMBER, "a"),
    "a sign": (WHOLE, DIGITS, "1000"),
    "a fraction": (NUMBER, {**TEXT, "pattern": "^-?[0-9]+$"}, "0.5"),
    "one of a list": ({**TEXT, "enum": ["1", "b"]}, WHOLE, "b"),
    "a number of a list": ({**TEXT, "enum": ["1", "3"]}, {**WHOLE, "maximum": 2}, "3"),
    "a flag": (FLAG, {**TEXT, "enum": ["true"]}, "false"),
    "items": ({"type": "array", "items": TEXT}, {"type": "array", "items": WHOLE}, "a"),
}
OPEN = {
    "zeros ahead": ({**TEXT, "pattern": "^0[0-9]$"}, WHOLE),
    "a flag by its number": ({**TEXT, "enum": ["1"]}, FLAG),
}


@pytest.mark.parametrize("where", SHOWS)
@pytest.mark.parametrize("name", READ)
def test_texts_that_are_all_read_break_nobody(name, where):
    old, new = map(SHOWS[where], READ[name])
    found = compare(old, new)
    assert found.verdict == "compatible"
    assert "parameter-takes-any-text" in {finding.rule for finding in found.findings}


@pytest.mark.parametrize("where", SHOWS)
@pytest.mark.parametrize("name", REFUSED)
def test_a_text_that_is_not_read_breaks_and_is_shown(name, where):
    old, new, text = REFUSED[name]
    found = compare(SHOWS[where](old), SHOWS[where](new))
    (finding,) = [finding for finding in found.findings if finding.verdict == "breaking"]
    assert finding.rule == "type-narrowed"
    assert isinstance(finding.witness.value, str)
    assert finding.witness.value == text or name in {"a sign", "a fraction"}


@pytest.mark.parametrize("name", OPEN)
def test_what_readers_read_their_own_way_stays_open(name):
    old, new = map(fills, OPEN[name])
    assert compare(old, new).verdict == "unknown"


def test_a_response_header_is_judged_the_other_way_round():
    assert compare(heads(TEXT), heads(WHOLE)).verdict == "compatible"
    (finding,) = [
        one for one in compare(heads(WHOLE), heads(TEXT)).findings if one.level == "error"
    ]
    assert (finding.rule, finding.witness.accepted_by, finding.witness.value) == (
        "type-widened", "new", "a",
    )  # fmt: skip


def test_a_request_shows_the_text():
    finding = compare(asks("query", TEXT), asks("query", WHOLE)).findings[0]
    assert finding.witness.request == "POST /a/1?x=a"
    finding = compare(fills(TEXT), fills(WHOLE)).findings[0]
    assert finding.witness.request == "POST /a/1  (body field x: a)"


def test_two_places_are_told_each_in_its_own_document():
    def moved(schema, name):
        made = fills({"$ref": f"#/components/schemas/{name}"})
        return {**made, "components": {"schemas": {name: {**schema, "default": schema["type"]}}}}

    found = compare(moved(WHOLE, "A"), moved(TEXT, "B")).findings
    told = {one.rule: (one.old.pointer, one.new.pointer) for one in found}
    assert told["parameter-takes-any-text"] == ("/components/schemas/A", "/components/schemas/B")
    media = "/paths/~1a~1{x}/post/requestBody/content/application~1x-www-form-urlencoded"
    assert told["default-changed"] == (f"{media}/schema/properties/x/default",) * 2


def test_what_else_changes_in_a_form_is_told_where_it_stands():
    old = fills({**WHOLE, "default": 1, "description": "d"})
    new = fills({**TEXT, "default": "2"})
    new["paths"]["/a/{x}"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"][
        "schema"
    ]["required"].append("z")
    told = {
        (one.rule, one.new.pointer.rpartition("urlencoded")[2])
        for one in compare(old, new).findings
    }
    assert {
        ("parameter-takes-any-text", "/schema/properties/x"),
        ("default-changed", "/schema/properties/x/default"),
        ("required-property-added", "/schema/required"),
    } <= told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (fills({"type": "object", "properties": {"z": WHOLE}}, "multipart/form-data"),
         fills({"type": "object", "properties": {"z": TEXT}}, "multipart/form-data")),
        (fills(WHOLE, "multipart/form-data", encoding={"x": {"contentType": "application/json"}}),
         fills(TEXT, "multipart/form-data", encoding={"x": {"contentType": "application/json"}})),
        (fills(WHOLE, "application/json"), fills(TEXT, "application/json")),
    ],
)  # fmt: skip
def test_documents_within_a_form_keep_their_types(old, new):
    assert compare(old, new).verdict == "breaking"


def test_shared_schemas_and_null_are_looked_through():
    def referring(schema):
        made = asks("query", {"$ref": "#/components/schemas/Id"})
        return {**made, "components": {"schemas": {"Id": schema}}}

    assert compare(referring(WHOLE), referring(TEXT)).verdict == "compatible"
    nullable = {**WHOLE, "nullable": True}
    assert (
        compare(referring(nullable), referring({**TEXT, "nullable": True})).verdict == "compatible"
    )
    union = {"oneOf": [WHOLE, TEXT]}
    assert compare(referring(union), referring(TEXT)).verdict == "compatible"
    assert (
        compare(referring({"anyOf": [WHOLE, {"type": "array"}]}), referring(TEXT)).verdict
        == "breaking"
    )
