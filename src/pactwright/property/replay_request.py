"""One interaction as a source of requests: what of it may vary, and what is allowed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, unquote

from pactwright.document.operations import PARAMETER
from pactwright.matching.example import request_example
from pactwright.matching.request import compare_request
from pactwright.matching.rules import only_set
from pactwright.matching.wording import encode_json
from pactwright.model.interaction import HttpInteraction, Request
from pactwright.model.json import Json
from pactwright.model.path import Wildcard, parse_path
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.model.wire import WireRequest
from pactwright.property.file import Use
from pactwright.property.narrow import Schema, narrow_text
from pactwright.property.replay_body import BodyValue, read_body
from pactwright.property.replay_fitting import fits_document
from pactwright.property.schemathesis_cases import Content, Draft, Narrowed, Slot
from pactwright.property.schemathesis_document import ApiOperation, types_of

# What names the sender or the shape of the body is no input that a consumer varies.
_CONSTANT: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "content-type", "content-length", "host",
     "accept", "accept-encoding", "connection", "user-agent", "transfer-encoding"}
)  # fmt: skip
_INDEX: Final = re.compile(r"\[\d+\]$")
_PATH_SAFE: Final = "~-._!$&'()*+,;=:@"


@dataclass(frozen=True)
class Source:
    """An interaction that calls an operation, with the document's word on it."""

    use: Use
    operation: ApiOperation

    @property
    def interaction(self) -> HttpInteraction:
        """The interaction of the pact."""
        return self.use.interaction

    @property
    def request(self) -> Request:
        """Its request, with rules and generators."""
        return self.use.interaction.request

    @functools.cached_property
    def example(self) -> WireRequest:
        """The consumer's own example."""
        return request_example(self.request)

    @functools.cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The parameters that the consumer's rules leave open, and the document knows."""
        return tuple(self._slots())

    def _slots(self) -> Iterator[Slot]:
        for location, name, rules, text in self._open_texts():
            parameter = self.operation.parameter(location, name)
            if parameter is not None and "content" not in parameter.definition:
                types = types_of(self.operation.document.root, parameter.schema)
                if types & {"object"}:
                    continue
                if "array" in types:
                    yield Slot(parameter=parameter, narrow={"minItems": 1})
                    continue
                narrow = narrow_text(rules, text, types=types)
                if location == "path":
                    # The rule speaks of the whole path; each text is held against it later.
                    narrow = {}
                yield Slot(parameter=parameter, narrow=narrow)

    def _open_texts(self) -> Iterator[tuple[str, str, RuleSet, str]]:
        request, rules, made = self.request, self.request.rules, self.request.generators
        whole = only_set(rules.get("path"))
        if whole is not None and "path" not in made:
            for value in self.use.path_values:
                if value.expression is None:
                    yield "path", value.name, whole, value.value
        examples = dict(request.query)
        for place, found in (rules.get("query") or {}).items():
            name = _query_name(place)
            texts = [one for one in examples.get(name, ()) if one is not None]
            if texts and place not in made.get("query", {}):
                yield "query", name, found, texts[0]
        headers = {name.lower(): values for name, values in request.headers}
        for place, found in (rules.get("header") or {}).items():
            name = _INDEX.sub("", place).lower()
            texts = [one for one in headers.get(name, ()) if one is not None]
            if name == "cookie" and texts:
                yield from self._open_cookies(texts[0])
            elif texts and name not in _CONSTANT and place not in made.get("header", {}):
                yield "header", name, found, texts[0]

    def _open_cookies(self, text: str) -> Iterator[tuple[str, str, RuleSet, str]]:
        secret = {
            name for way in self.operation.credentials for place, name in way if place == "cookie"
        }
        for name, value in _read_cookies(text).items():
            if name not in secret:
                # The rule speaks of the whole header, against which each text is held later.
                yield "cookie", name, _ANY_TEXT, value

    @functools.cached_property
    def body_value(self) -> Content | None:
        """The example's body as a value, where it is one that can vary."""
        return None if self._shape is None else Content(value=self._shape.value)

    @functools.cached_property
    def _shape(self) -> BodyValue | None:
        body = self.request.body
        if body is None or not body.content:
            return None
        schema = self.operation.bodies.get(self.media_type or "", {})
        return read_body(self.operation.document.root, schema, body.content, self._full_type)

    @functools.cached_property
    def _full_type(self) -> str:
        return next((v for n, v in self.example.headers if n.lower() == "content-type"), "")

    @functools.cached_property
    def media_type(self) -> str | None:
        """The documented media type that the example's body falls under."""
        return self.operation.media_type(self._full_type)

    @functools.cached_property
    def body_schema(self) -> Schema | None:
        """What the consumer's rules leave open in the body, `None` where nothing."""
        rules = self.request.rules.get("body")
        if not rules or self._shape is None or self.media_type is None:
            return None
        return self._shape.narrow(rules)

    @functools.cached_property
    def narrowed(self) -> Narrowed:
        """The operation with only what varies."""
        return Narrowed(
            operation=self.operation,
            slots=self.slots,
            media_type=self.media_type,
            body=self.body_schema,
        )

    @property
    def varies(self) -> bool:
        """Whether anything of the request is left open."""
        return bool(self.slots) or self.body_schema is not None

    def compose(self, draft: Draft, base: WireRequest | None = None) -> WireRequest:
        """Return the request that a draft makes of `base`, by default the consumer's example.

        `base` is the example with the values of the provider states in it; those stay.
        """
        request = self.example if base is None else base
        if draft.path:
            request = replace(request, path=self._path(request.path, draft.path))
        if draft.query:
            query = tuple((n, draft.query.get(n, values)) for n, values in request.query)
            request = replace(request, query=query)
        if draft.headers or draft.cookies:
            request = replace(request, headers=tuple(_headers(request.headers, draft)))
        if draft.body is not None:
            request = replace(request, body=self._body(draft.body.value, request.body))
        return request

    def _path(self, path: str, values: Mapping[str, str]) -> str:
        found = self._template.search(path)
        if found is None:
            return path
        names = [value.name for value in self.use.path_values]
        parts, end = [path[: found.start()]], found.start()
        for index, name in enumerate(names, start=1):
            parts += [path[end : found.start(index)], values.get(name, found[index])]
            end = found.end(index)
        return "".join([*parts, path[end:]])

    def path_texts(self, path: str) -> dict[str, str]:
        """Return the texts of the path's parameters, still percent-encoded."""
        found = self._template.search(path)
        names = [value.name for value in self.use.path_values]
        return {} if found is None else dict(zip(names, found.groups(), strict=True))

    @property
    def base(self) -> str | None:
        """What stands before the operation's path, `None` where the path is not that."""
        found = self._template.search(self.example.path)
        return None if found is None else self.example.path[: found.start()]

    @functools.cached_property
    def _template(self) -> re.Pattern[str]:
        parts = PARAMETER.split(self.operation.path)[::2]
        return re.compile("([^/]+?)".join(map(re.escape, parts)) + "$")

    def _body(self, value: Json, base: bytes) -> bytes:
        if self._shape is None:
            return encode_json(value)
        return self._shape.write(self._with_state_values(value, base))

    def _with_state_values(self, value: Json, base: bytes) -> Json:
        """Return the value with what generators have put into the example's body."""
        places = self.request.generators.get("body", {})
        if not places:
            return value
        root = self.operation.document.root
        made = read_body(root, {}, base, self._full_type)
        for place in places:
            steps = parse_path(place)
            if made is None or any(isinstance(step, Wildcard) for step in steps):
                continue
            try:
                value = put(value, steps, pick(made.value, steps))
            except (LookupError, TypeError, ValueError):
                continue
        return value

    def allows(self, draft: Draft) -> bool:
        """Return whether consumer and document both allow the request of a draft.

        The Rust core holds it against the pact, the document's schemas against the document.
        """
        wire = self.compose(draft)
        # A pact's path may be written with percent signs; a rule on it speaks of the text.
        written = (wire,) if "%" not in wire.path else (wire, _decoded(wire))
        if all(compare_request(self.request, one) for one in written):
            return False
        return fits_document(self.operation, draft, self.media_type)


def _decoded(request: WireRequest) -> WireRequest:
    return replace(request, path=unquote(request.path))


_ANY_TEXT: Final = RuleSet(rules=(MatchingRule(kind="type"),))


def _query_name(place: str) -> str:
    if place.startswith("$"):
        steps = parse_path(place)
        return str(steps[0]) if steps else place
    return _INDEX.sub("", place)


def _headers(headers: tuple[tuple[str, str], ...], draft: Draft) -> Iterator[tuple[str, str]]:
    changed = {name.lower(): value for name, value in draft.headers.items()}
    for name, value in headers:
        if name.lower() == "cookie" and draft.cookies:
            pairs = _read_cookies(value) | dict(draft.cookies)
            yield name, "; ".join(f"{one}={text}" for one, text in pairs.items())
        else:
            yield name, changed.get(name.lower(), value)


def _read_cookies(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def quote_segment(text: str) -> str:
    """Return the text as one segment of a path."""
    return quote(text, safe=_PATH_SAFE)


def pick(value: Json, steps: tuple[Any, ...]) -> Json:
    """Return what stands at the steps; raises `LookupError` or `TypeError` where nothing does."""
    for step in steps:
        value = value[step]  # type: ignore[index] # the caller expects the errors
    return value


def put(value: Json, steps: tuple[Any, ...], new: Json) -> Json:
    """Return the value with something else at the steps, which must be there."""
    if not steps:
        return new
    first, *rest = steps
    inner = put(value[first], tuple(rest), new)  # type: ignore[index]
    if isinstance(value, Mapping):
        return {**value, first: inner}
    items = list(value)  # type: ignore[arg-type] # what has an index and no keys is a list
    items[first] = inner
    return items
