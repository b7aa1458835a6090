"""Small documents for the examples of rules."""

from __future__ import annotations

from typing import Any, TypeAlias

from pactwright.compat.rules.rule import Example
from pactwright.model.json import Json, JsonObject

Part: TypeAlias = Any
"""Any JSON, as the author of an example writes it down."""

_OK: JsonObject = {"200": {"description": "ok"}}


def api(paths: Part = None, **top: Part) -> JsonObject:
    """Return an OpenAPI 3.0 document of these paths; `top` are its other members."""
    document: dict[str, Json] = {
        "openapi": "3.0.3",
        "info": {"title": "orders", "version": "1.0.0"},
    }
    return {**document, "paths": {} if paths is None else paths, **top}


def operation(**members: Part) -> JsonObject:
    """Return a document with `GET /orders`, whose operation has these members."""
    return api({"/orders": {"get": {"responses": _OK, **members}}})


def sending(**members: Part) -> JsonObject:
    """Return a document with `POST /orders`, whose operation has these members."""
    return api({"/orders": {"post": {"responses": _OK, **members}}})


def query(**members: Part) -> JsonObject:
    """Return a document with `GET /orders` that has one query parameter, of integers."""
    parameter: dict[str, Json] = {"name": "limit", "in": "query"}
    if "content" not in members:
        parameter["schema"] = {"type": "integer"}
    return operation(parameters=[{**parameter, **members}])


def body(media: Part = None, **members: Part) -> JsonObject:
    """Return a document with `POST /orders` that takes a body of these media types."""
    content = {"application/json": {"schema": {"type": "object"}}} if media is None else media
    return sending(requestBody={"content": content, **members})


def answer(**members: Part) -> JsonObject:
    """Return a document with `GET /orders` whose 200 response has these members."""
    return operation(responses={"200": {"description": "ok", **members}})


def messages(
    name: str = "orderCreated",
    *,
    operation: Part = None,
    channel: Part = None,
    message: Part = None,
    **top: Part,
) -> JsonObject:
    """Return an AsyncAPI 3.0 document that sends one message; the parts have these members."""
    created: Part = {"payload": {"type": "object"}, **(message or {})}
    orders: Part = {"messages": {"created": created}, **(channel or {})}
    sent: Part = {"action": "send", "channel": {"$ref": "#/channels/orders"}, **(operation or {})}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "orders", "version": "1.0.0"},
        "channels": {"orders": orders},
        "operations": {name: sent},
        **top,
    }


def example(old: JsonObject, new: JsonObject) -> Example:
    """Return the example of two documents."""
    return Example(old=old, new=new)


def changed(document: Part, *path: str, **members: Part) -> dict[str, Part]:
    """Return the document with other members in the object at that path."""
    if not path:
        return {**document, **members}
    inner = document[path[0]]
    return {**document, path[0]: changed(inner, *path[1:], **members)}
