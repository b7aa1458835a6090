"""What the back office expects of identity."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from consumers.backoffice import client
from consumers.backoffice.client import Identity, TokenFacts, User
from pactwright import Pact, each_like, form, from_state, given, integer, like, match, regex, uuid

identity = Pact(consumer="backoffice", provider="identity")

USER_ID = "0d4f9c1e-6b1f-4b57-9a55-3f6f5d2b8a10"
NOBODY_ID = "00000000-0000-4000-8000-000000000000"
GRACE = given("a user", email="grace@example.com", password="a password of hers", name="Grace")
OURSELVES = given("a client with a secret", client="backoffice", secret="bo-s3cret")
BASIC = {"Authorization": "Basic YmFja29mZmljZTpiby1zM2NyZXQ="}
BEARER = {"Authorization": from_state("Bearer ${token}", "Bearer t0ken")}
USER_PATH = from_state("/users/${user_id}", f"/users/{USER_ID}")
JWT = regex(r"^[\w-]+\.[\w-]+\.[\w-]+$", example="eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2ln")
USER: dict[str, Any] = {
    "id": uuid(USER_ID),
    "email": "grace@example.com",
    "name": "Grace",
    "roles": each_like(regex(r"^(viewer|editor|admin)$", example="viewer")),
}


def our_token(*scopes: str):
    """Name the state in which our own token has the scopes."""
    return given("backoffice holds a token", scopes=list(scopes))


def token_request(scope: str):
    """Declare the request for a token of our own."""
    fields: dict[str, Any] = {"grant_type": "client_credentials", "scope": scope}
    return identity.post("/token", headers=BASIC, body=form(fields))


def refusal(status: int, error: str):
    """Declare an error answer of OAuth."""
    return identity.response(status, {"error": error, "error_description": like("for a person")})


@identity.interaction(
    given=OURSELVES,
    request=token_request("users:read users:write"),
    response=identity.ok(
        {
            "access_token": JWT,
            "token_type": match.regex("(?i)^bearer$", example="Bearer"),
            "expires_in": integer(600),
            "scope": "users:read users:write",
        },
        headers={"Cache-Control": "no-store"},
    ),
)
def test_gets_a_token_of_its_own(mock):
    service = Identity(mock.url, "backoffice", "bo-s3cret")
    token = service.token("users:read", "users:write")
    assert token == "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2ln"


@identity.interaction(
    given=given("a client with a secret", client="backoffice", secret="another"),
    request=token_request("users:read"),
    response=identity.response(
        401,
        {"error": "invalid_client"},
        headers={"WWW-Authenticate": match.include("Basic", example='Basic realm="identity"')},
    ),
)
def test_gets_no_token_with_the_wrong_secret(mock):
    with pytest.raises(client.NotAuthenticatedError):
        Identity(mock.url, "backoffice", "bo-s3cret").token("users:read")


@identity.interaction(
    given=OURSELVES,
    request=token_request("widgets"),
    response=refusal(400, "invalid_scope"),
)
def test_gets_no_token_for_a_scope_that_is_not_ours(mock):
    with pytest.raises(client.BackofficeError) as refused:
        Identity(mock.url, "backoffice", "bo-s3cret").token("widgets")
    assert refused.value.status == 400


def examination(token: Any):
    """Declare the request that examines a token."""
    return identity.post("/introspect", headers=BASIC, body=form({"token": token}))


@identity.interaction(
    given=[OURSELVES, GRACE, given("web holds a token of the user", scopes=["profile"])],
    request=examination(from_state("${token}", "t0ken")),
    response=identity.ok(
        {
            "active": True,
            "sub": from_state("${user_id}", USER_ID),
            "client_id": "web",
            "scope": "profile",
            "exp": integer(1893456000),
        }
    ),
)
def test_examines_the_token_of_a_person(mock):
    facts = Identity(mock.url, "backoffice", "bo-s3cret").examine("t0ken")
    assert facts == TokenFacts(
        active=True,
        subject=USER_ID,
        scopes=frozenset({"profile"}),
        expires_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
    )


@identity.interaction(
    given=OURSELVES, request=examination("made-up"), response=identity.ok({"active": False})
)
def test_sees_that_a_token_is_worth_nothing(mock):
    facts = Identity(mock.url, "backoffice", "bo-s3cret").examine("made-up")
    assert facts == TokenFacts(active=False)


@identity.interaction(
    given=[OURSELVES, our_token("users:read"), GRACE],
    request=identity.get(USER_PATH, headers=BEARER),
    response=identity.ok(USER),
)
def test_reads_a_user(mock):
    user = Identity(mock.url, "backoffice", "bo-s3cret").user("t0ken", USER_ID)
    assert user == User(
        id=USER_ID, email="grace@example.com", name="Grace", roles=frozenset({"viewer"})
    )


@identity.interaction(
    given=[OURSELVES, our_token("users:read")],
    request=identity.get(f"/users/{NOBODY_ID}", headers=BEARER),
    response=identity.response(
        404, {"title": like("There is no such user")}, content_type="application/problem+json"
    ),
)
def test_learns_that_there_is_no_such_user(mock):
    with pytest.raises(client.UnknownError, match="no such user"):
        Identity(mock.url, "backoffice", "bo-s3cret").user("t0ken", NOBODY_ID)


@identity.interaction(
    request=identity.get(f"/users/{USER_ID}", headers={"Authorization": "Bearer forged"}),
    response=refusal(401, "invalid_token"),
)
def test_reads_no_user_with_a_forged_token(mock):
    with pytest.raises(client.NotAuthenticatedError):
        Identity(mock.url, "backoffice", "bo-s3cret").user("forged", USER_ID)


ROLES_PATH = from_state("/users/${user_id}/roles", f"/users/{USER_ID}/roles")


@identity.interaction(
    given=[OURSELVES, our_token("users:write"), GRACE],
    request=identity.put(ROLES_PATH, headers=BEARER, body={"roles": ["editor", "viewer"]}),
    response=identity.ok(USER | {"roles": ["editor", "viewer"]}),
)
def test_gives_roles_to_a_user(mock):
    service = Identity(mock.url, "backoffice", "bo-s3cret")
    user = service.assign_roles("t0ken", USER_ID, "editor", "viewer")
    assert user.roles == {"editor", "viewer"}


@identity.interaction(
    given=[OURSELVES, our_token("users:write"), GRACE],
    request=identity.put(ROLES_PATH, headers=BEARER, body={"roles": ["emperor"]}),
    response=identity.response(
        422,
        {"errors": [{"field": "roles.0", "message": like("Input should be 'viewer'")}]},
        content_type="application/problem+json",
    ),
)
def test_learns_that_a_role_is_not_known(mock):
    with pytest.raises(client.RejectedError) as refused:
        Identity(mock.url, "backoffice", "bo-s3cret").assign_roles("t0ken", USER_ID, "emperor")
    assert set(refused.value.fields) == {"roles.0"}


@identity.interaction(
    given=[OURSELVES, our_token("users:read"), GRACE],
    request=identity.put(ROLES_PATH, headers=BEARER, body={"roles": ["admin"]}),
    response=refusal(403, "insufficient_scope"),
)
def test_may_not_give_roles_without_the_scope(mock):
    with pytest.raises(client.NotAllowedError):
        Identity(mock.url, "backoffice", "bo-s3cret").assign_roles("t0ken", USER_ID, "admin")
