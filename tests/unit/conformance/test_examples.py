# ruff: noqa: E501 - a table with a case a line
"""Every code beside a pair that it is raised for and one that it is not."""

import sys
from pathlib import Path

import pytest

from pactwright.conformance.scene import schema_suffix

sys.path.insert(0, str(Path(__file__).parent))
from pairs import OK, answers, codes_of, document, interaction, parameter, results_of, takes

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": NUMBER, "note": TEXT, "secret": {**TEXT, "writeOnly": True}},
}
NEW = {
    "type": "object",
    "required": ["sku", "id"],
    "properties": {"sku": TEXT, "count": NUMBER, "id": {**NUMBER, "readOnly": True}},
}
JSON = {"headers": {"Content-Type": "application/json"}}


def get(operation):
    return document({"/a": {"get": operation}})


def post(operation, **more):
    return document({"/a": {"post": operation}}, **more)


def sends(body=None, kind="application/json", status=200, **more):
    headers = {"Content-Type": kind} if kind else {}
    parts = {} if body is None else {"body": body}
    return interaction("POST", status=status, request={"headers": headers, **parts, **more})


def expects(body, kind=None, **headers):
    found = {**({"Content-Type": kind} if kind else {}), **headers}
    return interaction(response={"headers": found, "body": body})


def asks(query=None, **headers):
    return interaction(request={"query": query or {}, "headers": headers})


QUERY = "request.query.incompatible"


def whole_query(media):
    one = {
        "name": "q",
        "in": "querystring",
        "required": True,
        "content": {media: {"schema": PERSON}},
    }
    return document({"/a": {"get": {"parameters": [one], "responses": OK}}}, version="3.2.0")


HEADER = "request.header.incompatible"
PATH = "request.path-or-method.unknown"
BODY = "request.body.incompatible"
BACK = "response.body.incompatible"

PATHS = [
    ("path", document({"/a/{id}": {"get": parameter("id", "path", NUMBER)}}), interaction(path="/a/1"), []),
    ("no path", document({"/b": {"get": {"responses": OK}}}), interaction(), [PATH]),
    ("no method", document({"/a": {"put": {"responses": OK}}}), interaction(), [PATH]),
    ("path text", document({"/a/{id}": {"get": parameter("id", "path", NUMBER)}}), interaction(path="/a/x"), [PATH]),
    ("path flag", document({"/a/{id}": {"get": parameter("id", "path", {"type": "boolean"})}}), interaction(path="/a/true"), []),
    ("path no flag", document({"/a/{id}": {"get": parameter("id", "path", {"type": "boolean"})}}), interaction(path="/a/yes"), [PATH]),
    ("path enum", document({"/a/{id}": {"get": parameter("id", "path", {"enum": ["x", "y"]})}}), interaction(path="/a/z"), [PATH]),
    ("path encoded", document({"/a/{id}": {"get": parameter("id", "path", {"enum": ["x y"]})}}), interaction(path="/a/x%20y"), []),
    ("path list", document({"/a/{id}": {"get": parameter("id", "path", {"type": "array", "items": NUMBER})}}), interaction(path="/a/1,2"), []),
    ("path bad list", document({"/a/{id}": {"get": parameter("id", "path", {"type": "array", "items": NUMBER})}}), interaction(path="/a/1,b"), [PATH]),
    ("path object", document({"/a/{id}": {"get": parameter("id", "path", {"type": "object", "properties": {"n": NUMBER}}, explode=True)}}), interaction(path="/a/n=1"), []),
    ("path no object", document({"/a/{id}": {"get": parameter("id", "path", {"type": "object", "properties": {"n": NUMBER}})}}), interaction(path="/a/7"), [PATH]),
    ("path pairs", document({"/a/{id}": {"get": parameter("id", "path", {"type": "object", "properties": {"n": NUMBER}})}}), interaction(path="/a/n,1"), []),
    ("path bad object", document({"/a/{id}": {"get": parameter("id", "path", {"type": "object", "properties": {"n": NUMBER}}, explode=True)}}), interaction(path="/a/n=x"), [PATH]),
    ("path label", document({"/a/{.id}": {"get": parameter("id", "path", {"type": "array", "items": NUMBER}, style="label", explode=True)}}), interaction(path="/a/.1.2"), []),
    ("path matrix", document({"/a/{;id}": {"get": parameter("id", "path", NUMBER, style="matrix")}}), interaction(path="/a/;id=5"), []),
    ("path bad matrix", document({"/a/{;id}": {"get": parameter("id", "path", NUMBER, style="matrix")}}), interaction(path="/a/;id=x"), [PATH]),
    ("path item parameter", document({"/a/{id}": {"parameters": [{"name": "id", "in": "path", "schema": NUMBER}], "get": {"responses": OK}}}), interaction(path="/a/x"), [PATH]),
]  # fmt: skip

LIST = {"type": "array", "items": NUMBER}
PERSON = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {"id": NUMBER, "home": {"type": "object", "properties": {"zip": NUMBER}}},
}
QUERIES = [
    ("query", get(parameter("n", "query", NUMBER)), asks({"n": ["1"]}), []),
    ("query absent", get(parameter("n", "query", NUMBER)), asks(), []),
    ("query as a whole", whole_query("application/x-www-form-urlencoded"), asks({"id": ["1"]}), []),
    ("bad query as a whole", whole_query("application/x-www-form-urlencoded"), asks({"id": ["x"]}), [QUERY]),
    ("no query as a whole", whole_query("application/x-www-form-urlencoded"), asks(), [QUERY]),
    ("query as JSON", whole_query("application/json"), asks({'{"id":1}': [""]}), ["rules.undecided"]),
    ("query in brackets", get(parameter("n", "query", LIST)), asks({"n[]": ["1", "2"]}), []),
    ("query of one in brackets", get(parameter("n", "query", TEXT)), asks({"n[]": ["1", "2"]}), ["request.query.unknown"]),
    ("query empty", get(parameter("n", "query", NUMBER)), asks({"n": [""]}), [QUERY]),
    ("query may be empty", get(parameter("n", "query", NUMBER, allowEmptyValue=True)), asks({"n": [""]}), []),
    ("query empty text", get(parameter("n", "query", TEXT)), asks({"n": [""]}), []),
    ("query no pairs", get(parameter("p", "query", PERSON, explode=False)), asks({"p": ["id"]}), [QUERY]),
    ("query deep as a text", get(parameter("p", "query", PERSON, style="deepObject")), asks({"p": ["1"]}), [QUERY]),
    ("query text", get(parameter("n", "query", NUMBER)), asks({"n": ["x"]}), [QUERY]),
    ("query missing", get(parameter("n", "query", TEXT, required=True)), asks(), [QUERY]),
    ("query unknown", get(parameter("n", "query", TEXT)), asks({"m": ["1"]}), ["request.query.unknown"]),
    ("query of a refusal", document({"/a": {"get": parameter("n", "query", NUMBER) | {"responses": {"400": {"description": "d"}}}}}), interaction(status=400, request={"query": {"n": ["x"], "m": ["1"]}}), []),
    ("query repeated", get(parameter("n", "query", LIST)), asks({"n": ["1", "2"]}), []),
    ("query bad repeated", get(parameter("n", "query", LIST)), asks({"n": ["1", "x"]}), [QUERY]),
    ("query commas", get(parameter("n", "query", LIST, explode=False)), asks({"n": ["1,2"]}), []),
    ("query bad commas", get(parameter("n", "query", LIST, explode=False)), asks({"n": ["1,x"]}), [QUERY]),
    ("query pipes", get(parameter("n", "query", LIST, style="pipeDelimited", explode=False)), asks({"n": ["1|2"]}), []),
    ("query spaces", get(parameter("n", "query", LIST, style="spaceDelimited", explode=False)), asks({"n": ["1 2"]}), []),
    ("query scalar twice", get(parameter("n", "query", NUMBER)), asks({"n": ["1", "2"]}), [QUERY]),
    ("query deep", get(parameter("p", "query", PERSON, style="deepObject", explode=True)), asks({"p[id]": ["1"], "p[home][zip]": ["2"]}), []),
    ("query bad deep", get(parameter("p", "query", PERSON, style="deepObject", explode=True)), asks({"p[id]": ["1"], "p[home][zip]": ["x"]}), [QUERY]),
    ("query deep unknown", get(parameter("p", "query", PERSON, style="deepObject", explode=True)), asks({"p[id]": ["1"], "p[x]": ["x"]}), [QUERY]),
    ("query object", get(parameter("p", "query", PERSON)), asks({"id": ["1"]}), []),
    ("query bad object", get(parameter("p", "query", PERSON)), asks({"id": ["x"]}), [QUERY]),
    ("query pairs", get(parameter("p", "query", PERSON, explode=False)), asks({"p": ["id,1"]}), []),
    ("query nullable", get(parameter("n", "query", {"type": ["integer", "null"]})), asks({"n": ["1"]}), []),
    ("query union", get(parameter("n", "query", {"oneOf": [NUMBER, {"enum": ["all"]}]})), asks({"n": ["all"]}), []),
    ("query bad union", get(parameter("n", "query", {"oneOf": [NUMBER, {"enum": ["all"]}]})), asks({"n": ["some"]}), [QUERY]),
    ("query json", get({"parameters": [{"name": "f", "in": "query", "content": {"application/json": {"schema": PERSON}}}], "responses": OK}), asks({"f": ['{"id": 1}']}), []),
    ("query bad json", get({"parameters": [{"name": "f", "in": "query", "content": {"application/json": {"schema": PERSON}}}], "responses": OK}), asks({"f": ['{"id": "x"}']}), [QUERY]),
    ("query overridden", document({"/a": {"parameters": [{"name": "n", "in": "query", "schema": TEXT}], "get": parameter("n", "query", NUMBER)}}), asks({"n": ["x"]}), [QUERY]),
    ("query shared", document({"/a": {"parameters": [{"$ref": "#/components/parameters/n"}], "get": {"responses": OK}}}, components={"parameters": {"n": {"name": "n", "in": "query", "required": True, "schema": NUMBER}}}), asks(), [QUERY]),
]  # fmt: skip

HEADERS = [
    ("header", get(parameter("X-N", "header", NUMBER)), asks(**{"x-n": "1"}), []),
    ("header text", get(parameter("X-N", "header", NUMBER)), asks(**{"x-n": "b"}), [HEADER]),
    ("header missing", get(parameter("X-N", "header", TEXT, required=True)), asks(), [HEADER]),
    ("header list", get(parameter("X-N", "header", LIST)), asks(**{"X-N": "1,2"}), []),
    ("header unknown", get({"responses": OK}), asks(**{"X-N": "1"}), ["request.header.unknown"]),
    ("header of HTTP", get({"responses": OK}), asks(**{"User-Agent": "1"}), []),
    ("header ignored", get(parameter("Authorization", "header", NUMBER)), asks(Authorization="b"), []),
    ("cookie", get(parameter("sid", "cookie", NUMBER, required=True)), asks(Cookie="a=b; sid=1"), []),
    ("cookie text", get(parameter("sid", "cookie", NUMBER)), asks(Cookie="sid=x"), [HEADER]),
    ("cookie missing", get(parameter("sid", "cookie", TEXT, required=True)), asks(Cookie="a=b"), [HEADER]),
]  # fmt: skip

FORM = "application/x-www-form-urlencoded"
EITHER_FORM = {
    "oneOf": [
        {"type": "object", "properties": {"kind": {"enum": [kind]}, "of": of}}
        for kind, of in (
            ("a", {"type": "array", "items": {"type": "string"}}),
            ("b", {"type": "string"}),
        )
    ]
}
TAGS = {"type": "object", "properties": {"n": NUMBER, "tags": {"type": "array", "items": TEXT}}}
PARTS = '--x\r\nContent-Disposition: form-data; name="n"\r\n\r\n{}\r\n--x--\r\n'
REQUESTS = [
    ("body", post(takes(NEW)), sends({"sku": "A"}), []),
    ("body text", post(takes(NEW)), sends({"sku": 1}), [BODY]),
    ("body lacks", post(takes(NEW)), sends({}), [BODY]),
    ("body more", post(takes(NEW)), sends({"sku": "A", "x": 1}), []),
    ("body closed", post(takes({**NEW, "additionalProperties": False})), sends({"sku": "A", "x": 1}), [BODY]),
    ("body of a refusal", document({"/a": {"post": takes(NEW) | {"responses": {"400": {"description": "d"}}}}}), sends({}, status=400), []),
    ("body missing", post(takes(NEW, required=True)), interaction("POST"), [BODY]),
    ("body not described", post({"responses": OK}), sends({"a": 1}, kind=None), ["request.body.unknown"]),
    ("body without type", post(takes(NEW)), sends({"sku": "A"}, kind=None), ["request.content-type.missing"]),
    ("body of a vendor", post(takes(NEW)), sends({"sku": 1}, kind="application/vnd.shop+json"), [BODY]),
    ("body of any type", post(takes(NEW, media="*/*")), sends({"sku": 1}), [BODY]),
    ("body of another type", post(takes(NEW)), sends("x", kind="text/plain"), ["request.content-type.incompatible"]),
    ("type not taken", post({"responses": OK}), sends(), ["request.content-type.unknown"]),
    ("body xml", post(takes(NEW, media="application/xml")), sends("<a/>", kind="application/xml"), ["request.body.unvalidatable"]),
    ("body plain", post(takes({"enum": ["x"]}, media="text/plain")), sends("x", kind="text/plain"), []),
    ("body bad plain", post(takes({"enum": ["x"]}, media="text/plain")), sends("y", kind="text/plain"), [BODY]),
    ("form", post(takes(TAGS, media=FORM)), sends("n=1&tags=a&tags=b", kind=FORM), []),
    ("bad form", post(takes(TAGS, media=FORM)), sends("n=x", kind=FORM), [BODY]),
    ("form of either kind", post(takes(EITHER_FORM, media=FORM)), sends("kind=b&of=x", kind=FORM), []),
    ("form of neither kind", post(takes(EITHER_FORM, media=FORM)), sends("kind=c&of=x", kind=FORM), [BODY]),
    ("multipart", post(takes(TAGS, media="multipart/form-data")), sends(PARTS.format("1"), kind="multipart/form-data; boundary=x"), []),
    ("bad multipart", post(takes(TAGS, media="multipart/form-data")), sends(PARTS.format("b"), kind="multipart/form-data; boundary=x"), [BODY]),
    ("accept", get(answers(ORDER)), asks(Accept="application/json"), []),
    ("accept any", get(answers(ORDER)), asks(Accept="text/html, */*;q=0.1"), []),
    ("accept wildcard", get(answers(ORDER)), asks(Accept="application/*"), []),
    ("accept vendor", get(answers(ORDER)), asks(Accept="application/hal+json"), []),
    ("accept other", get(answers(ORDER)), asks(Accept="text/html"), ["request.accept.incompatible"]),
    ("accept unknown", get({"responses": OK}), asks(Accept="text/html"), ["request.accept.unknown"]),
]  # fmt: skip

RESPONSES = [
    ("answer", get(answers(ORDER)), expects({"id": 1}), []),
    ("answer part", get(answers(ORDER)), expects({"note": "x"}), []),
    ("answer text", get(answers(ORDER)), expects({"id": "x"}), [BACK]),
    ("answer two", get(answers(ORDER)), expects({"id": "x", "note": 1}), [BACK, BACK]),
    ("answer more", get(answers(ORDER)), expects({"x": 1}), [BACK]),
    ("answer in a list", get(answers({"type": "array", "items": ORDER})), expects([{"id": 1}, {"x": 1}]), [BACK]),
    ("answer more allowed", get(answers({**ORDER, "additionalProperties": True})), expects({"x": 1}), []),
    ("answer map", get(answers({"type": "object", "additionalProperties": NUMBER})), expects({"x": 1}), []),
    ("answer bad map", get(answers({"type": "object", "additionalProperties": NUMBER})), expects({"x": "y"}), [BACK]),
    ("answer of two types", get(answers({**ORDER, "type": ["object", "null"]})), expects({"x": 1}), [BACK]),
    ("answer without type", get(answers({"properties": {"id": NUMBER}})), expects({"x": 1}), [BACK]),
    ("answer write-only", get(answers(ORDER)), expects({"secret": "x"}), [BACK]),
    ("answer all", get(answers({"allOf": [ORDER, {"properties": {"x": NUMBER}}]})), expects({"id": 1, "x": 1}), []),
    ("answer bad all", get(answers({"allOf": [ORDER, {"properties": {"x": NUMBER}}]})), expects({"id": 1, "x": "b"}), [BACK]),
    ("answer more than all", get(answers({"allOf": [ORDER, {"properties": {"x": NUMBER}}]})), expects({"y": 1}), [BACK]),
    ("answer one", get(answers({"oneOf": [ORDER, TEXT]})), expects({"id": 1}), []),
    ("answer one of two alike", get(answers({"oneOf": [ORDER, {**ORDER, "required": ["note"]}]})), expects({"id": 1}), []),
    ("answer none", get(answers({"oneOf": [ORDER, TEXT]})), expects({"id": "x"}), [BACK]),
    ("answer nullable", document({"/a": {"get": answers({"type": "object", "properties": {"n": {"type": "string", "nullable": True}}})}}, version="3.0.3"), expects({"n": None}), []),
    ("answer null", get(answers({"type": "object", "properties": {"n": TEXT}})), expects({"n": None}), [BACK]),
    ("answer too short", get(answers({"type": "object", "minProperties": 2, "properties": {"a": TEXT}})), expects({"a": "x"}), []),
    ("answer conditional", get(answers({"type": "object", "properties": {"m": {"enum": ["card", "cash"]}, "n": TEXT}, "if": {"properties": {"m": {"const": "card"}}}, "then": {"required": ["n"]}})), expects({"m": "card"}), []),
    ("answer not described", get({"responses": OK}), expects({"a": 1}), ["response.body.unknown"]),
    ("answer xml", get(answers(ORDER, media="application/xml")), expects("<a/>", kind="application/xml"), ["response.body.unvalidatable"]),
    ("answer image", get(answers(TEXT, media="image/png")), expects("aGk=", kind="image/png"), ["response.body.unvalidatable"]),
    ("answer plain", get(answers({"enum": ["x"]}, media="text/plain")), expects("x", kind="text/plain"), []),
    ("answer bad plain", get(answers({"enum": ["x"]}, media="text/plain")), expects("y", kind="text/plain"), [BACK]),
    ("answer type", get(answers(ORDER)), expects({"id": 1}, kind="application/json; charset=utf-8"), []),
    ("answer of a vendor", get(answers(ORDER, media="application/hal+json")), expects({"id": "x"}, kind="application/hal+json"), [BACK]),
    ("answer of another type", get(answers(ORDER)), expects("x", kind="text/html"), ["response.content-type.incompatible"]),
    ("answer type not described", get({"responses": OK}), interaction(response=JSON), ["response.content-type.unknown"]),
    ("answer header", get(answers(ORDER, headers={"X-N": {"schema": NUMBER}})), expects({"id": 1}, **{"x-n": "1"}), []),
    ("answer bad header", get(answers(ORDER, headers={"X-N": {"schema": NUMBER}})), expects({"id": 1}, **{"x-n": "b"}), ["response.header.incompatible"]),
    ("answer header in small letters", get(answers(ORDER, headers={"x-n": {"schema": NUMBER}})), expects({"id": 1}, **{"X-N": "1"}), []),
    ("answer bad header in small letters", get(answers(ORDER, headers={"x-n": {"schema": NUMBER}})), expects({"id": 1}, **{"X-N": "b"}), ["response.header.incompatible"]),
    ("answer media type x-", get(answers(ORDER, media="x-shop/order+json")), interaction(response={"headers": {"Content-Type": "x-shop/order+json"}, "body": {"id": "b"}}), ["response.body.incompatible"]),
    ("answer header unknown", get(answers(ORDER)), expects({"id": 1}, **{"X-N": "1"}), ["response.header.unknown"]),
    ("answer header of HTTP", get(answers(ORDER)), expects({"id": 1}, ETag="x"), ["response.header.undefined"]),
    ("status", get({"responses": {"2XX": {"description": "d"}}}), interaction(status=204), []),
    ("status unknown", get({"responses": OK}), interaction(status=404), ["response.status.unknown"]),
    ("status default", get({"responses": {"default": {"description": "d"}}}), interaction(status=500), ["response.status.default"]),
    ("answer of a refusal", document({"/a": {"get": answers(ORDER, status="4XX")}}), interaction(status=404, response={"body": {"id": "x"}}), [BACK]),
    ("deprecated", get({"deprecated": True, "responses": OK}), interaction(), ["operation.deprecated"]),
]  # fmt: skip

TAG = {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog", "cat": "Cat"}}


def pets(discriminator, body, *, own=None):
    """Return a document whose answer is a pet, and an interaction that expects one."""

    def pet(name, field):
        kind = TEXT if own is None else {"const": own + name}
        return {
            "type": "object",
            "required": ["kind", "name"],
            "properties": {"kind": kind, "name": TEXT, field: TEXT},
        }

    union = {
        "oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}],
        "discriminator": discriminator,
    }
    schemas = {"Pet": union, "Dog": pet("Dog", "bark"), "Cat": pet("Cat", "meow")}
    root = document(
        {"/a": {"get": answers({"$ref": "#/components/schemas/Pet"})}},
        components={"schemas": schemas},
    )
    return root, expects(body)


BY_NAME = {"propertyName": "kind"}
PETS = [
    ("pet", *pets(TAG, {"kind": "dog", "bark": "x"}), []),
    ("pet by name", *pets(TAG, {"kind": "Dog", "bark": "x"}), []),
    ("pet without kind", *pets(TAG, {"name": "x"}), [BACK]),
    ("pet of another kind", *pets(TAG, {"kind": "cow"}), [BACK]),
    ("pet with another's field", *pets(TAG, {"kind": "dog", "meow": "x"}), [BACK]),
    ("pet without mapping", *pets(BY_NAME, {"kind": "Cat", "meow": "x"}), []),
    ("pet that is not mapped", *pets(BY_NAME, {"kind": "cat"}), [BACK]),
    ("pet with a constant", *pets(BY_NAME, {"kind": "aDog", "bark": "x"}, own="a"), []),
    ("pet with another constant", *pets(BY_NAME, {"kind": "Dog"}, own="a"), [BACK]),
    ("pet of a bad discriminator", *pets({"propertyName": 3}, {"name": "x"}), []),
]  # fmt: skip

MISSING = "request.authorization.missing"


def secured(security, **schemes):
    return get({"security": security, "responses": OK}) | {
        "components": {"securitySchemes": schemes}
    }


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
IN_QUERY = {"type": "apiKey", "in": "query", "name": "key"}
IN_COOKIE = {"type": "apiKey", "in": "cookie", "name": "sid"}
BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "Basic"}
UNSEEN = "request.authorization.undecided"
OAUTH = {"type": "oauth2", "flows": {}}
SECURITY = [
    ("key", secured([{"k": []}], k=KEY), asks(**{"x-key": "1"}), []),
    ("no key", secured([{"k": []}], k=KEY), asks(), [MISSING]),
    ("query key", secured([{"k": []}], k=IN_QUERY), asks({"key": ["1"]}), []),
    ("no query key", secured([{"k": []}], k=IN_QUERY), asks(), [MISSING]),
    ("cookie key", secured([{"k": []}], k=IN_COOKIE), asks(Cookie="sid=1"), []),
    ("no cookie key", secured([{"k": []}], k=IN_COOKIE), asks(), [MISSING]),
    ("bearer", secured([{"b": []}], b=BEARER), asks(Authorization="Bearer x"), []),
    ("not bearer", secured([{"b": []}], b=BEARER), asks(Authorization="Basic x"), [MISSING]),
    ("basic", secured([{"b": []}], b=BASIC), asks(Authorization="basic x"), []),
    ("oauth", secured([{"o": []}], o=OAUTH), asks(Authorization="Bearer x"), []),
    ("no oauth token", secured([{"o": []}], o=OAUTH), asks(), [UNSEEN]),
    ("oauth or nothing", secured([{"o": []}, {}], o=OAUTH), asks(), []),
    ("oauth or a key that is sent", secured([{"o": []}, {"k": []}], o=OAUTH, k=IN_QUERY), asks({"key": ["1"]}), []),
    ("oauth and a key that is missing", secured([{"o": [], "k": []}], o=OAUTH, k=IN_QUERY), asks(), [MISSING]),
    ("a certificate", secured([{"m": []}], m={"type": "mutualTLS"}), asks(Authorization="Bearer x"), [UNSEEN]),
    ("a scheme nobody describes", secured([{"x": []}]), asks(), [UNSEEN]),
    ("optional", secured([{"b": []}, {}], b=BEARER), asks(), []),
    ("one of two", secured([{"b": []}, {"k": []}], b=BEARER, k=KEY), asks(**{"X-Key": "1"}), []),
    ("one of both", secured([{"b": [], "k": []}], b=BEARER, k=KEY), asks(**{"X-Key": "1"}), [MISSING]),
    ("secured as a whole", get({"responses": OK}) | {"security": [{"b": []}], "components": {"securitySchemes": {"b": BEARER}}}, asks(), [MISSING]),
    ("secured but here", get({"security": [], "responses": OK}) | {"security": [{"b": []}], "components": {"securitySchemes": {"b": BEARER}}}, asks(), []),
]  # fmt: skip


def swagger(operation, method="get", **more):
    return {
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {method: operation}},
        **more,
    }


def field(name, place, **more):
    return {"parameters": [{"name": name, "in": place, **more}], "responses": OK}


def old_path(form):
    item = {
        "name": "n",
        "in": "path",
        "required": True,
        "type": "array",
        "items": NUMBER,
        "collectionFormat": form,
    }
    operation = {"parameters": [item], "responses": OK}
    return {**swagger({}), "paths": {"/a/{n}": {"get": operation}}}


SWAGGER = [
    ("old list in a path, spaces", old_path("ssv"), interaction(path="/a/1%202"), []),
    ("old list in a path, pipes as they are", old_path("pipes"), interaction(path="/a/1|2"), []),
    ("old list in a path, pipes", old_path("pipes"), interaction(path="/a/1%7C2"), []),
    ("old bad list in a path", old_path("tsv"), interaction(path="/a/1%09x"), [PATH]),
    ("old query", swagger(field("n", "query", type="integer")), asks({"n": ["1"]}), []),
    ("old bad query", swagger(field("n", "query", type="integer")), asks({"n": ["x"]}), [QUERY]),
    ("old missing query", swagger(field("n", "query", type="integer", required=True)), asks(), [QUERY]),
    ("old list", swagger(field("n", "query", type="array", items=NUMBER, collectionFormat="pipes")), asks({"n": ["1|2"]}), []),
    ("old bad list", swagger(field("n", "query", type="array", items=NUMBER, collectionFormat="ssv")), asks({"n": ["1 x"]}), [QUERY]),
    ("old body", swagger(field("b", "body", schema=NEW), "post", consumes=["application/json"]), sends({"sku": "A"}), []),
    ("old bad body", swagger(field("b", "body", schema=NEW), "post", consumes=["application/json"]), sends({"sku": 1}), [BODY]),
    ("old form", swagger(field("n", "formData", type="integer"), "post", consumes=[FORM]), sends("n=1", kind=FORM), []),
    ("old bad form", swagger(field("n", "formData", type="integer"), "post", consumes=[FORM]), sends("n=x", kind=FORM), [BODY]),
    ("old answer", swagger({"produces": ["application/json"], "responses": {"200": {"description": "d", "schema": ORDER}}}), expects({"id": 1}, kind="application/json"), []),
    ("old bad answer", swagger({"produces": ["application/json"], "responses": {"200": {"description": "d", "schema": ORDER}}}), expects({"id": "x"}), [BACK]),
    ("old header", swagger({"responses": {"200": {"description": "d", "headers": {"X-N": {"type": "integer"}}}}}), interaction(response={"headers": {"X-N": "b"}}), ["response.header.incompatible"]),
    ("old security", swagger({"security": [{"b": []}], "responses": OK}, securityDefinitions={"b": {"type": "basic"}}), asks(), [MISSING]),
    ("old base path", swagger({"responses": OK}, basePath="/v1"), interaction(), [PATH]),
]  # fmt: skip


def path(schema, text, template="{id}", **style):
    root = document({f"/a/{template}": {"get": parameter("id", "path", schema, **style)}})
    return root, interaction(path=f"/a/{text}")


def query(schema, values, **style):
    return get(parameter("p", "query", schema, **style)), asks(values)


def header(schema, text):
    return get(parameter("X-N", "header", schema)), asks(**{"X-N": text})


MAP = {"type": "object", "additionalProperties": NUMBER}
PAIR = {"type": "object", "properties": {"n": NUMBER, "s": TEXT}}
DEEP = {"style": "deepObject", "explode": True}
STYLES = [
    ("a label", *path(NUMBER, ".5", style="label"), []),
    ("a bad label", *path(NUMBER, ".x", style="label"), [PATH]),
    ("a label of a list", *path(LIST, ".1,2", style="label"), []),
    ("a matrix of a list", *path(LIST, ";id=1,2", style="matrix"), []),
    ("a matrix of a list, exploded", *path(LIST, ";id=1;id=2", style="matrix", explode=True), []),
    ("a bad matrix of a list", *path(LIST, ";id=1;id=x", style="matrix", explode=True), [PATH]),
    ("pairs", *path(PAIR, "n,1,s,x"), []),
    ("bad pairs", *path(PAIR, "n,y"), [PATH]),
    ("no pairs", *path({**PAIR, "required": ["n"]}, "y", explode=True), [PATH]),
    ("a whole decimal", *path(NUMBER, "1.0"), []),
    ("a decimal", *path(NUMBER, "1.5"), [PATH]),
    ("a power", *path({"type": "number"}, "1e3"), []),
    ("a list in brackets", *query(LIST, {"p[]": ["1", "2"]}), []),
    ("a bad list in brackets", *query(LIST, {"p[]": ["1", "x"]}), [QUERY]),
    ("a list by index", *query(LIST, {"p[0]": ["1"], "p[1]": ["2"]}), []),
    ("a list of one text", *query(LIST, {"p": ["1,2"]}), []),
    ("a list of one bad text", *query(LIST, {"p": ["1,x"]}), [QUERY]),
    ("a list of texts", *query({"type": "array", "items": TEXT}, {"p": ["a,b"]}), []),
    ("a list of nothing said", *query({"type": "array"}, {"p": ["a"]}), []),
    ("a deep map", *query(MAP, {"p[a]": ["1"]}, **DEEP), []),
    ("a bad deep map", *query(MAP, {"p[a]": ["x"]}, **DEEP), [QUERY]),
    ("a deep list", *query({"properties": {"l": LIST}, "type": "object"}, {"p[l][]": ["1", "2"]}, **DEEP), []),
    ("a bad deep list", *query({"properties": {"l": LIST}, "type": "object"}, {"p[l][]": ["1", "x"]}, **DEEP), [QUERY]),
    ("a deep list of one", *query({"properties": {"l": LIST}, "type": "object"}, {"p[l]": ["1"]}, **DEEP), []),
    ("a dotted object", *query(PAIR, {"p.n": ["1"]}), []),
    ("a deep clash", *query(PAIR, {"p[n]": ["1"], "p[n][x]": ["2"]}, **DEEP), []),
    ("null", *query({"type": "null"}, {"p": ["null"]}), []),
    ("a flag", *query({"type": "boolean"}, {"p": ["yes"]}), [QUERY]),
    ("anything", *query({}, {"p": ["yes"]}), []),
    ("no JSON", get({"parameters": [{"name": "p", "in": "query", "content": {"application/json": {"schema": PAIR}}}], "responses": OK}), asks({"p": ["{"]}), [QUERY]),
    ("a header of pairs", *header(PAIR, "n,1"), []),
    ("a bad header of pairs", *header(PAIR, "n,x"), [HEADER]),
    ("a header of an empty list", *header(LIST, ""), []),
    ("a header in JSON", get({"parameters": [{"name": "X-N", "in": "header", "content": {"application/json": {"schema": PAIR}}}], "responses": OK}), asks(**{"X-N": '{"n": "x"}'}), [HEADER]),
    ("a header without schema", get({"parameters": [{"name": "X-N", "in": "header"}], "responses": OK}), asks(**{"X-N": "x"}), []),
    ("a query without schema", get({"parameters": [{"name": "p", "in": "query"}], "responses": OK}), asks({"p": ["x"]}), []),
    ("two that fit", document({"/a/{id}": {"get": parameter("id", "path", NUMBER)}, "/a/{name}": {"get": parameter("name", "path", TEXT)}}), interaction(path="/a/x"), []),
    ("two that do not", document({"/a/{id}": {"get": parameter("id", "path", NUMBER)}, "/a/{no}": {"get": parameter("no", "path", NUMBER)}}), interaction(path="/a/x"), [PATH]),
]  # fmt: skip

DATA = "multipart/form-data"


def parts(*texts):
    """Return a multipart body of these parts, each with its headers."""
    return "".join(f"--x\r\n{text}\r\n" for text in texts) + "--x--\r\n"


NAMED = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}'
FILE = 'Content-Disposition: form-data; name="{}"; filename="a.txt"\r\n\r\n{}'
WITH_TYPE = 'Content-Disposition: form-data; name="{}"\r\nContent-Type: application/json\r\n\r\n{}'
NESTED = {
    "type": "object",
    "properties": {"n": NUMBER, "l": LIST, "o": PAIR, "f": TEXT},
    "additionalProperties": False,
}
SENT = f"{DATA}; boundary=x"
FORMS = [
    ("a form as an object", post(takes(NESTED, media=FORM)), sends({"n": 1}, kind=FORM), []),
    ("a bad form as an object", post(takes(NESTED, media=FORM)), sends({"n": "x"}, kind=FORM), [BODY]),
    ("a form with more", post(takes(NESTED, media=FORM)), sends("n=1&x=2", kind=FORM), [BODY]),
    ("a nested form", post(takes(NESTED, media=FORM)), sends("o[n]=1&l=1&l=2", kind=FORM), []),
    ("a bad nested form", post(takes(NESTED, media=FORM)), sends("o[n]=x", kind=FORM), [BODY]),
    ("a form of any", post(takes(MAP, media=FORM)), sends("a=1&b=x&b=y", kind=FORM), [BODY]),
    ("a form with JSON", document({"/a": {"post": {"requestBody": {"content": {FORM: {"schema": NESTED, "encoding": {"o": {"contentType": "application/json"}}}}}, "responses": OK}}}), sends('o={"n": "x"}', kind=FORM), [BODY]),
    ("parts", post(takes(NESTED, media=DATA)), sends(parts(NAMED.format("n", 1), NAMED.format("l", 1), NAMED.format("l", 2)), kind=SENT), []),
    ("bad parts", post(takes(NESTED, media=DATA)), sends(parts(NAMED.format("l", "x")), kind=SENT), [BODY]),
    ("a part in JSON", post(takes(NESTED, media=DATA)), sends(parts(WITH_TYPE.format("o", '{"n": 1}')), kind=SENT), []),
    ("a bad part in JSON", post(takes(NESTED, media=DATA)), sends(parts(NAMED.format("o", '{"n": "x"}')), kind=SENT), [BODY]),
    ("a file", post(takes(NESTED, media=DATA)), sends(parts(FILE.format("f", "x")), kind=SENT), []),
    ("parts without a boundary", post(takes(NESTED, media=DATA)), sends("x", kind=DATA), ["request.body.unvalidatable"]),
    ("parts with another boundary", post(takes(NESTED, media=DATA)), sends("x", kind=SENT), ["request.body.unvalidatable"]),
    ("no JSON in a body", post(takes(NEW)), sends("{", kind="application/json"), [BODY]),
    ("text without a schema", get({"responses": {"200": {"description": "d", "content": {"text/plain": {}}}}}), expects("x", kind="text/plain"), ["response.body.unvalidatable"]),
    ("a body of a range", post(takes(NEW, media="application/*+json")), sends({"sku": 1}, kind="application/hal+json"), [BODY]),
    ("a body without headers", post(takes(TEXT, media="text/plain")), sends("x", kind=None), ["request.content-type.missing"]),
    ("a failure elsewhere", document({"/a": {"post": takes(NEW) | {"responses": {"409": {"description": "d"}}}}}), sends({}, status=409), [BODY]),
    ("a header without a schema", get({"responses": {"200": {"description": "d", "headers": {"X-N": {}}}}}), interaction(response={"headers": {"X-N": "x"}}), []),
]  # fmt: skip

UNIONS = [
    ("both unions", get(answers({"oneOf": [ORDER, TEXT], "anyOf": [ORDER, NUMBER]})), expects({"id": 1}), []),
    ("one union of both", get(answers({"oneOf": [ORDER, TEXT], "anyOf": [NUMBER]})), expects({"id": 1}), [BACK]),
    ("a negation of fields", get(answers({**ORDER, "not": {"required": ["note"]}})), expects({"id": 1}), []),
    ("a field that must not be", get(answers({**ORDER, "not": {"required": ["note"]}})), expects({"note": "x"}), [BACK]),
    ("one of two fields that must not be", get(answers({**ORDER, "not": {"anyOf": [{"required": ["note"]}, {"required": ["x"]}]}})), expects({"note": "x"}), [BACK]),
    ("a field that must not be one value", get(answers({**ORDER, "not": {"required": ["id"], "properties": {"id": {"const": 1}}}})), expects({"id": 1}), [BACK]),
    ("a field that may be another value", get(answers({**ORDER, "not": {"required": ["id"], "properties": {"id": {"const": 1}}}})), expects({"id": 2}), []),
    ("a negation that other fields may lift", get(answers({**ORDER, "not": {"properties": {"note": {"const": "x"}}}})), expects({"id": 1}), []),
    ("a negation inside a field", get(answers({"properties": {"o": {"type": "object"}}, "not": {"required": ["o"], "properties": {"o": {"maxProperties": 0}}}})), expects({"o": {}}), []),
    ("a negation of values", get(answers({"properties": {"id": {"not": {"const": 1}}}})), expects({"id": 1}), [BACK]),
    ("an empty enum", get(answers({"properties": {"id": {"const": 1}}})), expects({"id": 2}), [BACK]),
    ("a reference", document({"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/r"}}}}}, components={"responses": {"r": {"description": "d", "content": {"application/json": {"schema": ORDER}}}}}), expects({"id": "x"}), [BACK]),
]  # fmt: skip

HOLDS_A = {"type": "object", "properties": {"x": {"type": "object", "properties": {"a": TEXT}}}}
HOLDS_B = {"type": "object", "properties": {"x": {"type": "object", "properties": {"b": TEXT}}}}
BOTH = get(answers({"allOf": [HOLDS_A, HOLDS_B]}))
ONE_OF = get(
    answers({"properties": {"x": {"oneOf": [{"type": ["integer", "null"]}, {"type": "null"}]}}})
)
TOGETHER = [
    ("a member that two schemas declare", BOTH, expects({"x": {"a": "a", "b": "b"}}), []),
    ("wrong by one of them", BOTH, expects({"x": {"a": "a", "b": 1}}), [BACK]),
    ("in none of them", BOTH, expects({"x": {"c": 1}}), [BACK]),
    ("one branch fits", ONE_OF, expects({"x": 1}), []),
    ("two branches of oneOf fit", ONE_OF, expects({"x": None}), [BACK]),
    ("no branch fits", ONE_OF, expects({"x": "a"}), [BACK]),
]  # fmt: skip

BASE = [
    ("server path", document({"/a": {"get": {"responses": OK}}}, servers=[{"url": "https://x.example/v1"}]), interaction(path="/v1/a"), []),
    ("beside the server path", document({"/a": {"get": {"responses": OK}}}, servers=[{"url": "https://x.example/v1"}]), interaction(path="/v2/a"), [PATH]),
]  # fmt: skip

ALL = [
    *PATHS,
    *QUERIES,
    *HEADERS,
    *REQUESTS,
    *RESPONSES,
    *PETS,
    *SECURITY,
    *SWAGGER,
    *STYLES,
    *FORMS,
    *UNIONS,
    *TOGETHER,
    *BASE,
]


@pytest.mark.parametrize(("root", "one", "codes"), [case[1:] for case in ALL], ids=[case[0] for case in ALL])  # fmt: skip
def test_an_interaction_has_these_codes_and_no_others(root, one, codes):
    assert codes_of(root, one, rules=False) == sorted(codes)


def test_what_is_wrong_with_a_request_that_fails_otherwise_is_a_warning():
    root = document({"/a": {"post": takes(NEW) | {"responses": {"409": {"description": "d"}}}}})

    assert [result.level for result in results_of(root, sends({}, status=409))] == ["warning"]


def test_equal_schemas_of_two_operations_have_places_of_their_own():
    root = document({"/a": {"get": answers(ORDER)}, "/b": {"get": answers(ORDER)}})
    bad = {"body": {"id": "x"}}

    found = results_of(
        root, interaction(response=bad), interaction(path="/b", response=bad), rules=False
    )

    assert [result.spec.place.pointer.split("/")[2] for result in found] == ["~1a", "~1b"]


def test_a_field_is_not_undeclared_because_something_in_it_is():
    root = get(answers({"allOf": [HOLDS_A]}))

    (result,) = results_of(root, expects({"x": {"c": 1}}), rules=False)

    assert result.message == "the field 'c' is not in the document"


def test_a_value_that_is_quoted_is_cut_in_its_middle():
    root = get(answers({"properties": {"x": TEXT}}))

    (result,) = results_of(root, expects({"x": {"y": list(range(900))}}), rules=False)

    assert result.message.startswith('{"y":[0,1,2,')
    assert result.message.endswith('898,899]} is not of type "string"')
    assert len(result.message) < 250


@pytest.mark.parametrize(
    ("schema", "text", "problem"),
    [
        ({"type": "integer", "maximum": 50}, "70", "70 is greater than the maximum of 50"),
        ({"type": "number", "maximum": 50}, "70", "70 is greater than the maximum of 50"),
        ({"type": "number", "minimum": 8}, "7.5", "7.5 is less than the minimum of 8"),
        ({"type": "integer"}, "7.5", '"7.5" is not of type "integer"'),
        ({"type": "integer"}, "true", '"true" is not of type "integer"'),
        ({"type": "boolean", "enum": [True]}, "false", "false is not"),
        ({"type": "string", "maxLength": 1}, "70", '"70" is longer than 1 character'),
    ],
)
def test_a_text_is_told_as_the_value_that_the_schema_means(schema, text, problem):
    root, one = query(schema, {"p": [text]})

    assert problem in results_of(root, one, rules=False)[0].message


@pytest.mark.parametrize(
    ("pointer", "suffix"),
    [
        ("/a/schema", ".content.schema"),
        ("/a/schema/properties/id", ".content.schema.properties.id"),
        ("/components/schemas/A/type", ".content.schema.components.schemas.A.type"),
        ("/x-pactwright-files/parts~1a.yaml/A/type", ".content.schema.parts/a.yaml.A.type"),
    ],
)
def test_a_place_of_a_schema_is_named_as_the_comparators_do(pointer, suffix):
    assert schema_suffix(".content", "/a/schema", pointer) == suffix


def test_what_fits_two_branches_is_told_at_the_union():
    (result,) = results_of(ONE_OF, expects({"x": None}), rules=False)

    assert result.spec.place.pointer.endswith("/schema/properties/x/oneOf")


def test_made_schemas_are_told_by_the_place_they_were_made_of():
    root = swagger(field("n", "query", type="integer"))

    (result,) = results_of(root, asks({"n": ["x"]}))

    assert result.spec.place.pointer == "/paths/~1a/get/parameters/0"
