"""The parts of an operation that a consumer may use, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pactwright.model.path import Step

Kind: TypeAlias = Literal[
    "operation",
    "status",
    "request content type",
    "response content type",
    "request parameter",
    "request field",
    "response header",
    "response field",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a document offers, or that a consumer uses.

    `operation` reads `GET /orders/{id}`, `status` as the document has it (`200`, `4XX`,
    `default`), `name` the parameter (`query limit`), header, content type or field
    (`$.lines[*].sku`). Two parts are the same when all of these are.
    """

    kind: Kind
    operation: str
    status: str = ""
    content_type: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """How reports name it: `GET /orders/{id} 200 $.lines[*].sku`."""
        return " ".join(word for word in (self.operation, self.status, self.name) if word)

    @property
    def negative(self) -> bool:
        """Whether it is a status that tells of a failure: 4xx or 5xx."""
        return self.kind == "status" and self.status[:1] in ("4", "5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A part with the JSON pointer where its document declares it."""

    part: Part
    pointer: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a body: its path from the root, and the pointer of its schema."""

    steps: tuple[Step, ...]
    pointer: str
    required: bool = False
