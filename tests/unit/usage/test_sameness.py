"""Which operations are the same in two documents, so that nobody needs to be asked about them."""

import copy
from collections.abc import Callable

import pytest

from pactwright.conformance.document import ApiDocument
from pactwright.usage.sameness import Sameness

_JSON = "application/json"
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "shop", "version": "1.0.0"},
    "paths": {
        "/orders/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "responses": {
                    "200": {
                        "description": "one",
                        "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Order"}}},
                    }
                }
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        }
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": True}},
        "schemas": {
            "Order": {
                "properties": {
                    "lines": {"items": {"$ref": "#/components/schemas/Line"}},
                    "payment": {
                        "discriminator": {"propertyName": "by", "mapping": {"card": "Card"}}
                    },
                }
            },
            "Line": {
                "properties": {
                    "count": {"minimum": 1},
                    "of": {"$ref": "#/components/schemas/Order"},
                }
            },
            "Card": {"properties": {"number": {"type": "string"}}},
            "Other": {"type": "string"},
        },
    },
}


def _same(change: Callable[[dict], object], path: str = "/orders/7") -> bool:
    changed = copy.deepcopy(_DOCUMENT)
    change(changed)
    found = [next(ApiDocument(root).find("GET", path)) for root in (_DOCUMENT, changed)]
    return Sameness(_DOCUMENT, changed).holds(*found)


def _schemas(document: dict) -> dict:
    return document["components"]["schemas"]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["info"].update(version="2.0.0"),
        lambda one: _schemas(one)["Other"].update(type="integer"),
        lambda one: one["paths"]["/orders/{id}"]["delete"].update(deprecated=True),
        lambda one: one["paths"].update({"/more": {}}),
    ],
)
def test_what_an_operation_does_not_refer_to_makes_no_difference(change: Callable) -> None:
    assert _same(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["paths"]["/orders/{id}"]["get"].update(deprecated=True),
        lambda one: one["paths"]["/orders/{id}"].update(parameters=[]),
        lambda one: one["components"]["parameters"]["Id"].update(schema={"type": "integer"}),
        lambda one: _schemas(one)["Line"]["properties"]["count"].update(minimum=True),
        lambda one: _schemas(one)["Card"]["properties"].pop("number"),
        lambda one: _schemas(one).pop("Line"),
        lambda one: one["paths"].update({"/orders/7": {"get": {"responses": {}}}}),
        lambda one: one.update(security=[{"key": []}]),
        lambda one: one.update(servers=[{"url": "/v2"}]),
        lambda one: one["info"].update({"x-opc-config-base-path": ""}),
        lambda one: one["components"].update(securitySchemes={"key": {"type": "http"}}),
    ],
)
def test_whatever_an_operation_refers_to_makes_a_difference(change: Callable) -> None:
    assert not _same(change)


def test_references_that_are_no_pointers_into_the_document_are_not_judged() -> None:
    document = copy.deepcopy(_DOCUMENT)
    _schemas(document)["Line"]["$anchor"] = "line"
    found = next(ApiDocument(document).find("GET", "/orders/7"))
    assert not Sameness(document, document).holds(found, found)
