"""An AsyncAPI document (2.x or 3.x) made ready for questions about its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pactwright.conformance.inclusion import Inclusions
from pactwright.conformance.schemas import Schemas
from pactwright.document.messages import MessageOperation, read_message_operations
from pactwright.model.json import Json
from pactwright.schema.document import SchemaDocument


class AsyncDocument:
    """One AsyncAPI document: its operations by name, and the schemas below them."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Make it of a parsed document; raises `ShapeError` for one of an unknown version."""
        self.operations: Mapping[str, MessageOperation] = {
            one.name: one for one in read_message_operations(root)
        }
        self.root: Mapping[str, Json] = root
        self.schemas = Schemas(SchemaDocument(root, "draft-07"))
        self.inclusions = Inclusions(self.schemas)
