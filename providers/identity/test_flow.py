"""A stranger's OAuth client, authlib's, gets through the whole flow."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

import httpx
import pytest
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.integrations.base_client import OAuthError
from joserfc.jwk import ECKey
from sqlalchemy import Engine

from providers.identity.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)  # it would rather have httpx2
    from authlib.integrations.httpx_client import AsyncOAuth2Client

PERSON = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def open_client(app: Any) -> Any:
    """Return authlib's client for web, talking to the service in process."""
    return AsyncOAuth2Client(
        "web",
        scope="profile widgets",
        redirect_uri="https://web.example/callback",
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
        token_endpoint="http://identity/token",
        transport=httpx.ASGITransport(app=app),
        base_url="http://identity",
    )


async def sign_in(client: Any) -> str:
    """Sign up and in, and return where the browser is sent back to."""
    await client.request("POST", "/users", withhold_token=True, json=PERSON)
    secret = {name: PERSON[name] for name in ("email", "password")}
    signed_in = await client.request("POST", "/sessions", withhold_token=True, json=secret)
    url, _ = client.create_authorization_url("http://identity/authorize", code_verifier=VERIFIER)
    cookie = {"Cookie": f"session={signed_in.cookies['session']}"}
    answer = await client.request("GET", url, withhold_token=True, headers=cookie)
    return str(answer.headers["Location"])


def test_authlib_gets_tokens_and_refreshes_them(engine: Engine, signing_key: ECKey) -> None:
    """Sign in, call with the token, refresh it, and be refused with the old one."""

    async def flow() -> None:
        async with open_client(create_app(engine, signing_key)) as client:
            back = await sign_in(client)
            first = await client.fetch_token(authorization_response=back, code_verifier=VERIFIER)
            assert (await client.get("/userinfo")).json()["name"] == "Ada"
            second = await client.refresh_token()
            assert second["refresh_token"] != first["refresh_token"]
            with pytest.raises(OAuthError, match="invalid_grant"):
                await client.refresh_token(refresh_token=first["refresh_token"])
            assert (await client.get("/userinfo")).status_code == 401

    asyncio.run(flow())
