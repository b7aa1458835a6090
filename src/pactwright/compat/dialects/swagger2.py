"""Swagger 2.0: parameters that are schemas themselves, forms, and media types beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pactwright.compat.api import (
    Api,
    Body,
    Location,
    Media,
    Operation,
    Parameter,
    Requirement,
    Response,
    SecurityScheme,
    Server,
)
from pactwright.compat.dialects.openapi import read_security, read_tags
from pactwright.compat.dialects.shape import follow, read_lifecycle
from pactwright.document.operations import METHODS
from pactwright.document.parameters import BESIDE_SCHEMA, COLLECTION_FORMATS, IGNORED_HEADERS
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

name: Dialect = "swagger-2.0"

FORMS_KEY = "x-pactwright-forms"
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def recognizes(root: JsonObject) -> bool:
    """Tell whether the document says that it is of this dialect."""
    return str(root.get("swagger", "")) == "2.0"


def read_api(root: JsonObject) -> Api:
    """Return the document in normal form."""
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: JsonObject) -> None:
        self.root = root
        self.made: dict[str, Json] = {}
        self.synthetic: dict[str, str] = {}
        self._responses: dict[tuple[str, str, tuple[str, ...]], Response] = {}
        self._parameters: dict[str, Parameter] = {}

    def read(self) -> Api:
        root = self.root
        info = member(root, "info", "")
        operations = tuple(self._operations())
        whole = {**root, FORMS_KEY: self.made} if self.made else root
        return Api(
            dialect=name,
            root=whole,
            version=want_text(info.get("version", ""), "/info/version"),
            operations=operations,
            servers=tuple(self._servers()),
            security=read_security(root.get("security", []), "/security"),
            schemes=self._schemes(),
            tags=read_tags(root),
            components={
                f"schemas/{key}": f"/definitions/{escape_step(key)}"
                for key in member(root, "definitions", "")
            },
            lifecycle=read_lifecycle(info, "/info"),
            synthetic=self.synthetic,
        )

    def _servers(self) -> Iterator[Server]:
        host = self.root.get("host")
        base = want_text(self.root.get("basePath", "/"), "/basePath")
        if host is None:
            yield Server(url=base, pointer="/basePath" if "basePath" in self.root else "")
            return
        for scheme in texts(self.root, "schemes", "") or ("https",):
            yield Server(url=f"{scheme}://{want_text(host, '/host')}{base}", pointer="/host")

    def _operations(self) -> Iterator[Operation]:
        for path, item in member(self.root, "paths", "").items():
            if path.startswith("x-"):
                continue
            node, pointer = follow(self.root, item, f"/paths/{escape_step(path)}")
            shared = self._raw_parameters(node, pointer)
            for method in METHODS:
                if method in node:
                    place = f"{pointer}/{method}"
                    yield self._operation(
                        method, path, want_object(node[method], place), place, shared
                    )

    def _operation(
        self,
        method: str,
        path: str,
        node: Mapping[str, Any],
        pointer: str,
        shared: dict[tuple[str, str], tuple[Mapping[str, Any], str]],
    ) -> Operation:
        raws = {**shared, **self._raw_parameters(node, pointer)}
        identifier = node.get("operationId")
        produces = texts(node if "produces" in node else self.root, "produces", "")
        return Operation(
            method=method.upper(),
            path=path,
            pointer=pointer,
            parameters=tuple(
                self._parameter(raw, place)
                for (location, _), (raw, place) in raws.items()
                if location not in {"body", "formData"}
                and (location != "header" or str(raw["name"]).lower() not in IGNORED_HEADERS)
            ),
            body=self._body(raws, node, pointer),
            responses=tuple(self._response_list(node, pointer, produces)),
            security=self._security(node, pointer),
            operation_id=None
            if identifier is None
            else want_text(identifier, f"{pointer}/operationId"),
            tags=texts(node, "tags", pointer),
            lifecycle=read_lifecycle(node, pointer),
        )

    def _raw_parameters(
        self, node: Mapping[str, Any], pointer: str
    ) -> dict[tuple[str, str], tuple[Mapping[str, Any], str]]:
        place = f"{pointer}/parameters"
        found = {}
        for index, item in enumerate(want_list(node.get("parameters", []), place)):
            raw, where = follow(self.root, item, f"{place}/{index}")
            for key in ("name", "in"):
                if key not in raw:
                    raise ShapeError(where, f"the parameter has no {key!r}", hint=f"add {key!r}")
            location = want_text(raw["in"], f"{where}/in")
            if location not in {"path", "query", "header", "body", "formData"}:
                raise ShapeError(
                    f"{where}/in",
                    f"{location!r} is no place for a parameter",
                    hint="use path, query, header, formData or body",
                )
            found[location, want_text(raw["name"], f"{where}/name")] = (raw, where)
        return found

    def _parameter(self, raw: Mapping[str, Any], pointer: str) -> Parameter:
        known = self._parameters.get(pointer)
        if known is None:
            location = cast("Location", raw["in"])
            known = self._parameters[pointer] = self._beside_body(
                want_text(raw["name"], f"{pointer}/name"), location, raw, pointer
            )
        return known

    def _beside_body(
        self, label: str, location: Location, raw: Mapping[str, Any], pointer: str
    ) -> Parameter:
        style, explode = self._style(raw, location, pointer)
        return Parameter(
            name=label,
            location=location,
            pointer=pointer,
            raw=raw,
            required=(location != "response header" and flag(raw, "required", pointer))
            or location == "path",
            style=style,
            explode=explode,
            allow_empty=flag(raw, "allowEmptyValue", pointer),
            schema=self._make(_schema_of(raw), pointer),
            lifecycle=read_lifecycle(raw, pointer),
        )

    def _style(self, raw: Mapping[str, Any], location: str, pointer: str) -> tuple[str, bool]:
        written = want_text(raw.get("collectionFormat", "csv"), f"{pointer}/collectionFormat")
        style, explode = COLLECTION_FORMATS.get(written, (written, False))
        if location in {"path", "header", "response header"} and style == "form":
            style = "simple"
        # A single value looks alike either way; OpenAPI 3 explodes unless told otherwise.
        if raw.get("type") != "array" and style == "form":
            explode = True
        return style, explode

    def _body(
        self,
        raws: dict[tuple[str, str], tuple[Mapping[str, Any], str]],
        node: Mapping[str, Any],
        pointer: str,
    ) -> Body | None:
        consumes = texts(node if "consumes" in node else self.root, "consumes", "")
        form = {key[1]: value for key, value in raws.items() if key[0] == "formData"}
        if form:
            return self._form(form, consumes, pointer)
        for (location, _), (raw, place) in raws.items():
            if location == "body":
                schema = f"{place}/schema" if "schema" in raw else None
                return Body(
                    pointer=place,
                    required=flag(raw, "required", place),
                    media=tuple(
                        Media(type=each, pointer=place, schema=schema)
                        for each in consumes or ("application/json",)
                    ),
                )
        return None

    def _form(
        self,
        form: dict[str, tuple[Mapping[str, Any], str]],
        consumes: tuple[str, ...],
        pointer: str,
    ) -> Body:
        """Put one object schema together from the fields of a form."""
        required = [key for key, (raw, place) in form.items() if flag(raw, "required", place)]
        schema = {
            "type": "object",
            "properties": {key: _schema_of(raw) for key, (raw, _) in form.items()},
            **({"required": required} if required else {}),
        }
        made = self._make(schema, pointer)
        for key, (_, place) in form.items():
            self.synthetic[f"{made}/properties/{escape_step(key)}"] = place
        files = any(raw.get("type") == "file" for raw, _ in form.values())
        usual = "multipart/form-data" if files else "application/x-www-form-urlencoded"
        fitting = [each for each in consumes if "form" in each]
        return Body(
            pointer=f"{pointer}/parameters",
            required=bool(required),
            media=tuple(
                Media(type=each, pointer=f"{pointer}/parameters", schema=made)
                for each in fitting or [usual]
            ),
        )

    def _make(self, schema: dict[str, Any], pointer: str) -> str:
        """Keep a schema that stands nowhere in the document; return its pointer."""
        key = pointer
        self.made[key] = schema
        made = f"/{FORMS_KEY}/{escape_step(key)}"
        self.synthetic[made] = pointer
        return made

    def _response_list(
        self, node: Mapping[str, Any], pointer: str, produces: tuple[str, ...]
    ) -> Iterator[Response]:
        place = f"{pointer}/responses"
        for status, item in member(node, "responses", pointer).items():
            if status.startswith("x-"):
                continue
            raw, where = follow(self.root, item, f"{place}/{status}")
            known = self._responses.get((status, where, produces))
            if known is None:
                known = Response(
                    status=status,
                    pointer=where,
                    media=self._response_media(raw, where, produces),
                    headers=tuple(self._headers(raw, where)),
                )
                self._responses[status, where, produces] = known
            yield known

    def _response_media(
        self, raw: Mapping[str, Any], pointer: str, produces: tuple[str, ...]
    ) -> tuple[Media, ...]:
        if "schema" not in raw:
            return ()
        return tuple(
            Media(type=each, pointer=pointer, schema=f"{pointer}/schema")
            for each in produces or ("application/json",)
        )

    def _headers(self, raw: Mapping[str, Any], pointer: str) -> Iterator[Parameter]:
        for label, item in member(raw, "headers", pointer).items():
            place = f"{pointer}/headers/{escape_step(label)}"
            yield self._beside_body(label, "response header", want_object(item, place), place)

    def _security(self, node: Mapping[str, Any], pointer: str) -> tuple[Requirement, ...] | None:
        if "security" not in node:
            return None
        return read_security(node["security"], f"{pointer}/security")

    def _schemes(self) -> dict[str, SecurityScheme]:
        found = {}
        for key, item in member(self.root, "securityDefinitions", "").items():
            place = f"/securityDefinitions/{escape_step(key)}"
            raw = want_object(item, place)
            if raw.get("type") == "oauth2":
                raw = _oauth(raw)
            found[key] = SecurityScheme(name=key, pointer=place, raw=raw)
        return found


def _schema_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in raw.items() if key not in BESIDE_SCHEMA}
    if schema.get("type") == "file":
        schema = {**schema, "type": "string", "format": "binary"}
    return schema


def _oauth(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scheme in the words of OpenAPI 3."""
    urls = {key: raw[key] for key in ("authorizationUrl", "tokenUrl") if key in raw}
    flow = _FLOWS.get(str(raw.get("flow")), str(raw.get("flow")))
    return {"type": "oauth2", "flows": {flow: {**urls, "scopes": raw.get("scopes", {})}}}
