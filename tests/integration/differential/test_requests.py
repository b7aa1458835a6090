"""Our verdict on requests beside that of the real mock server, over a real port."""

from __future__ import annotations

import json
import socket
from random import Random
from urllib.parse import unquote_plus

import pytest

from pactwright.matching.core import open_library
from pactwright.matching.request import compare_request
from pactwright.model.wire import WireRequest
from pactwright.pactfile.parse import parse_pact

KINDS = ["json", "json", "json", "xml", "form", "multipart", "text", "binary"]
COUNT = 250


class MockServer:
    """A mock server for one request, without a word of the integration format."""

    def __init__(self, request, body=None, content_type=None):
        self._lib, self._ffi = open_library()
        self._pact = self._lib.pactffi_new_pact(b"consumer", b"provider")
        self._lib.pactffi_with_specification(self._pact, 5)
        self._request = self._lib.pactffi_new_interaction(self._pact, b"request")
        self._declare(request)
        if body is not None:
            kind = content_type.encode()
            assert self._lib.pactffi_with_binary_body(self._request, 0, kind, body, len(body))
        self._lib.pactffi_response_status(self._request, 200)

    def _declare(self, request):
        lib, interaction = self._lib, self._request
        method, path = request["method"].encode(), request["path"].encode()
        lib.pactffi_with_request(interaction, method, path)
        for name, values in request.get("query", {}).items():
            for index, value in enumerate(values):
                lib.pactffi_with_query_parameter_v2(
                    interaction, name.encode(), index, value.encode()
                )
        for name, values in request.get("headers", {}).items():
            for index, value in enumerate(values):
                lib.pactffi_with_header_v2(interaction, 0, name.encode(), index, value.encode())
        if rules := request.get("matchingRules"):
            assert lib.pactffi_with_matching_rules(interaction, 0, json.dumps(rules).encode())

    def accepts(self, method, target, headers, body):
        port = self._lib.pactffi_create_mock_server_for_transport(
            self._pact, b"127.0.0.1", 0, b"http", self._ffi.NULL
        )
        lines = [f"{method} {target} HTTP/1.1", "Host: mock", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines += [f"Content-Length: {len(body)}"] if body else []
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            while connection.recv(65536):
                pass
        matched = self._lib.pactffi_mock_server_matched(port)
        self._lib.pactffi_cleanup_mock_server(port)
        self._lib.pactffi_free_pact_handle(self._pact)
        return matched


def read_request(part):
    interaction = {
        "type": "Synchronous/HTTP",
        "description": "request",
        "request": part,
        "response": {"status": 200},
    }
    pact = {
        "consumer": {"name": "consumer"},
        "provider": {"name": "provider"},
        "metadata": {"pactSpecification": {"version": "4.0"}},
        "interactions": [interaction],
    }
    return parse_pact(json.dumps(pact).encode(), source="pact").interactions[0].request


def read_query(text):
    grouped = {}
    for pair in filter(None, text.split("&")):
        name, equals, value = pair.partition("=")
        grouped.setdefault(unquote_plus(name), []).append(unquote_plus(value) if equals else None)
    return tuple((name, tuple(values)) for name, values in grouped.items())


def compare(part, target, headers, body):
    path, _, query = target.partition("?")
    actual = WireRequest(
        method="POST", path=path, query=read_query(query), headers=headers, body=body
    )
    return compare_request(read_request(part), actual)


@pytest.mark.parametrize(("seed", "kind"), list(enumerate(KINDS, start=100)))
def test_verdicts_on_bodies_are_those_of_the_mock_server(seed, kind, mutants):
    maker = mutants(seed)
    made = [maker.json(version="4") if kind == "json" else each for each in maker.take(kind, COUNT)]
    accepted = 0
    for mutant in made:
        part = {"method": "POST", "path": "/", **mutant.as_json()}
        server = MockServer(
            {key: value for key, value in part.items() if key != "body"},
            mutant.body,
            mutant.content_type,
        )
        theirs = server.accepts("POST", "/", mutant.wire_headers, mutant.came)
        ours = compare(part, "/", mutant.wire_headers, mutant.came)
        assert theirs == (not ours), (mutant, ours)
        accepted += theirs
    assert 0 < accepted < COUNT


_RULES = [
    *[{"match": kind} for kind in ("integer", "type", "number", "boolean", "notEmpty", "equality")],
    *[{"match": kind} for kind in ("null", "semver", "values")],
    {"match": "regex", "regex": r"^\d$"},
    {"match": "type", "min": 2},
    {"match": "type", "max": 1},
    {"match": "include", "value": "2"},
    {"match": "eachValue", "rules": [{"match": "integer"}], "value": "1"},
    {"match": "date", "format": "yyyy"},
]
_QUERIES = [
    {},
    {"a": ["1"]},
    {"a": ["1", "2"]},
    {"a": ["1"], "b": ["x y"]},
    {"a": [""]},
    {"b[]": ["é"]},
]
_SENT = [
    *("", "a=1", "a=1&a=2", "a=2&a=1", "b=x+y&a=1", "b=x%20y&a=1", "a=", "a", "a=12", "A=1"),
    *("b[]=%C3%A9", "b%5B%5D=%C3%A9", "a=1&a=2&a=3", "a=x", "a=1&", "a=1&b=x+y&c=1"),
]
_PATHS = ["/", "/a", "/a/", "/A", "/a%20b", "/a+b", "/1", "/a;b=1"]


def make_target(random):
    """Return the first half of a pact's request, and a target that was asked for instead."""
    part = {"method": "POST", "path": random.choice(_PATHS)}
    if query := random.choice(_QUERIES):
        part["query"] = query
    rules = {}
    if random.random() < 0.4:
        rules["query"] = {
            name: {
                "combine": random.choice(["AND", "OR"]),
                "matchers": random.choices(_RULES, k=random.choice([1, 1, 2])),
            }
            for name in random.sample(["a", "b"], 1)
        }
    if random.random() < 0.2:
        rules["path"] = {"combine": "AND", "matchers": [random.choice(_RULES)]}
    if rules:
        part["matchingRules"] = rules
    path = part["path"] if random.random() < 0.7 else random.choice(_PATHS)
    sent = random.choice(_SENT)
    return part, f"{path}?{sent}" if sent else path


def test_verdicts_on_paths_and_queries_are_those_of_the_mock_server():
    random = Random(7)
    accepted = 0
    for _ in range(500):
        part, target = make_target(random)
        theirs = MockServer(part).accepts("POST", target, (), b"")
        ours = compare(part, target, (), b"")
        assert theirs == (not ours), (part, target, ours)
        accepted += theirs
    assert 0 < accepted < 500


def test_the_known_difference_in_characters_that_xml_forbids_is_real():
    kind, text = "application/xml", b"<a>&#1;</a>"
    part = {"method": "POST", "path": "/", "headers": {"Content-Type": [kind]}}
    headers = (("Content-Type", kind),)
    assert MockServer(part, text, kind).accepts("POST", "/", headers, text)
    body = {"content": text.decode(), "contentType": kind}
    assert compare({**part, "body": body}, "/", headers, text)
