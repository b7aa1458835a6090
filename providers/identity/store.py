"""What identity remembers: users, clients, sessions, grants and refresh tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import uuid
from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from providers.database import UtcDateTime

_SCRYPT: dict[str, int] = {"n": 2**14, "r": 8, "p": 1}


class Base(DeclarativeBase):
    """All tables of identity."""

    type_annotation_map = {list[str]: JSON, datetime: UtcDateTime, int: BigInteger}  # noqa: RUF012


class User(Base):
    """A person; `email` is kept in lower case, so that it is unique however it is typed."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(default=lambda: ["viewer"])
    organisation: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class Client(Base):
    """An application; one without a secret is public and proves itself with PKCE alone."""

    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    secret: Mapped[str | None]
    grants: Mapped[list[str]]
    scopes: Mapped[list[str]]
    redirect_uris: Mapped[list[str]] = mapped_column(default=list)


class Session(Base):
    """A signed-in browser."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    expires_at: Mapped[int]
    user: Mapped[User] = relationship()


class Grant(Base):
    """What a user let a client do: made with the authorization code, alive until revoked."""

    __tablename__ = "grants"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid.uuid4()))
    code: Mapped[str] = mapped_column(unique=True)
    code_expires_at: Mapped[int]
    challenge: Mapped[str]
    redirect_uri: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey(Client.id))
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id))
    scopes: Mapped[list[str]]
    redeemed: Mapped[bool] = mapped_column(default=False)
    revoked: Mapped[bool] = mapped_column(default=False)
    user: Mapped[User] = relationship()


class RefreshToken(Base):
    """One link in a grant's chain of refresh tokens; each is good for one use."""

    __tablename__ = "refresh_tokens"
    digest: Mapped[str] = mapped_column(primary_key=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey(Grant.id))
    expires_at: Mapped[int]
    used: Mapped[bool] = mapped_column(default=False)
    grant: Mapped[Grant] = relationship()


def new_secret() -> str:
    """Return a random token of 256 bits."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is stored of a random token; enough bits make salt and stretching needless."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare without telling by the time it takes where the two differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def hash_password(password: str) -> str:
    """Return `salt$key`, hexadecimal, by scrypt."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT).hex()}"


def check_password(password: str, stored: str) -> bool:
    """Tell whether `password` is the one that `hash_password` made `stored` from."""
    salt, _, key = stored.partition("$")
    made = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_SCRYPT)
    return hmac.compare_digest(made.hex(), key)


NOBODY = hash_password(new_secret())
"""The stored password of nobody."""


def in_seconds(lifetime: int) -> int:
    """Return the moment `lifetime` seconds from now, in seconds since the epoch."""
    return int(time.time()) + lifetime


def has_passed(moment: int) -> bool:
    """Tell whether a moment, in seconds since the epoch, is over."""
    return moment <= time.time()
