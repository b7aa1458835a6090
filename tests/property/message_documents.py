# ruff: noqa: E501 - tables with a case a line
"""An AsyncAPI document, messages of pacts with it, and every edit of the document."""

import copy
import json
from collections.abc import Iterator

from document_edits import Edit, _schemas
from schema_edits import reference_edits, schema_edits

from pactwright.model.interaction import PactDocument
from pactwright.pactfile.parse import parse_pact

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def _object(*required: str, **properties: object) -> dict:
    return {"type": "object", "required": [*required], "properties": properties}


_LINE = _object("sku", "count", sku={**TEXT, "minLength": 1}, count={**WHOLE, "minimum": 1})
_ORDER = _object(
    "id",
    "total",
    "status",
    "lines",
    id={**TEXT, "format": "uuid"},
    total={"type": "number", "minimum": 0},
    status={**TEXT, "enum": ["open", "paid"]},
    note={"type": ["string", "null"]},
    lines={"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"}},
    labels={"type": "object", "additionalProperties": TEXT},
    by={"oneOf": [{"$ref": "#/components/schemas/Person"}, {"type": "null"}]},
)
_SCHEMAS = {
    "Order": _ORDER,
    "Line": _LINE,
    "Person": _object("name", name=TEXT, mail={**TEXT, "format": "email"}),
    "Cancelled": _object("id", "why", id={**TEXT, "format": "uuid"}, why=TEXT),
    "Trace": _object("trace", trace={**TEXT, "minLength": 1}, hops=WHOLE),
    "Question": _object("sku", sku={**TEXT, "maxLength": 20}, count={**WHOLE, "minimum": 1}),
    "Price": _object("price", price={"type": "number"}, currency={**TEXT, "enum": ["EUR", "USD"]}),
}


def _message(name: str) -> dict:
    return {"payload": {"$ref": f"#/components/schemas/{name}"}}


DOCUMENT: dict = {
    "asyncapi": "3.0.0",
    "info": {"title": "orders", "version": "1.0.0"},
    "channels": {
        "orders": {
            "address": "orders",
            "messages": {
                "created": {
                    **_message("Order"),
                    "headers": {"$ref": "#/components/schemas/Trace"},
                },
                "cancelled": _message("Cancelled"),
            },
        },
        "questions": {"address": "questions", "messages": {"asked": _message("Question")}},
        "answers": {"address": "answers", "messages": {"priced": _message("Price")}},
    },
    "operations": {
        "orderEvents": {"action": "send", "channel": {"$ref": "#/channels/orders"}},
        "priceAsked": {
            "action": "receive",
            "channel": {"$ref": "#/channels/questions"},
            "reply": {"channel": {"$ref": "#/channels/answers"}},
        },
    },
    "components": {"schemas": _SCHEMAS},
}

_ID = "6f8c5a52-9d5b-4a0e-8f35-2f2f2c9a7d11"
_HEX = {"match": "regex", "regex": "[0-9a-f-]{36}"}


def _rules(**rules: dict) -> dict:
    named = {f"${path}": {"matchers": [rule]} for path, rule in rules.items()}
    return {"body": {"$": {"matchers": [{"match": "type"}]}, **named}}


def _content(value: object) -> dict:
    return {"content": value, "contentType": "application/json", "encoded": False}


def _hears(what: str, value: object, rules: dict, **more: object) -> dict:
    return {
        "type": "Asynchronous/Messages",
        "description": what,
        "contents": _content(value),
        "matchingRules": rules,
        "comments": {"references": {"AsyncAPI": {"operationId": "orderEvents"}}},
        **more,
    }


_LINES = {".lines": {"match": "type", "min": 1}, ".lines[*].count": {"match": "integer"}}
_TRACED = {"metadata": {"trace": "t"}}
_ANY_TRACE = {"metadata": {"trace": {"matchers": [{"match": "notEmpty"}]}}}
MESSAGES = [
    _hears("its id", {"id": _ID}, _rules(**{".id": _HEX})),
    _hears("its status", {"id": _ID, "status": "open"}, _rules(**{".status": {"match": "regex", "regex": "open|paid"}})),
    _hears("its lines", {"total": 7.5, "lines": [{"sku": "a", "count": 1}]}, _rules(**_LINES)),
    _hears("its labels", {"total": 1, "labels": {"a": "b"}}, _rules(**{".labels": {"match": "eachValue", "rules": [{"match": "type"}]}})),
    _hears("its total", {"total": 7.5}, _rules(**{".total": {"match": "number"}})),
    _hears("its trace", {"total": 7.5}, {**_rules(), **_ANY_TRACE}, **_TRACED),
    _hears("why it was cancelled", {"id": _ID, "why": "too late"}, _rules()),
    {
        "type": "Synchronous/Messages",
        "description": "asks for a price",
        "request": {"contents": _content({"sku": "a", "count": 2})},
        "response": [{"contents": _content({"price": 1.5}), "matchingRules": _rules(**{".price": {"match": "number"}})}],
        "comments": {"references": {"AsyncAPI": {"operationId": "priceAsked"}}},
    },
]  # fmt: skip


def read_messages() -> PactDocument:
    """Return the pact of these messages."""
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "interactions": MESSAGES,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return parse_pact(json.dumps(pact).encode(), source="web-orders.json")


def message_edits() -> Iterator[Edit]:
    """Yield every edit of the document."""
    for place, schema in _schemas(DOCUMENT):
        changes = reference_edits(schema) if "$ref" in schema else schema_edits(schema)
        for kind, changed in changes:
            yield Edit(kind, place, _edited(place, changed))
    for name, channel in DOCUMENT["channels"].items():
        for key, message in channel["messages"].items():
            place = ("channels", name, "messages", key)
            for kind, changed in reference_edits(message["payload"]):
                yield Edit(kind, (*place, "payload"), _edited((*place, "payload"), changed))
            yield Edit("message dropped", place, _edited(place, None))
            typed = {**message, "contentType": "application/xml"}
            yield Edit("content type changed", place, _edited(place, typed))
            for part in ("payload", "headers"):
                if part in message:
                    yield Edit(f"{part} dropped", place, _edited((*place, part), None))
        added = ("channels", name, "messages", "added")
        yield Edit("message added", added, _edited(added, {"payload": TEXT}))
    for name in DOCUMENT["operations"]:
        place = ("operations", name)
        yield Edit("operation dropped", place, _edited(place, None))
        yield Edit("described", place, _edited((*place, "summary"), "in other words"))
    place = ("operations", "priceAsked", "reply")
    yield Edit("reply dropped", place, _edited(place, None))


def _edited(place: tuple, value: object) -> dict:
    """Return the document with another value at a place, None for none there."""
    changed = copy.deepcopy(DOCUMENT)
    node = changed
    for step in place[:-1]:
        node = node[step]
    if value is None:
        del node[place[-1]]
    else:
        node[place[-1]] = copy.deepcopy(value)
    return changed
