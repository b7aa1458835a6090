"""References inside documents of several resources, told as pointers from the root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote, unquote, urljoin

from pactwright.model.json import Json
from pactwright.schema.dialect import LONELY_REFERENCE, Dialect
from pactwright.schema.digest import quick_text
from pactwright.schema.document import leads_somewhere
from pactwright.schema.lowering import escape_step

_MAPS: Final = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
        "dependencies",
    }
)  # fmt: skip
_SCHEMAS: Final = frozenset(
    {
        "allOf", "anyOf", "oneOf", "prefixItems", "items", "additionalItems", "contains", "not",
        "additionalProperties", "if", "then", "else", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_API_SCHEMAS: Final = frozenset({"schema", "itemSchema"})
_COMPONENTS: Final = "/components/schemas"
_VALUES: Final = frozenset({"enum", "const", "default", "examples", "example"})
_DYNAMIC: Final[dict[Dialect, str]] = {
    "2019-09": "$recursiveRef",
    "2020-12": "$dynamicRef",
    "openapi-3.1": "$dynamicRef",
    "openapi-3.2": "$dynamicRef",
}
_API_MARKS: Final = (b'"$id":"', b'"$anchor":"', b'"$dynamicRef":"', b'"$self":"')
_MARKS: Final = (*_API_MARKS, b'"id":"', b'"$recursiveRef":"')


@dataclass(slots=True, eq=False)
class _Resource:
    """A schema with a URI of its own; `anchors` lead to pointers, `dynamic` are names of some."""

    pointer: str
    uri: str
    anchors: dict[str, str] = field(default_factory=dict)
    dynamic: set[str] = field(default_factory=set)


_RECURSIVE: Final = "$recursiveAnchor"  # no anchor has a name that starts with a dollar


def settle_api(root: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """Return an OpenAPI document with the references of its schemas as pointers from its root.

    They are read as in bare schemas, but a pointer that leads nowhere from the nearest `$id` is
    one from the root, as most authors mean it (OpenAPI 3.1.1, section 4.8.24).
    """
    if not any(mark in quick_text(root) for mark in _API_MARKS):
        return root
    settled: dict[str, Any] = _Settling(root, dialect, _schemas_of_api(root)).settled()
    return settled


def settle_references(root: Json, dialect: Dialect) -> Json:
    """Return a bare schema with every reference that stays in it as a pointer from its root.

    A reference counts from the nearest `$id` around it (2020-12 core, section 8.2), and `$id` is
    one where a schema stands only. A `$dynamicRef` or `$recursiveRef` becomes a plain reference
    where evaluation from the root leaves it no choice; another one is marked with the whole
    document, as its meaning hangs on that. What leaves the document stays as it is.
    """
    if not isinstance(root, dict) or not any(mark in quick_text(root) for mark in _MARKS):
        return root
    settled: Json = _Settling(root, dialect, [("", root)]).settled()
    return settled


class _Settling:
    """The rewriting of one document; `schemas` are those that stand in no other."""

    def __init__(
        self, root: dict[str, Any], dialect: Dialect, schemas: Iterable[tuple[str, Json]]
    ) -> None:
        self._root = root
        self._dialect = dialect
        self._is_api = dialect.startswith("openapi")
        self._key = "id" if dialect == "draft-04" else "$id"
        own = root.get("$self") if self._is_api else None
        self._home = _Resource("", own if isinstance(own, str) else "")
        self._at: dict[str, _Resource] = {"": self._home}
        self._by_uri: dict[str, _Resource] = {self._home.uri: self._home}
        self._collect(schemas)

    def settled(self) -> Any:  # noqa: ANN401 - a document like the one that came
        """Return the document rewritten."""
        return self._rewrite(self._root, "", self._home, schema=not self._is_api)

    def _collect(self, schemas: Iterable[tuple[str, Json]]) -> None:
        waiting: list[tuple[Any, str, _Resource]] = [
            (schema, pointer, self._home) for pointer, schema in schemas
        ]
        while waiting:
            schema, pointer, resource = waiting.pop()
            if isinstance(schema, dict):
                resource = self._read(schema, pointer, resource)
                waiting.extend((one, pointer + step, resource) for step, one in _below(schema))

    def _read(self, schema: dict[str, Any], pointer: str, around: _Resource) -> _Resource:
        """Note what names a schema gives itself, and return the resource that it belongs to."""
        if "$ref" in schema and self._dialect in LONELY_REFERENCE:
            return around
        resource = around
        name = schema.get(self._key)
        if isinstance(name, str):
            uri, _, fragment = urljoin(around.uri, name).partition("#")
            if uri and not name.startswith("#"):
                resource = self._open(pointer, uri)
            if fragment:
                resource.anchors.setdefault(fragment, pointer)
        for key in ("$anchor", "$dynamicAnchor"):
            anchor = schema.get(key)
            if isinstance(anchor, str):
                resource.anchors.setdefault(anchor, pointer)
                resource.dynamic.update([anchor] if key == "$dynamicAnchor" else [])
        if schema.get(_RECURSIVE) is True and pointer == resource.pointer:
            resource.dynamic.add(_RECURSIVE)
        return resource

    def _open(self, pointer: str, uri: str) -> _Resource:
        if pointer == "":
            resource = self._home
            resource.uri = uri
        else:
            resource = self._at[pointer] = _Resource(pointer, uri)
        self._by_uri.setdefault(uri, resource)
        return resource

    def _rewrite(self, value: Json, pointer: str, around: _Resource, *, schema: bool) -> Json:
        """Return a value with the references in it settled; `schema` tells that it is one."""
        if isinstance(value, list):
            return [
                self._rewrite(one, f"{pointer}/{index}", around, schema=schema)
                for index, one in enumerate(value)
            ]
        if not isinstance(value, dict):
            return value
        here = self._at.get(pointer, around) if schema else around
        made: dict[str, Any] = {}
        for key, one in value.items():
            made[key] = self._rewrite_one(key, one, f"{pointer}/{escape_step(key)}", here)
        if isinstance(value.get("$ref"), str):
            made["$ref"] = self._settle(value["$ref"], here)
        dynamic = _DYNAMIC.get(self._dialect, "")
        if isinstance(value.get(dynamic), str):
            self._settle_dynamic(made, dynamic, here)
        for key in (self._key, "$anchor", "$dynamicAnchor"):
            if schema and isinstance(value.get(key), str):
                del made[key]
        return made

    def _rewrite_one(self, key: str, value: Json, pointer: str, here: _Resource) -> Json:
        if key in _VALUES:
            return value
        named = key in _MAPS or (self._is_api and pointer == _COMPONENTS)
        if named and isinstance(value, dict):
            return {
                name: self._rewrite(one, f"{pointer}/{escape_step(name)}", here, schema=True)
                for name, one in value.items()
            }
        schema = key in _SCHEMAS or (self._is_api and key in _API_SCHEMAS)
        return self._rewrite(value, pointer, here, schema=schema)

    def _settle(self, reference: str, here: _Resource) -> str:
        """Return a reference as a pointer from the root, or as it is where it leaves the root."""
        resource, fragment = self._resolve(reference, here)
        if resource is None:
            return reference
        if fragment and not fragment.startswith("/"):
            pointer = resource.anchors.get(fragment)
            return reference if pointer is None else _pointer_text(pointer)
        if reference.startswith("#") and (
            resource is self._home or self._leads_home(resource, fragment)
        ):
            return reference
        return _pointer_text(resource.pointer + unquote(fragment))

    def _leads_home(self, resource: _Resource, fragment: str) -> bool:
        """Tell whether a pointer in an API document leads somewhere from its root only."""
        pointer = unquote(fragment)
        return (
            self._is_api
            and not leads_somewhere(self._root, resource.pointer + pointer)
            and leads_somewhere(self._root, pointer)
        )

    def _resolve(self, reference: str, here: _Resource) -> tuple[_Resource | None, str]:
        uri, _, fragment = reference.partition("#")
        if not uri:
            return here, fragment
        absolute = urljoin(here.uri, uri)
        return self._by_uri.get(absolute), fragment

    def _settle_dynamic(self, made: dict[str, Any], key: str, here: _Resource) -> None:
        target = self._dynamic_target(made[key], key, here)
        if target is None:
            whole = blake2b(quick_text(self._root), digest_size=16)
            made[key] = {"": made[key], "in": whole.hexdigest()}
            return
        del made[key]
        if "$ref" in made:
            made["allOf"] = [*made.get("allOf", []), {"$ref": target}]
        else:
            made["$ref"] = target

    def _dynamic_target(self, reference: str, key: str, here: _Resource) -> str | None:
        """Return where a dynamic reference leads, None where that hangs on the way to it."""
        first, fragment = self._resolve(reference, here)
        anchor = _RECURSIVE if key == "$recursiveRef" else fragment
        if first is None or anchor not in first.dynamic:
            return self._settle(reference, here)
        if anchor in self._home.dynamic and not self._is_api:  # where evaluation starts
            return _pointer_text(self._home.anchors.get(anchor, ""))
        holders = [one for one in self._at.values() if anchor in one.dynamic]
        if holders != [first]:
            return None
        return _pointer_text(first.anchors.get(anchor, first.pointer))


def _schemas_of_api(root: dict[str, Any]) -> Iterator[tuple[str, Json]]:
    """Yield the schemas of an OpenAPI document that stand in no other, with their pointers."""
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting:
        pointer, value = waiting.pop()
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in pairs:
            place = f"{pointer}/{escape_step(str(key))}"
            if key in _API_SCHEMAS or pointer == _COMPONENTS:
                yield place, one
            elif isinstance(one, dict | list) and key not in _VALUES:
                waiting.append((place, one))


def _below(schema: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Yield the schemas right below one, with the steps to them."""
    for key, value in schema.items():
        if key in _MAPS and isinstance(value, dict):
            yield from ((f"/{key}/{escape_step(name)}", one) for name, one in value.items())
        elif key in _SCHEMAS and isinstance(value, list):
            yield from ((f"/{key}/{index}", one) for index, one in enumerate(value))
        elif key in _SCHEMAS:
            yield f"/{key}", value


def _pointer_text(pointer: str) -> str:
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@?-._")
