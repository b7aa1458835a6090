# ruff: noqa: E501 - tables with a case a line
"""Messages of a pact beside AsyncAPI documents of versions 2 and 3."""

import json

import pytest

from pactwright.conformance.check import Checking, check_pact, read_contract
from pactwright.conformance.document import ApiDocument
from pactwright.document.shape import ShapeError
from pactwright.pactfile.parse import parse_pact

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PAYLOAD = {"type": "object", "required": ["id"], "properties": {"id": WHOLE, "note": TEXT}}
HEADERS = {"type": "object", "properties": {"trace": TEXT}}
CREATED = {"payload": PAYLOAD, "headers": HEADERS}
LIKE = {"matchers": [{"match": "type"}]}


def version3(*messages, reply=None, **more):
    """Return a document with an operation `created` of these messages."""
    named = {f"m{index}": one for index, one in enumerate(messages)}
    operation = {
        "action": "send",
        "channel": {"$ref": "#/channels/orders"},
        "messages": [{"$ref": f"#/channels/orders/messages/{name}"} for name in named],
        **({} if reply is None else {"reply": reply}),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "channels": {"orders": {"messages": named}},
        "operations": {"created": operation},
        **more,
    }


def version2(*messages):
    """Return an older document with an operation `created` of these messages."""
    message = messages[0] if len(messages) == 1 else {"oneOf": list(messages)}
    channel = {"subscribe": {"operationId": "created", "message": message}}
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "t", "version": "1"},
        "channels": {"orders": channel},
    }


REFERS = {"references": {"AsyncAPI": {"operationId": "created"}}}


def content(value, kind="application/json"):
    return {"content": value, "contentType": kind, "encoded": False}


def message(value, *, comments=REFERS, kind="application/json", rules=None, **more):
    """Return an asynchronous message of a V4 pact."""
    return {
        "type": "Asynchronous/Messages",
        "description": "d",
        "contents": content(value, kind),
        "comments": comments,
        **({"matchingRules": {"body": rules}} if rules else {}),
        **more,
    }


def exchange(request, *responses):
    """Return a synchronous message of a V4 pact."""
    return {
        "type": "Synchronous/Messages",
        "description": "d",
        "request": {"contents": content(request)},
        "response": [{"contents": content(one)} for one in responses],
        "comments": REFERS,
    }


def results(root, *interactions, rules=False):
    pact = {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    documents = [] if root is None else [read_contract(root)]
    parsed = parse_pact(json.dumps(pact).encode(), source="p")
    return check_pact(parsed, *documents, checking=Checking(rules=rules)).results


def codes(found):
    return [result.code for result in found]


MATCHED, NO = "message.matched", "message.no.match"
BAD, BAD_HEADERS = "message.payload.incompatible", "message.headers.incompatible"
REPLY = {"messages": [{"payload": {"type": "object", "properties": {"ok": {"type": "boolean"}}}}]}
AVRO = {
    "payload": {
        "schemaFormat": "application/vnd.apache.avro;version=1.9.0",
        "schema": {"type": "record"},
    }
}
CASES = [
    ("a message", version3(CREATED), message({"id": 1}), [MATCHED], []),
    ("a part of it", version3(CREATED), message({"note": "x"}), [MATCHED], []),
    ("another type", version3(CREATED), message({"id": "x"}), [NO], [BAD]),
    ("a field more", version3(CREATED), message({"id": 1, "x": 1}), [NO], [BAD]),
    ("metadata", version3(CREATED), message({"id": 1}, metadata={"trace": "t", "contentType": "application/json"}), [MATCHED], []),
    ("bad metadata", version3(CREATED), message({"id": 1}, metadata={"trace": 1}), [NO], [BAD_HEADERS]),
    ("unknown metadata", version3(CREATED), message({"id": 1}, metadata={"x": "t"}), [NO], [BAD_HEADERS]),
    ("both", version3(CREATED), message({"id": "x"}, metadata={"trace": 1}), [NO], [BAD, BAD_HEADERS]),
    ("the second message", version3(CREATED, {"payload": {"type": "object", "properties": {"gone": WHOLE}}}), message({"gone": 1}), [MATCHED], []),
    ("neither message", version3(CREATED, {"payload": TEXT}), message({"gone": 1}), [NO], [BAD, BAD]),
    ("no payload", version3({}), message({"id": 1}), ["message.payload.unknown", MATCHED], []),
    ("a text", version3(CREATED), message("x", kind="text/plain"), ["message.payload.unvalidatable", MATCHED], []),
    ("Avro", version3(AVRO), message({"id": 1}), ["message.payload.unvalidatable", MATCHED], []),
    ("JSON Schema by name", version3({"payload": {"schemaFormat": "application/schema+json;version=draft-07", "schema": PAYLOAD}}), message({"id": "x"}), [NO], [BAD]),
    ("headers of a trait", version3({"payload": PAYLOAD, "traits": [{"headers": HEADERS}]}), message({"id": 1}, metadata={"trace": 1}), [NO], [BAD_HEADERS]),
    ("no reference", version3(CREATED), message({"id": 1}, comments={}), ["message.references.missing"], []),
    ("a bad reference", version3(CREATED), message({"id": 1}, comments={"references": {"AsyncAPI": {"operationId": 7}}}), ["message.references.missing"], []),
    ("an unknown operation", version3(CREATED), message({"id": 1}, comments={"references": {"AsyncAPI": {"operationId": "gone"}}}), ["message.operation.unknown"], []),
    ("no document", None, message({"id": 1}), ["message.spec.missing"], []),
    ("an older document", version2(CREATED), message({"id": 1}), [MATCHED], []),
    ("an older document, bad", version2(CREATED), message({"id": "x"}), [NO], [BAD]),
    ("an older document of two", version2({"payload": TEXT}, CREATED), message({"id": 1}), [MATCHED], []),
    ("an exchange", version3(CREATED, reply=REPLY), exchange({"id": 1}, {"ok": True}), [MATCHED, MATCHED], []),
    ("an exchange without a field", version3(CREATED, reply=REPLY), exchange({"note": "x"}, {"ok": True}), [NO], [BAD]),
    ("an exchange, bad reply", version3(CREATED, reply=REPLY), exchange({"id": 1}, {"ok": "x"}), [MATCHED, NO], [BAD]),
    ("no reply", version3(CREATED), exchange({"id": 1}, {"ok": True}), [MATCHED, "message.reply.missing"], []),
    ("an empty reply", version3(CREATED, reply={"messages": []}), exchange({"id": 1}, {"ok": True}), [MATCHED, "message.reply.missing"], []),
    ("no answer expected", version3(CREATED, reply=REPLY), exchange({"id": 1}), [MATCHED, "message.response.missing"], []),
]  # fmt: skip


@pytest.mark.parametrize(("root", "one", "expected", "causes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])  # fmt: skip
def test_a_message_has_these_codes_and_no_others(root, one, expected, causes):
    found = results(root, one)

    assert codes(found) == expected
    assert [cause.code for result in found for cause in result.causes] == causes


def test_an_operation_without_a_list_sends_all_messages_of_its_channel():
    root = version3(CREATED)
    del root["operations"]["created"]["messages"]

    assert codes(results(root, message({"id": 1}))) == [MATCHED]


@pytest.mark.parametrize(
    ("payload", "expected", "witness"),
    [
        (PAYLOAD, [MATCHED], None),
        ({**PAYLOAD, "required": []}, [MATCHED, "message.payload.not-covered"], {}),
        ({**PAYLOAD, "properties": {"id": {"type": ["integer", "null"]}}}, [MATCHED, "message.payload.not-covered"], {"id": None}),
    ],
)  # fmt: skip
def test_a_message_may_be_all_that_the_document_allows(payload, expected, witness):
    found = results(
        version3({"payload": payload}), message({"id": 1}, rules={"$.id": LIKE}), rules=True
    )

    assert codes(found) == expected
    assert [result.proof.value for result in found if result.proof] == [witness] * (
        len(expected) - 1
    )


def test_what_no_schema_can_say_of_a_message_is_sampled():
    moment = {"matchers": [{"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssXXX"}]}
    payload = {
        "type": "object",
        "required": ["d"],
        "properties": {"d": {**TEXT, "format": "date-time"}},
    }

    found = results(version3({"payload": payload}), message({"d": "2020-01-01T10:00:00Z"}, rules={"$.d": moment}), rules=True)  # fmt: skip

    assert codes(found) == [MATCHED, "rules.undecided"]
    assert found[1].sampled


def test_pointers_lead_into_the_pact():
    (result,) = results(version3(CREATED), message({"id": "x"}))

    assert result.causes[0].pact.pointer == "/interactions/0/contents/content/id"
    assert result.causes[0].pact.location == "[root].interactions[0].contents.content.id"
    assert result.causes[0].spec.place.pointer.endswith("/payload/properties/id/type")


def test_messages_of_older_pacts_stand_in_a_list_of_their_own():
    pact = {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "messages": [{"description": "d", "contents": {"id": 1}}],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    parsed = parse_pact(json.dumps(pact).encode(), source="p")

    (result,) = check_pact(parsed, read_contract(version3(CREATED))).results

    assert result.pact.pointer == "/messages/0/comments/references/AsyncAPI"


def test_interactions_belong_to_the_document_of_their_kind():
    http = {
        "type": "Synchronous/HTTP",
        "description": "h",
        "request": {"method": "GET", "path": "/a"},
        "response": {"status": 200},
    }
    other = {"type": "Strange/Kind", "description": "s"}
    openapi = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}

    assert codes(results(version3(CREATED), http, other, message({"id": 1}))) == [MATCHED]
    assert codes(results(openapi, http, message({"id": 1}))) == ["request.path-or-method.unknown"]
    assert codes(results(None, http)) == ["request.spec.missing"]


@pytest.mark.parametrize(
    ("root", "pointer"),
    [
        ({"asyncapi": "1.0.0"}, "/asyncapi"),
        ({"openapi": "2.0"}, "/openapi"),
        ({"swagger": "1.2"}, "/swagger"),
        ({}, ""),
        ([], ""),
    ],
)
def test_what_is_no_document_is_refused(root, pointer):
    with pytest.raises(ShapeError) as caught:
        read_contract(root)

    assert caught.value.pointer == pointer
    assert caught.value.hint


@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        ({"parameters": [{"in": "query"}]}, "/paths/~1a/get/parameters/0"),
        ({"parameters": [{"name": "n", "in": "body"}]}, "/paths/~1a/get/parameters/0/in"),
        ({"parameters": [{"name": [1], "in": "query"}]}, "/paths/~1a/get/parameters/0/name"),
        ({"parameters": [{"name": "n", "in": "query", "required": "no"}]}, "/paths/~1a/get/parameters/0/required"),
        ({"parameters": [3]}, "/paths/~1a/get/parameters/0"),
        ({"responses": []}, "/paths/~1a/get/responses"),
        ({"responses": {"200": {"content": {"a/b": 3}}}}, "/paths/~1a/get/responses/200/content/a~1b"),
        ({"security": [3]}, "/paths/~1a/get/security/0"),
    ],
)  # fmt: skip
def test_a_part_of_the_wrong_shape_is_refused_with_its_place(operation, pointer):
    root = {"openapi": "3.1.0", "paths": {"/a": {"get": operation}}}

    with pytest.raises(ShapeError) as caught:
        list(ApiDocument(root).find("GET", "/a"))

    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        ({"parameters": [{"name": "n", "in": "cookie"}]}, "/paths/~1a/get/parameters/0/in"),
        ({"produces": [{}]}, "/paths/~1a/get/produces/0"),
    ],
)
def test_an_old_part_of_the_wrong_shape_is_refused_too(operation, pointer):
    root = {"swagger": "2.0", "paths": {"/a": {"get": {"responses": {"200": {}}, **operation}}}}

    with pytest.raises(ShapeError) as caught:
        list(ApiDocument(root).find("GET", "/a"))

    assert caught.value.pointer == pointer
