"""Who calls: the access token of RFC 9068 that identity signed, checked and parsed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ISSUER = "https://identity.example"
AUDIENCE = "https://api.example"
ALGORITHM = "ES256"
TOKEN_TYPE = "at+jwt"

KeySource: TypeAlias = Callable[[], KeySet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a valid token says of its bearer; a service's own token has no organisation."""

    subject: str
    scopes: frozenset[str]
    roles: frozenset[str]
    organisation: str | None
    grant: str | None = None


class InvalidTokenError(Exception):
    """The token is missing, malformed, expired, or not for this service."""


def read_caller(authorization: str | None, keys: KeySet) -> Caller:
    """Return the caller that an `Authorization` header speaks for.

    Raises InvalidTokenError; its text is for the `WWW-Authenticate` header and names no secret.
    """
    claims = read_claims(bearer_token(authorization), keys)
    return Caller(
        subject=claims["sub"],
        scopes=frozenset(claims["scope"].split()),
        roles=frozenset(claims.get("roles", ())),
        organisation=claims.get("org"),
        grant=claims.get("grant"),
    )


def bearer_token(authorization: str | None) -> str:
    """Return the token of a `Bearer` header (RFC 6750, section 2.1)."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidTokenError("a bearer token is needed")
    return token.strip()


def read_claims(token: str, keys: KeySet) -> dict[str, Any]:
    """Return the claims of an access token, after its signature, type, times and audience."""
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
        sub={"essential": True},
        scope={"essential": True, "allow_blank": True},
    )
    try:
        decoded = jwt.decode(token, keys, algorithms=[ALGORITHM])
        registry.validate(decoded.claims)
    except (JoseError, ValueError) as error:
        raise InvalidTokenError("the token is not valid") from error
    if decoded.header.get("typ") != TOKEN_TYPE:
        raise InvalidTokenError("the token is not an access token")
    claims: dict[str, Any] = decoded.claims
    return claims


def remote_keys(url: str, *, lifetime: float = 300.0) -> KeySource:
    """Return a source that fetches the key set at `url` and keeps it for `lifetime` seconds."""
    kept: list[tuple[float, KeySet]] = []

    def keys() -> KeySet:
        if not kept or kept[0][0] < time.monotonic():
            answer = httpx.get(url, timeout=5.0).raise_for_status()
            kept[:] = [(time.monotonic() + lifetime, KeySet.import_key_set(answer.json()))]
        return kept[0][1]

    return keys
