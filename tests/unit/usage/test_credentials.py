"""Who may be shut out when the credentials that are asked for change."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from joined import effects, join

_FLOW = {"tokenUrl": "https://example.org/token", "scopes": {"read": "", "write": ""}}
_SCHEMES = {
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": _FLOW}},
    "person": {"type": "openIdConnect", "openIdConnectUrl": "https://example.org/person"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "machine": {"type": "mutualTLS"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}
_TOKEN = {"Authorization": ["Bearer t"]}
_KEY = {"X-Key": ["k"]}


def _document(security: list | None, top: list | None) -> dict:
    operation: dict = {"responses": {"200": {"description": "all"}, "401": {"description": "no"}}}
    if security is not None:
        operation["security"] = security
    return {
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1.0.0"},
        "paths": {"/things": {"get": operation}},
        "components": {"securitySchemes": _SCHEMES},
        **({} if top is None else {"security": top}),
    }


def _hits(old: dict, new: dict, headers: dict, status: int = 200) -> list[tuple[str, str]]:
    interaction = {
        "type": "Synchronous/HTTP",
        "description": "reads things",
        "request": {"method": "GET", "path": "/things", "headers": headers},
        "response": {"status": status},
    }
    return effects(join(old, new, interaction, unnoticed="warning"))


_MAYBE = [("request credentials", "may break")]
_READ = {"oauth": ["read"]}
_BOTH = {"oauth": ["read", "write"]}
_CASES = [
    ("a scope more", [_READ], [_BOTH], _TOKEN, _MAYBE),
    ("another scope", [_READ], [{"oauth": ["write"]}], _TOKEN, _MAYBE),
    ("a scope less", [_BOTH], [_READ], _TOKEN, []),
    ("a token at last", None, [_READ], _TOKEN, _MAYBE),
    ("a token that is not sent", None, [_READ], {}, _MAYBE),
    ("another kind of token", [{"bearer": []}], [{"person": []}], _TOKEN, _MAYBE),
    ("a certificate too", [{"bearer": []}], [{"bearer": [], "machine": []}], _TOKEN, _MAYBE),
    ("a role more", [{"bearer": []}], [{"bearer": ["admin"]}], _TOKEN, _MAYBE),
    ("a way in less, not its own", [_READ, {"key": []}], [{"key": []}], _KEY, []),
    ("a scope more for others", [_READ, {"key": []}], [_BOTH, {"key": []}], _KEY, []),
    ("nothing asked for", [_READ], [], _TOKEN, []),
    ("nothing changed", [_READ], [_READ], _TOKEN, []),
]


@pytest.mark.parametrize(
    ("old", "new", "headers", "hits"),
    [case[1:] for case in _CASES],
    ids=[case[0] for case in _CASES],
)
def test_demands_that_no_pact_shows_may_shut_a_consumer_out(
    old: list | None, new: list, headers: dict, hits: list
) -> None:
    assert _hits(_document(old, None), _document(new, None), headers) == hits
    assert _hits(_document(None, old), _document(None, new), headers) == hits


def test_who_is_refused_anyway_notices_nothing() -> None:
    old, new = _document([_READ], None), _document([_BOTH], None)
    assert _hits(old, new, {}, status=401) == []


def test_a_key_that_is_missing_for_sure_is_told_as_such() -> None:
    old, new = _document(None, None), _document([{"key": []}], None)
    assert _hits(old, new, {}) == [("request headers", "breaks")]
