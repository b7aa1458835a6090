"""Who breaks when a document changes."""

import copy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pactwright.model.finding import Comparison
from pactwright.usage.join import breaks

sys.path.insert(0, str(Path(__file__).parent))
from joined import join

_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "orders", "version": "1.0.0"},
    "paths": {
        "/orders/{id}": {
            "get": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "fields", "in": "query", "schema": {"enum": ["all", "few"]}},
                ],
                "responses": {
                    "200": {
                        "description": "one",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                        },
                    },
                    "404": {"description": "none"},
                },
            },
        },
        "/orders": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["sku"],
                                "properties": {
                                    "sku": {"type": "string", "maxLength": 9},
                                    "gift": {"type": "boolean"},
                                },
                            }
                        }
                    },
                },
                "responses": {"201": {"description": "made"}},
            }
        },
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id", "status", "total"],
                "properties": {
                    "id": {"type": "integer"},
                    "status": {"enum": ["open", "paid"]},
                    "total": {"type": "number"},
                    "note": {"type": "string"},
                },
            }
        }
    },
}
_READS = {
    "type": "Synchronous/HTTP",
    "description": "reads an order",
    "comments": {"testname": "test_orders.py::test_reads_an_order"},
    "request": {"method": "GET", "path": "/orders/7", "query": {"fields": ["few"]}},
    "response": {
        "status": 200,
        "body": {
            "content": {"id": 7, "status": "open"},
            "contentType": "application/json",
            "encoded": False,
        },
        "matchingRules": {
            "body": {
                "$.id": {"combine": "AND", "matchers": [{"match": "integer"}]},
                "$.status": {
                    "combine": "AND",
                    "matchers": [{"match": "regex", "regex": "open|paid"}],
                },
            }
        },
    },
}
_ADDS = {
    "type": "Synchronous/HTTP",
    "description": "adds an order",
    "request": {
        "method": "POST",
        "path": "/orders",
        "body": {
            "content": {"sku": "A1"},
            "contentType": "application/json",
            "encoded": False,
        },
    },
    "response": {"status": 201},
}


def _order(document: dict) -> dict:
    return document["components"]["schemas"]["Order"]


def _get(document: dict) -> dict:
    return document["paths"]["/orders/{id}"]["get"]


def _posted(document: dict) -> dict:
    post = document["paths"]["/orders"]["post"]
    return post["requestBody"]["content"]["application/json"]["schema"]


def _join(
    change: Callable[[dict], object],
    *,
    interactions: Sequence[dict] = (_READS, _ADDS),
    **options: object,
) -> Comparison:
    new = copy.deepcopy(_DOCUMENT)
    change(new)
    return join(_DOCUMENT, new, *interactions, **options)


def _hits(comparison: Comparison) -> list[tuple[str, str]]:
    return [
        (hit.interaction, hit.effect)
        for finding in comparison.findings
        for hit in finding.hits or ()
    ] + [(hit.interaction, hit.effect) for hit in comparison.hits]


def test_one_that_reads_a_member_is_hit_when_its_values_grow() -> None:
    comparison = _join(lambda new: _order(new)["properties"]["status"]["enum"].append("lost"))
    [finding] = [f for f in comparison.findings if f.verdict == "breaking"]
    [hit] = finding.hits or ()
    assert (hit.consumer, hit.effect, hit.part) == ("web", "may break", "response $.status")
    assert hit.test == "test_orders.py::test_reads_an_order"
    assert hit.proof is not None


@pytest.mark.parametrize(
    ("change", "hits"),
    [
        (lambda new: new["paths"].pop("/orders"), [("adds an order", "breaks")]),
        (
            lambda new: new["paths"].update({"/v2": new["paths"].pop("/orders/{id}")}),
            [("reads an order", "breaks")],
        ),
        (
            lambda new: _order(new)["properties"].update(id={"type": "string"}),
            [("reads an order", "breaks")],
        ),
        (lambda new: _get(new)["responses"].pop("200"), [("reads an order", "breaks")]),
        (lambda new: _posted(new)["required"].append("gift"), [("adds an order", "breaks")]),
        (
            lambda new: _posted(new)["properties"].update(sku={"type": "string", "minLength": 3}),
            [("adds an order", "breaks")],
        ),
        (
            lambda new: _get(new)["parameters"][1]["schema"]["enum"].remove("few"),
            [("reads an order", "breaks")],
        ),
        (
            lambda new: _get(new)["parameters"].append(
                {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}
            ),
            [("reads an order", "breaks")],
        ),
    ],
)
def test_who_uses_what_changes_is_hit(
    change: Callable[[dict], object], hits: list[tuple[str, str]]
) -> None:
    comparison = _join(change)
    assert set(_hits(comparison)) == set(hits)
    assert comparison.verdict == "breaking"


@pytest.mark.parametrize(
    "change",
    [
        lambda new: _order(new)["properties"].update(total={"type": ["number", "null"]}),
        lambda new: _order(new)["required"].remove("total"),
        lambda new: _posted(new)["properties"].update(gift={"type": "integer"}),
        lambda new: _posted(new)["properties"].update(sku={"type": "string", "maxLength": 5}),
        lambda new: _get(new)["parameters"][1]["schema"]["enum"].remove("all"),
    ],
)
def test_a_break_at_what_nobody_uses_is_noticed_by_nobody(change: Callable[[dict], object]) -> None:
    comparison = _join(change, unnoticed="warning")
    assert _hits(comparison) == []
    assert comparison.consumers == ("web",)
    assert comparison.verdict == "compatible"
    assert any(f.verdict == "breaking" and f.level == "warning" for f in comparison.findings)
    assert _join(change).verdict == "breaking"


def test_what_the_contract_allows_is_a_break_when_a_consumer_lives_by_it() -> None:
    def change(new: dict) -> None:
        order = _order(new)
        order["required"].remove("status")
        del order["properties"]["status"]

    comparison = _join(change)
    assert ("reads an order", "breaks") in _hits(comparison)
    assert comparison.verdict == "breaking"


def test_an_answer_that_the_old_document_did_not_have_breaks_nobody() -> None:
    def change(new: dict) -> None:
        new["paths"]["/orders"]["post"]["responses"]["201"]["content"] = {
            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
        }

    added = {**_ADDS, "response": _READS["response"] | {"status": 201}}
    comparison = _join(change, interactions=[added])
    assert _hits(comparison) == []


def test_equal_documents_hit_nobody() -> None:
    comparison = _join(lambda new: None)
    assert (comparison.verdict, _hits(comparison), comparison.hits) == ("compatible", [], ())
    assert not breaks(comparison.hits)


def test_what_breaks_at_a_member_is_not_told_of_the_whole_answer_too() -> None:
    def document(number: str, required: list[str]) -> dict:
        line = {"type": "object", "required": required, "properties": {"sku": {"type": "string"}}}
        made = copy.deepcopy(_DOCUMENT)
        _order(made)["required"] = ["id", "lines"]
        _order(made)["properties"] = {
            "id": {"type": number},
            "lines": {"type": "array", "items": line},
        }
        return made

    reads = copy.deepcopy(_READS)
    reads["response"]["body"]["content"] = {"id": 7, "lines": [{"sku": "a"}]}
    some = {"match": "type", "min": 1}
    reads["response"]["matchingRules"]["body"] = {"$.lines": {"combine": "AND", "matchers": [some]}}
    joined = join(document("integer", ["sku"]), document("string", []), reads)
    told = {one.rule: [hit.part for hit in one.hits] for one in joined.findings if one.hits}
    assert told == {
        "type-widened": ["response $.id"],
        "property-became-optional": ["response $.lines[*].sku"],
    }
