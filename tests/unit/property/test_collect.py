"""A property file follows from a pact and a document, whatever the order of either."""

from dataclasses import replace

import pytest

from pactwright.model.interaction import (
    AsyncMessage,
    Body,
    HttpInteraction,
    MessageContents,
    PactDocument,
    ProviderState,
    Request,
    Response,
)
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.property.collect import Collector, mark_document
from pactwright.property.file import Outside, PathValue, Reading, Sending

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1.2.0"},
    "servers": [{"url": "https://orders.test/api"}],
    "paths": {
        "/orders": {"get": {"operationId": "listOrders"}, "post": {}},
        "/orders/{id}": {"get": {"operationId": 7}},
        "/orders/{id}/lines/{line}": {"get": {}},
    },
}
MARK = mark_document(DOCUMENT, path="openapi.yaml")


def rules(**kinds):
    return {
        "body": {place: RuleSet(rules=(MatchingRule(kind=kind),)) for place, kind in kinds.items()}
    }


def json_body(text):
    return Body(content=text.encode(), content_type="application/json")


def interaction(name="a", *, method="GET", path="/orders", response=None, comments=None, **parts):
    return HttpInteraction(
        description=name,
        comments=comments or {},
        request=Request(method=method, path=path, **parts),
        response=response or Response(status=200),
    )


def collect(*interactions, document=DOCUMENT):
    pact = PactDocument(consumer="web", provider="orders", interactions=interactions)
    return Collector(document, MARK).collect(pact)


def test_the_document_is_told_by_its_value():
    assert (MARK.title, MARK.version) == ("Orders", "1.2.0")
    turned = {key: DOCUMENT[key] for key in reversed(DOCUMENT)}
    assert mark_document(turned, path="openapi.yaml") == MARK
    assert mark_document({**DOCUMENT, "tags": []}, path="x").digest != MARK.digest
    assert mark_document([], path="x").title == ""


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/orders", "GET /orders"),
        ("POST", "/api/orders", "POST /orders"),
        ("GET", "/orders/7", "GET /orders/{id}"),
        ("GET", "/orders/a%2Fb/lines/2", "GET /orders/{id}/lines/{line}"),
        ("GET", "/orders/7/lines", None),
        ("PUT", "/orders", None),
        ("GET", "/", None),
    ],
)
def test_an_interaction_belongs_to_the_operation_of_its_request(method, path, operation):
    file = collect(interaction(method=method, path=path))
    assert [one.name for one in file.operations] == ([operation] if operation else [])
    assert file.outside == (
        () if operation else (Outside(description="a", states=(), method=method, path=path),)
    )


def test_an_older_document_has_its_base_path():
    document = {
        "swagger": "2.0",
        "info": {"title": "Orders", "version": "1"},
        "basePath": "/v1",
        "paths": {"/orders/{id}": {"get": {"operationId": "readOrder"}}},
    }
    inside, outside = interaction(path="/v1/orders/7"), interaction("b", path="/orders/7")
    file = collect(inside, outside, document=document)
    assert [one.name for one in file.operations] == ["GET /orders/{id}"]
    assert file.operations[0].uses[0].path_values == (PathValue(name="id", value="7"),)
    assert [one.path for one in file.outside] == ["/orders/7"]


def test_path_values_are_read_plain_and_know_the_provider_state():
    generators = {
        "path": {
            "": Generator(
                kind="ProviderState", attributes={"expression": "/api/orders/${id}/lines/2"}
            )
        }
    }
    file = collect(interaction(path="/api/orders/a%20b/lines/2", generators=generators))
    assert file.operations[0].uses[0].path_values == (
        PathValue(name="id", value="a b", expression="${id}"),
        PathValue(name="line", value="2"),
    )


@pytest.mark.parametrize("expression", ["/elsewhere/${id}", "/orders", None, 7])
def test_an_expression_of_another_path_gives_no_value(expression):
    generators = {"path": {"": Generator(kind="X", attributes={"expression": expression})}}
    found = collect(interaction(path="/orders/7", generators=generators)).operations[0].uses[0]
    assert found.path_values == (PathValue(name="id", value="7"),)


def test_the_parts_of_all_its_requests_come_together():
    file = collect(
        interaction(
            "a",
            method="POST",
            query=(("full", (None,)), ("tag", ("a", "b"))),
            headers=(("X-Trace", ("1",)), ("Content-Type", ("application/json; charset=utf-8",))),
            body=Body(content=b'{"lines":[{"sku":"a"},{"sku":"b","size":[]}],"note":null}'),
        ),
        interaction(
            "b",
            method="POST",
            headers=(("Cookie", ("session=1; theme=dark;", "=")), ("Accept", ("*/*",))),
            body=Body(content=b"name=a&empty=", content_type="application/x-www-form-urlencoded"),
        ),
        interaction("c", method="POST", body=Body(content=b"<a/>", content_type="text/xml")),
        interaction("d", method="POST", body=json_body("{")),
        interaction("e", method="POST", body=Body(content=None)),
    )
    assert file.operations[0].sends == Sending(
        query=("full", "tag"),
        headers=("accept", "x-trace"),
        cookies=("session", "theme"),
        content_types=("application/json", "application/x-www-form-urlencoded", "text/xml"),
        body=("$", "$.empty", "$.lines[*].size", "$.lines[*].sku", "$.name", "$.note"),
    )


def test_it_reads_what_its_expected_responses_declare_by_status_and_type():
    file = collect(
        interaction(
            "a",
            response=Response(
                status=200,
                headers=(("X-Total", ("3",)), ("Content-Type", ("application/json",))),
                body=Body(content=b'[{"id":1}]'),
            ),
        ),
        interaction("b", response=Response(status=200, body=json_body('[{"name":"x"}]'))),
        interaction("c", response=Response(status=404)),
        interaction("d", response=Response(status=200, headers=(("ETag", ("x",)),))),
    )
    assert file.operations[0].reads == (
        Reading(status="200", headers=("etag",)),
        Reading(
            status="200",
            content_type="application/json",
            headers=("x-total",),
            body=("$[*].id", "$[*].name"),
        ),
        Reading(status="404"),
    )
    assert file.operations[0].statuses == ("200", "404")


@pytest.mark.parametrize("kind", ["values", "eachValue", "eachKey"])
def test_members_with_open_names_are_one_place(kind):
    expected = Response(body=json_body('{"a":{"x":1,"y":[2]}}'), rules=rules(**{"$.a": kind}))
    (reading,) = collect(interaction(response=expected)).operations[0].reads
    assert reading.body == ("$.a.*", "$.a.*[*]")


def test_declared_variants_are_read_too():
    variants = {
        "version": 1,
        "bodies": [
            [
                {
                    "place": "$.pay",
                    "alternatives": [
                        {"name": "card", "kind": "value", "content": {"number": "4"}},
                        {"name": "absent", "kind": "absent"},
                        {
                            "name": "open",
                            "kind": "any",
                            "choices": [
                                {
                                    "place": "$.bank",
                                    "alternatives": [
                                        {"name": "x", "kind": "value", "content": {"iban": "x"}}
                                    ],
                                }
                            ],
                        },
                    ],
                }
            ]
        ],
    }
    one = interaction(
        response=Response(body=json_body('{"id":1}')),
        comments={"pactwright": {"variants": variants}},
    )
    (reading,) = collect(one).operations[0].reads
    assert reading.body == ("$.id", "$.pay.bank.iban", "$.pay.number")


@pytest.mark.parametrize(
    ("status", "handled"),
    [
        ("success", ("2XX",)),
        ("error", ("4XX", "5XX")),
        ([200, 204, "x"], ("200", "204")),
        ("odd", ("200",)),
    ],
)
def test_classes_of_statuses_are_handled_as_such(status, handled):
    rule = RuleSet(rules=(MatchingRule(kind="statusCode", attributes={"status": status}),))
    expected = Response(status=200, rules={"status": {"": rule}})
    assert collect(interaction(response=expected)).operations[0].statuses == handled


def test_the_order_of_the_pact_does_not_show_and_messages_have_no_operation():
    given = replace(interaction("b"), states=(ProviderState(name="s"),))
    message = AsyncMessage(description="m", contents=MessageContents())
    ones = [interaction("a"), interaction("b"), given, interaction("z", path="/orders/7"), message]
    file = collect(*ones)
    assert file == collect(*reversed(ones))
    assert [len(one.uses) for one in file.operations] == [3, 1]
    assert file.outside == ()


def test_a_name_of_an_operation_is_text():
    file = collect(interaction("a"), interaction("b", path="/orders/1"))
    assert [one.operation_id for one in file.operations] == ["listOrders", None]


def test_a_document_of_another_kind_has_no_operations():
    file = collect(interaction(), document=["no", "document"])
    assert not file.operations
    assert len(file.outside) == 1
