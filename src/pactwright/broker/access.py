"""Who may do what: tokens with scopes, kept as digests, and the count of wrong ones."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from pactwright.broker.port import After, Before, Ledger, Records
from pactwright.broker.values import Denial, Token

Scope: TypeAlias = Literal["read", "publish", "verify", "deploy", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
Need: TypeAlias = Literal["read", "version", "publish", "verify", "deploy", "admin"]
"""What a route asks for; `version` is what publishers, verifiers and deployers all do."""

_SATISFIED_BY: dict[Need, frozenset[str]] = {
    "read": frozenset(SCOPES),
    "version": frozenset({"publish", "verify", "deploy", "admin"}),
    "publish": frozenset({"publish", "admin"}),
    "verify": frozenset({"verify", "admin"}),
    "deploy": frozenset({"deploy", "admin"}),
    "admin": frozenset({"admin"}),
}
DENIALS = 10
_WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: the token's name, what it may do, and for whom (`None` is any application)."""

    name: str
    scopes: frozenset[str]
    applications: frozenset[str] | None = None

    def may(self, need: Need, application: str | None) -> bool:
        """Whether the caller has a scope for it, and for this application.

        Reading is not bound to applications: a verdict is made of everybody's pacts.
        """
        return self.find_lack(need, application) is None

    def find_lack(self, need: Need, application: str | None) -> str | None:
        """Return in words what the caller lacks for it, `None` where it may."""
        enough = _SATISFIED_BY[need]
        if not self.scopes & enough:
            return f"lacks the scope {' or '.join(sorted(enough))}"
        if need == "read" or self.applications is None or application in self.applications:
            return None
        return f"is for {', '.join(sorted(self.applications))} only"


def digest_secret(secret: str) -> str:
    """Return the digest that a token is kept as; secrets are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_token(  # noqa: PLR0913 - all that a token is
    ledger: Ledger,
    name: str,
    secret: str,
    scopes: tuple[Scope, ...],
    applications: tuple[str, ...],
    *,
    now: datetime,
) -> Token:
    """Keep a new token."""
    return ledger.add(
        Token(
            name=name,
            digest=digest_secret(secret),
            scopes=json.dumps(sorted(scopes)),
            applications=json.dumps(sorted(applications)) if applications else None,
            created_at=now,
        )
    )


def needs_token(records: Records) -> bool:
    """Whether any account was ever made: from then on nobody gets in without one."""
    return bool(records.find(Token, limit=1))


def find_caller(records: Records, *, secret: str, name: str | None = None) -> Caller | None:
    """Return whose secret it is; with basic authentication the name must be right, too.

    Digests are compared in constant time.
    """
    digest = digest_secret(secret)
    for token in records.find(Token, revoked_at=None):
        same = hmac.compare_digest(token.digest, digest)
        if same and (name is None or hmac.compare_digest(token.name.encode(), name.encode())):
            applications = json.loads(token.applications) if token.applications else None
            return Caller(
                name=token.name,
                scopes=frozenset(json.loads(token.scopes)),
                applications=None if applications is None else frozenset(applications),
            )
    return None


def is_locked_out(records: Records, address: str, *, now: datetime) -> bool:
    """Whether too many wrong secrets came from the address within a minute."""
    recent = After(now - _WINDOW)
    return records.count(Denial, address=address, created_at=recent) >= DENIALS


def deny(ledger: Ledger, address: str, *, now: datetime) -> None:
    """Count a wrong secret, and forget those that no longer matter."""
    ledger.remove(Denial, created_at=Before(now - _WINDOW))
    ledger.add(Denial(address=address, created_at=now))
