"""Users and their sessions: signing up, signing in, reading a user, giving roles."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from providers.access import Caller
from providers.identity import store
from providers.identity.dependencies import Transactions, requires
from providers.problems import ProblemError

SESSION_LIFETIME = 8 * 3600

Email = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,185}$", to_lower=True)
]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=100)]
Password = Annotated[str, Field(min_length=12, max_length=128)]
Role = Literal["viewer", "editor", "admin"]
Reader = Annotated[Caller, Depends(requires("users:read"))]
Administrator = Annotated[Caller, Depends(requires("users:write"))]

router = APIRouter()


class Credentials(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(extra="forbid", strict=True)
    email: Email
    password: Password


class NewUser(Credentials):
    """What a person signs up with."""

    name: Text


class Roles(BaseModel):
    """The roles that a user shall have."""

    model_config = ConfigDict(extra="forbid", strict=True)
    roles: Annotated[list[Role], Field(min_length=1, max_length=3)]


@router.post("/users", status_code=201)
def sign_up(new: NewUser, begin: Transactions) -> dict[str, Any]:
    """Make a user, who is a viewer of nothing yet."""
    password = store.hash_password(new.password)
    user = store.User(email=new.email, name=new.name, password=password)
    try:
        with begin.begin() as database:
            database.add(user)
            database.flush()
            return _document(user)
    except IntegrityError:
        raise ProblemError(409, "The email address is taken") from None


@router.get("/users/{user_id}")
def read_user(user_id: uuid.UUID, begin: Transactions, _caller: Reader) -> dict[str, Any]:
    """Tell of a user."""
    with begin.begin() as database:
        return _document(_find(database, user_id))


@router.put("/users/{user_id}/roles")
def assign_roles(
    user_id: uuid.UUID, wanted: Roles, begin: Transactions, _caller: Administrator
) -> dict[str, Any]:
    """Give a user exactly these roles."""
    with begin.begin() as database:
        user = _find(database, user_id)
        user.roles = sorted(set(wanted.roles))
        return _document(user)


@router.post("/sessions", status_code=204)
def sign_in(given: Credentials, begin: Transactions) -> Response:
    """Sign a person in; the cookie speaks for them at /authorize."""
    token = store.new_secret()
    with begin.begin() as database:
        user = database.query(store.User).filter_by(email=given.email).one_or_none()
        # the same work for an unknown name, so that time does not tell which names exist
        stored = user.password if user else store.NOBODY
        if not store.check_password(given.password, stored) or user is None:
            raise ProblemError(401, "The email address or the password is wrong")
        key, expires_at = store.digest(token), store.in_seconds(SESSION_LIFETIME)
        database.add(store.Session(digest=key, user_id=user.id, expires_at=expires_at))
    answer = Response(status_code=204)
    answer.set_cookie(
        "session", token, max_age=SESSION_LIFETIME, secure=True, httponly=True, samesite="lax"
    )
    return answer


def _find(database: Database, user_id: uuid.UUID) -> store.User:
    user = database.get(store.User, str(user_id))
    if user is None:
        raise ProblemError(404, "There is no such user")
    return user


def _document(user: store.User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "roles": user.roles,
        "organisation": user.organisation,
        "created_at": user.created_at.isoformat(timespec="microseconds"),
    }
