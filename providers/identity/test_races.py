"""What identity holds when requests meet: a code and a refresh token are good for one use."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx
import pytest
from joserfc.jwk import ECKey
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from providers.identity import oauth, store
from providers.identity.app import create_app

VERIFIER = "v" * 43
CHALLENGE = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"


@pytest.fixture
def code(database: Session) -> str:
    """Let web act for a user."""
    user = store.User(email="ada@example.com", name="Ada", password="-")
    database.add(user)
    database.flush()
    web = database.get_one(store.Client, "web")
    request = {"code_challenge": CHALLENGE, "redirect_uri": web.redirect_uris[0]}
    code = oauth.add_code(database, web, user, ["profile"], request)
    database.commit()
    return code


def send_at_once(app: object, forms: list[dict[str, str]]) -> list[httpx.Response]:
    """Return the answers to token requests that are all under way together."""

    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://identity") as http:
            return await asyncio.gather(*(http.post("/token", data=form) for form in forms))

    return asyncio.run(send())


def test_a_code_buys_tokens_once_and_a_replay_ends_them(
    engine: Engine, signing_key: ECKey, code: str, database: Session
) -> None:
    """Send one code six times at once."""
    form = {
        "grant_type": "authorization_code",
        "client_id": "web",
        "code": code,
        "code_verifier": VERIFIER,
        "redirect_uri": "https://web.example/callback",
    }
    answers = send_at_once(create_app(engine, signing_key), [form] * 6)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 5}
    assert database.scalars(select(store.Grant)).one().revoked


def test_a_refresh_token_buys_tokens_once_and_a_replay_ends_them(
    engine: Engine, signing_key: ECKey, code: str, database: Session
) -> None:
    """Send one refresh token six times at once, then the one that it bought."""
    grant = database.scalars(select(store.Grant)).one()
    token = oauth.add_refresh_token(database, grant)
    database.commit()
    form = {"grant_type": "refresh_token", "client_id": "web", "refresh_token": token}
    app = create_app(engine, signing_key)
    answers = send_at_once(app, [form] * 6)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 5}
    (bought,) = (a.json()["refresh_token"] for a in answers if a.status_code == 200)
    (late,) = send_at_once(app, [form | {"refresh_token": bought}])
    assert late.json()["error"] == "invalid_grant"
