"""Bodies of every kind are values that schemas speak of, and bytes again."""

import json
import sys
from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import (
    FEW,
    FunctionStage,
    Request,
    Response,
    answer,
    document,
    interaction,
    replay,
    replay_unused,
)

from pactwright import each_like, form, integer, like, multipart, xml
from pactwright.consumer.body import compile_body
from pactwright.consumer.sheet import Sheet
from pactwright.model.interaction import Body
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.property.profile import Profile
from pactwright.property.replay_body import read_body
from pactwright.property.replay_fields import narrow_bytes
from pactwright.property.schemathesis_document import ApiDocument

SCHEMA = {
    "allOf": [
        {"$ref": "#/components/schemas/Named"},
        {
            "properties": {
                "age": {"type": "integer"},
                "news": {"type": "boolean"},
                "tags": {"type": "array", "items": {"type": "integer"}},
                "meta": {"type": "object"},
                "photo": {"type": "string", "format": "binary"},
            }
        },
    ]
}
ROOT = {"components": {"schemas": {"Named": {"properties": {"name": {"type": "string"}}}}}}
TYPE = RuleSet(rules=(MatchingRule(kind="type"),))


def _read(declared, kind=None, schema=SCHEMA):
    body = compile_body(declared, kind, Sheet(part="request", side="request"))
    return read_body(ROOT, schema, body.content, body.content_type), body.content


@pytest.mark.parametrize(
    ("declared", "kind", "value"),
    [
        ({"a": [1, None]}, None, {"a": [1, None]}),
        (b"\x00\xff", None, "\x00\xff"),
        ("hü", "text/plain", "hü"),
        (
            form({"name": "7", "age": "7", "news": "true", "tags": ["1", "2"], "meta": '{"n":1}'}),
            None,
            {"name": "7", "age": 7, "news": True, "tags": [1, 2], "meta": {"n": 1}},
        ),
        (form({"meta": "{"}), None, {"meta": "{"}),
        (
            multipart({"name": "7", "age": "7", "meta": {"n": 1}, "photo": ("a", b"\xff")}),
            None,
            {"name": "7", "age": 7, "meta": {"n": 1}, "photo": "\xff"},
        ),
    ],
)
def test_a_body_is_a_value_and_the_value_the_same_body(declared, kind, value):
    found, content = _read(declared, kind)

    assert found.value == value
    assert found.narrow({})["type" if isinstance(value, dict) else "enum"]
    if "meta" not in value:
        assert found.write(value) == content
    again = read_body(ROOT, SCHEMA, found.write(value), _kind(found, kind))
    assert again.value == value


def _kind(found, kind):
    return (
        kind
        or {
            "JsonBody": "application/json",
            "BytesBody": "application/octet-stream",
            "FormBody": "application/x-www-form-urlencoded",
            "PartsBody": f"multipart/form-data; boundary={getattr(found, 'boundary', '')}",
        }[type(found).__name__]
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<a x='1'/>", "application/xml"),
        (b"<a><name/><name/></a>", "application/xml"),
        (b"<a xmlns='b'><name xmlns=''/></a>", "application/xml"),
        (b"<a", "application/xml"),
        (b"{", "application/json"),
        (b"\xff", "text/plain"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"x", "no type"),
    ],
)
def test_what_is_no_value_is_none(content, kind):
    assert read_body(ROOT, SCHEMA, content, kind) is None


def test_parts_that_do_not_change_stay_byte_for_byte():
    found, content = _read(multipart({"name": "a", "photo": ("p.bin", like(b"\x00\x01"))}))
    changed = found.write({**found.value, "photo": "\xfe"})

    assert changed == content.replace(b"\x00\x01", b"\xfe")
    assert found.write({"name": "a"}).count(b"Content-Disposition") == 1
    assert found.write({**found.value, "name": found.boundary}) == content


SEVERAL = (
    b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n'
    b'--b\r\nContent-Disposition: form-data; name="g"\r\n\r\nx\r\n'
    b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n2\r\n'
    b'--b\r\nContent-Disposition: form-data; name="e"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("items", "rules", "value", "narrow"),
    [
        (None, TYPE, ["1", "2"], {"items": {"type": "string"}}),
        ({"type": "integer"}, TYPE, [1, 2], {"items": {}}),
        (None, None, ["1", "2"], {"enum": [["1", "2"]]}),
    ],
)
def test_parts_of_one_name_vary_as_a_list_and_encoded_ones_stay(items, rules, value, narrow):
    listed = {} if items is None else {"f": {"type": "array", "items": items}}
    found = read_body(
        ROOT, {"type": "object", "properties": listed}, SEVERAL, "multipart/form-data; boundary=b"
    )
    given = {} if rules is None else {"$.f": rules}
    narrowed = found.narrow({**given, "$.e": TYPE})["properties"]

    assert found.value == {"f": value, "g": "x", "e": "a"}
    assert narrowed["e"] == {"enum": ["a"]}
    assert narrow.items() <= narrowed["f"].items()
    assert found.write(found.value) == SEVERAL
    assert found.write({**found.value, "f": [value[0], 9]}) == SEVERAL.replace(
        b"\r\n2\r\n", b"\r\n9\r\n"
    )


def test_one_part_of_a_list_is_its_only_element():
    schema = {"type": "object", "properties": {"photo": {"type": "array", "items": {}}}}
    found, _ = _read(multipart({"photo": ("p.bin", like(b"\x00\x01"))}), schema=schema)

    assert found.value == {"photo": ["\x00\x01"]}
    assert b"\r\n\xff\r\n" in found.write({"photo": ["\xff"]})
    assert found.narrow({"$.photo": TYPE})["properties"]["photo"]["maxItems"] == 1


ORDER = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "note": {"type": "string"},
        "price": {"type": "number", "xml": {"name": "cost"}},
        "lines": {
            "type": "array",
            "xml": {"wrapped": True},
            "items": {
                "type": "object",
                "xml": {"name": "line"},
                "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}},
            },
        },
        "tag": {"type": "array", "items": {"type": "string"}},
        "absent": {"type": "string"},
    },
}
ORDER_TEXT = (
    b"<order id='7'><note>a</note><cost>1.5</cost><lines><line><sku>A</sku><count>2</count></line>"
    b"</lines><tag>x</tag><tag>y</tag></order>"
)
ORDER_VALUE = {
    "id": 7, "note": "a", "price": 1.5, "lines": [{"sku": "A", "count": 2}], "tag": ["x", "y"],
}  # fmt: skip
LINES = RuleSet(rules=(MatchingRule(kind="type", attributes={"min": 1, "max": 3}),))


def _order():
    return read_body(ROOT, ORDER, ORDER_TEXT, "application/xml")


def test_xml_is_the_value_that_the_schema_describes():
    found = _order()
    other = {
        "id": 8, "note": "<é", "price": 2, "tag": ["z", "y"],
        "lines": [{"sku": "B", "count": 0}, {"sku": "", "count": 1}],
    }  # fmt: skip

    assert found.value == ORDER_VALUE
    for value in (ORDER_VALUE, other, {**other, "tag": ["q"]}):
        again = read_body(ROOT, ORDER, found.write(value), "application/xml")
        assert again.value == value
    assert found.write({**other, "note": "\x00"}) == ORDER_TEXT  # which no document can hold


NAMED = {
    "type": "object",
    "xml": {"name": "order", "namespace": "urn:orders", "prefix": "o"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "kind": {"type": "string", "xml": {"attribute": True, "namespace": "urn:kinds"}},
        "note": {"type": "string", "xml": {"namespace": "urn:notes"}},
        "line": {"type": "array", "items": {"type": "integer"}, "xml": {"wrapped": True}},
    },
}
NAMED_VALUE = {"id": 7, "kind": "a", "note": "b", "line": [1]}
KINDS = " xmlns:k='urn:kinds' id='7' k:kind='a'"
NAMED_TEXTS = {
    "prefixes": f"<o:order xmlns:o='urn:orders' xmlns:n='urn:notes'{KINDS}><n:note>b</n:note>"
    "<o:line><o:line>1</o:line></o:line></o:order>",
    "a default": f"<order xmlns='urn:orders'{KINDS}><n:note xmlns:n='urn:notes'>b</n:note>"
    "<line><line>1</line></line></order>",
    "local names without": f"<o:order xmlns:o='urn:orders'{KINDS}><n:note xmlns:n='urn:notes'>b"
    "</n:note><line><line>1</line></line></o:order>",
}


def test_a_local_name_in_an_element_with_a_namespace_is_found_where_it_holds_text_alone():
    schema = {
        "type": "object",
        "xml": {"name": "order", "namespace": "urn:orders", "prefix": "o"},
        "properties": {"code": {"type": "string"}},
    }
    text = b"<o:order xmlns:o='urn:orders'><code>a</code></o:order>"

    written = read_body(ROOT, schema, text, "application/xml").write({"code": "z"})

    assert [(one.tag, one.text) for one in ET.fromstring(written)] == [("code", "z")]


@pytest.mark.parametrize("text", NAMED_TEXTS.values(), ids=NAMED_TEXTS)
def test_xml_with_namespaces_varies_and_keeps_its_prefixes(text):
    found = read_body(ROOT, NAMED, text.encode(), "application/xml")
    other = {"id": 9, "kind": "z", "note": "<", "line": [2, 3]}
    written = found.write(other)
    tags = [one.tag for one in ET.fromstring(written).iter()]

    assert found.value == NAMED_VALUE
    assert read_body(ROOT, NAMED, written, "application/xml").value == other
    assert tags == [*(tags := [one.tag for one in ET.fromstring(text).iter()]), tags[-1]]
    assert all(name in written for name in (b"<n:note", b"k:kind=", b'="urn:notes"'))
    assert b"ns0" not in written


@pytest.mark.parametrize(
    "text",
    [
        f"<o:order xmlns:o='urn:orders'{KINDS}><note>b</note></o:order>",
        f"<order xmlns='urn:orders'{KINDS}><line xmlns=''>1</line></order>",
        "<o:order xmlns:o='urn:orders'><n:note xmlns:n='urn:notes'/><n:x xmlns:n='u'/></o:order>",
        "<order xmlns='urn:kinds' xmlns:k='urn:kinds' k:kind='a'/>",
    ],
    ids=["another namespace", "no default inside", "a prefix of two", "two of one"],
)
def test_xml_whose_namespaces_are_not_those_of_the_schema_stays(text):
    assert read_body(ROOT, NAMED, text.encode(), "application/xml") is None


def test_rules_reach_into_xml_by_its_namespaces():
    body = read_body(ROOT, NAMED, NAMED_TEXTS["prefixes"].encode(), "application/xml")
    place = "$['urn:orders:order']['urn:notes:note']['#text']"
    narrowed = body.narrow({place: TYPE, "$['urn:orders:order']['@urn:kinds:kind']": TYPE})

    assert narrowed["properties"]["note"] == narrowed["properties"]["kind"] == {}
    assert narrowed["properties"]["id"] == {"enum": [7]}


def test_requests_of_xml_with_namespaces_vary():
    rules = {"$['urn:orders:order']['urn:notes:note']['#text']": TYPE}
    content = NAMED_TEXTS["prefixes"].encode()
    request = Request(
        method="POST", path="/", headers=(("Content-Type", ("application/xml",)),),
        body=Body(content=content, content_type="application/xml"), rules={"body": rules},
    )  # fmt: skip
    stage = FunctionStage(lambda _: answer(204))
    replay(
        document(_operation("application/xml", NAMED)),
        [interaction("x", request, Response(status=204))],
        stage,
    )
    notes = {ET.fromstring(one.body).findtext("{urn:notes}note") for one in stage.sent}

    assert len(notes) > 5
    assert "" in notes


def test_rules_leave_texts_attributes_and_repeated_elements_of_xml_open():
    narrowed = _order().narrow({
        "$.order['@id']": TYPE, "$.order.note['#text']": TYPE, "$.order.lines.line": LINES,
        "$.order.lines.line.count['#text']": RuleSet(rules=(MatchingRule(kind="integer"),)),
    })["properties"]  # fmt: skip

    assert (narrowed["id"], narrowed["note"]) == ({}, {})
    assert narrowed["price"] == {"enum": [1.5]}
    assert narrowed["tag"] == {"enum": [["x", "y"]]}
    assert (narrowed["lines"]["minItems"], narrowed["lines"]["maxItems"]) == (1, 3)
    assert narrowed["lines"]["items"]["properties"]["count"] == {}
    assert "absent" not in narrowed


@pytest.mark.parametrize(
    ("crashes", "sent"),
    [
        (lambda order: order.findtext("lines/line/count") == "0", b"<count>0</count>"),
        (lambda order: len(order.findall("lines/line")) == 3, b"</line><line>"),
        (lambda order: not order.findtext("note"), b"<note />"),
        (lambda order: int(order.get("id")) > 50, b'id="51"'),
    ],
    ids=["a bound", "three elements", "an empty text", "an attribute"],
)
def test_requests_of_xml_vary_and_stay_small(crashes, sent):
    line = xml("line", xml("sku", like("A")), xml("count", integer(2)))
    declared = xml(
        "order", xml("note", like("a")), xml("cost", "1.5"), xml("lines", each_like(line)),
        xml("tag", "x"), attributes={"id": integer(7)},
    )  # fmt: skip
    sheet = Sheet(part="request", side="request")
    body = compile_body(declared, None, sheet)
    request = Request(
        method="POST", path="/", headers=(("Content-Type", ("application/xml",)),),
        body=body, rules=sheet.rules,
    )  # fmt: skip
    stage = FunctionStage(lambda one: answer(500 if crashes(ET.fromstring(one.body)) else 204))
    root = document(_operation("application/xml", ORDER))
    (found,) = replay(
        root, [interaction("x", request, Response(status=204))], stage,
        profile=Profile(name="p", examples=40, coverage=True),
    )  # fmt: skip

    ((case,), (finding,)) = found.cases, found.result.findings
    assert finding.kind == "server-error"
    assert sent in case.steps[0].request.body
    assert b"<cost>1.5</cost>" in case.steps[0].request.body


def test_rules_reach_into_files_of_json_only():
    found, _ = _read(multipart({"a": {"n": 1}, "b": ("b.json", {"n": 1}, "application/json")}))
    narrow = found.narrow({"$.a.n": TYPE, "$.b.n": TYPE})["properties"]

    assert narrow["a"] == {"enum": [{"n": 1}]}
    assert narrow["b"]["properties"]["n"]["type"] == "integer"


@pytest.mark.parametrize(
    ("schema", "lengths"),
    [
        ({"minLength": 2, "maxLength": 5}, {2, 3, 4, 5}),
        ({}, {0, 1, 2, 3, 4, 64, 1024, 4097}),
        ({"maxLength": 2**30}, {0, 1, 2, 3, 4, 64, 1024, 4097}),
    ],
)
def test_bytes_come_in_the_lengths_that_the_document_bounds(schema, lengths):
    made = narrow_bytes(schema, "abc", TYPE)["enum"]

    assert {len(one) for one in made} == lengths
    assert all(one.startswith("abc"[: len(one)]) for one in made)
    assert narrow_bytes(schema, "abc", None) == {"enum": ["abc"]}


def _operation(kind, schema, **more):
    media = {"schema": schema, **more}
    body = {"required": True, "content": {kind: media}}
    return {"/": {"post": {"requestBody": body, "responses": {"204": {"description": ""}}}}}


def _sent(root, profile=FEW):
    stage = FunctionStage(lambda _: answer(204))
    return replay_unused(root, stage, profile=profile), stage.sent


def test_operations_that_nobody_uses_get_parts_with_their_encodings():
    schema = {
        "type": "object",
        "required": ["name", "meta", "photo", "files"],
        "properties": {
            "name": {"type": "string", "enum": ["é"]},
            "meta": {"type": "object", "maxProperties": 0},
            "photo": {"type": "string", "format": "binary"},
            "files": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "string", "format": "binary"},
            },
        },
        "additionalProperties": False,
    }
    encoding = {"photo": {"contentType": "image/png, image/gif"}, "name": {"contentType": "a/b"}}
    root = document(_operation("multipart/form-data", schema, encoding=encoding))
    replayed, sent = _sent(root)

    assert replayed.result.notes == ()
    request = sent[0]
    head = f"Content-Type: {dict(request.headers)['Content-Type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body).get_payload()
    assert sorted((one.get_content_type(), one.get_filename() or "") for one in parts) == [
        ("a/b", ""),
        ("application/json", ""),
        ("application/octet-stream", "file"),
        ("application/octet-stream", "file"),
        ("image/png", "file"),
    ]


@pytest.mark.parametrize(
    ("kind", "schema", "starts"),
    [
        ("application/octet-stream", {"type": "string", "format": "binary", "minLength": 1}, b""),
        ("text/plain", {"type": "string", "enum": ["é"]}, "é".encode()),
        ("application/x-www-form-urlencoded", {
            "type": "object", "required": ["a"], "additionalProperties": False,
            "properties": {"a": {"type": "array", "minItems": 2, "items": {"enum": [True]}}},
        }, b"a=true&a=true"),
        ("*/*", {"enum": [1]}, b"1"),
    ],
)  # fmt: skip
def test_operations_that_nobody_uses_get_bodies_of_their_type(kind, schema, starts):
    replayed, sent = _sent(document(_operation(kind, schema)))

    assert replayed.result.notes == ()
    assert sent
    assert all(one.body.startswith(starts) and one.body for one in sent)
    assert {dict(one.headers)["Content-Type"] for one in sent} == {
        kind if "*" not in kind else "application/json"
    }


def test_a_body_that_may_be_left_out_is_once():
    paths = _operation("application/json", {"type": "integer"})
    del paths["/"]["post"]["requestBody"]["required"]
    _, sent = _sent(document(paths))

    assert [one.headers for one in sent if not one.body] == [()]
    assert any(one.body for one in sent)


@pytest.mark.parametrize(
    ("prefix", "servers"),
    [
        ("/v1", [{"url": "https://a.example/v1"}]),
        ("", [{"url": "https://a.example/v1"}]),
        ("/v2", [{"url": "/{v}", "variables": {"v": {"default": "v1", "enum": ["v1", "v2"]}}}]),
        ("", []),
    ],
)
def test_operations_are_called_below_the_path_that_the_service_knows(prefix, servers):
    stage = FunctionStage(lambda one: answer(204 if one.path == f"{prefix}/" else 404))
    found = replay_unused(
        document(_operation("text/plain", {"enum": ["a", "b"]}), servers=servers), stage
    )

    assert found.result.findings == ()
    assert [one.path for one in stage.sent[-1:]] == [f"{prefix}/"]


def test_what_no_path_of_the_servers_knows_is_judged_by_the_first():
    stage = FunctionStage(lambda _: answer(404))
    root = document(_operation("text/plain", {"maxLength": 400}), servers=[{"url": "/v1"}])
    found = replay_unused(root, stage, profile=Profile(name="many", examples=100))

    assert [one.request for one in found.result.findings] == ["POST /v1/"]
    assert sum(one.path == "/" for one in stage.sent) == 40


def test_a_path_that_no_parameter_describes_is_left_out_with_a_note():
    root = document({"/{a}/{b}": {"get": {"responses": {"204": {"description": ""}}}}})
    stage = FunctionStage(lambda _: answer(204))
    found = replay_unused(root, stage)

    assert stage.sent == []
    assert found.result.notes == (
        "GET /{a}/{b} is left out: no parameter describes a, b of its path",
    )


def test_a_body_of_xml_is_left_out_with_a_note():
    replayed, sent = _sent(document(_operation("application/xml", {"type": "object"})))

    assert sent == []
    assert replayed.result.notes == ("POST / is left out: it needs a body of application/xml",)


@pytest.mark.parametrize("kind", ["string", "file"])
def test_the_form_of_swagger_2_is_a_body(kind):
    parameters = [
        {"name": "a", "in": "formData", "type": "integer", "required": True, "maximum": 5},
        {"name": "f", "in": "formData", "type": kind, "required": True},
    ]
    responses = {"204": {"description": ""}}
    root = {
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/": {"post": {"parameters": parameters, "responses": responses}}},
    }
    operation = ApiDocument(json.loads(json.dumps(root))).operation("POST", "/")
    replayed, sent = _sent(root)

    assert operation.needs_body
    form_type = "multipart/form-data" if kind == "file" else "application/x-www-form-urlencoded"
    assert list(operation.bodies) == [form_type]
    assert {dict(one.headers)["Content-Type"].partition(";")[0] for one in sent} == {form_type}
    assert replayed.result.findings == ()


def test_a_profile_without_examples_still_tries_the_bounds():
    bounds = Profile(name="bounds", examples=0)
    root = document(_operation("text/plain", {"type": "string", "maxLength": 3}))
    replayed, sent = _sent(root, bounds)

    assert replayed.result.notes == ()
    assert {len(one.body) for one in sent} >= {2, 3}
