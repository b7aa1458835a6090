# ruff: noqa: E501 - a table reads by the row
"""Every edit of every place in the object model is told by a rule, or waived with a reason."""

import copy
from fnmatch import fnmatchcase

import pytest

from pactwright.api.compare import compare
from pactwright.document.pointer import follow_pointer, join_pointer, split_pointer
from pactwright.errors import PactwrightError

SCHEMA = {
    "type": "object",
    "title": "words",
    "description": "words",
    "required": ["a"],
    "properties": {
        "a": {"type": "string", "minLength": 8, "maxLength": 90, "pattern": "^[a-z]", "format": "email"},
        "b": {"type": "integer", "minimum": 1, "maximum": 90, "multipleOf": 3},
        "c": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 9, "uniqueItems": True},
        "d": {"enum": ["x", "y"]},
        "e": {"const": "x"},
        "f": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "g": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "h": {"allOf": [{"type": "string"}, {"minLength": 2}]},
        "i": {"type": "string", "not": {"const": "z"}},
        "j": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
        "k": {"type": "object", "minProperties": 1, "maxProperties": 3, "propertyNames": {"pattern": "^a"}},
        "l": {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}},
        "m": {"type": "string", "default": "x", "example": "x", "deprecated": True},
    },
}  # fmt: skip
MEDIA = {
    "schema": SCHEMA,
    "example": {"a": "abc"},
    "examples": {"one": {"summary": "words", "value": {"a": "abc"}}},
}
HEADER = {
    "description": "words",
    "required": True,
    "schema": {"type": "array", "items": {"type": "integer"}},
    "explode": True,
    "example": [1],
}
SERVER = {
    "url": "https://{region}.example/v1",
    "description": "words",
    "variables": {"region": {"enum": ["eu", "us"], "default": "eu", "description": "words"}},
}
LIFE = {"deprecated": True, "x-sunset": "2999-01-01", "x-stability-level": "beta"}


def parameter(name, location, **members):
    schema = {"type": "array", "items": {"type": "string"}}
    given = {"name": name, "in": location, "description": "words", "schema": schema}
    return given | {"example": ["x"]} | members


def responses():
    link = {
        "operationId": "readOrder",
        "parameters": {"id": "$response.body#/id"},
        "requestBody": "$request.body",
        "description": "words",
        "server": {"url": "https://links.example"},
    }
    return {
        "200": {
            "description": "words",
            "headers": {"X-Total": HEADER},
            "content": {
                "application/json": MEDIA,
                "application/xml": {"schema": {"type": "string"}},
            },
            "links": {"next": link},
        },
        "4XX": {"description": "words"},
        "default": {
            "description": "words",
            "content": {"application/json": {"schema": {"type": "string"}}},
        },
    }


def request_body():
    form = {
        "schema": {"type": "object", "properties": {"f": {"type": "array", "items": {"type": "string"}}}},
        "encoding": {"f": {"contentType": "text/plain", "style": "pipeDelimited", "explode": True, "allowReserved": True, "headers": {"X-Part": {"schema": {"type": "string"}}}}},
    }  # fmt: skip
    return {
        "description": "words",
        "required": True,
        "content": {
            "application/json": MEDIA,
            "application/x-www-form-urlencoded": form,
            "application/jsonl": {"itemSchema": {"type": "string"}},
        },
    }


def operation(**members):
    return {
        "operationId": "orders",
        "summary": "words",
        "description": "words",
        "externalDocs": {"url": "https://docs.example", "description": "words"},
        "tags": ["sales"],
        "parameters": [
            parameter("limit", "query", required=True, style="pipeDelimited", explode=True, allowReserved=True, allowEmptyValue=True, **LIFE),
            parameter("X-Trace", "header", required=True),
            parameter("session", "cookie"),
            {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
        ],
        "requestBody": request_body(),
        "responses": responses(),
        "security": [{"key": []}, {"oauth": ["read"]}],
        "servers": [{"url": "https://own.example/v1"}],
        **LIFE,
        **members,
    }  # fmt: skip


def called(name):
    """Return an operation that the provider calls; the schemas are smaller, the places the same."""
    small = operation(operationId=name)
    del small["servers"]
    small["requestBody"]["content"]["application/json"] = {"schema": {"type": "string"}}
    small["responses"]["200"]["content"] = {"application/json": {"schema": {"type": "string"}}}
    return small


def document():
    callback = {"{$request.body#/url}": {"post": called("paid")}}
    return copy.deepcopy(
        {
            "openapi": "3.2.0",
            "info": {
                "title": "words", "summary": "words", "description": "words", "termsOfService": "https://x.example",
                "contact": {"name": "n"}, "license": {"name": "MIT"}, "version": "1.2.0",
            },
            "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
            "servers": [SERVER],
            "security": [{"key": []}],
            "tags": [{"name": "sales", "description": "words", "externalDocs": {"url": "https://d.example"}}],
            "externalDocs": {"url": "https://docs.example"},
            "paths": {
                "/orders/{id}": {
                    "summary": "words",
                    "description": "words",
                    "servers": [{"url": "https://path.example"}],
                    "parameters": [parameter("id", "path", required=True, style="label", explode=True)],
                    "get": operation(callbacks={"paid": callback}),
                    "delete": {"responses": {"204": {"description": "words"}}},
                }
            },
            "webhooks": {"shipped": {"post": called("shipped")}},
            "components": {
                "schemas": {"Unused": {"type": "string"}},
                "responses": {"Unused": {"description": "words"}},
                "parameters": {"Unused": {"name": "u", "in": "query", "schema": {"type": "string"}}},
                "examples": {"Unused": {"value": 1}},
                "requestBodies": {"Unused": {"content": {}}},
                "headers": {"Unused": {"schema": {"type": "string"}}},
                "securitySchemes": {
                    "key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": "words"},
                    "oauth": {
                        "type": "oauth2",
                        "flows": {
                            "authorizationCode": {
                                "authorizationUrl": "https://a.example/auth",
                                "tokenUrl": "https://a.example/token",
                                "refreshUrl": "https://a.example/refresh",
                                "scopes": {"read": "words", "write": "words"},
                            }
                        },
                    },
                    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                    "login": {"type": "openIdConnect", "openIdConnectUrl": "https://a.example/id"},
                },
                "links": {"Unused": {"operationId": "orders"}},
                "callbacks": {"Unused": {}},
                "pathItems": {"Unused": {}},
            },
        }
    )  # fmt: skip


WORDS = "words for people; nothing travels by them"
WAIVERS = {
    "*/description": WORDS,
    "*/summary": WORDS,
    "*/title": WORDS,
    "*/externalDocs*": WORDS,
    "/externalDocs*": WORDS,
    "*/example*": "an example promises nothing",
    "/info": "what is in it is checked or waived by itself",
    "/info/termsOfService": WORDS,
    "/info/contact*": WORDS,
    "/info/license*": WORDS,
    "/info/version": "a version that grows without a break is what everybody expects",
    "/jsonSchemaDialect": "the document's own dialect is in force",
    "*/bearerFormat": "a hint to the client (OpenAPI 3.1.1, 4.8.27.1)",
    "/components/*/Unused*": "what nothing refers to travels nowhere",
    "/components/securitySchemes/bearer*": "no operation asks for it",
    "*/encoding/f/headers*": "the headers of a part; multipart only, which this body is not",
    "*/variables/region/default": "what a variable is when nobody chooses is told by no request",
    "/paths/~1orders~1{id}/parameters/0/required": "a variable of the path is there either way",
    "/components/callbacks": "what is in it counts where it is referred to",
    "/components/links": "what is in it counts where it is referred to",
    "/components/pathItems": "what is in it counts where it is referred to",
    "/components/schemas": "a component that comes changes nothing for anybody",
    "/components/responses": "a component that comes changes nothing for anybody",
    "/components/parameters": "a component that comes changes nothing for anybody",
    "/components/requestBodies": "a component that comes changes nothing for anybody",
    "/components/headers": "a component that comes changes nothing for anybody",
}
"""Places whose edits no rule tells of, and why."""


def places(node, steps=()):
    """Yield every place in the document but the root, as a pointer."""
    if steps:
        yield join_pointer(steps)
    children = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in children:
        yield from places(child, (*steps, key))


def removed(pointer):
    changed = document()
    *parents, last = split_pointer(pointer)
    parent = follow_pointer(changed, join_pointer(parents))
    del parent[int(last) if isinstance(parent, list) else last]
    return changed


def silent_places():
    """Return the places of which some edit is told by no rule."""
    whole = document()
    silent = set()
    for pointer in places(whole):
        less = removed(pointer)
        for old, new in ((whole, less), (less, whole)):
            try:
                if not compare(old, new).findings:
                    silent.add(pointer)
            except PactwrightError:
                pass  # without it this is no document: nothing to compare
    return silent


def test_no_edit_of_any_place_is_passed_over_in_silence():
    silent = silent_places()
    unexplained = {
        pointer
        for pointer in silent
        if not any(fnmatchcase(pointer, pattern) for pattern in WAIVERS)
    }
    idle = {
        pattern
        for pattern in WAIVERS
        if not any(fnmatchcase(pointer, pattern) for pointer in silent)
    }
    assert unexplained == set()
    assert idle == set()


def test_the_object_model_is_there_in_full():
    assert len(list(places(document()))) > 600


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/info/version", "0.9.0"),
        ("/paths/~1orders~1{id}/get/operationId", "other"),
        ("/paths/~1orders~1{id}/get/tags/0", "other"),
        ("/paths/~1orders~1{id}/get/x-sunset", "2998-01-01"),
        ("/paths/~1orders~1{id}/get/x-stability-level", "alpha"),
        ("/paths/~1orders~1{id}/get/parameters/0/style", "spaceDelimited"),
        ("/paths/~1orders~1{id}/get/parameters/0/in", "cookie"),
        ("/paths/~1orders~1{id}/get/servers/0/url", "https://own.example/v2"),
        ("/paths/~1orders~1{id}/get/responses/200/links/next/operationId", "other"),
        ("/components/securitySchemes/key/name", "X-Other"),
        ("/components/securitySchemes/key/in", "query"),
        ("/components/securitySchemes/key/type", "http"),
        (
            "/components/securitySchemes/oauth/flows/authorizationCode/tokenUrl",
            "https://b.example/token",
        ),
    ],
)
def test_a_changed_value_is_told(pointer, value):
    changed = document()
    *parents, last = split_pointer(pointer)
    parent = follow_pointer(changed, join_pointer(parents))
    parent[int(last) if isinstance(parent, list) else last] = value
    assert compare(document(), changed).findings
