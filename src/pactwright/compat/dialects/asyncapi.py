"""AsyncAPI 2.x and 3.x: documents of messages."""

from __future__ import annotations

from typing import Final

from pactwright.compat.api import MessageApi
from pactwright.document.messages import read_message_operations
from pactwright.document.shape import member, text
from pactwright.model.json import JsonObject
from pactwright.schema.dialect import Dialect

SCHEMAS: Final[Dialect] = "draft-07"
"""What a Schema Object of AsyncAPI is a superset of."""


def recognizes(root: JsonObject) -> bool:
    """Tell whether the document says that it is AsyncAPI."""
    return "asyncapi" in root


def read_messages(root: JsonObject) -> MessageApi:
    """Return the document in normal form; raises `ShapeError` where its shape is wrong."""
    operations = read_message_operations(root)
    version = text(member(root, "info", ""), "version", "/info")
    return MessageApi(root=root, operations=operations, version=version)
