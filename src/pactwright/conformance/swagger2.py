"""Operations of Swagger 2.0: parameters that are schemas, forms, and media types beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from pactwright.conformance.openapi3 import read_security
from pactwright.conformance.operation import (
    Answer,
    Location,
    Media,
    Operation,
    Parameter,
    RequestBody,
    SecurityScheme,
)
from pactwright.document.following import follow, followed_members
from pactwright.document.operations import Route
from pactwright.document.parameters import BESIDE_SCHEMA, COLLECTION_FORMATS, IGNORED_HEADERS
from pactwright.document.pointer import escape_step, follow_pointer
from pactwright.document.shape import ShapeError, flag, items, member, text, texts
from pactwright.model.json import Json, JsonObject

MADE_KEY: Final = "x-pactwright-made"
"""Where a document keeps the schemas that it has in other words only."""

_LOCATIONS: Final = frozenset({"path", "query", "header"})
_JSON: Final = ("application/json",)

_Raws = dict[tuple[str, str], tuple[Mapping[str, Any], str, str]]


def read_operation(root: JsonObject, route: Route, made: dict[str, Json]) -> Operation:
    """Return the operation of a route; raises `ShapeError` where its shape is wrong.

    Schemas that stand nowhere in the document are put into `made`, which stands under
    `MADE_KEY`; the key of each is the pointer of what it was made of.
    """
    return _Reader(root, route, made).read()


def read_schemes(root: JsonObject) -> dict[str, SecurityScheme]:
    """Return the security schemes of the document by name."""
    return {
        name: SecurityScheme(
            name=name,
            kind=text(raw, "type", place).lower(),
            place=text(raw, "in", place).lower(),
            key=text(raw, "name", place),
        )
        for name, raw, place in followed_members(root, root, "securityDefinitions", "")
    }


class _Reader:
    def __init__(self, root: JsonObject, route: Route, made: dict[str, Json]) -> None:
        self.root = root
        self.route = route
        self.made = made

    def read(self) -> Operation:
        pointer = self.route.pointer
        node = cast("Mapping[str, Any]", follow_pointer(self.root, pointer))
        above = pointer.rpartition("/")[0]
        item = cast("Mapping[str, Any]", follow_pointer(self.root, above))
        raws = self._raw_parameters((item, above), (node, pointer))
        return Operation(
            method=self.route.method,
            template=self.route.template,
            pointer=pointer,
            raw=node,
            parameters=tuple(self._parameters(raws)),
            body=self._body(raws, node, pointer),
            answers={one.status: one for one in self._answers(node, pointer)},
            security=read_security(node, self.root, pointer),
            deprecated=flag(node, "deprecated", pointer),
        )

    def _raw_parameters(self, *owners: tuple[Mapping[str, Any], str]) -> _Raws:
        found: _Raws = {}
        for node, pointer in owners:
            for index, item in enumerate(items(node, "parameters", pointer)):
                raw, place = follow(self.root, item, f"{pointer}/parameters/{index}")
                location, name = text(raw, "in", place), text(raw, "name", place)
                if location not in {*_LOCATIONS, "body", "formData"}:
                    raise ShapeError(
                        f"{place}/in",
                        f"{location!r} is no place for a parameter",
                        hint="use path, query, header, formData or body",
                    )
                found[location, name] = (raw, place, f"parameters[{index}]")
        return found

    def _parameters(self, raws: _Raws) -> Iterator[Parameter]:
        for (location, name), (raw, place, label) in raws.items():
            if location in _LOCATIONS and (
                location != "header" or name.lower() not in IGNORED_HEADERS
            ):
                yield self._beside_body(name, cast("Location", location), raw, place, label)

    def _beside_body(
        self, name: str, location: Location, raw: Mapping[str, Any], pointer: str, label: str
    ) -> Parameter:
        written = text(raw, "collectionFormat", pointer, "csv")
        style, explode = COLLECTION_FORMATS.get(written, (written, False))
        if location in {"path", "header"} and style == "form":
            style = "simple"
        return Parameter(
            name=name,
            location=location,
            pointer=pointer,
            label=label,
            raw=raw,
            required=location == "path" or flag(raw, "required", pointer),
            style=style,
            explode=explode,
            schema=self._make(_schema_of(raw), pointer),
        )

    def _body(self, raws: _Raws, node: Mapping[str, Any], pointer: str) -> RequestBody | None:
        consumes = self._types("consumes", node, pointer)
        form = {name: one for (location, name), one in raws.items() if location == "formData"}
        if form:
            return self._form(form, consumes, pointer)
        for (location, _), (raw, place, _label) in raws.items():
            if location == "body":
                schema = f"{place}/schema" if "schema" in raw else None
                return RequestBody(
                    pointer=place,
                    required=flag(raw, "required", place),
                    media=tuple(
                        Media(type=each, pointer=place, schema=schema) for each in consumes or _JSON
                    ),
                )
        return None

    def _types(self, key: str, node: Mapping[str, Any], pointer: str) -> tuple[str, ...]:
        return texts(node, key, pointer) if key in node else texts(self.root, key, "")

    def _form(
        self,
        form: Mapping[str, tuple[Mapping[str, Any], str, str]],
        consumes: tuple[str, ...],
        pointer: str,
    ) -> RequestBody:
        """Put one object schema together from the fields of a form."""
        required = [name for name, (raw, place, _) in form.items() if flag(raw, "required", place)]
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: _schema_of(raw) for name, (raw, _, _) in form.items()},
            "required": required,
        }
        place = f"{pointer}/parameters"
        made = self._make(schema, place)
        files = any(raw.get("type") == "file" for raw, _, _ in form.values())
        usual = "multipart/form-data" if files else "application/x-www-form-urlencoded"
        fitting = [each for each in consumes if "form" in each]
        return RequestBody(
            pointer=place,
            required=bool(required),
            media=tuple(
                Media(type=each, pointer=place, schema=made) for each in fitting or [usual]
            ),
        )

    def _make(self, schema: dict[str, Any], pointer: str) -> str:
        self.made[pointer] = schema
        return f"/{MADE_KEY}/{escape_step(pointer)}"

    def _answers(self, node: Mapping[str, Any], pointer: str) -> Iterator[Answer]:
        produces = self._types("produces", node, pointer)
        responses = followed_members(self.root, node, "responses", pointer, extensible=True)
        for status, raw, place in responses:
            schema = f"{place}/schema" if "schema" in raw else None
            types = produces or (_JSON if schema else ())
            yield Answer(
                status=status,
                pointer=place,
                media=tuple(Media(type=each, pointer=place, schema=schema) for each in types),
                headers=tuple(self._headers(raw, place)),
            )

    def _headers(self, node: Mapping[str, Any], pointer: str) -> Iterator[Parameter]:
        for name, value in member(node, "headers", pointer).items():
            raw, place = follow(self.root, value, f"{pointer}/headers/{escape_step(name)}")
            if name.lower() != "content-type":
                yield self._beside_body(name, "header", raw, place, f"headers.{name}")


def _schema_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in raw.items() if key not in BESIDE_SCHEMA}
    if schema.get("type") == "file":
        return {**schema, "type": "string", "format": "binary"}
    return schema
