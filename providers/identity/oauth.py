"""The rules of OAuth 2.1 over the store: clients, grants, codes, refresh tokens and PKCE."""

from __future__ import annotations

import re
import time
import uuid
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast
from urllib.parse import unquote_plus

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session as Database

from providers.access import (
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    TOKEN_TYPE,
    InvalidTokenError,
    read_claims,
)
from providers.identity import store
from providers.identity.errors import OAuthError, invalid_client

CODE_LIFETIME = 60
ACCESS_LIFETIME = 600
REFRESH_LIFETIME = 30 * 24 * 3600
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

Parameters: TypeAlias = Mapping[str, str]


def single_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the parameters of a request; none may come twice (RFC 6749, section 3.1)."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values or not isinstance(value, str):
            raise OAuthError("invalid_request", "a parameter came twice or is not text")
        if "\0" in value:
            raise OAuthError("invalid_request", "a parameter holds a character that may not be")
        values[name] = value
    return values


def needed(parameters: Parameters, name: str) -> str:
    """Return a parameter that must be there and not be empty."""
    if value := parameters.get(name):
        return value
    raise OAuthError("invalid_request", f"the parameter {name} is missing")


def authenticate_client(
    database: Database, authorization: str | None, form: Parameters
) -> store.Client:
    """Return the client that proved itself: by HTTP Basic, or by its name where it is public."""
    if authorization is None:
        client = database.get(store.Client, form.get("client_id", ""))
        if client is None or client.secret is not None:
            raise invalid_client()
        return client
    client_id, secret = _basic_credentials(authorization)
    if form.get("client_id", client_id) != client_id or "client_secret" in form:
        raise OAuthError("invalid_request", "the client must prove itself in one way")
    client = database.get(store.Client, client_id)
    stored = client.secret if client and client.secret else store.digest(store.new_secret())
    if not store.same(store.digest(secret), stored) or client is None:
        raise invalid_client()
    return client


def _basic_credentials(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        raise invalid_client() from None
    if scheme.lower() != "basic" or not colon or "\0" in unquote_plus(client_id):
        raise invalid_client()
    return unquote_plus(client_id), unquote_plus(secret)


def check_authorization(client: store.Client, query: Parameters) -> list[str]:
    """Return the scopes of a request for a code; raises what the redirect must say."""
    if needed(query, "response_type") != "code":
        raise OAuthError("unsupported_response_type", "only the code flow is offered")
    if "authorization_code" not in client.grants:
        raise OAuthError("unauthorized_client", "the client may not ask for codes")
    if query.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "PKCE with S256 is needed")
    if not _CHALLENGE.fullmatch(needed(query, "code_challenge")):
        raise OAuthError("invalid_request", "the code_challenge is malformed")
    return allowed_scopes(client.scopes, query.get("scope"))


def allowed_scopes(allowed: list[str], asked: str | None) -> list[str]:
    """Return the scopes asked for, all that are allowed when none is named."""
    scopes = sorted(set((asked or "").split())) or allowed
    if not set(scopes) <= set(allowed):
        raise OAuthError("invalid_scope", "a scope is unknown or not allowed")
    return scopes


def find_redirect(database: Database, query: Parameters) -> store.Client:
    """Return the client of a request for a code, after an exact match of its redirect URI."""
    client = database.get(store.Client, needed(query, "client_id"))
    if client is None or needed(query, "redirect_uri") not in client.redirect_uris:
        raise OAuthError("invalid_request", "the client or its redirect_uri is not known")
    return client


def session_user(database: Database, session: str | None) -> store.User:
    """Return the user whose browser holds the session."""
    found = database.get(store.Session, store.digest(session or ""))
    if found is None or store.has_passed(found.expires_at):
        raise OAuthError("login_required", "nobody has signed in", status=401)
    return found.user


def add_code(
    database: Database, client: store.Client, user: store.User, scopes: list[str], query: Parameters
) -> str:
    """Return a new authorization code of the user for the client."""
    code = store.new_secret()
    database.add(
        store.Grant(
            code=store.digest(code),
            code_expires_at=store.in_seconds(CODE_LIFETIME),
            challenge=query["code_challenge"],
            redirect_uri=query["redirect_uri"],
            client_id=client.id,
            user_id=user.id,
            scopes=scopes,
        )
    )
    return code


def redeem_code(
    database: Database, client: store.Client, code: str, redirect_uri: str, verifier: str
) -> store.Grant | None:
    """Return the grant of a code, which is then used up; None when it is not good.

    A code that comes a second time ends its grant (RFC 6749, section 4.1.2).
    """
    mine = (store.Grant.code == store.digest(code), store.Grant.client_id == client.id)
    claim = update(store.Grant).where(*mine, ~store.Grant.redeemed).values(redeemed=True)
    fresh = _changed(database, claim)
    grant = database.scalars(select(store.Grant).where(*mine)).one_or_none()
    if grant is None or not fresh:
        end_grant(grant)
        return None
    good = (
        not store.has_passed(grant.code_expires_at)
        and store.same(grant.redirect_uri, redirect_uri)
        and _VERIFIER.fullmatch(verifier)
        and store.same(create_s256_code_challenge(verifier), grant.challenge)
    )
    return grant if good else None


def use_refresh_token(database: Database, client: store.Client, secret: str) -> store.Grant | None:
    """Return the grant of a refresh token, which is then used up; None when it is not good.

    One that comes a second time was stolen by one of the two, so its grant ends (RFC 9700, 4.14).
    """
    token = database.get(store.RefreshToken, store.digest(secret))
    if token is None or token.grant.client_id != client.id:
        return None
    unused = (store.RefreshToken.digest == token.digest, ~store.RefreshToken.used)
    if not _changed(database, update(store.RefreshToken).where(*unused).values(used=True)):
        end_grant(token.grant)
        return None
    return None if token.grant.revoked or store.has_passed(token.expires_at) else token.grant


def _changed(database: Database, claim: Update) -> bool:
    """Tell whether this transaction is the one that made the change, however many try at once."""
    return cast("CursorResult[Any]", database.execute(claim)).rowcount == 1


def end_grant(grant: store.Grant | None) -> None:
    """Revoke all that came of a grant."""
    if grant is not None:
        grant.revoked = True


def add_refresh_token(database: Database, grant: store.Grant) -> str:
    """Return a new refresh token of the grant."""
    token = store.new_secret()
    expires_at = store.in_seconds(REFRESH_LIFETIME)
    database.add(
        store.RefreshToken(digest=store.digest(token), grant_id=grant.id, expires_at=expires_at)
    )
    return token


def access_token(
    key: ECKey, client_id: str, scopes: list[str], grant: store.Grant | None = None
) -> dict[str, Any]:
    """Return the token response of RFC 6749 (section 5.1): for a person, or a client itself."""
    person: dict[str, Any] = (
        {"roles": grant.user.roles, "org": grant.user.organisation} if grant else {}
    )
    origin: dict[str, Any] = {"grant": grant.id} if grant else {}
    subject = grant.user_id if grant else client_id
    return {
        "access_token": sign_token(key, subject, scopes, client_id=client_id, **origin, **person),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME,
        "scope": " ".join(scopes),
    }


def sign_token(
    key: ECKey,
    subject: str,
    scopes: list[str],
    *,
    lifetime: int = ACCESS_LIFETIME,
    **claims: object,
) -> str:
    """Return an access token of RFC 9068 that is good for `lifetime` seconds from now."""
    now = int(time.time())
    header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": key.kid}
    standard = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "scope": " ".join(scopes),
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode(header, standard | claims, key)


def is_alive(database: Database, grant_id: str | None) -> bool:
    """Tell whether the grant of a token was not revoked; a client's own token has none."""
    grant = database.get(store.Grant, grant_id) if grant_id else None
    return grant_id is None or (grant is not None and not grant.revoked)


def find_grant(database: Database, keys: KeySet, secret: str) -> store.Grant | None:
    """Return the grant that an access or refresh token came from."""
    refresh = database.get(store.RefreshToken, store.digest(secret))
    if refresh is not None:
        return refresh.grant
    try:
        return database.get(store.Grant, read_claims(secret, keys).get("grant", ""))
    except InvalidTokenError:
        return None


def describe_token(database: Database, keys: KeySet, secret: str) -> dict[str, Any]:
    """Return what RFC 7662 (2.2) tells of a token; of one that is not good, only that."""
    refresh = database.get(store.RefreshToken, store.digest(secret))
    if refresh is not None:
        return _describe_refresh_token(refresh)
    try:
        claims = read_claims(secret, keys)
    except InvalidTokenError:
        return {"active": False}
    if not is_alive(database, claims.get("grant")):
        return {"active": False}
    return {"active": True, "token_type": "Bearer", **claims}


def _describe_refresh_token(token: store.RefreshToken) -> dict[str, Any]:
    grant = token.grant
    if token.used or grant.revoked or store.has_passed(token.expires_at):
        return {"active": False}
    return {
        "active": True, "client_id": grant.client_id, "sub": grant.user_id, "iss": ISSUER,
        "scope": " ".join(grant.scopes), "exp": token.expires_at,
    }  # fmt: skip
