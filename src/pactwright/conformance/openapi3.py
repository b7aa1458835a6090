"""Operations of OpenAPI 3.0, 3.1 and 3.2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from pactwright.conformance.operation import (
    Answer,
    Location,
    Media,
    Operation,
    Parameter,
    RequestBody,
    Requirement,
    SecurityScheme,
)
from pactwright.document.following import follow, followed_members
from pactwright.document.operations import Route
from pactwright.document.parameters import IGNORED_HEADERS, STYLES
from pactwright.document.pointer import follow_pointer
from pactwright.document.shape import ShapeError, flag, items, member, text
from pactwright.model.json import JsonObject

_LOCATIONS: Final = frozenset({*STYLES, "querystring"})


def read_operation(root: JsonObject, route: Route) -> Operation:
    """Return the operation of a route; raises `ShapeError` where its shape is wrong."""
    return _Reader(root, route).read()


def read_schemes(root: JsonObject) -> dict[str, SecurityScheme]:
    """Return the security schemes of the document by name."""
    components = member(root, "components", "")
    return {
        name: SecurityScheme(
            name=name,
            kind=text(raw, "type", place).lower(),
            place=text(raw, "in", place).lower(),
            key=text(raw, "name", place),
            scheme=text(raw, "scheme", place).lower(),
        )
        for name, raw, place in followed_members(root, components, "securitySchemes", "/components")
    }


def read_security(
    node: Mapping[str, Any], root: Mapping[str, Any], pointer: str
) -> tuple[Requirement, ...]:
    """Return the alternatives that hold for an operation: its own or the document's."""
    source, place = (node, pointer) if "security" in node else (root, "")
    return tuple(
        tuple(follow(root, item, f"{place}/security/{index}")[0])
        for index, item in enumerate(items(source, "security", place))
    )


class _Reader:
    def __init__(self, root: JsonObject, route: Route) -> None:
        self.root = root
        self.route = route

    def read(self) -> Operation:
        pointer = self.route.pointer
        node = cast("Mapping[str, Any]", follow_pointer(self.root, pointer))
        # An additional operation stands one object deeper than the usual methods.
        above = pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        item = cast("Mapping[str, Any]", follow_pointer(self.root, above))
        return Operation(
            method=self.route.method,
            template=self.route.template,
            pointer=pointer,
            raw=node,
            parameters=tuple(self._parameters((item, above), (node, pointer))),
            body=self._body(node, pointer),
            answers={one.status: one for one in self._answers(node, pointer)},
            security=read_security(node, self.root, pointer),
            deprecated=flag(node, "deprecated", pointer),
        )

    def _parameters(self, *owners: tuple[Mapping[str, Any], str]) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for node, pointer in owners:
            for index, item in enumerate(items(node, "parameters", pointer)):
                raw, place = follow(self.root, item, f"{pointer}/parameters/{index}")
                one = self._parameter(raw, place, f"parameters[{index}]")
                key = one.name.lower() if one.location == "header" else one.name
                found[one.location, key] = one
        for (location, name), one in found.items():
            if location != "header" or name not in IGNORED_HEADERS:
                yield one

    def _parameter(self, raw: Mapping[str, Any], pointer: str, label: str) -> Parameter:
        for key in ("name", "in"):
            if key not in raw:
                raise ShapeError(pointer, f"the parameter has no {key!r}", hint=f"add {key!r}")
        location = text(raw, "in", pointer)
        if location not in _LOCATIONS:
            raise ShapeError(
                f"{pointer}/in",
                f"{location!r} is no place for a parameter",
                hint="use path, query, header or cookie",
            )
        return self._beside_body(
            text(raw, "name", pointer), cast("Location", location), raw, pointer, label
        )

    def _beside_body(
        self, name: str, location: Location, raw: Mapping[str, Any], pointer: str, label: str
    ) -> Parameter:
        style = text(raw, "style", pointer, STYLES.get(location, "simple"))
        content = next(self._media(raw, pointer), None) if "content" in raw else None
        return Parameter(
            name=name,
            location=location,
            pointer=pointer,
            label=label,
            raw=raw,
            required=location == "path" or flag(raw, "required", pointer),
            style=style,
            explode=flag(raw, "explode", pointer, default=style == "form"),
            schema=f"{pointer}/schema" if "schema" in raw else None,
            content=content,
        )

    def _body(self, node: Mapping[str, Any], pointer: str) -> RequestBody | None:
        if "requestBody" not in node:
            return None
        raw, place = follow(self.root, node["requestBody"], f"{pointer}/requestBody")
        return RequestBody(
            pointer=place,
            required=flag(raw, "required", place),
            media=tuple(self._media(raw, place)),
        )

    def _media(self, node: Mapping[str, Any], pointer: str) -> Iterator[Media]:
        for name, raw, place in followed_members(self.root, node, "content", pointer):
            yield Media(
                type=name,
                pointer=place,
                schema=f"{place}/schema" if "schema" in raw else None,
                encoding=member(raw, "encoding", place),
            )

    def _answers(self, node: Mapping[str, Any], pointer: str) -> Iterator[Answer]:
        responses = followed_members(self.root, node, "responses", pointer, extensible=True)
        for status, raw, place in responses:
            yield Answer(
                status=status if status == "default" else status.upper(),
                pointer=place,
                media=tuple(self._media(raw, place)),
                headers=tuple(self._headers(raw, place)),
            )

    def _headers(self, node: Mapping[str, Any], pointer: str) -> Iterator[Parameter]:
        for name, raw, place in followed_members(self.root, node, "headers", pointer):
            # Section 4.8.17: a response header of this name is ignored.
            if name.lower() != "content-type":
                yield self._beside_body(name, "header", raw, place, f"headers.{name}")
