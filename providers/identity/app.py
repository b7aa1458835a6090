"""Identity: signs people in, and hands out and examines tokens by OAuth 2.1."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Engine
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import sessionmaker

from providers import fastapi_errors
from providers.access import ISSUER, Caller
from providers.database import connect
from providers.identity import errors, oauth, people, store
from providers.identity.dependencies import (
    Authorization,
    FormBody,
    SigningKey,
    Transactions,
    requires,
)
from providers.identity.errors import NO_STORE, OAuthError

VARY = {"Vary": "Accept"}
SCOPES = ["profile", "sales:read", "sales:write", "users:read", "users:write", "widgets"]

Answer: TypeAlias = dict[str, Any]
router = APIRouter()


def create_app(engine: Engine | None = None, key: ECKey | None = None) -> FastAPI:
    """Return the service; without arguments, as the environment describes it.

    `DATABASE_URL` names the database, `IDENTITY_SIGNING_KEY` holds the private key (a JWK);
    without one, tokens live as long as the process.
    """
    engine = engine or connect(os.environ.get("DATABASE_URL", "sqlite:///identity.sqlite3"))
    store.Base.metadata.create_all(engine)
    app = FastAPI(title="identity", version="1.1.0", openapi_url=None)
    app.state.transactions = sessionmaker(engine)
    app.state.key = key or _signing_key(os.environ.get("IDENTITY_SIGNING_KEY"))
    app.include_router(router)
    app.include_router(people.router)
    errors.install(app)
    fastapi_errors.install(app)
    return app


def _signing_key(jwk: str | None) -> ECKey:
    key = ECKey.import_key(jwk) if jwk else ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


@router.get("/.well-known/oauth-authorization-server")
def metadata() -> Answer:
    """Describe the service (RFC 8414)."""
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "introspection_endpoint": f"{ISSUER}/introspect",
        "revocation_endpoint": f"{ISSUER}/revoke",
        "jwks_uri": f"{ISSUER}/.well-known/jwks.json",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "grant_types_supported": sorted(GRANTS),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
        "authorization_response_iss_parameter_supported": True,
    }


@router.get("/.well-known/jwks.json")
def jwks(key: SigningKey) -> Answer:
    """Publish the key that tokens are checked with (RFC 7517)."""
    return {"keys": [key.as_dict(private=False, use="sig", alg="ES256")]}


@router.get("/authorize")
def authorize(
    request: Request, begin: Transactions, session: Annotated[str | None, Cookie()] = None
) -> Response:
    """Send the browser back to the client with a code (RFC 6749, 4.1; RFC 7636; RFC 9207).

    A client that asks for JSON, since it draws its own pages, is told the address instead. An
    unknown client or redirect URI gets no redirect, only an error here.
    """
    query = oauth.single_values(request.query_params.multi_items())
    send_back = _tell_way if _asks_for_json(request) else _redirect
    with begin.begin() as database:
        client = oauth.find_redirect(database, query)
        try:
            scopes = oauth.check_authorization(client, query)
        except OAuthError as error:
            return send_back(_way_back(query, error.body))
        user = oauth.session_user(database, session)
        code = oauth.add_code(database, client, user, scopes, query)
    return send_back(_way_back(query, {"code": code}))


def _asks_for_json(request: Request) -> bool:
    asked = ",".join(request.headers.getlist("accept")).split(",")
    return "application/json" in {one.partition(";")[0].strip().lower() for one in asked}


def _way_back(query: dict[str, str], answer: dict[str, str]) -> str:
    state = {"state": query["state"]} if "state" in query else {}
    joint = "&" if "?" in query["redirect_uri"] else "?"
    return query["redirect_uri"] + joint + urlencode(answer | state | {"iss": ISSUER})


def _redirect(location: str) -> Response:
    return RedirectResponse(location, 302, NO_STORE | VARY)


def _tell_way(location: str) -> Response:
    return JSONResponse({"redirect_to": location}, headers=NO_STORE | VARY)


@router.post("/token")
def token(
    form: FormBody, begin: Transactions, key: SigningKey, authorization: Authorization = None
) -> Response:
    """Trade a code, a refresh token or a client's own word for tokens (RFC 6749, 4.1.3 and 6)."""
    with begin.begin() as database:
        client = oauth.authenticate_client(database, authorization, form)
        kind = oauth.needed(form, "grant_type")
        if kind not in GRANTS:
            raise OAuthError("unsupported_grant_type", "the grant_type is not known here")
        if kind not in client.grants:
            raise OAuthError("unauthorized_client", "the client may not use this grant_type")
        answer = GRANTS[kind](database, client, form, key)
    if answer is None:  # raised only now: what a replay revoked stays revoked
        raise OAuthError("invalid_grant", "the code or token is unknown, expired or used up")
    return JSONResponse(answer, headers=NO_STORE)


def _by_code(
    database: Database, client: store.Client, form: oauth.Parameters, key: ECKey
) -> Answer | None:
    code, redirect_uri, verifier = (
        oauth.needed(form, name) for name in ("code", "redirect_uri", "code_verifier")
    )
    grant = oauth.redeem_code(database, client, code, redirect_uri, verifier)
    return _with_refresh_token(database, grant, grant.scopes, key) if grant else None


def _by_refresh_token(
    database: Database, client: store.Client, form: oauth.Parameters, key: ECKey
) -> Answer | None:
    grant = oauth.use_refresh_token(database, client, oauth.needed(form, "refresh_token"))
    if grant is None:
        return None
    scopes = oauth.allowed_scopes(grant.scopes, form.get("scope"))
    return _with_refresh_token(database, grant, scopes, key)


def _by_client(
    _database: Database, client: store.Client, form: oauth.Parameters, key: ECKey
) -> Answer:
    return oauth.access_token(
        key, client.id, oauth.allowed_scopes(client.scopes, form.get("scope"))
    )


def _with_refresh_token(
    database: Database, grant: store.Grant, scopes: list[str], key: ECKey
) -> Answer:
    answer = oauth.access_token(key, grant.client_id, scopes, grant)
    return answer | {"refresh_token": oauth.add_refresh_token(database, grant)}


GRANTS: dict[str, Callable[..., Answer | None]] = {
    "authorization_code": _by_code,
    "client_credentials": _by_client,
    "refresh_token": _by_refresh_token,
}


@router.post("/introspect")
def introspect(
    form: FormBody, begin: Transactions, key: SigningKey, authorization: Authorization = None
) -> Response:
    """Tell a service of ours what a token is worth (RFC 7662)."""
    with begin.begin() as database:
        client = oauth.authenticate_client(database, authorization, form)
        if client.secret is None:
            raise errors.invalid_client()
        answer = oauth.describe_token(database, KeySet([key]), oauth.needed(form, "token"))
    return JSONResponse(answer, headers=NO_STORE)


@router.post("/revoke")
def revoke(
    form: FormBody, begin: Transactions, key: SigningKey, authorization: Authorization = None
) -> Response:
    """End the grant that a token of the client came from (RFC 7009)."""
    with begin.begin() as database:
        client = oauth.authenticate_client(database, authorization, form)
        grant = oauth.find_grant(database, KeySet([key]), oauth.needed(form, "token"))
        oauth.end_grant(grant if grant and grant.client_id == client.id else None)
    return Response(status_code=200, headers=NO_STORE)


@router.get("/userinfo")
def userinfo(
    begin: Transactions, caller: Annotated[Caller, Depends(requires("profile"))]
) -> Answer:
    """Tell a client who has signed in."""
    with begin.begin() as database:
        user = database.get(store.User, caller.subject)
        if user is None:
            raise errors.invalid_token("the token speaks for no user")
        return {
            "sub": user.id, "name": user.name, "email": user.email,
            "roles": user.roles, "org": user.organisation,
        }  # fmt: skip
