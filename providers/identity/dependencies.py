"""What the endpoints of identity are handed: the database, the signing key, form and caller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request
from joserfc.jwk import ECKey, KeySet
from sqlalchemy.orm import Session, sessionmaker

from providers.access import Caller, InvalidTokenError, read_caller
from providers.identity import errors, oauth


def transactions(request: Request) -> sessionmaker[Session]:
    """Return the maker of database sessions; `with transactions.begin()` is one transaction."""
    made: sessionmaker[Session] = request.app.state.transactions
    return made


def signing_key(request: Request) -> ECKey:
    """Return the private key that tokens are signed with."""
    key: ECKey = request.app.state.key
    return key


async def read_form(request: Request) -> dict[str, str]:
    """Return the parameters of a form body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise errors.OAuthError("invalid_request", "the body must be a form")
    async with request.form() as form:
        return oauth.single_values(form.multi_items())


Transactions = Annotated[sessionmaker[Session], Depends(transactions)]
SigningKey = Annotated[ECKey, Depends(signing_key)]
FormBody = Annotated[dict[str, str], Depends(read_form)]
Authorization = Annotated[str | None, Header()]


def requires(scope: str) -> Callable[..., Caller]:
    """Return the dependency that lets only a living token with `scope` through."""

    def check(begin: Transactions, key: SigningKey, authorization: Authorization = None) -> Caller:
        try:
            caller = read_caller(authorization, KeySet([key]))
        except InvalidTokenError as error:
            raise errors.invalid_token(str(error)) from error
        with begin.begin() as database:
            if not oauth.is_alive(database, caller.grant):
                raise errors.invalid_token("the token was revoked")
        if scope not in caller.scopes:
            raise errors.insufficient_scope(scope)
        return caller

    return check
