"""The credentials of a request beside those that its operation asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from pactwright.conformance.exchange import (
    Exchange,
    json_headers,
    read_cookies,
    read_headers,
    read_query_pairs,
)
from pactwright.conformance.operation import Requirement, SecurityScheme
from pactwright.conformance.scene import Steps, Target
from pactwright.model.conformance import ConformanceResult
from pactwright.model.interaction import Request

MISSING: Final = "request.authorization.missing"
"""The code of a request that lacks credentials which would be seen in it."""

_PREFIXES: Final = {"basic": "basic ", "bearer": "bearer ", "digest": "digest "}
_SEEN: Final = frozenset({"apikey", "basic", "http"})
_TOKENS: Final = frozenset({"oauth2", "openidconnect"})
_QUERY: Final[Steps] = ("request", "query")
_HEADERS: Final[Steps] = ("request", "headers")


def check_security(exchange: Exchange) -> Iterator[ConformanceResult]:
    """Yield what is missing where none of the operation's alternatives is satisfied.

    All schemes of one alternative are needed (OpenAPI 3.1.1, section 4.8.30). Tokens of OAuth 2
    and OpenID Connect may travel in many ways, and certificates of mutual TLS cannot be seen: of
    a request without them it is said that nobody can tell.
    """
    alternatives = exchange.operation.security
    if not alternatives or not exchange.is_valid_request:
        return
    lacking = [_lacking(exchange, requirement) for requirement in alternatives]
    if not all(lacking):
        yield from _unseen(
            exchange,
            [
                requirement
                for requirement, missing in zip(alternatives, lacking, strict=True)
                if not missing
            ],
        )
        return
    shown: dict[tuple[Steps, str], ConformanceResult] = {}
    for scheme in (one for missing in lacking for one in missing):
        result = _missing(exchange, scheme)
        shown.setdefault((result.pact.location, result.message), result)  # type: ignore[arg-type]
    yield from shown.values()


def _unseen(exchange: Exchange, satisfied: Sequence[Requirement]) -> Iterator[ConformanceResult]:
    """Yield that nobody can tell, where no alternative is satisfied by what is sent."""
    names = [_unseen_names(exchange, requirement) for requirement in satisfied]
    if all(names):
        schemes = " or ".join(dict.fromkeys(repr(name) for one in names for name in one))
        yield exchange.scene.note(
            "request.authorization.undecided",
            f"nothing in the request shows whether it has what the security scheme {schemes} "
            "asks for",
            at=_HEADERS,
            value=json_headers(exchange.request.headers),
            target=Target(pointer=exchange.operation.pointer, value=exchange.operation.raw),
        )


def _unseen_names(exchange: Exchange, requirement: Requirement) -> list[str]:
    """Return the schemes that leave no trace here: tokens that were not sent, certificates."""
    schemes = exchange.document.schemes
    sent = "authorization" in read_headers(exchange.request.headers)
    return [
        name
        for name in requirement
        if name not in schemes
        or (not leaves_a_trace(schemes[name]) and not (sent and schemes[name].kind in _TOKENS))
    ]


def key_names(exchange: Exchange, place: Literal["query", "header", "cookie"]) -> list[str]:
    """Return the names of the API keys that the operation takes at a place."""
    schemes = exchange.document.schemes
    return [
        schemes[name].key
        for requirement in exchange.operation.security
        for name in requirement
        if name in schemes and schemes[name].kind == "apikey" and schemes[name].place == place
    ]


def _lacking(exchange: Exchange, requirement: Requirement) -> list[SecurityScheme]:
    schemes = exchange.document.schemes
    known = [schemes[name] for name in requirement if name in schemes]
    return [scheme for scheme in known if not is_shown(exchange.request, scheme)]


def leaves_a_trace(scheme: SecurityScheme) -> bool:
    """Tell whether a request shows that it has what a scheme asks for: a key, or a header."""
    return scheme.kind in _SEEN


def is_shown(request: Request, scheme: SecurityScheme) -> bool:
    """Tell whether a request has what a scheme asks for, also where it leaves no trace."""
    headers = read_headers(request.headers)
    if scheme.kind == "apikey":
        if scheme.place == "query":
            return scheme.key in read_query_pairs(request.query)
        if scheme.place == "cookie":
            return scheme.key in read_cookies(headers.get("cookie"))
        return scheme.key.lower() in headers
    if scheme.kind in {"basic", "http"}:
        name = "basic" if scheme.kind == "basic" else scheme.scheme
        return headers.get("authorization", "").lower().startswith(_PREFIXES.get(name, ""))
    return True


def _missing(exchange: Exchange, scheme: SecurityScheme) -> ConformanceResult:
    in_query = scheme.kind == "apikey" and scheme.place == "query"
    return exchange.scene.note(
        MISSING,
        f"{_wanted(scheme)} is missing, which the security scheme {scheme.name!r} asks for",
        at=_QUERY if in_query else _HEADERS,
        value=dict(read_query_pairs(exchange.request.query))
        if in_query
        else json_headers(exchange.request.headers),
        target=Target(pointer=exchange.operation.pointer, value=exchange.operation.raw),
    )


def _wanted(scheme: SecurityScheme) -> str:
    if scheme.kind != "apikey":
        name = scheme.scheme or "basic"
        return f"the header 'Authorization: {name.capitalize()} ...'"
    return f"the {scheme.place} {scheme.key!r}"
