"""The door to Schemathesis: an API document and its operations, as it understands them.

What is semi-private there is used in the `schemathesis_*` modules alone, each tested against the
installed wheel. Its caches, its example database and its own randomness are off: the same
document and the same seed give the same cases.
"""

from __future__ import annotations

import functools
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from pactwright.document.operations import PARAMETER, bases_of
from pactwright.errors import PactwrightError
from pactwright.model.json import Json, JsonObject
from pactwright.strategy.operations import follow

Location: TypeAlias = Literal["path", "query", "header", "cookie"]

_CONFIG: Final[Mapping[str, object]] = {
    "cache": {"enabled": False},
    "generation": {"deterministic": True, "database": "none", "mode": "positive"},
    "analysis": {"constants": {"enabled": False}},
}
_JSON_NUMBERS: Final = ("integer", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation, as the document defines it; `schema` may hold references."""

    name: str
    location: Location
    required: bool
    definition: JsonObject
    schema: JsonObject


class ApiDocument:
    """One API document (OpenAPI 2.0 to 3.2) and its operations.

    `known_bases` says of the paths that servers are named with which one a service uses, as far as
    a run has found out, and `base_tries` how often it has tried.
    """

    def __init__(self, root: Json) -> None:
        """Take a whole document, references within it; raises `PactwrightError` for none."""
        self.root: dict[str, Any] = _plain(root) if isinstance(root, Mapping) else {}
        self._schema = load_schema(self.root)
        self._found: dict[str, ApiOperation] = {}
        self.known_bases: dict[tuple[str, ...], str] = {}
        self.base_tries: Counter[tuple[str, ...]] = Counter()

    def operation(self, method: str, path: str) -> ApiOperation:
        """Return an operation; raises `PactwrightError` when the document has none such."""
        name = f"{method.upper()} {path}"
        if name not in self._found:
            try:
                inner = self._schema[path][method.upper()]
            except LookupError:
                raise PactwrightError(
                    f"the API document has no operation {name}",
                    hint="run `pytest consumers` again: the property file is older than the "
                    "document",
                ) from None
            except Exception as error:  # noqa: BLE001 - it refuses documents in many ways
                raise unusable(error, name) from None
            self._found[name] = ApiOperation(self, inner)
        return self._found[name]

    @property
    def adapter(self) -> Any:  # noqa: ANN401 - Schemathesis' own
        """What differs between the versions of OpenAPI."""
        return self._schema.adapter

    def operations(self) -> tuple[tuple[str, str], ...]:
        """Return method and path of every operation, in the order of the document."""
        return tuple(
            (method.upper(), path)
            for path, item in follow(self.root, self.root.get("paths")).items()
            for method in follow(self.root, item)
            if method in _METHODS
        )


_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class ApiOperation:
    """One operation: its parameters and bodies, and whether values fit them."""

    def __init__(self, document: ApiDocument, inner: Any) -> None:  # noqa: ANN401 - Schemathesis' own
        self.document = document
        self.inner = inner
        self.method = str(inner.method).upper()
        self.path = str(inner.path)
        self.name = f"{self.method} {self.path}"

    @functools.cached_property
    def _item(self) -> JsonObject:
        root = self.document.root
        return follow(root, follow(root, root.get("paths")).get(self.path))

    @functools.cached_property
    def definition(self) -> JsonObject:
        """The operation object of the document."""
        return follow(self.document.root, self._item.get(self.method.lower()))

    @functools.cached_property
    def bases(self) -> tuple[str, ...]:
        """The paths of its servers, the longest first, and the empty one at the end."""
        found = bases_of(self.document.root, self._item, self.definition)
        return tuple(dict.fromkeys((*found, "")))

    @property
    def undescribed(self) -> tuple[str, ...]:
        """The names in the path's template that no parameter describes."""
        described = {one.name for one in self.parameters if one.location == "path"}
        return tuple(one for one in PARAMETER.findall(self.path) if one not in described)

    @functools.cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the path item and of the operation itself, which come first."""
        root = self.document.root
        found: dict[tuple[str, str], Parameter] = {}
        item = self._item
        for one in (*_list(item.get("parameters")), *_list(self.definition.get("parameters"))):
            definition = follow(root, one)
            name, location = definition.get("name"), definition.get("in")
            if isinstance(name, str) and location in ("path", "query", "header", "cookie"):
                found[(name, str(location))] = _parameter(definition)
        return tuple(found.values())

    def parameter(self, location: str, name: str) -> Parameter | None:
        """Return the parameter of that name; a header's name in any case."""
        for one in self.parameters:
            same = one.name == name or (location == "header" and one.name.lower() == name.lower())
            if one.location == location and same:
                return one
        return None

    @functools.cached_property
    def bodies(self) -> Mapping[str, JsonObject]:
        """The schemas of the request's bodies by media type."""
        root = self.document.root
        content = follow(root, follow(root, self.definition.get("requestBody")).get("content"))
        found = {kind: follow(root, media).get("schema") for kind, media in content.items()}
        for one in (*_list(self.definition.get("parameters")),):
            definition = follow(root, one)
            if definition.get("in") == "body":
                kinds = _list(self.definition.get("consumes") or root.get("consumes"))
                found |= dict.fromkeys(kinds or ["application/json"], definition.get("schema"))
        found |= self._forms
        return {kind: one for kind, one in found.items() if isinstance(one, Mapping)}

    @property
    def _forms(self) -> dict[str, Any]:
        """The form of Swagger 2, whose fields are parameters, as the schema of one object."""
        root = self.document.root
        fields = [
            one
            for each in _list(self.definition.get("parameters"))
            if (one := follow(root, each)).get("in") == "formData"
        ]
        if not fields:
            return {}
        kinds = [str(one) for one in _list(self.definition.get("consumes") or root.get("consumes"))]
        has_file = any(one.get("type") == "file" for one in fields)
        usual = "multipart/form-data" if has_file else "application/x-www-form-urlencoded"
        schema: JsonObject = {
            "type": "object",
            "properties": {str(one.get("name")): _field(one) for one in fields},
            "required": [one.get("name") for one in fields if one.get("required") is True],
        }
        return dict.fromkeys([kind for kind in kinds if "form" in kind] or [usual], schema)

    @property
    def needs_body(self) -> bool:
        """Whether the document asks for a body."""
        root = self.document.root
        asked = [follow(root, self.definition.get("requestBody"))]
        for one in _list(self.definition.get("parameters")):
            definition = follow(root, one)
            asked += [definition] if definition.get("in") in ("body", "formData") else []
        return any(one.get("required") is True for one in asked)

    def media_type(self, content_type: str) -> str | None:
        """Return the documented media type that a request's Content-Type falls under."""
        essence = content_type.partition(";")[0].strip().lower()
        main = essence.partition("/")[0]
        known = {kind.partition(";")[0].strip().lower(): kind for kind in self.bodies}
        for candidate in (essence, f"{main}/*", "*/*"):
            if candidate in known:
                return known[candidate]
        return None

    def accepts(self, parameter: Parameter, value: Json) -> bool:
        """Return whether the value is one of the parameter's."""
        validator = self._parameter_validator(parameter.location, parameter.name)
        return validator is None or bool(validator.is_valid(value))

    def accepts_body(self, media_type: str, value: Json) -> bool:
        """Return whether the value is a body of that documented media type."""
        validator = self._body_validator(media_type)
        return validator is None or bool(validator.is_valid(value))

    @functools.cache  # noqa: B019 - an operation lives as long as its document
    def _parameter_validator(self, location: str, name: str) -> Any:  # noqa: ANN401
        for one in self.inner.iter_parameters():
            if str(one.location.value) == location and one.name == name:
                return _make_validator(one.validation_schema, self)
        return None

    @functools.cache  # noqa: B019 - an operation lives as long as its document
    def _body_validator(self, media_type: str) -> Any:  # noqa: ANN401
        found = self.inner.get_body_for_media_type(media_type)
        return None if found is None else _make_validator(found.validation_schema, self)

    @property
    def credentials(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return, for each way to prove oneself, where it stands: (`header`, `Authorization`).

        Empty when anybody may call the operation.
        """
        root = self.document.root
        needed = self.definition.get("security", root.get("security"))
        schemes = follow(root, follow(root, root.get("components")).get("securitySchemes"))
        schemes = schemes or follow(root, root.get("securityDefinitions"))
        ways = []
        for one in _list(needed):
            if not isinstance(one, Mapping) or not one:
                return ()
            ways.append(tuple(_place_of(follow(root, schemes.get(name))) for name in one))
        return tuple(ways)


def _place_of(scheme: JsonObject) -> tuple[str, str]:
    if scheme.get("type") == "apiKey":
        return (str(scheme.get("in", "header")), str(scheme.get("name", "")))
    return ("header", "Authorization")


def _parameter(definition: JsonObject) -> Parameter:
    schema = definition.get("schema")
    if not isinstance(schema, Mapping):
        content = definition.get("content")
        # Swagger 2 writes the keywords of the schema beside the name.
        schema = {} if isinstance(content, Mapping) else _without_head(definition)
    return Parameter(
        name=str(definition["name"]),
        location=definition["in"],  # type: ignore[arg-type] # looked at by the caller
        required=definition.get("required") is True or definition["in"] == "path",
        definition=definition,
        schema=schema,
    )


def _without_head(definition: JsonObject) -> JsonObject:
    head = ("name", "in", "required", "description", "collectionFormat", "example", "examples")
    return {name: one for name, one in definition.items() if name not in head}


def _field(definition: JsonObject) -> JsonObject:
    schema = _without_head(definition)
    return {"type": "string", "format": "binary"} if schema.get("type") == "file" else schema


def load_schema(root: JsonObject) -> Any:  # noqa: ANN401 - Schemathesis' own
    """Return Schemathesis' schema of a document, with nothing kept between runs."""
    import schemathesis

    config = schemathesis.Config.from_dict({**_CONFIG})
    try:
        return schemathesis.openapi.from_dict(dict(root), config=config)
    except Exception as error:  # noqa: BLE001 - it refuses documents in many ways
        raise unusable(error, "it") from None


def unusable(error: Exception, what: str) -> PactwrightError:
    """Return what to tell of a document that Schemathesis cannot work with."""
    first = str(error).strip().partition("\n")[0]
    return PactwrightError(
        f"the API document cannot be used: {what}: {first}",
        hint="`pactwright lint` and an OpenAPI validator tell more",
    )


def _make_validator(schema: Any, operation: ApiOperation) -> Any:  # noqa: ANN401
    from schemathesis.core.jsonschema import make_validator

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        adapter = operation.inner.schema.adapter
        return make_validator(schema, adapter.jsonschema_validator_cls)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a document's values
    """Return the document as the plain values that Schemathesis takes."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _list(value: Json) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def types_of(root: Json, schema: JsonObject, *, depth: int = 0) -> frozenset[str]:
    """Return the JSON types that a schema names; empty when it leaves them open."""
    schema = follow(root, schema)
    named = schema.get("type")
    if isinstance(named, str):
        return frozenset({named})
    if isinstance(named, list | tuple):
        return frozenset(str(one) for one in named)
    found: set[str] = set()
    if depth < _DEEPEST:
        for key in ("allOf", "anyOf", "oneOf"):
            for one in _list(schema.get(key)):
                found |= types_of(root, follow(root, one), depth=depth + 1)
    return frozenset(found)


_DEEPEST: Final = 8


def read_parameter(root: Json, schema: JsonObject, text: str) -> Iterator[Json]:
    """Yield what a parameter's text may stand for: numbers and truth values first, by the schema.

    Source: OpenAPI 3.1.1, section 4.8.12.2: a scalar is written as its JSON text is, unquoted.
    """
    types = types_of(root, schema)
    if types & {"boolean"} and text in ("true", "false"):
        yield text == "true"
    if types & set(_JSON_NUMBERS) and (number := _number(text)) is not None:
        yield number
    if "array" in types:
        yield text.split(",")
    if not types or "string" in types or "null" in types:
        yield text


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def validate(document: ApiDocument, schema: JsonObject, value: Json) -> str | None:
    """Return why a schema of the document refuses a value, `None` when it does not.

    What the schema refers to is looked up in the document; what cannot be judged is not refused.
    """
    import jsonschema_rs

    shelves: dict[str, Any] = {key: document.root[key] for key in _SHELVES if key in document.root}
    whole: dict[str, Any] = {**schema, **shelves}
    adapter = document.adapter
    try:
        validator = adapter.jsonschema_validator_cls(_nullable(whole))
        error = next(iter(validator.iter_errors(_plain(value))), None)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return None
    return None if error is None else str(error.message)


_SHELVES: Final = ("components", "definitions")


def _nullable(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return the schema with OpenAPI 3.0's `nullable` as a type that may be null."""
    if isinstance(schema, list):
        return [_nullable(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {name: _nullable(one) for name, one in schema.items()}
    if made.get("nullable") is True and "type" in made:
        rest = {name: one for name, one in made.items() if name != "nullable"}
        return {"anyOf": [{"enum": [None]}, rest]}
    return made
