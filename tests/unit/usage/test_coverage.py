"""What interactions use of a document, and what nobody uses."""

import json
from dataclasses import replace

import pytest

from pactwright.compat.dialects.detect import read_document
from pactwright.pactfile.parse import parse_pact
from pactwright.report.coverage.formats import FORMAT_NAMES, find_format
from pactwright.report.coverage.words import add_counts
from pactwright.usage.coverage import Coverage, measure_coverage

_ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "note": {"type": "string"},
        "lines": {
            "type": "array",
            "items": {"properties": {"sku": {"type": "string"}, "tax": {"type": "number"}}},
        },
    },
}
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "orders", "version": "1.2.0"},
    "servers": [{"url": "https://api.example/v1"}],
    "paths": {
        "/orders": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                    {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "all"}},
            },
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"properties": {"sku": {}, "gift": {}}}},
                        "application/x-www-form-urlencoded": {
                            "schema": {"properties": {"sku": {}}}
                        },
                    }
                },
                "responses": {"201": {"description": "made"}, "4XX": {"description": "no"}},
            },
        },
        "/orders/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
                "responses": {
                    "200": {
                        "description": "one",
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                        },
                    },
                    "404": {"description": "none"},
                },
            }
        },
    },
    "components": {"schemas": {"Order": _ORDER}},
}


def _interaction(description: str, request: dict, response: dict, **rest: object) -> dict:
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "request": request,
        "response": response,
        **rest,
    }


def _json(value: object) -> dict:
    return {"content": value, "contentType": "application/json", "encoded": False}


def _measure(**consumers: list[dict]) -> Coverage:
    pacts = [
        parse_pact(
            json.dumps(
                {
                    "consumer": {"name": name},
                    "provider": {"name": "orders"},
                    "interactions": interactions,
                    "metadata": {"pactSpecification": {"version": "4.0"}},
                }
            ).encode(),
            source=f"{name}.json",
        )
        for name, interactions in consumers.items()
    ]
    api = read_document(_DOCUMENT)
    return measure_coverage(api, pacts, provider="orders", source="openapi.json")


_READS = _interaction(
    "reads an order",
    {"method": "GET", "path": "/v1/orders/7"},
    {
        "status": 200,
        "headers": {"etag": ["x"]},
        "body": _json({"id": 7, "lines": [{"sku": "A1"}, {"sku": "B2"}]}),
    },
)


def _used(coverage: Coverage, kind: str) -> list[str]:
    return [each.part.label for each in coverage.parts if each.users and each.part.kind == kind]


def test_an_answer_uses_the_members_that_are_expected_of_it() -> None:
    coverage = _measure(web=[_READS])
    assert _used(coverage, "response field") == [
        "GET /orders/{id} 200 $.id",
        "GET /orders/{id} 200 $.lines",
        "GET /orders/{id} 200 $.lines[*].sku",
    ]
    assert _used(coverage, "response header") == ["GET /orders/{id} 200 ETag"]
    assert _used(coverage, "request parameter") == ["GET /orders/{id} path id"]


def test_declared_variants_are_read_too() -> None:
    choice = {
        "place": "$.note",
        "alternatives": [
            {"name": "present", "kind": "value", "content": "at the door"},
            {"name": "absent", "kind": "absent"},
        ],
    }
    comments = {"pactwright": {"variants": {"version": 1, "bodies": [[choice]]}}}
    coverage = _measure(web=[_READS | {"comments": comments}])
    assert "GET /orders/{id} 200 $.note" in _used(coverage, "response field")


@pytest.mark.parametrize(
    ("request_", "kind", "used"),
    [
        (
            {"path": "/orders", "query": {"limit": ["3"]}, "headers": {"x-trace": ["a"]}},
            "request parameter",
            ["GET /orders query limit", "GET /orders header X-Trace"],
        ),
        (
            {"path": "/orders", "headers": {"Cookie": ["a=1; session=2"]}},
            "request parameter",
            ["GET /orders cookie session"],
        ),
        (
            {"method": "POST", "path": "/orders", "body": _json({"sku": "A1", "colour": "red"})},
            "request field",
            ["POST /orders $.sku"],
        ),
        (
            {
                "method": "POST",
                "path": "/orders",
                "body": {
                    "content": "sku=A1",
                    "contentType": "application/x-www-form-urlencoded",
                    "encoded": False,
                },
            },
            "request content type",
            ["POST /orders application/x-www-form-urlencoded"],
        ),
    ],
)
def test_a_request_uses_what_it_sends(request_: dict, kind: str, used: list[str]) -> None:
    coverage = _measure(web=[_interaction("asks", {"method": "GET"} | request_, {"status": 200})])
    assert _used(coverage, kind) == used


def test_a_status_counts_for_its_range() -> None:
    post = {"method": "POST", "path": "/orders"}
    coverage = _measure(web=[_interaction("is refused", post, {"status": 409})])
    assert _used(coverage, "status") == ["POST /orders 4XX"]
    assert (coverage.negative.used, coverage.negative.of) == (1, 2)


def test_an_unused_whole_stands_for_its_parts() -> None:
    unused = [each.part.label for each in _measure(web=[_READS]).unused]
    assert unused == [
        "GET /orders",
        "POST /orders",
        "GET /orders/{id} 200 $.note",
        "GET /orders/{id} 200 $.lines[*].tax",
        "GET /orders/{id} 404",
    ]


def test_members_that_every_consumer_reads_are_told() -> None:
    less = _interaction(
        "reads the id", {"method": "GET", "path": "/orders/1"}, {"body": _json({"id": 1})}
    )
    coverage = _measure(web=[_READS], batch=[less])
    assert [each.part.label for each in coverage.shared] == ["GET /orders/{id} 200 $.id"]
    assert _measure(web=[_READS]).shared == ()


def test_what_is_for_no_operation_is_told() -> None:
    lost = _interaction("pays", {"method": "PUT", "path": "/payments"}, {"status": 204})
    [stranger] = _measure(web=[lost]).strangers
    assert (stranger.consumer, stranger.request) == ("web", "PUT /payments")


@pytest.mark.parametrize("form", FORMAT_NAMES)
def test_every_format_tells_all_of_it_and_lets_nothing_through(form: str) -> None:
    hostile = _interaction(
        "<script>alert(1)</script>\x1b[31m", {"method": "GET", "path": "/nowhere"}, {"status": 200}
    )
    text = find_format(form).render([_measure(web=[_READS], batch=[hostile])], width=80)
    for word in ("orders", "1.2.0", "$.lines[*].tax", "batch"):
        assert word in text or word.replace("*", "\\*") in text
    assert "\x1b" not in text
    if form in ("html", "markdown"):
        assert "<script>" not in text


def test_the_counts_of_several_documents_add_up() -> None:
    one = _measure(web=[_READS])
    both = add_counts([one, one], "operations")
    assert (both.used, both.of, round(both.share)) == (2, 6, 33)
    assert add_counts([one], "negative-paths").of == 2
    assert add_counts([], "all").share == 100


def test_an_operation_that_is_too_long_for_a_narrow_terminal_has_a_line_of_its_own() -> None:
    coverage = _measure(**{"a-consumer-with-a-long-name": [_READS]})
    first = coverage.parts[0]
    longer = replace(first.part, operation="GET /a/very/long/{path}/of/one/operation")
    offer = replace(first.offer, part=longer)
    parts = (replace(first, offer=offer, users={"web": ("reads",)}), *coverage.parts[1:])
    text = find_format("text").render([replace(coverage, parts=parts)], width=40)
    after = text.partition(f"{longer.operation}\n")[2].splitlines()[0]
    assert after.split() == ["web"]
    assert "GET /orders/{id}          a-consumer-with-a-long-name  200 (1)" in text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "note: b0 has more members than are listed; the nearest to the root count"),
        (3, "note: b0, b1, b2 have more members than are listed; the nearest to the root count"),
        (5, "b0, b1, b2 and 2 more have more members than are listed"),
    ],
)
def test_bodies_with_more_members_than_are_listed_are_told_in_one_line(
    number: int, said: str
) -> None:
    cut = tuple(f"b{index}" for index in range(number))
    coverage = replace(_measure(web=[_READS]), cut=cut)
    assert said in find_format("text").render([coverage])
    assert said.removeprefix("note: ") in find_format("html").render([coverage])
