"""Finds what an OpenAPI document says of the answer to one request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pactwright.model.json import Json, JsonObject

_TEMPLATE: Final = re.compile(r"\\\{[^/{}]+\\\}")
_DEEPEST: Final = 50


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


def response_schema(root: Json, *, method: str, path: str, status: int) -> JsonObject | None:
    """Return the schema of the JSON body that answers a request with a status.

    Paths of the document are tried as they are, then below its servers' own paths; of several
    that fit, the one with the fewest parameters counts. `None` where the document is silent.
    """
    document = follow(root, root)
    operation = _operation(root, document, method.lower(), path)
    responses = follow(root, operation.get("responses"))
    names = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
    found = next((responses[name] for name in names if name in responses), None)
    content = follow(root, follow(root, found).get("content"))
    for kind, media in content.items():
        essence = kind.partition(";")[0].strip().lower()
        if essence.endswith(("/json", "+json")) or essence in ("*/*", "application/*"):
            schema = follow(root, media).get("schema")
            return schema if isinstance(schema, Mapping) else None
    return None


def _operation(root: Json, document: JsonObject, method: str, path: str) -> JsonObject:
    paths = follow(root, document.get("paths"))
    bases = ["", *_server_paths(root, document)]
    fitting = [
        (template.count("{"), template)
        for template in paths
        for base in bases
        if path.startswith(base) and _pattern(template).fullmatch(path.removeprefix(base))
    ]
    for _, template in sorted(fitting):
        operation = follow(root, follow(root, paths[template]).get(method))
        if operation:
            return operation
    return {}


def _server_paths(root: Json, document: JsonObject) -> list[str]:
    servers = document.get("servers")
    urls = [
        str(follow(root, server).get("url", ""))
        for server in (servers if isinstance(servers, list | tuple) else ())
    ]
    found = [re.sub(r"^[a-z]+://[^/]*", "", url).rstrip("/") for url in urls]
    return [base for base in found if base]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_TEMPLATE.sub("[^/]+", re.escape(template)))
