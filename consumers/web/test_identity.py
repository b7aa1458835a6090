"""What the web front end expects of identity."""

from __future__ import annotations

from typing import Any

import pytest

from consumers.web import client
from consumers.web.client import Identity, Tokens
from pactwright import Pact, each_like, form, from_state, given, integer, like, match, regex, uuid

identity = Pact(consumer="web", provider="identity")

PASSWORD = "correct horse battery staple"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ADA = given("a user", email="ada@example.com", password=PASSWORD, name="Ada Lovelace")
CODE = from_state("${code}", "SplxlOBeZQQYbYS6WxSbIA")
REFRESH_TOKEN = from_state("${refresh_token}", "tGzv3JOkF0XG5Qx2TlKWIA")
BEARER = {"Authorization": from_state("Bearer ${token}", "Bearer eyJhbGciOiJFUzI1NiJ9")}
SECRET = regex(r"^[A-Za-z0-9_-]{43}$", example="n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg")
JWT = regex(r"^[\w-]+\.[\w-]+\.[\w-]+$", example="eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2ln")
TOKENS: dict[str, Any] = {
    "access_token": JWT,
    "token_type": "Bearer",
    "expires_in": integer(600),
    "refresh_token": SECRET,
    "scope": "profile widgets",
}


def problem(status: int, title: str):
    """Declare an error answer of the user API."""
    body: dict[str, Any] = {"title": like(title), "status": status}
    return identity.response(status, body, content_type="application/problem+json")


def refusal(error: str, status: int = 400):
    """Declare an error answer of OAuth; its description is for people only."""
    body: dict[str, Any] = {"error": error, "error_description": like("the reason, for a person")}
    return identity.response(status, body, headers={"Cache-Control": "no-store"})


def registration(email: str = "ada@example.com", password: str = PASSWORD):
    """Declare the request that registers somebody."""
    return identity.post(
        "/users", body={"email": email, "password": password, "name": "Ada Lovelace"}
    )


@identity.interaction(
    request=registration(),
    response=identity.created(
        {
            "id": uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            "email": "ada@example.com",
            "roles": ["viewer"],
            "created_at": match.datetime("2026-07-01T09:30:00.123456+00:00"),
        }
    ),
)
async def test_registers_a_person(mock):
    async with Identity(mock.url) as service:
        user_id = await service.register("ada@example.com", PASSWORD, "Ada Lovelace")
    assert user_id == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"


@identity.interaction(
    given=ADA, request=registration(), response=problem(409, "The email address is taken")
)
async def test_cannot_register_an_address_twice(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.ConflictError, match="taken"):
            await service.register("ada@example.com", PASSWORD, "Ada Lovelace")


@identity.interaction(
    request=registration(email="ada", password="short"),
    response=identity.response(
        422,
        {
            "title": like("The request is not valid"),
            "errors": match.array_containing(
                {"field": "email", "message": like("String should match the pattern")},
                {"field": "password", "message": like("String should be longer")},
            ),
        },
        content_type="application/problem+json",
    ),
)
async def test_learns_which_fields_of_a_registration_are_wrong(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.InvalidError) as refused:
            await service.register("ada", "short", "Ada Lovelace")
    assert set(refused.value.fields) == {"email", "password"}


@identity.interaction(
    given=ADA,
    request=identity.post("/sessions", body={"email": "ada@example.com", "password": PASSWORD}),
    response=identity.no_content(
        headers={
            "Set-Cookie": regex(
                r"^session=[\w-]{43}; HttpOnly; .*Secure$",
                example=f"session={'s' * 43}; HttpOnly; Max-Age=28800; Path=/; Secure",
            )
        }
    ),
)
async def test_signs_a_person_in(mock):
    async with Identity(mock.url) as service:
        assert await service.sign_in("ada@example.com", PASSWORD) == "s" * 43


@identity.interaction(
    given=ADA,
    request=identity.post(
        "/sessions", body={"email": "ada@example.com", "password": "not my password"}
    ),
    response=problem(401, "The email address or the password is wrong"),
)
async def test_does_not_sign_in_with_a_wrong_password(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError):
            await service.sign_in("ada@example.com", "not my password")


def authorization(scope: str = "profile widgets", *, signed_in: bool = True):
    """Declare the request for a code, with the session that the state brings."""
    return identity.get(
        "/authorize",
        query={
            "response_type": "code",
            "client_id": "web",
            "redirect_uri": "https://web.example/callback",
            "scope": scope,
            "state": "af0ifjsldkj",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        },
        headers={
            "Accept": "application/json",
            "Cookie": from_state("session=${session}", "session=s3ss10n")
            if signed_in
            else "session=forgotten",
        },
    )


def way_back(pattern: str, *, example: str):
    """Declare the answer that tells the browser's next address, on web's own callback."""
    return identity.ok(
        {"redirect_to": regex(rf"^https://web\.example/callback\?{pattern}$", example=example)},
        headers={"Cache-Control": "no-store"},
    )


@identity.interaction(
    given=[ADA, given("the user is signed in", email="ada@example.com")],
    request=authorization(),
    response=way_back(
        r"code=[\w-]{43}&state=af0ifjsldkj&iss=https.+",
        example=f"https://web.example/callback?code={'c' * 43}&state=af0ifjsldkj"
        "&iss=https%3A%2F%2Fidentity.example",
    ),
)
async def test_gets_a_code_for_a_person_who_is_signed_in(mock):
    async with Identity(mock.url) as service:
        code = await service.authorize(
            "s3ss10n", "profile widgets", state="af0ifjsldkj", verifier=VERIFIER
        )
    assert code == "c" * 43


@identity.interaction(
    request=authorization(signed_in=False), response=refusal("login_required", 401)
)
async def test_gets_no_code_when_nobody_is_signed_in(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError, match="login_required"):
            await service.authorize(
                "forgotten", "profile widgets", state="af0ifjsldkj", verifier=VERIFIER
            )


@identity.interaction(
    given=[ADA, given("the user is signed in", email="ada@example.com")],
    request=authorization("users:write"),
    response=way_back(
        r"error=invalid_scope&.*state=af0ifjsldkj.*",
        example="https://web.example/callback?error=invalid_scope&state=af0ifjsldkj",
    ),
)
async def test_may_not_ask_for_every_scope(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.ServiceError, match="invalid_scope"):
            await service.authorize(
                "s3ss10n", "users:write", state="af0ifjsldkj", verifier=VERIFIER
            )


def exchange(verifier: str = VERIFIER):
    """Declare the request that trades the state's code for tokens."""
    return identity.post(
        "/token",
        body=form(
            {
                "grant_type": "authorization_code",
                "client_id": "web",
                "code": CODE,
                "code_verifier": verifier,
                "redirect_uri": "https://web.example/callback",
            }
        ),
    )


GRANTED = given(
    "the user let web act for them",
    email="ada@example.com",
    scopes=["profile", "widgets"],
    challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
)


@identity.interaction(
    given=[ADA, GRANTED],
    request=exchange(),
    response=identity.ok(TOKENS, headers={"Cache-Control": "no-store"}),
)
async def test_trades_a_code_for_tokens(mock):
    async with Identity(mock.url) as service:
        tokens = await service.exchange("SplxlOBeZQQYbYS6WxSbIA", VERIFIER)
    assert tokens == Tokens(
        access="eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2ln",
        refresh="n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
        lifetime=600,
        scopes=frozenset({"profile", "widgets"}),
    )


@identity.interaction(
    given=[ADA, GRANTED], request=exchange("x" * 43), response=refusal("invalid_grant")
)
async def test_gets_no_tokens_with_the_wrong_verifier(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError, match="invalid_grant"):
            await service.exchange("SplxlOBeZQQYbYS6WxSbIA", "x" * 43)


@identity.interaction(
    given=[ADA, GRANTED, given("the code was used")],
    request=exchange(),
    response=refusal("invalid_grant"),
)
async def test_gets_no_tokens_for_a_code_that_was_used(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError):
            await service.exchange("SplxlOBeZQQYbYS6WxSbIA", VERIFIER)


REFRESH = identity.post(
    "/token",
    body=form({"grant_type": "refresh_token", "client_id": "web", "refresh_token": REFRESH_TOKEN}),
)


@identity.interaction(
    given=[ADA, GRANTED, given("web holds a refresh token")],
    request=REFRESH,
    response=identity.ok(TOKENS, headers={"Cache-Control": "no-store"}),
)
async def test_trades_a_refresh_token_for_new_tokens(mock):
    async with Identity(mock.url) as service:
        tokens = await service.refresh("tGzv3JOkF0XG5Qx2TlKWIA")
    assert tokens.refresh != "tGzv3JOkF0XG5Qx2TlKWIA"


@identity.interaction(
    given=[ADA, GRANTED, given("web holds a refresh token"), given("the refresh token was used")],
    request=REFRESH,
    response=refusal("invalid_grant"),
)
async def test_is_signed_out_when_a_refresh_token_comes_twice(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError):
            await service.refresh("tGzv3JOkF0XG5Qx2TlKWIA")


@identity.interaction(
    given=[ADA, GRANTED, given("web holds a refresh token")],
    request=identity.post("/revoke", body=form({"token": REFRESH_TOKEN, "client_id": "web"})),
    response=identity.ok(),
)
async def test_signs_a_person_out(mock):
    async with Identity(mock.url) as service:
        await service.sign_out("tGzv3JOkF0XG5Qx2TlKWIA")


@identity.interaction(
    given=[ADA, GRANTED, given("web holds an access token")],
    request=identity.get("/userinfo", headers=BEARER),
    response=identity.ok(
        {
            "sub": uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            "name": "Ada Lovelace",
            "email": "ada@example.com",
            "roles": each_like(regex(r"^(viewer|editor|admin)$", example="viewer")),
        }
    ),
)
async def test_learns_who_is_signed_in(mock):
    async with Identity(mock.url) as service:
        person = await service.person("eyJhbGciOiJFUzI1NiJ9")
    assert (person.name, person.roles) == ("Ada Lovelace", frozenset({"viewer"}))


@identity.interaction(
    given=[ADA, GRANTED, given("web holds an access token", scopes=["widgets"])],
    request=identity.get("/userinfo", headers=BEARER),
    response=refusal("insufficient_scope", 403),
)
async def test_does_not_learn_who_is_signed_in_without_the_scope(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.ForbiddenError, match="insufficient_scope"):
            await service.person("eyJhbGciOiJFUzI1NiJ9")


@identity.interaction(
    given=[ADA, GRANTED, given("web holds an access token", expired=True)],
    request=identity.get("/userinfo", headers=BEARER),
    response=identity.response(
        401,
        {"error": "invalid_token"},
        headers={
            "WWW-Authenticate": match.include(
                "invalid_token", example='Bearer realm="identity", error="invalid_token"'
            )
        },
    ),
)
async def test_is_signed_out_when_the_token_has_expired(mock):
    async with Identity(mock.url) as service:
        with pytest.raises(client.SignedOutError):
            await service.person("eyJhbGciOiJFUzI1NiJ9")
