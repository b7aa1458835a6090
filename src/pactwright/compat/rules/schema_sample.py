"""Small documents for the examples of schema rules: one schema, taken or given."""

from __future__ import annotations

from pactwright.compat.rules.rule import Change, Example
from pactwright.compat.rules.sample import answer, body, example
from pactwright.model.json import Json, JsonObject


def takes(schema: Json) -> JsonObject:
    """Return a document with `POST /orders` that takes objects whose `note` has this schema."""
    return {**body({"application/json": {"schema": _object(schema)}}), "openapi": "3.1.0"}


def gives(schema: Json) -> JsonObject:
    """Return a document with `GET /orders` that gives objects whose `note` has this schema."""
    document = answer(content={"application/json": {"schema": _object(schema)}})
    return {**document, "openapi": "3.1.0"}


def _object(schema: Json) -> JsonObject:
    return {"type": "object", "properties": {"note": schema}}


def pair(change: Change, wide: Json, narrow: Json) -> Example:
    """Return the loud example of a rule: narrowed in a request, or widened in a response."""
    if change == "narrowing":
        return example(takes(wide), takes(narrow))
    return example(gives(narrow), gives(wide))


def same(change: Change, schema: Json, other: Json | None = None) -> Example:
    """Return a quiet example: schemas that mean the same."""
    shown = takes if change == "narrowing" else gives
    return example(shown(schema), shown(schema if other is None else other))
