"""The mock on a real port: the Rust core's mock server, one for each test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pactwright.consumer.traffic import Stray, Traffic, find_answer
from pactwright.errors import PactwrightError
from pactwright.matching.core import Foreign, open_library
from pactwright.matching.request import compare_request
from pactwright.matching.rules import describe_rules, read_rules
from pactwright.model.interaction import Body, HttpInteraction, Pairs, Request, Response
from pactwright.model.path import Wildcard, parse_path
from pactwright.model.result import Mismatch, MismatchKind
from pactwright.model.rule import MatchingRules
from pactwright.model.wire import WireRequest
from pactwright.pactfile.generators import write_generators
from pactwright.pactfile.rules import write_rules

_V4: Final = 5
_REQUEST: Final = 0
_RESPONSE: Final = 1
_HOST: Final = "127.0.0.1"
_KINDS: Final[Mapping[str, tuple[MismatchKind, str]]] = {
    "MethodMismatch": ("method", ""),
    "PathMismatch": ("path", ""),
    "QueryMismatch": ("query", "parameter"),
    "HeaderMismatch": ("header", "key"),
    "BodyTypeMismatch": ("content-type", ""),
    "BodyMismatch": ("body", "path"),
}


class MockServer:
    """A running mock server; `stop` it always.

    Raises PactwrightError when it cannot start, and in a forked child whose parent had used
    the Rust core.
    """

    def __init__(self, interactions: Sequence[HttpInteraction]) -> None:
        self._interactions = interactions
        self._lib, self._ffi = open_library()
        self._pact = self._lib.pactffi_new_pact(b"consumer", b"provider")
        try:
            self._lib.pactffi_with_specification(self._pact, _V4)
            for index, interaction in enumerate(interactions):
                _add_interaction(self._lib, self._pact, index, interaction)
            self._port = self._start()
        except BaseException:
            self._lib.pactffi_free_pact_handle(self._pact)
            raise
        # Before the first request every expectation is missing, in their own order; one alone
        # needs no telling apart.
        several = len(interactions) > 1
        self._expected = [one for one in self._entries() if _is_missing(one)] if several else []

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{_HOST}:{self._port}"

    def traffic(self) -> Traffic:
        """Return what came so far, as the Rust core judged it."""
        entries = self._entries()
        strays = [self._stray(entry) for entry in entries if not _is_missing(entry)]
        return Traffic(used=frozenset(self._used(entries)), strays=tuple(strays))

    def _used(self, entries: Sequence[Mapping[str, Any]]) -> Iterator[int]:
        missing = [entry for entry in entries if _is_missing(entry)]
        if not self._expected and not missing:
            yield 0
        for index, entry in enumerate(self._expected):
            if entry in missing:
                missing.remove(entry)
            else:
                yield index

    def stop(self) -> None:
        """Stop the server and free its port; a second call does nothing."""
        if self._pact is None:
            return
        self._lib.pactffi_cleanup_mock_server(self._port)
        self._lib.pactffi_free_pact_handle(self._pact)
        self._pact = None

    def _start(self) -> int:
        port: int = self._lib.pactffi_create_mock_server_for_transport(
            self._pact, _HOST.encode(), 0, b"http", self._ffi.NULL
        )
        if port <= 0:
            raise PactwrightError(
                f"the mock server could not listen on {_HOST} (error {port})",
                hint="check that the machine lets this process open a port, or use mock.transport",
            )
        return port

    def _entries(self) -> list[Mapping[str, Any]]:
        found = self._lib.pactffi_mock_server_mismatches(self._port)
        if found == self._ffi.NULL:
            raise PactwrightError("the mock server died while the test ran")
        entries: list[Mapping[str, Any]] = json.loads(self._ffi.string(found))
        return entries

    def _stray(self, entry: Mapping[str, Any]) -> Stray:
        if "request" in entry:
            _, stray = find_answer(self._interactions, _read_request(entry["request"]))
            if stray is not None:
                return stray
        method, path = str(entry.get("method")), str(entry.get("path"))
        mismatches = tuple(_read_mismatch(one) for one in entry.get("mismatches", ()))
        nearest = self._nearest(WireRequest(method=method, path=path), mismatches)
        rules = self._interactions[nearest].request.rules
        return Stray(
            method=method,
            target=path,
            nearest=nearest,
            mismatches=tuple(_name_rule(one, rules) for one in mismatches),
        )

    def _nearest(self, request: WireRequest, mismatches: Sequence[Mismatch]) -> int:
        """Return the interaction that the core compared with, which it does not name."""
        wanted = [one.expected.strip('"') for one in mismatches if one.expected]
        scores = [
            (_asks(one.request, request), sum(text in _texts(one.request) for text in wanted))
            for one in self._interactions
        ]
        return scores.index(max(scores))


def _asks(expected: Request, request: WireRequest) -> bool:
    """Whether method and path are those of the expected request."""
    differs = {one.kind for one in compare_request(expected, request)}
    return not differs & {"method", "path"}


def _texts(request: Request) -> str:
    body = request.body.content if request.body is not None else None
    return f"{request.headers} {request.query} {(body or b'').decode(errors='replace')}"


def _is_missing(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("type") == "missing-request")


def _add_interaction(lib: Foreign, pact: Foreign, place: int, interaction: HttpInteraction) -> None:
    # The core lets an interaction replace another of its description; an index is its own.
    handle = lib.pactffi_new_interaction(pact, str(place).encode())
    request, response = interaction.request, interaction.response
    lib.pactffi_with_request(handle, request.method.encode(), request.path.encode())
    for name, values in request.query:
        for index, value in enumerate(values):
            text = _literal(value or "")
            lib.pactffi_with_query_parameter_v2(handle, name.encode(), index, text)
    lib.pactffi_response_status_v2(handle, str(response.status).encode())
    for part, side in ((_REQUEST, request), (_RESPONSE, response)):
        _add_headers(lib, handle, part, side.headers)
        _add_body(lib, handle, part, side.body)
        _add_rules(lib, handle, part, side)


def _add_headers(lib: Foreign, handle: Foreign, part: int, headers: Pairs) -> None:
    for name, values in headers:
        for index, value in enumerate(values):
            lib.pactffi_with_header_v2(handle, part, name.encode(), index, _literal(value or ""))


def _literal(value: str) -> bytes:
    """Return a value that the core takes as it is: it would read JSON as a matcher."""
    if value.lstrip().startswith("{"):
        return json.dumps({"value": value}).encode()
    return value.encode()


def _add_body(lib: Foreign, handle: Foreign, part: int, body: Body | None) -> None:
    if body is not None and body.content is not None:
        kind = (body.content_type or "").encode()
        lib.pactffi_with_binary_body(handle, part, kind, body.content, len(body.content))


def _add_rules(lib: Foreign, handle: Foreign, part: int, side: Request | Response) -> None:
    # A mock always answers the example: rules of a response serve its generators only.
    if side.rules and (part == _REQUEST or side.generators):
        rules = json.dumps(write_rules(side.rules, None), default=float).encode()
        if not lib.pactffi_with_matching_rules(handle, part, rules):
            raise PactwrightError(f"the Rust core refuses the matching rules {rules.decode()}")
    if side.generators:
        text = json.dumps(write_generators(side.generators, None), default=float).encode()
        if not lib.pactffi_with_generators(handle, part, text):
            raise PactwrightError(f"the Rust core refuses the generators {text.decode()}")


def _read_request(request: Mapping[str, Any]) -> WireRequest:
    body = request.get("body", "")
    return WireRequest(
        method=request["method"],
        path=request["path"],
        query=tuple((name, tuple(values)) for name, values in request.get("query", {}).items()),
        headers=tuple((name, str(value)) for name, value in request.get("headers", {}).items()),
        body=(body if isinstance(body, str) else json.dumps(body)).encode(),
    )


def _read_mismatch(entry: Mapping[str, Any]) -> Mismatch:
    kind, key = _KINDS.get(str(entry.get("type")), ("body", "path"))
    return Mismatch(
        kind=kind,
        path=str(entry.get(key, "")) if key else "",
        expected=_text_of(entry.get("expected")),
        actual=_text_of(entry.get("actual")),
        message=str(entry.get("mismatch", "differs")),
    )


def _name_rule(mismatch: Mismatch, rules: MatchingRules) -> Mismatch:
    """Return the difference in a body with the rule of its place, which the core leaves out."""
    try:
        place = parse_path(mismatch.path) if mismatch.kind == "body" else ()
    except PactwrightError:
        return mismatch
    steps = tuple(step for step in place if not isinstance(step, Wildcard))
    found = read_rules(rules.get("body")).select(steps) if steps else None
    return mismatch if found is None else replace(mismatch, rule=describe_rules(found.rules))


def _text_of(value: object) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value)
