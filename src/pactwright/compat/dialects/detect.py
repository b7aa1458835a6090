"""Which dialect a document is of, and its normal form."""

from __future__ import annotations

import difflib
from typing import Protocol

from pactwright.compat.api import Api, MessageApi
from pactwright.compat.dialects import (
    asyncapi,
    jsonschema,
    openapi30,
    openapi31,
    openapi32,
    swagger2,
)
from pactwright.document.shape import ShapeError
from pactwright.model.json import Json, JsonObject
from pactwright.schema.dialect import Dialect


class ApiDialect(Protocol):
    """A module that reads API documents of one dialect."""

    name: Dialect

    def recognizes(self, root: JsonObject) -> bool:
        """Tell whether the document says that it is of this dialect."""
        ...

    def read_api(self, root: JsonObject) -> Api:
        """Return the document in normal form; raises `ShapeError` where its shape is wrong."""
        ...


API_DIALECTS: tuple[ApiDialect, ...] = (openapi30, openapi31, openapi32, swagger2)

KINDS = ("api", "json-schema")
"""What may be compared: API documents, or bare schemas."""

_KNOWN = "OpenAPI 3.0, 3.1, 3.2, Swagger 2.0 or AsyncAPI 2 or 3"


def read_document(root: Json, *, kind: str | None = None) -> Api | MessageApi | Dialect:
    """Return an API or an AsyncAPI document in normal form, or the dialect of a bare schema.

    `kind` says which of the two it must be. Raises `ShapeError` for anything else.
    """
    if kind == "json-schema":
        return _schema_dialect(root)
    if isinstance(root, dict):
        for dialect in API_DIALECTS:
            if dialect.recognizes(root):
                return dialect.read_api(root)
        for key in ("openapi", "swagger"):
            if key in root:
                raise ShapeError(
                    f"/{key}", f"{key} {root[key]!r} is not known", hint=f"{_KNOWN} is read"
                )
        if asyncapi.recognizes(root):
            return asyncapi.read_messages(root)
        if kind is None and jsonschema.recognizes(root) and "paths" not in root:
            return jsonschema.dialect_of(root)
    elif kind is None and isinstance(root, bool):
        return jsonschema.dialect_of(root)
    raise _no_document(root)


def read_http(root: Json) -> Api:
    """Return an API over HTTP in normal form; raises `ShapeError` for anything else."""
    found = read_document(root, kind="api")
    if isinstance(found, Api):
        return found
    raise ShapeError(
        "/asyncapi",
        "AsyncAPI documents are not read here",
        hint="`pactwright conform` and `compat` read them; here OpenAPI or Swagger is",
    )


def _schema_dialect(root: Json) -> Dialect:
    if jsonschema.recognizes(root):
        return jsonschema.dialect_of(root)
    if isinstance(root, dict):
        return jsonschema.dialect_of(root)
    raise ShapeError(
        "", f"a JSON Schema is an object or a boolean, not {_kind(root)}", hint="name a schema"
    )


def _no_document(root: Json) -> ShapeError:
    if not isinstance(root, dict):
        return ShapeError(
            "", f"an API document is an object, not {_kind(root)}", hint=f"{_KNOWN} is read"
        )
    near = difflib.get_close_matches("openapi", list(root)[:50], n=1)
    said = f"did you mean openapi by {near[0]!r}?" if near else f"{_KNOWN} is read, or JSON Schema"
    return ShapeError("", "neither openapi nor swagger says what this document is", hint=said)


def _kind(value: Json) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "a number"
