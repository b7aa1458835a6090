# ruff: noqa: E501 - tables with a case a line
"""Two AsyncAPI documents side by side: what is told of operations, messages and their schemas."""

import copy

import pytest

from pactwright import compare
from pactwright.errors import PactwrightError

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
ORDER = {"type": "object", "required": ["id"], "properties": {"id": WHOLE, "note": TEXT}}
HEADERS = {"type": "object", "properties": {"trace": TEXT}}


def newer(action="send", *, channel="orders", reply=None, name="created", **messages) -> dict:
    """Return an AsyncAPI 3 document with one operation of these messages."""
    operation = {"action": action, "channel": {"$ref": "#/channels/c"}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "channels": {"c": {"address": channel, "messages": messages}},
        "operations": {name: operation | ({} if reply is None else {"reply": reply})},
    }


def older(word="subscribe", *, channel="orders", **messages) -> dict:
    """Return the like of it in AsyncAPI 2."""
    named = [{"name": name, **message} for name, message in messages.items()]
    message = named[0] if len(named) == 1 else {"oneOf": named}
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "t", "version": "1"},
        "channels": {channel: {word: {"operationId": "created", "message": message}}},
    }


def payload(schema: object, **more: object) -> dict:
    return {"payload": schema, **more}


def told(old: dict, new: dict, **options: object) -> list[tuple[str, str]]:
    found = compare(old, new, **options).findings
    return [(one.rule, one.verdict) for one in found if one.rule != "version-not-raised"]


RETYPED = {**ORDER, "properties": {"id": TEXT, "note": TEXT}}
WANTED = {**ORDER, "required": ["id", "note"]}
OPTIONAL = {**ORDER, "required": []}
ONE, OTHER = payload(ORDER), payload(TEXT)
AVRO = "application/vnd.apache.avro;version=1.9.0"


def avro(name: str) -> dict:
    return payload({"schemaFormat": AVRO, "schema": {"type": "record", "name": name}})


CHANGES = [
    ("nothing", newer(m=ONE), newer(m=ONE), []),
    ("words", newer(m=ONE), newer(m={**ONE, "summary": "s", "tags": [{"name": "t"}]}), []),
    ("a retyped field", newer(m=ONE), newer(m=payload(RETYPED)), [("type-widened", "breaking")]),
    ("a field more that is sent for sure", newer(m=ONE), newer(m=payload(WANTED)), [("property-became-required", "compatible")]),
    ("a field more that is asked for", newer("receive", m=ONE), newer("receive", m=payload(WANTED)), [("property-became-required", "breaking")]),
    ("a field that may be missing", newer(m=ONE), newer(m=payload(OPTIONAL)), [("property-became-optional", "breaking")]),
    ("a field that may be left out", newer("receive", m=ONE), newer("receive", m=payload(OPTIONAL)), [("property-became-optional", "compatible")]),
    ("headers", newer(m=payload(ORDER, headers=HEADERS)), newer(m=payload(ORDER, headers={**HEADERS, "properties": {"trace": WHOLE}})), [("type-widened", "breaking")]),
    ("another message", newer(m=ONE), newer(m=ONE, n=OTHER), [("message-added", "compatible")]),
    ("a message less", newer(m=ONE, n=OTHER), newer(m=ONE), [("message-removed", "breaking")]),
    ("a message called otherwise", newer(m=ONE), newer(n=ONE), []),
    ("an operation called otherwise", newer(m=ONE), newer(name="made", m=ONE), [("message-operation-renamed", "compatible")]),
    ("another address", newer(m=ONE), newer(channel="sales", m=ONE), [("message-channel-moved", "breaking")]),
    ("a variable called otherwise", newer(channel="o/{id}", m=ONE), newer(channel="o/{key}", m=ONE), []),
    ("turned round", newer(m=ONE), newer("receive", m=ONE), [("message-action-changed", "breaking")]),
    ("no operation", newer(m=ONE), {**newer(m=ONE), "operations": {}}, [("message-operation-removed", "breaking")]),
    ("an operation", {**newer(m=ONE), "operations": {}}, newer(m=ONE), [("message-operation-added", "compatible")]),
    ("another media type", newer(m=ONE), newer(m={**ONE, "contentType": "text/xml"}), [("message-content-type-changed", "breaking")]),
    ("the media type that it was", newer(m=ONE), newer(m={**ONE, "contentType": "application/json"}), []),
    ("a language that is not read", newer(m=avro("A")), newer(m=avro("B")), [("message-schema-unread", "unknown")]),
    ("no schema any more that is sent", newer(m=payload(TEXT)), newer(m={}), [("type-widened", "breaking")]),
    ("no schema any more that is asked for", newer("receive", m=ONE), newer("receive", m={}), [("schema-withdrawn", "compatible")]),
    ("a schema at last", newer(m={}), newer(m=ONE), [("schema-stated", "compatible")]),
    ("no reply", newer("receive", m=ONE, reply={"messages": [OTHER]}), newer("receive", m=ONE), [("message-reply-removed", "breaking")]),
    ("a reply that is sent", newer("receive", m=ONE), newer("receive", m=ONE, reply={"messages": [OTHER]}), [("message-reply-added", "compatible")]),
    ("a reply that is asked for", newer(m=ONE), newer(m=ONE, reply={"messages": [OTHER]}), [("message-reply-added", "breaking")]),
    ("a reply of another type", newer("receive", m=ONE, reply={"messages": [OTHER]}), newer("receive", m=ONE, reply={"messages": [payload(WHOLE)]}), [("type-widened", "breaking")]),
    ("bindings", newer(m=ONE), newer(m={**ONE, "bindings": {"kafka": {"key": TEXT}}}), [("message-surroundings-changed", "unknown")]),
    ("a trait's bindings", newer(m={**ONE, "traits": [{"bindings": {"amqp": {"type": "a"}}}]}), newer(m={**ONE, "traits": [{"bindings": {"amqp": {"type": "b"}}}]}), [("message-surroundings-changed", "unknown")]),
    ("a server that moved", {**newer(m=ONE), "servers": {"s": {"host": "a"}}}, {**newer(m=ONE), "servers": {"s": {"host": "b"}}}, [("message-surroundings-changed", "unknown")]),
    ("a server more", newer(m=ONE), {**newer(m=ONE), "servers": {"s": {"host": "a"}}}, []),
    ("version 2", older(m=ONE), older(m=payload(RETYPED)), [("type-widened", "breaking")]),
    ("version 2, published to us", older("publish", m=ONE), older("publish", m=payload(WANTED)), [("property-became-required", "breaking")]),
    ("version 2, a message less", older(m=ONE, n=OTHER), older(m=ONE), [("message-removed", "breaking")]),
    ("version 3 instead of 2", older(m=ONE), newer(m=ONE), []),
    ("version 3 instead of 2, retyped", older(m=ONE), newer(m=payload(RETYPED)), [("type-widened", "breaking")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "findings"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_a_change_is_told_for_the_way_that_its_messages_travel(old, new, findings):
    assert told(old, new) == findings


@pytest.mark.parametrize("reader", ["strict", "closed"])
def test_another_message_breaks_who_takes_none_but_those_it_knows(reader):
    old, new = newer(m=ONE), newer(m=ONE, n=OTHER)
    assert told(old, new, reader=reader) == [("message-added", "breaking")]


def test_operations_of_one_name_stay_apart():
    document = newer(m=ONE)
    other = copy.deepcopy(document["operations"]["created"])
    document["operations"]["again"] = other
    assert told(document, document) == []


def test_a_finding_names_the_operation_and_shows_a_message():
    (finding,) = compare(newer(m=ONE), newer(m=payload(RETYPED))).findings[:1]
    assert finding.operations == ("send created",)
    assert (finding.direction, finding.witness.part) == ("send", "payload")


def test_documents_of_two_kinds_are_not_compared():
    api = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    with pytest.raises(PactwrightError, match=r"old: AsyncAPI 3, new: openapi-3\.1"):
        compare(newer(m=ONE), api)
    with pytest.raises(PactwrightError, match="--mode is for bare JSON Schema"):
        compare(newer(m=ONE), newer(m=ONE), mode="full")


@pytest.mark.parametrize("odd", [None, 5, "x", [5], {"$ref": "#/nowhere"}])
def test_what_stands_around_messages_may_be_of_any_shape(odd):
    document = newer(m={**ONE, "bindings": odd})
    for part in (document, document["operations"]["created"], document["channels"]["c"]):
        part["servers"] = odd
    document["operations"]["created"]["traits"] = odd
    assert told(document, document) == []
    assert {rule for rule, _ in told(newer(m=ONE), document)} == {"message-surroundings-changed"}


def test_a_version_that_is_not_known_is_refused():
    with pytest.raises(PactwrightError, match=r"asyncapi '4\.0\.0' is not known"):
        compare({"asyncapi": "4.0.0"}, newer(m=ONE))
