"""A provider that is nothing but its OpenAPI document: refuses and answers as that says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, unquote

from document_samples import valid_samples, validator

REFUSED = 599


class DocumentServer:
    """A WSGI application that answers from a document.

    `status` is the one that the next answer has if the document describes it, `turn` the number
    of the sample that it holds.
    """

    def __init__(self, document: dict) -> None:
        self.document = document
        self.status = 200
        self.turn = 0
        self._samples: dict[str, list[Any]] = {}
        self._routes = sorted((template.count("{"), template) for template in document["paths"])

    def samples(self, method: str, path: str, status: int) -> list[Any]:
        """Return the bodies of an answer, None alone where it has none."""
        operation, _ = self._find(method, path)
        answer = self._answer(operation, status) if operation else None
        media = self._json(answer) if answer else None
        if media is None:
            return [None]
        key = json.dumps(media, sort_keys=True)
        if key not in self._samples:
            # What no value satisfies is never sent, so there is nothing to see.
            self._samples[key] = valid_samples(media, self.document)
        return self._samples[key]

    def __call__(self, environ: dict, start: Callable[..., object]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].encode("latin-1").decode()
        operation, values = self._find(method, path)
        answer = self._answer(operation, self.status) if operation else None
        taken = operation and (self.status >= 400 or self._takes(operation, values, environ))
        if answer is None or not taken:
            start(f"{REFUSED} Refused", [("Content-Type", "text/plain")])
            return [b"refused"]
        headers = []
        for name, header in answer.get("headers", {}).items():
            declared = self._follow(header).get("schema", {})
            value = (valid_samples(declared, self.document) or ["x"])[0]
            headers.append((name, str(value).replace("\n", "")))
        body, kind = b"", next(iter(answer.get("content", {})), None)
        if kind is not None:
            headers.append(("Content-Type", kind))
            found = self.samples(method, path, self.status)
            body = json.dumps(found[self.turn % len(found)]).encode()
        start(f"{self.status} OK", headers)
        return [body]

    def _find(self, method: str, path: str) -> tuple[dict | None, dict[str, str]]:
        for _, template in self._routes:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            found = re.fullmatch(pattern, path)
            operation = self.document["paths"][template].get(method.lower())
            if found and operation:
                return operation, found.groupdict()
        return None, {}

    def _follow(self, node: Any) -> dict:
        while "$ref" in node:
            inner: Any = self.document
            for step in node["$ref"].split("/")[1:]:
                inner = inner[step.replace("~1", "/").replace("~0", "~")]
            node = inner
        return node

    def _answer(self, operation: dict, status: int) -> dict | None:
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in operation["responses"]:
                return self._follow(operation["responses"][name])
        return None

    def _json(self, answer: dict) -> Any:
        for media in answer.get("content", {}).values():
            return media.get("schema", {})
        return None

    def _takes(self, operation: dict, values: dict[str, str], environ: dict) -> bool:
        query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        for each in operation.get("parameters", []):
            parameter = self._follow(each)
            name = parameter["name"]
            if parameter["in"] == "path":
                texts = [unquote(values[name])] if name in values else []
            elif parameter["in"] == "query":
                texts = query.get(name, [])
            elif parameter["in"] == "header":
                value = environ.get("HTTP_" + name.upper().replace("-", "_"))
                texts = [] if value is None else [value]
            else:
                continue
            if not texts and parameter.get("required"):
                return False
            if texts and not self._fits(parameter.get("schema", {}), texts):
                return False
        return self._takes_body(operation, environ)

    def _fits(self, schema: dict, texts: list[str]) -> bool:
        """Tell whether one reading of the texts is what the schema admits."""
        readings: list[Any] = [texts, texts[0]]
        for load in (int, float, json.loads):
            try:
                readings += [load(texts[0]), [load(text) for text in texts]]
            except ValueError:
                continue
        whole = validator(schema, self.document)
        return any(whole.is_valid(reading) for reading in readings)

    def _takes_body(self, operation: dict, environ: dict) -> bool:
        if "requestBody" not in operation:
            return True
        declared = self._follow(operation["requestBody"])
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length:
            return not declared.get("required", False)
        data = environ["wsgi.input"].read(length)
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0]
        if kind not in declared.get("content", {}):
            return False
        schema = declared["content"][kind].get("schema", {})
        if kind.endswith("form-urlencoded"):
            fields = {name: found[0] for name, found in parse_qs(data.decode()).items()}
            return validator(schema, self.document).is_valid(fields)
        return validator(schema, self.document).is_valid(json.loads(data))
