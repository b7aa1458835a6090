"""OpenAPI 3.1."""

from __future__ import annotations

from pactwright.compat.api import Api
from pactwright.compat.dialects.openapi import OpenApiReader
from pactwright.model.json import JsonObject
from pactwright.schema.dialect import Dialect

name: Dialect = "openapi-3.1"


def recognizes(root: JsonObject) -> bool:
    """Tell whether the document says that it is of this dialect."""
    return str(root.get("openapi", "")).startswith("3.1.") or root.get("openapi") == "3.1"


def read_api(root: JsonObject) -> Api:
    """Return the document in normal form."""
    from pactwright.schema.resources import settle_api

    return OpenApiReader(settle_api(dict(root), name), name).read()
