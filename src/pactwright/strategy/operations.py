"""Finds what an OpenAPI document says of the answer to one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pactwright.document.operations import OperationIndex
from pactwright.model.json import Json, JsonObject

_DEEPEST: Final = 50
_JSON: Final = "application/json"


def follow(root: Json, value: Json) -> JsonObject:
    """Return the object that a value is or refers to within the document; else an empty one."""
    for _ in range(_DEEPEST):
        if not isinstance(value, Mapping):
            return {}
        reference = value.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            return value
        value = _step(root, reference.removeprefix("#"))
    return {}


def _step(root: Json, pointer: str) -> Json:
    found = root
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found


def response_schema(
    root: Json, *, method: str, path: str, status: int, content_type: str | None = None
) -> JsonObject | None:
    """Return the schema of the body that answers a request with a status, JSON unless told.

    The path may begin with that of a server; of several operations
    that fit, the closest one counts. `None` where the document is silent.
    """
    operation = _operation(root, method, path)
    responses = follow(root, operation.get("responses"))
    names = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
    found = follow(root, next((responses[name] for name in names if name in responses), None))
    wanted = _essence(content_type or _JSON)
    if "schema" in found and is_json(wanted):
        return follow(root, found["schema"])  # Swagger 2
    for kind, media in follow(root, found.get("content")).items():
        essence = _essence(kind)
        same = essence == wanted or (is_json(essence) and is_json(wanted))
        if same or essence in ("*/*", f"{wanted.partition('/')[0]}/*"):
            schema = follow(root, media).get("schema")
            return schema if isinstance(schema, Mapping) else None
    return None


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str | None) -> bool:
    """Whether a body of this content type is JSON; one without a type is taken for it."""
    return _essence(content_type or _JSON).endswith(("/json", "+json"))


def _operation(root: Json, method: str, path: str) -> JsonObject:
    route = next(OperationIndex(root).find(method, path), None)
    return {} if route is None else follow(root, _step(root, route.pointer))
