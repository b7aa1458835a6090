"""Verifies identity against the pacts of its consumers, whichever database it is on."""

from __future__ import annotations

import functools

from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pactwright import Provider
from providers.identity import oauth, store
from providers.identity.app import create_app

Values = dict[str, str]


def make_app(engine: Engine, signing_key: ECKey) -> FastAPI:
    """Return the service under verification."""
    return create_app(engine, signing_key)


identity = Provider("identity", app=make_app, contract="contracts/identity/1.1.0/openapi.yaml")


hash_once = functools.cache(store.hash_password)  # slow on purpose, and here the same each time


@identity.state("a user")
def a_user(database: Session, email: str, password: str, name: str) -> Values:
    """Sign somebody up."""
    user = store.User(email=email, name=name, password=hash_once(password))
    database.add(user)
    database.commit()
    return {"user_id": user.id}


@identity.state("the user is signed in")
def the_user_is_signed_in(database: Session, email: str) -> Values:
    """Open a session of the user."""
    user = database.scalars(select(store.User).filter_by(email=email)).one()
    token = store.new_secret()
    later = store.in_seconds(60)
    database.add(store.Session(digest=store.digest(token), user_id=user.id, expires_at=later))
    database.commit()
    return {"session": token}


@identity.state("the user let web act for them")
def the_user_let_web_act(
    database: Session, email: str, scopes: list[str], challenge: str
) -> Values:
    """Hand web a code that waits for the verifier of the challenge."""
    user = database.scalars(select(store.User).filter_by(email=email)).one()
    web = database.get_one(store.Client, "web")
    request = {"code_challenge": challenge, "redirect_uri": web.redirect_uris[0]}
    code = oauth.add_code(database, web, user, scopes, request)
    database.commit()
    return {"code": code}


def the_grant(database: Session) -> store.Grant:
    """Return the only grant that the states before have made."""
    return database.scalars(select(store.Grant)).one()


@identity.state("the code was used")
def the_code_was_used(database: Session) -> None:
    """Use the code up."""
    the_grant(database).redeemed = True
    database.commit()


@identity.state("web holds a refresh token")
def web_holds_a_refresh_token(database: Session) -> Values:
    """Hand web a refresh token of the grant."""
    token = oauth.add_refresh_token(database, the_grant(database))
    database.commit()
    return {"refresh_token": token}


@identity.state("the refresh token was used")
def the_refresh_token_was_used(database: Session) -> None:
    """Use the refresh token up."""
    database.scalars(select(store.RefreshToken)).one().used = True
    database.commit()


@identity.state("web holds an access token")
def web_holds_an_access_token(
    database: Session,
    signing_key: ECKey,
    scopes: list[str] | None = None,
    expired: bool = False,  # noqa: FBT001, FBT002 - a parameter of the state
) -> Values:
    """Hand web an access token of the grant, for its scopes unless others are named."""
    grant = the_grant(database)
    token = oauth.sign_token(
        signing_key,
        grant.user_id,
        scopes or grant.scopes,
        lifetime=-1 if expired else 60,
        grant=grant.id,
    )
    return {"token": token}


@identity.state("web holds a token of the user")
def web_holds_a_token_of_the_user(
    database: Session, signing_key: ECKey, scopes: list[str]
) -> Values:
    """Let the only user act through web, and hand web an access token."""
    user = database.scalars(select(store.User)).one()
    web = database.get_one(store.Client, "web")
    request = {"code_challenge": "-", "redirect_uri": web.redirect_uris[0]}
    oauth.add_code(database, web, user, scopes, request)
    database.commit()
    return {
        "token": oauth.access_token(signing_key, "web", scopes, the_grant(database))["access_token"]
    }


@identity.state("a client with a secret")
def a_client_with_a_secret(database: Session, client: str, secret: str) -> None:
    """Register a service of ours."""
    scopes = ["users:read", "users:write"]
    database.add(
        store.Client(
            id=client, secret=store.digest(secret), grants=["client_credentials"], scopes=scopes
        )
    )
    database.commit()


@identity.state("{client} holds a token")
def a_client_holds_a_token(client: str, scopes: list[str], signing_key: ECKey) -> Values:
    """Hand the client a token of its own."""
    return {"token": oauth.access_token(signing_key, client, scopes)["access_token"]}
