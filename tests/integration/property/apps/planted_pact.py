"""The pact of a consumer that calls every operation of the planted shop, with open values."""

import json

from pactwright.pactfile.parse import parse_pact

_TYPE = {"matchers": [{"match": "type"}]}
_INTEGER = {"matchers": [{"match": "integer"}]}
_TOKEN = {"Authorization": ["Bearer t0ken"]}
_ORDER = {
    "id": 3, "sku": "A1", "quantity": 2, "status": "open", "note": "", "price": 5.0,
    "priority": "normal",
}  # fmt: skip
_STATUS = {"matchers": [{"match": "regex", "regex": "open|paid|sent"}]}
_ORDER_RULES = {
    "$.id": _INTEGER, "$.sku": _TYPE, "$.quantity": _INTEGER, "$.status": _STATUS,
    "$.note": _TYPE, "$.price": {"matchers": [{"match": "number"}]}, "$.priority": _TYPE,
}  # fmt: skip
_JSON = {"Content-Type": ["application/json"]}


def _regex(pattern):
    return {"matchers": [{"match": "regex", "regex": pattern}]}


def _content(value):
    return {"content": value, "contentType": "application/json", "encoded": False}


def _interaction(description, request, response, states=("orders 3 and 4 exist",)):
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": [{"name": name} for name in states],
        "request": request,
        "response": response,
    }


def _ok(value, rules=None, status=200):
    return {
        "status": status,
        "headers": _JSON,
        "body": _content(value),
        "matchingRules": {"body": rules or {}},
    }


_LIST = {"orders": [_ORDER], "total": 2}
_LIST_RULES = {
    "$.orders": {"matchers": [{"match": "type", "min": 1}]}, "$.total": _INTEGER,
    **{f"$.orders[*]{place[1:]}": rule for place, rule in _ORDER_RULES.items()},
}  # fmt: skip

INTERACTIONS = [
    _interaction("lists orders", {"method": "GET", "path": "/orders"}, _ok(_LIST, _LIST_RULES)),
    _interaction(
        "lists a page of orders",
        {
            "method": "GET", "path": "/orders", "query": {"limit": ["10"], "offset": ["0"]},
            "matchingRules": {"query": {"limit": _INTEGER, "offset": _INTEGER}},
        },
        _ok(_LIST, _LIST_RULES),
    ),
    _interaction(
        "lists orders of a status",
        {
            "method": "GET", "path": "/orders", "query": {"status": ["open"]},
            "matchingRules": {"query": {"status": _regex("open|paid|sent")}},
        },
        _ok(_LIST, _LIST_RULES),
    ),
    _interaction(
        "adds an order",
        {
            "method": "POST", "path": "/orders", "headers": {**_JSON, **_TOKEN},
            "body": _content({"sku": "A1", "quantity": 2, "note": "at the door"}),
            "matchingRules": {
                "body": {"$.sku": _TYPE, "$.quantity": _INTEGER, "$.note": _TYPE},
            },
        },
        {**_ok(_ORDER, _ORDER_RULES, 201)},
    ),
    _interaction(
        "reads an order",
        {
            "method": "GET", "path": "/orders/3",
            "matchingRules": {"path": _regex(r"/orders/\d+")},
        },
        _ok(_ORDER, _ORDER_RULES),
    ),
    _interaction(
        "changes an order",
        {
            "method": "PATCH", "path": "/orders/3", "headers": {**_JSON, **_TOKEN},
            "body": _content({"quantity": 5}), "matchingRules": {"body": {"$.quantity": _INTEGER}},
        },
        _ok(_ORDER, _ORDER_RULES),
    ),
    _interaction(
        "deletes an order",
        {"method": "DELETE", "path": "/orders/3", "headers": _TOKEN},
        {"status": 204},
    ),
    _interaction(
        "reads a receipt", {"method": "GET", "path": "/orders/3/receipt"}, _ok({"order": 3})
    ),
    _interaction(
        "searches",
        {
            "method": "GET", "path": "/search", "query": {"q": ["A"]},
            "matchingRules": {"query": {"q": _TYPE}},
        },
        _ok([_ORDER], {"$": {"matchers": [{"match": "type", "min": 1}]}}),
    ),
    _interaction(
        "asks for a price",
        {
            "method": "POST", "path": "/quotes", "headers": _JSON, "body": _content({"weight": 5}),
            "matchingRules": {"body": {"$.weight": _INTEGER}},
        },
        _ok({"price": 10}, {"$.price": _INTEGER}),
        states=(),
    ),
    _interaction(
        "prints a label",
        {
            "method": "POST", "path": "/labels", "headers": _JSON,
            "body": _content({"name": "Ann"}),
            "matchingRules": {"body": {"$.name": _TYPE}},
        },
        _ok({"label": "ANN"}, {"$.label": _TYPE}, 201),
        states=(),
    ),
]  # fmt: skip


def planted_pact():
    for one in INTERACTIONS:
        rules = one["request"].get("matchingRules", {}).get("path")
        if rules is not None and "matchers" not in rules:
            raise AssertionError(rules)
    return json.dumps({
        "consumer": {"name": "web"},
        "provider": {"name": "shop"},
        "interactions": INTERACTIONS,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }).encode()  # fmt: skip


def read_planted_pact():
    return parse_pact(planted_pact(), source="web-shop.json")
