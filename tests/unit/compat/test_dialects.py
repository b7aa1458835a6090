# ruff: noqa: E501 - a table reads by the row
"""One engine for every dialect: what means the same says nothing, across dialects too."""

import copy

import pytest

from pactwright.api.compare import compare
from pactwright.compat.compare import Question, compare_roots
from pactwright.compat.dialects.detect import read_document
from pactwright.document.shape import ShapeError
from pactwright.errors import PactwrightError

SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "host": "a.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "securityDefinitions": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "basic": {"type": "basic"},
        "oauth": {
            "type": "oauth2",
            "flow": "accessCode",
            "authorizationUrl": "https://a.example/auth",
            "tokenUrl": "https://a.example/token",
            "scopes": {"read": "r"},
        },
    },
    "security": [{"key": []}, {"oauth": ["read"]}],
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
            "get": {
                "parameters": [
                    {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}},
                    {
                        "name": "ids",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "integer"},
                        "collectionFormat": "multi",
                    },
                    {"name": "n", "in": "query", "type": "integer", "maximum": 5},
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "schema": {"$ref": "#/definitions/Order"},
                        "headers": {"X-Total": {"type": "integer"}},
                    }
                },
            },
            "put": {
                "parameters": [
                    {
                        "name": "b",
                        "in": "body",
                        "required": True,
                        "schema": {"$ref": "#/definitions/Order"},
                    }
                ],
                "responses": {"204": {"description": "ok"}},
            },
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "note", "in": "formData", "type": "string", "required": True},
                    {"name": "file", "in": "formData", "type": "file"},
                ],
                "responses": {"204": {"description": "ok"}},
            },
        }
    },
    "definitions": {"Order": {"type": "object", "properties": {"id": {"type": "string"}}}},
}

OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "servers": [{"url": "https://a.example/v1"}],
    "security": [{"key": []}, {"oauth": ["read"]}],
    "paths": {
        "/orders/{order}": {
            "parameters": [
                {"name": "order", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "parameters": [
                    {
                        "name": "tags",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {
                        "name": "ids",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "integer"}},
                    },
                    {"name": "n", "in": "query", "schema": {"type": "integer", "maximum": 5}},
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                        },
                        "headers": {"X-Total": {"schema": {"type": "integer"}}},
                    }
                },
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                    },
                },
                "responses": {"204": {"description": "ok"}},
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["note"],
                                "properties": {
                                    "note": {"type": "string"},
                                    "file": {"type": "string", "format": "binary"},
                                },
                            }
                        }
                    },
                },
                "responses": {"204": {"description": "ok"}},
            },
        }
    },
    "components": {
        "schemas": {"Order": {"type": "object", "properties": {"id": {"type": "string"}}}},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "x-key"},
            "basic": {"type": "http", "scheme": "Basic"},
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {
                        "authorizationUrl": "https://a.example/auth",
                        "tokenUrl": "https://a.example/token",
                        "scopes": {"read": "r"},
                    }
                },
            },
        },
    },
}


def version(number):
    return OPENAPI | {"openapi": number}


def edited(document, *path, value):
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return changed


@pytest.mark.parametrize("number", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0"])
def test_the_same_api_in_two_dialects_says_nothing(number):
    for old, new in ((SWAGGER, version(number)), (version(number), SWAGGER)):
        assert compare(old, new).findings == ()


def test_null_is_told_in_the_words_of_each_dialect():
    place = ("components", "schemas", "Order", "properties", "id")
    older = edited(OPENAPI, *place, value={"type": "string", "nullable": True})
    newer = edited(version("3.1.0"), *place, value={"type": ["string", "null"]})
    assert compare(older, newer).findings == ()
    assert compare(OPENAPI, newer).verdict == "breaking"


GET = ("paths", "/orders/{id}", "get")

EDITS = {
    "a form field became required": (("paths", "/orders/{id}", "post", "parameters", 1, "required"), True, "breaking"),
    "a form field was removed": (("paths", "/orders/{id}", "post", "parameters", 1), None, "compatible"),
    "a body became optional": (("paths", "/orders/{id}", "put", "parameters", 0, "required"), False, "compatible"),
    "a list is written in another way": ((*GET, "parameters", 0, "collectionFormat"), "pipes", "breaking"),
    "the way of writing a single value": ((*GET, "parameters", 2, "collectionFormat"), "pipes", "compatible"),
    "a lower maximum": ((*GET, "parameters", 2, "maximum"), 4, "breaking"),
    "a header became text": ((*GET, "responses", "200", "headers", "X-Total", "type"), "string", "breaking"),
    "another base path": (("basePath",), "/v2", "breaking"),
    "another host": (("host",), "b.example", "breaking"),
    "another scheme": (("schemes",), ["https", "http"], "compatible"),
    "a media type gone": (("produces",), ["application/xml"], "breaking"),
    "a media type more to send": (("consumes",), ["application/json", "application/xml"], "compatible"),
    "another key": (("securityDefinitions", "key", "name"), "X-Other", "breaking"),
    "a scope more": (("security",), [{"key": []}, {"oauth": ["read", "write"]}], "breaking"),
    "a definition narrowed": (("definitions", "Order", "required"), ["id"], "breaking"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_swagger_2_is_judged(name):
    path, value, verdict = EDITS[name]
    found = compare(SWAGGER, edited(SWAGGER, *path, value=value))
    assert found.verdict == verdict, found.findings


def test_places_of_a_form_lead_back_to_its_fields():
    path, value, _ = EDITS["a form field became required"]
    (finding,) = [
        each
        for each in compare(SWAGGER, edited(SWAGGER, *path, value=value)).findings
        if each.level == "error"
    ]
    assert finding.old.pointer.startswith("/paths/~1orders~1{id}/post")
    assert "x-pactwright" not in finding.new.pointer


def test_places_of_a_parameter_lead_back_to_it():
    path, value, _ = EDITS["a lower maximum"]
    (finding,) = [
        each
        for each in compare(SWAGGER, edited(SWAGGER, *path, value=value)).findings
        if each.level == "error"
    ]
    assert finding.new.pointer == "/paths/~1orders~1{id}/get/parameters/2/maximum"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (SWAGGER, "swagger-2.0"),
        (version("3.0.1"), "openapi-3.0"),
        (version("3.1.0"), "openapi-3.1"),
        (version("3.2.0"), "openapi-3.2"),
    ],
)
def test_an_api_says_its_dialect(document, kind):
    assert read_document(document).dialect == kind


@pytest.mark.parametrize(
    ("schema", "dialect"),
    [
        ({}, "2020-12"),
        (True, "2020-12"),
        ({"type": "string"}, "2020-12"),
        ({"definitions": {}}, "draft-07"),
        ({"allOf": [{"items": [{"type": "string"}]}]}, "draft-07"),
        ({"items": {"default": {"items": []}}, "const": {"items": []}}, "2020-12"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "draft-04"),
        ({"$schema": "http://json-schema.org/draft-06/schema#"}, "draft-06"),
        ({"$schema": "http://json-schema.org/draft-07/schema"}, "draft-07"),
        ({"$schema": "https://json-schema.org/draft-07/schema#"}, "draft-07"),
        ({"$schema": "https://json-schema.org/draft/2019-09/schema"}, "2019-09"),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema#"}, "2020-12"),
    ],
)
def test_a_schema_says_its_draft(schema, dialect):
    assert read_document(schema) == dialect


@pytest.mark.parametrize(
    ("document", "kind", "message"),
    [
        ({"$schema": 1}, None, "no known dialect"),
        ({"zzz": 1}, None, "neither openapi nor swagger"),
        ({"openapi": "3.3.0"}, None, "'3.3.0' is not known"),
        ({"type": "string"}, "api", "neither openapi nor swagger"),
        ("text", "json-schema", "an object or a boolean, not a string"),
        (1, None, "an object, not a number"),
        (True, "api", "an object, not a boolean"),
    ],
)
def test_what_is_no_document_is_refused(document, kind, message):
    with pytest.raises(ShapeError, match=message):
        read_document(document, kind=kind)


def test_any_object_may_be_a_schema_when_told_so():
    assert read_document({"zzz": 1}, kind="json-schema") == "2020-12"


MODES = {
    "backward": ("compatible", "breaking"),
    "forward": ("breaking", "compatible"),
    "full": ("breaking", "breaking"),
}


@pytest.mark.parametrize("mode", MODES)
def test_modes_mean_what_schema_registries_mean(mode):
    narrow, wide = {"type": "integer"}, {"type": ["integer", "string"]}
    widened, narrowed = MODES[mode]
    assert compare(narrow, wide, mode=mode).verdict == widened
    assert compare(wide, narrow, mode=mode).verdict == narrowed
    assert compare(wide, wide, mode=mode).verdict == "compatible"


def test_backward_and_strict_are_the_defaults_of_schemas():
    found = compare({"type": "integer"}, {"type": ["integer", "string"]})
    assert (found.verdict, found.reader) == ("compatible", "strict")
    assert all(finding.operations == () for finding in found.findings)


def test_an_api_knows_its_directions_itself():
    with pytest.raises(PactwrightError, match="--mode is for bare JSON Schema"):
        compare(OPENAPI, OPENAPI, mode="full")


def test_an_api_and_a_schema_cannot_be_compared():
    with pytest.raises(PactwrightError, match=r"openapi-3.0, new: JSON Schema 2020-12"):
        compare(OPENAPI, {"type": "string"})


def test_parsed_documents_of_a_wrong_shape_are_told_by_pointer():
    with pytest.raises(PactwrightError, match="/paths: expected an object, got"):
        compare(OPENAPI, OPENAPI | {"paths": []})


def test_stability_is_told_by_operation_and_document():
    drafted = edited(OPENAPI, "paths", "/orders/{order}", "get", "x-stability-level", value="draft")
    answer = compare_roots(drafted, drafted, Question())
    assert answer.stability == {"GET /orders/{order}": "draft"}
    whole = OPENAPI | {"info": OPENAPI["info"] | {"x-stability-level": "beta"}}
    assert set(compare_roots(whole, whole, Question()).stability.values()) == {"beta"}


def test_equal_words_are_compared_where_another_dialect_reads_them():
    schemas = {
        "Name": {"type": "string"},
        "Order": {"properties": {"name": {"$ref": "#/components/schemas/Name", "maxLength": 3}}},
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
    documents = [
        {
            "openapi": version,
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {"requestBody": body, "responses": {}}}},
            "components": {"schemas": schemas},
        }
        for version in ("3.0.3", "3.1.0")
    ]
    forth, back = compare(*documents), compare(*documents[::-1])
    # what stands beside $ref has no say in 3.0, and a say in 3.1
    assert (forth.verdict, back.verdict) == ("breaking", "compatible")
    assert "max-length-lowered" in {each.rule for each in forth.findings}
