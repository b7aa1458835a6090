# ruff: noqa: E501 - tables with a case a line
"""Who breaks when an AsyncAPI document changes, message by message."""

import copy
import json

import pytest

from pactwright import compare
from pactwright.compat.dialects.detect import read_document
from pactwright.compat.rules import acceptance
from pactwright.model.finding import Comparison, Place
from pactwright.pactfile.parse import parse_pact
from pactwright.usage.join import join_impact
from pactwright.usage.message_impact import MessageSide

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
NOTE = {"type": "object", "required": ["id"], "properties": {"id": WHOLE, "note": TEXT}}
GONE = {"type": "object", "required": ["why"], "properties": {"why": TEXT}}
TRACE = {"type": "object", "required": ["trace"], "properties": {"trace": TEXT}}
LIKE = {"matchers": [{"match": "type"}]}


def document(*, action="send", channel="orders", name="events", reply=None, **messages) -> dict:
    operation = {"action": action, "channel": {"$ref": "#/channels/c"}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "channels": {"c": {"address": channel, "messages": messages}},
        "operations": {name: operation | ({} if reply is None else {"reply": reply})},
    }


def content(value: object) -> dict:
    return {"content": value, "contentType": "application/json", "encoded": False}


REFERS = {"references": {"AsyncAPI": {"operationId": "events"}}, "testname": "t.py::test_a"}


def hears(value: object, *, metadata: dict | None = None, rules: dict | None = None) -> dict:
    return {
        "type": "Asynchronous/Messages",
        "description": "hears",
        "contents": content(value),
        "metadata": metadata or {},
        "matchingRules": rules or {"body": {"$": LIKE}},
        "comments": REFERS,
    }


def asks(question: object, *answers: object, rules: dict | None = None) -> dict:
    body = {"matchingRules": {"body": {"$": LIKE}}}
    return {
        "type": "Synchronous/Messages",
        "description": "asks",
        "request": {"contents": content(question), **({"matchingRules": rules} if rules else {})},
        "response": [{"contents": content(answer), **body} for answer in answers],
        "comments": REFERS,
    }


def join(old: dict, new: dict, *interactions: dict, comparison: Comparison | None = None):
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "interactions": [*interactions],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    pacts = [parse_pact(json.dumps(pact).encode(), source="web-orders.json")]
    sides = [None if each is None else MessageSide(read_document(each)) for each in (old, new)]
    return join_impact(comparison or compare(old, new), *sides, pacts)


def hits(joined: Comparison) -> set[tuple[str, str]]:
    found = [hit for finding in joined.findings for hit in finding.hits or ()]
    return {(hit.part, hit.effect) for hit in (*found, *joined.hits)}


def payload(schema: object, **more: object) -> dict:
    return {"payload": schema, **more}


def having(**properties: object) -> dict:
    return payload({"type": "object", "required": ["id"], "properties": properties})


READS = hears({"id": 7, "note": "x"})
ID = hears({"id": 7})
OLD = document(made=payload(NOTE))
AVRO = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": {"type": "record"}}
NULL_NOTE = {"type": ["string", "null"]}
CASES = [
    ("a field that is read", READS, having(id=TEXT, note=TEXT), {("message $.id", "breaks")}),
    ("a field that nobody reads", ID, having(id=WHOLE, note=WHOLE), set()),
    ("a field that is gone", READS, having(id=WHOLE), {("message $.note", "breaks")}),
    ("a field that may be null", READS, having(id=WHOLE, note=NULL_NOTE), {("message $.note", "may break")}),
    ("a field more", READS, having(id=WHOLE, note=TEXT, more=WHOLE), set()),
    ("another media type", ID, payload(NOTE, contentType="text/xml"), {("message", "breaks")}),
    ("another language", ID, {"payload": AVRO}, {("message", "undecided")}),
    ("no schema", ID, {}, {("message", "may break")}),
    ("words", READS, payload({**NOTE, "description": "d"}), set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "now", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_who_reads_what_changes_is_hit(message, now, expected):
    assert hits(join(OLD, document(made=now), message)) == expected


COURSES = [
    ("the message is gone", document(other=payload(GONE), more=payload(GONE)), {("message", "breaks")}),
    ("the message has another name", document(other=payload(NOTE)), set()),
    ("it is renamed beside others", document(one=payload(GONE), two=payload(NOTE)), set()),
    ("the operation is gone", {**OLD, "operations": {}}, {("message", "breaks")}),
    ("the operation has another name", document(name="news", made=payload(NOTE)), {("message", "may break")}),
    ("the address is another one", document(channel="sales", made=payload(NOTE)), {("message", "breaks")}),
    ("it is turned round", document(action="receive", made=payload(NOTE)), {("message", "breaks")}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "expected"), [case[1:] for case in COURSES], ids=[case[0] for case in COURSES])  # fmt: skip
def test_who_waits_for_a_message_that_comes_no_more_is_hit(new, expected):
    assert hits(join(OLD, new, READS)) == expected


def test_a_message_that_several_may_be_is_doubted_whichever_changes():
    old = document(made=payload(NOTE), sent=payload(NOTE))
    new = document(made=payload(NOTE), sent=having(id=TEXT, note=TEXT))
    assert hits(join(old, new, ID)) == {("message $.id", "may break")}
    assert hits(join(old, document(made=payload(NOTE)), ID)) == {("message", "may break")}


HEARD = hears({"id": 7}, metadata={"trace": "t"}, rules={"body": {"$": LIKE}, "metadata": {"trace": LIKE}})  # fmt: skip
HEADERS = [
    ("made optional", {**TRACE, "required": []}, {("metadata $.trace", "may break")}),
    ("retyped", {**TRACE, "properties": {"trace": WHOLE}}, {("metadata $.trace", "breaks")}),
    ("gone", {**TRACE, "required": [], "properties": {}}, {("metadata $.trace", "breaks")}),
    ("one more", {**TRACE, "properties": {"trace": TEXT, "more": TEXT}}, set()),
    ("no headers", None, {("metadata", "may break")}),
]


@pytest.mark.parametrize(("headers", "expected"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS])  # fmt: skip
def test_who_reads_the_metadata_of_a_message_is_hit(headers, expected):
    now = payload(NOTE) if headers is None else payload(NOTE, headers=headers)
    old, new = document(made=payload(NOTE, headers=TRACE)), document(made=now)
    assert hits(join(old, new, HEARD)) == expected
    assert hits(join(old, new, ID)) == set()


def asked(question: object, answer: object | None) -> dict:
    reply = None if answer is None else {"messages": [payload(answer)]}
    return document(action="receive", reply=reply, asked=payload(question))


QUESTION = {"type": "object", "properties": {"sku": TEXT}, "required": ["sku"]}
SHORT = {**QUESTION, "properties": {"sku": {**TEXT, "maxLength": 2}}}
ANY_SKU = {"body": {"$.sku": LIKE}}
EXCHANGES = [
    ("a reply of another type", asks({"sku": "a"}, {"id": 1}), asked(QUESTION, having(id=TEXT)["payload"]), {("message $.id", "breaks")}),
    ("no reply", asks({"sku": "a"}, {"id": 1}), asked(QUESTION, None), {("reply", "breaks")}),
    ("a question that asks for more", asks({"sku": "a"}, {"id": 1}), asked({**QUESTION, "required": ["sku", "n"]}, NOTE), {("message $", "breaks")}),
    ("a question that is too long now", asks({"sku": "abc"}, {"id": 1}), asked(SHORT, NOTE), {("message $.sku", "breaks")}),
    ("a question that may be too long now", asks({"sku": "a"}, {"id": 1}, rules=ANY_SKU), asked(SHORT, NOTE), {("message", "may break")}),
    ("a question that takes more", asks({"sku": "a"}, {"id": 1}, rules=ANY_SKU), asked({"type": "object", "properties": {"sku": {}}}, NOTE), set()),
]  # fmt: skip


@pytest.mark.parametrize(("message", "new", "expected"), [case[1:] for case in EXCHANGES], ids=[case[0] for case in EXCHANGES])  # fmt: skip
def test_who_asks_and_who_waits_for_the_reply_is_hit(message, new, expected):
    assert hits(join(asked(QUESTION, NOTE), new, message)) == expected


def test_a_message_that_did_not_fit_before_cannot_break():
    for message in (hears({"id": "x"}), {**ID, "comments": {}}):
        assert hits(join(OLD, document(made=having(id={"type": "boolean"})), message)) == set()


def test_a_hit_makes_a_compatible_change_an_error_of_its_finding():
    joined = join(OLD, document(made=having(id=WHOLE)), READS)
    (finding,) = [one for one in joined.findings if one.hits]
    assert (finding.rule, finding.level, joined.verdict) == (
        "optional-property-removed",
        "error",
        "breaking",
    )
    assert (finding.hits[0].consumer, finding.hits[0].test) == ("web", "t.py::test_a")


def test_a_break_that_no_message_reads_is_unnoticed():
    joined = join(OLD, document(made=having(id=WHOLE, note=WHOLE)), ID)
    assert {finding.hits for finding in joined.findings} == {()}
    assert joined.verdict == "breaking"


def test_who_reads_a_document_that_is_gone_is_hit():
    place = Place(pointer="", file="asyncapi.json")
    finding = acceptance.tell(acceptance.DOCUMENT_REMOVED, "it is gone", old=place)
    gone = Comparison(verdict="breaking", findings=(finding,))
    assert hits(join(OLD, None, READS, comparison=gone)) == {("operation", "breaks")}
    assert hits(join(None, OLD, READS, comparison=gone)) == set()


def test_a_change_in_version_2_is_noticed_too():
    def older(schema: dict) -> dict:
        operation = {"operationId": "events", "message": {"payload": schema}}
        return {"asyncapi": "2.6.0", "info": {}, "channels": {"c": {"subscribe": operation}}}

    changed = copy.deepcopy(NOTE)
    changed["properties"]["id"] = TEXT
    assert hits(join(older(NOTE), older(changed), READS)) == {("message $.id", "breaks")}
    assert hits(join(older(NOTE), document(name="events", made=payload(NOTE), channel="c"), READS)) == set()  # fmt: skip
