"""A provider that is nothing but its OpenAPI document: refuses and answers as that says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from document_samples import valid_samples, validator

REFUSED = 599
REFUSING = {400, 401, 403, 405, 406, 411, 413, 414, 415, 416, 417, 421, 422, 426, 428, 431}
"""The statuses of a request that is not let in, or is not read, or is refused as it is."""


@dataclass(frozen=True)
class Answer:
    """The headers and the body of an answer, None where it has no body."""

    headers: dict[str, str]
    body: Any


class DocumentServer:
    """A WSGI application that answers from a document.

    `status` is the one that the next answer has if the document describes it, `turn` the number
    of the answer; `meant` is what a provider state would see to, sent where the document allows
    it. What a failure is tried with may be refused by the document `before` as well, and is the
    provider's to refuse then.
    """

    def __init__(self, document: dict, before: dict | None = None) -> None:
        self.document = document
        self._before = DocumentServer(before) if before is not None else None
        self.status = 200
        self.turn = 0
        self.meant = Answer({}, None)
        self._answers: dict[str, list[Answer]] = {}
        self._routes = sorted((template.count("{"), template) for template in document["paths"])

    def __call__(self, environ: dict, start: Callable[..., object]) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answers = self.answers(environ["REQUEST_METHOD"], path, self.status)
        if not answers or not self._is_taken(environ, data):
            start(f"{REFUSED} Refused", [("Content-Type", "text/plain")])
            return [b"refused"]
        answer = answers[self.turn % len(answers)]
        start(f"{self.status} OK", [*answer.headers.items()])
        return [json.dumps(answer.body).encode() if "Content-Type" in answer.headers else b""]

    def turns(self, method: str, path: str, status: int) -> int:
        """Return how many answers there are; where there is none, the refusal is one."""
        return max(1, len(self.answers(method, path, status)))

    def answers(self, method: str, path: str, status: int) -> list[Answer]:
        """Return one answer for each body, those with other headers, and the one meant."""
        operation, _ = self._find(method, path)
        declared = self._declared(operation, status) if operation else None
        if declared is None:
            return []
        key = json.dumps([declared, self.meant.headers, self.meant.body], sort_keys=True)
        if key not in self._answers:
            self._answers[key] = [*self._make(declared)]
        return self._answers[key]

    def _make(self, declared: dict) -> Iterator[Answer]:
        kind, media = next(iter(declared.get("content", {}).items()), (None, {}))
        schema = media.get("schema", {})
        bodies = valid_samples(schema, self.document) if kind else [None]
        if not bodies:
            return
        texts = {name: self._texts(one) for name, one in declared.get("headers", {}).items()}
        usual = {"Content-Type": kind} if kind else {}
        usual |= {name: (found or ["x"])[0] for name, found in texts.items()}
        yield from (Answer(usual, body) for body in bodies)
        for name, header in declared.get("headers", {}).items():
            yield from (Answer({**usual, name: text}, bodies[0]) for text in texts[name][1:])
            if not self._follow(header).get("required"):
                yield Answer({key: it for key, it in usual.items() if key != name}, bodies[0])
        body = self._meant_body(schema, bodies) if kind else None
        yield Answer(self._meant_headers(declared, usual), body)

    def _meant_body(self, schema: Any, bodies: list[Any]) -> Any:
        """Return the body that is meant, as far as the schema declares and allows it."""
        whole, meant = validator(schema, self.document), self.meant.body
        nearest = max(bodies, key=lambda body: _shared(meant, body))
        body = _completed(meant, nearest)
        if whole.is_valid(body):
            return body
        shaped = _shaped(meant, nearest)
        nearest = shaped if whole.is_valid(shaped) else nearest
        for place, part in _parts(meant):
            trial = _put(nearest, place, part)
            nearest = trial if whole.is_valid(trial) else nearest
        return nearest

    def _meant_headers(self, declared: dict, usual: dict[str, str]) -> dict[str, str]:
        headers = dict(usual)
        for name, header in declared.get("headers", {}).items():
            text = self.meant.headers.get(name.lower())
            asked = self._follow(header).get("schema", {})
            if text is not None and self._fits(asked, [text]):
                headers[name] = text
        return headers

    def _texts(self, header: dict) -> list[str]:
        samples = valid_samples(self._follow(header).get("schema", {}), self.document)
        return [text for sample in samples if (text := _written(sample)) is not None]

    def _is_taken(self, environ: dict, data: bytes) -> bool:
        if self.status in REFUSING:
            return True
        meant = self._before is None or not self._before.takes(environ, data)
        return (self.status >= 400 and meant) or self.takes(environ, data)

    def takes(self, environ: dict, data: bytes) -> bool:
        """Tell whether the document takes a request."""
        path = environ["PATH_INFO"].encode("latin-1").decode()
        operation, values = self._find(environ["REQUEST_METHOD"], path)
        return (
            operation is not None
            and self._lets_in(operation, environ)
            and self._takes(operation, values, environ)
            and self._takes_body(operation, environ, data)
        )

    def _find(self, method: str, path: str) -> tuple[dict | None, dict[str, str]]:
        for _, template in self._routes:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            found = re.fullmatch(pattern, path)
            item = self.document["paths"][template]
            if found and (operation := item.get(method.lower())):
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                return {**operation, "parameters": parameters}, found.groupdict()
        return None, {}

    def _follow(self, node: Any) -> dict:
        while "$ref" in node:
            inner: Any = self.document
            for step in node["$ref"].split("/")[1:]:
                inner = inner[step.replace("~1", "/").replace("~0", "~")]
            node = inner
        return node

    def _declared(self, operation: dict, status: int) -> dict | None:
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in operation["responses"]:
                return self._follow(operation["responses"][name])
        return None

    def _lets_in(self, operation: dict, environ: dict) -> bool:
        asked = operation.get("security", self.document.get("security", []))
        return not asked or any(all(self._shows(name, environ) for name in one) for one in asked)

    def _shows(self, name: str, environ: dict) -> bool:
        scheme = self._follow(self.document["components"]["securitySchemes"][name])
        if scheme["type"] == "http":
            return environ.get("HTTP_AUTHORIZATION", "").lower().startswith(scheme["scheme"])
        return scheme["type"] != "apiKey" or bool(_sent(scheme, environ, {}))

    def _takes(self, operation: dict, values: dict[str, str], environ: dict) -> bool:
        for each in operation.get("parameters", []):
            parameter = self._follow(each)
            texts = _sent(parameter, environ, values)
            if not texts and parameter.get("required"):
                return False
            if texts and not self._fits(parameter.get("schema", {}), texts):
                return False
        return True

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

    def _takes_body(self, operation: dict, environ: dict, data: bytes) -> bool:
        if "requestBody" not in operation:
            return True
        declared = self._follow(operation["requestBody"])
        if not data:
            return not declared.get("required", False)
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0]
        if kind not in declared.get("content", {}):
            return False
        whole = validator(declared["content"][kind].get("schema", {}), self.document)
        if kind.endswith("form-urlencoded"):
            return any(map(whole.is_valid, _readings(parse_qs(data.decode()))))
        return whole.is_valid(json.loads(data))


def _readings(fields: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Yield what a form may mean: texts, but for one field that is a list or a number."""
    plain = {name: found[0] for name, found in fields.items()}
    yield plain
    for name, found in fields.items():
        yield {**plain, name: found}
        if found[0].isdecimal():
            yield {**plain, name: int(found[0])}


def _shared(one: Any, other: Any) -> int:
    return (
        len(one.keys() & other.keys()) if isinstance(one, dict) and isinstance(other, dict) else 0
    )


def _completed(example: Any, sample: Any) -> Any:
    """Return a sample with what the example says of it; what is not declared is not sent."""
    if isinstance(example, dict) and isinstance(sample, dict):
        said = {key: it for key, it in example.items() if key in sample or not sample}
        return {**sample, **{key: _completed(it, sample.get(key)) for key, it in said.items()}}
    if isinstance(example, list):
        first = sample[0] if isinstance(sample, list) and sample else None
        return [_completed(item, first) for item in example]
    return example


def _shaped(example: Any, sample: Any) -> Any:
    """Return a sample with lists as long as the example's."""
    if isinstance(example, dict) and isinstance(sample, dict):
        return {key: _shaped(example.get(key), it) for key, it in sample.items()}
    if isinstance(example, list) and isinstance(sample, list) and sample:
        return [_shaped(item, sample[0]) for item in example]
    return sample


def _parts(example: Any, place: tuple = ()) -> Iterator[tuple[tuple, Any]]:
    """Yield each part of a body and its place, what holds others before what it holds."""
    yield place, example
    if isinstance(example, dict | list):
        for step, item in example.items() if isinstance(example, dict) else enumerate(example):
            yield from _parts(item, (*place, step))


def _put(body: Any, place: tuple, part: Any) -> Any:
    """Return a body with one part in its place, as it is where it has no such place."""
    if not place:
        return part
    step, *below = place
    if isinstance(body, dict) and step in body:
        return {**body, step: _put(body[step], tuple(below), part)}
    if isinstance(body, list) and isinstance(step, int) and step < len(body):
        return [*body[:step], _put(body[step], tuple(below), part), *body[step + 1 :]]
    return body


def _written(value: Any) -> str | None:
    """Return a value as a header has it, None where it can have none."""
    if isinstance(value, list | dict):
        parts = (
            value if isinstance(value, list) else [one for pair in value.items() for one in pair]
        )
        texts = [_written(one) for one in parts]
        return None if None in texts else ",".join(filter(None, texts))
    if value is None:
        return None
    text = json.dumps(value) if isinstance(value, bool) else str(value)
    return text if text.isascii() and text.isprintable() and text == text.strip() else None


def _sent(parameter: dict, environ: dict, values: dict[str, str]) -> list[str]:
    """Return the texts that a request has for a parameter."""
    name = parameter["name"]
    match parameter["in"]:
        case "path":
            return [unquote(values[name])] if name in values else []
        case "query":
            return parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True).get(name, [])
        case "cookie":
            pairs = (
                pair.strip().partition("=") for pair in environ.get("HTTP_COOKIE", "").split(";")
            )
            return [value for key, _, value in pairs if key == name]
    value = environ.get("HTTP_" + name.upper().replace("-", "_"))
    return [] if value is None else [value]
