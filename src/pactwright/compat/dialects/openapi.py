"""What OpenAPI 3.0, 3.1 and 3.2 have in common: from the document to the normal form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from msgspec import Struct

from pactwright.compat.api import (
    Api,
    Body,
    Callback,
    Link,
    Location,
    Media,
    Operation,
    Parameter,
    Requirement,
    Response,
    SecurityScheme,
    Server,
)
from pactwright.compat.dialects.shape import follow, read_lifecycle
from pactwright.document.operations import METHODS
from pactwright.document.parameters import IGNORED_HEADERS, STYLES
from pactwright.document.pointer import escape_step
from pactwright.document.shape import (
    ShapeError,
    flag,
    member,
    texts,
    want_list,
    want_object,
    want_text,
)
from pactwright.model.json import Json, JsonObject
from pactwright.schema.dialect import Dialect

_COMPONENTS = ("schemas", "parameters", "requestBodies", "responses", "headers")


class _PathItem(Struct, frozen=True, kw_only=True):
    path: str
    parameters: tuple[Parameter, ...]
    servers: tuple[Server, ...] | None


class OpenApiReader:
    """Reads one document; parts that many operations share are read once."""

    def __init__(self, root: JsonObject, dialect: Dialect) -> None:
        self.root = root
        self.dialect = dialect
        self._parameters: dict[str, Parameter] = {}
        self._responses: dict[tuple[str, str], Response] = {}
        self._bodies: dict[str, Body] = {}
        self._headers: dict[tuple[str, str], Parameter] = {}

    def read(self) -> Api:
        """Return the API in normal form; raises `ShapeError` where the shape is wrong."""
        root = self.root
        info = member(root, "info", "")
        components = member(root, "components", "")
        return Api(
            dialect=self.dialect,
            root=root,
            version=want_text(info.get("version", ""), "/info/version"),
            operations=tuple(self._path_items(member(root, "paths", ""), "/paths")),
            webhooks=tuple(self._path_items(member(root, "webhooks", ""), "/webhooks")),
            servers=self._servers(root, "") or (Server(url="/", pointer=""),),
            security=self._security(root, "") or (),
            schemes=self._schemes(member(components, "securitySchemes", "/components")),
            tags=read_tags(root),
            components=_component_names(components),
            lifecycle=read_lifecycle(info, "/info"),
        )

    def _path_items(self, items: Mapping[str, Any], pointer: str) -> Iterator[Operation]:
        for path, item in items.items():
            if not path.startswith("x-"):
                yield from self._path_item(path, item, f"{pointer}/{escape_step(path)}")

    def _path_item(self, path: str, item: Json, pointer: str) -> Iterator[Operation]:
        node, pointer = follow(self.root, item, pointer)
        shared = _PathItem(
            path=path,
            parameters=self._parameter_list(node, pointer),
            servers=self._servers(node, pointer),
        )
        for method in METHODS:
            if method in node:
                place = f"{pointer}/{method}"
                raw = want_object(node[method], place)
                yield self._operation(method.upper(), raw, place, shared)
        for name, raw in member(node, "additionalOperations", pointer).items():
            place = f"{pointer}/additionalOperations/{escape_step(name)}"
            yield self._operation(name, want_object(raw, place), place, shared)

    def _operation(
        self, method: str, node: Mapping[str, Any], pointer: str, shared: _PathItem
    ) -> Operation:
        own = self._parameter_list(node, pointer)
        if shared.parameters and own:
            names = {parameter.key for parameter in own}
            own = (*(each for each in shared.parameters if each.key not in names), *own)
        identifier = node.get("operationId")
        body = node.get("requestBody")
        return Operation(
            method=method,
            path=shared.path,
            pointer=pointer,
            parameters=own or shared.parameters,
            body=None if body is None else self._body(body, f"{pointer}/requestBody"),
            responses=self._response_list(node, pointer),
            callbacks=tuple(self._callbacks(node, pointer)) if "callbacks" in node else (),
            security=self._security(node, pointer),
            servers=self._servers(node, pointer) or shared.servers,
            operation_id=None
            if identifier is None
            else want_text(identifier, f"{pointer}/operationId"),
            tags=texts(node, "tags", pointer),
            lifecycle=read_lifecycle(node, pointer),
        )

    def _parameter_list(self, node: Mapping[str, Any], pointer: str) -> tuple[Parameter, ...]:
        if "parameters" not in node:
            return ()
        place = f"{pointer}/parameters"
        found = [
            self._parameter(item, f"{place}/{index}")
            for index, item in enumerate(want_list(node["parameters"], place))
        ]
        return tuple(
            each
            for each in found
            if each.location != "header" or each.name.lower() not in IGNORED_HEADERS
        )

    def _parameter(self, item: Json, pointer: str) -> Parameter:
        node, pointer = follow(self.root, item, pointer)
        known = self._parameters.get(pointer)
        if known is None:
            known = self._parameters[pointer] = self._read_parameter(node, pointer)
        return known

    def _read_parameter(self, node: Mapping[str, Any], pointer: str) -> Parameter:
        for key in ("name", "in"):
            if key not in node:
                raise ShapeError(pointer, f"the parameter has no {key!r}", hint=f"add {key!r}")
        location = want_text(node["in"], f"{pointer}/in")
        if location not in {*STYLES, "querystring"}:
            raise ShapeError(
                f"{pointer}/in",
                f"{location!r} is no place for a parameter",
                hint="use path, query, header or cookie",
            )
        name = want_text(node["name"], f"{pointer}/name")
        return self._beside_body(name, cast("Location", location), node, pointer)

    def _beside_body(
        self, name: str, location: Location, node: Mapping[str, Any], pointer: str
    ) -> Parameter:
        style = want_text(node.get("style", STYLES.get(location, "simple")), f"{pointer}/style")
        return Parameter(
            name=name,
            location=location,
            pointer=pointer,
            raw=node,
            required=flag(node, "required", pointer) or location == "path",
            style=style,
            explode=flag(node, "explode", pointer, default=style == "form"),
            allow_reserved=flag(node, "allowReserved", pointer),
            allow_empty=flag(node, "allowEmptyValue", pointer),
            schema=f"{pointer}/schema" if "schema" in node else None,
            content=self._media(node, pointer),
            lifecycle=read_lifecycle(node, pointer),
        )

    def _body(self, item: Json, pointer: str) -> Body:
        node, pointer = follow(self.root, item, pointer)
        known = self._bodies.get(pointer)
        if known is None:
            known = self._bodies[pointer] = Body(
                pointer=pointer,
                required=flag(node, "required", pointer),
                media=self._media(node, pointer),
            )
        return known

    def _media(self, node: Mapping[str, Any], pointer: str) -> tuple[Media, ...]:
        if "content" not in node:
            return ()
        content = member(node, "content", pointer)
        found = []
        for name, item in content.items():
            raw, place = follow(self.root, item, f"{pointer}/content/{escape_step(name)}")
            found.append(
                Media(
                    type=name,
                    pointer=place,
                    schema=f"{place}/schema" if "schema" in raw else None,
                    item_schema=f"{place}/itemSchema" if "itemSchema" in raw else None,
                    encoding=member(raw, "encoding", place) if "encoding" in raw else {},
                )
            )
        return tuple(found)

    def _response_list(self, node: Mapping[str, Any], pointer: str) -> tuple[Response, ...]:
        place = f"{pointer}/responses"
        return tuple(
            self._response(status, item, f"{place}/{escape_step(status)}")
            for status, item in member(node, "responses", pointer).items()
            if not status.startswith("x-")
        )

    def _response(self, status: str, item: Json, pointer: str) -> Response:
        node, pointer = follow(self.root, item, pointer)
        status = status.upper() if status != "default" else status
        known = self._responses.get((status, pointer))
        if known is None:
            known = self._responses[status, pointer] = Response(
                status=status,
                pointer=pointer,
                media=self._media(node, pointer),
                headers=tuple(self._headers_of(node, pointer)) if "headers" in node else (),
                links=tuple(self._links(node, pointer)) if "links" in node else (),
            )
        return known

    def _headers_of(self, node: Mapping[str, Any], pointer: str) -> Iterator[Parameter]:
        for name, item in member(node, "headers", pointer).items():
            if name.lower() == "content-type":
                continue  # section 4.8.17: such a response header is ignored
            raw, place = follow(self.root, item, f"{pointer}/headers/{escape_step(name)}")
            known = self._headers.get((name, place))
            if known is None:
                known = self._beside_body(name, "response header", raw, place)
                self._headers[name, place] = known
            yield known

    def _links(self, node: Mapping[str, Any], pointer: str) -> Iterator[Link]:
        for name, item in member(node, "links", pointer).items():
            raw, place = follow(self.root, item, f"{pointer}/links/{escape_step(name)}")
            yield Link(name=name, pointer=place, raw=raw)

    def _callbacks(self, node: Mapping[str, Any], pointer: str) -> Iterator[Callback]:
        for name, item in member(node, "callbacks", pointer).items():
            raw, place = follow(self.root, item, f"{pointer}/callbacks/{escape_step(name)}")
            for expression, path_item in raw.items():
                if expression.startswith("x-"):
                    continue
                inner = f"{place}/{escape_step(expression)}"
                yield Callback(
                    name=name,
                    expression=expression,
                    pointer=inner,
                    operations=tuple(self._path_item(expression, path_item, inner)),
                )

    def _security(self, node: Mapping[str, Any], pointer: str) -> tuple[Requirement, ...] | None:
        if "security" not in node:
            return None
        return read_security(node["security"], f"{pointer}/security")

    def _servers(self, node: Mapping[str, Any], pointer: str) -> tuple[Server, ...] | None:
        if "servers" not in node:
            return None
        place = f"{pointer}/servers"
        servers = []
        for index, item in enumerate(want_list(node["servers"], place)):
            raw = want_object(item, f"{place}/{index}")
            servers.append(
                Server(
                    url=want_text(raw.get("url", "/"), f"{place}/{index}/url"),
                    pointer=f"{place}/{index}",
                    variables=member(raw, "variables", f"{place}/{index}"),
                )
            )
        return tuple(servers)

    def _schemes(self, schemes: Mapping[str, Any]) -> dict[str, SecurityScheme]:
        found = {}
        for name, item in schemes.items():
            place = f"/components/securitySchemes/{escape_step(name)}"
            raw, pointer = follow(self.root, item, place)
            found[name] = SecurityScheme(name=name, pointer=pointer, raw=raw)
        return found


def read_security(value: Json, pointer: str) -> tuple[Requirement, ...]:
    """Return the alternatives of a `security` list."""
    found = []
    for index, item in enumerate(want_list(value, pointer)):
        raw = want_object(item, f"{pointer}/{index}")
        found.append({name: frozenset(texts(raw, name, f"{pointer}/{index}")) for name in raw})
    return tuple(found)


def read_tags(root: JsonObject) -> dict[str, str]:
    """Return the document's tags with their pointers."""
    tags = {}
    value = root.get("tags")
    for index, item in enumerate(want_list(value, "/tags") if value is not None else []):
        raw = want_object(item, f"/tags/{index}")
        tags[want_text(raw.get("name", ""), f"/tags/{index}/name")] = f"/tags/{index}"
    return tags


def _component_names(components: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for kind in _COMPONENTS:
        for name in member(components, kind, "/components"):
            pointer = f"/components/{kind}/{escape_step(name)}"
            found[f"{kind}/{name}"] = pointer
    return found
