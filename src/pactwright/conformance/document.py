"""An OpenAPI document made ready for questions; what is asked once is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pactwright.conformance import openapi3, swagger2
from pactwright.conformance.inclusion import Inclusions
from pactwright.conformance.operation import Operation, SecurityScheme
from pactwright.conformance.schemas import Schemas
from pactwright.document.following import followed_members
from pactwright.document.operations import OperationIndex, Route
from pactwright.document.pointer import split_pointer
from pactwright.document.shape import ShapeError
from pactwright.model.json import Json
from pactwright.schema.dialect import Dialect
from pactwright.schema.document import SchemaDocument

_DIALECTS: Final[dict[str, Dialect]] = {
    "3.0": "openapi-3.0",
    "3.1": "openapi-3.1",
    "3.2": "openapi-3.2",
}


class ApiDocument:
    """One OpenAPI or Swagger document: its operations, and the schemas below them."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Make it of a parsed document; raises `ShapeError` for one of an unknown version."""
        self.dialect = _dialect_of(root)
        list(followed_members(root, root, "paths", "", extensible=True))  # each is an object
        self._made: dict[str, Json] = {}
        self.root: Mapping[str, Any] = root
        if self.dialect == "swagger-2.0":
            self.root = {**root, swagger2.MADE_KEY: self._made}
        self.index = OperationIndex(root)
        self.schemas = Schemas(SchemaDocument(self.root, self.dialect))
        self.inclusions = Inclusions(self.schemas)
        self._operations: dict[str, Operation] = {}
        self._schemes: dict[str, SecurityScheme] | None = None

    def find(self, method: str, path: str) -> Iterator[tuple[Route, Operation]]:
        """Yield the operations that a request may be for, the closest one first."""
        for route in self.index.find(method, path):
            yield route, self.operation(route)

    def operation(self, route: Route) -> Operation:
        """Return the operation of a route."""
        key = f"{route.template} {route.pointer}"
        found = self._operations.get(key)
        if found is None:
            found = self._operations[key] = self._read(route)
        return found

    @property
    def schemes(self) -> Mapping[str, SecurityScheme]:
        """The security schemes by name."""
        if self._schemes is None:
            reader = swagger2 if self.dialect == "swagger-2.0" else openapi3
            self._schemes = reader.read_schemes(self.root)
        return self._schemes

    def place_of(self, pointer: str) -> str:
        """Return a pointer into the document itself, for one that may lead to a made schema."""
        prefix = f"/{swagger2.MADE_KEY}/"
        return split_pointer(pointer)[1] if pointer.startswith(prefix) else pointer

    def _read(self, route: Route) -> Operation:
        if self.dialect == "swagger-2.0":
            return swagger2.read_operation(self.root, route, self._made)
        return openapi3.read_operation(self.root, route)


def _dialect_of(root: Mapping[str, Any]) -> Dialect:
    if str(root.get("swagger")) == "2.0":
        return "swagger-2.0"
    version = str(root.get("openapi", ""))
    dialect = _DIALECTS.get(".".join(version.split(".")[:2]))
    if dialect is None:
        key = "openapi" if "openapi" in root else "swagger" if "swagger" in root else ""
        raise ShapeError(
            f"/{key}" if key else "",
            f"{key} {root[key]!r} is not known" if key else "this is no API document",
            hint="OpenAPI 3.0, 3.1, 3.2, Swagger 2.0 and AsyncAPI 2 and 3 are read",
        )
    return dialect
