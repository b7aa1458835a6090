"""Looking after a broker: tokens made and revoked, and old versions forgotten."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from pactwright.broker.access import Scope, add_token
from pactwright.broker.port import Store
from pactwright.broker.removal import remove_publications, remove_version
from pactwright.broker.retention import (
    find_old_deliveries,
    find_old_outcomes,
    find_old_revisions,
    find_stale,
)
from pactwright.broker.values import Attempt, Delivery, Pacticipant, PropertyRecord, Token
from pactwright.errors import PactwrightError


def make_token(store: Store, name: str, scopes: Sequence[str], applications: Sequence[str]) -> str:
    """Return the secret of a new token. Raises `PactwrightError` when the name is taken."""
    secret = secrets.token_urlsafe(32)
    with store.write() as ledger:
        if ledger.find(Token, name=name):
            raise PactwrightError(f"there is, or was, a token {name!r}", hint="choose another name")
        wanted = cast("tuple[Scope, ...]", tuple(scopes))
        add_token(ledger, name, secret, wanted, tuple(applications), now=datetime.now(UTC))
    return secret


def list_tokens(store: Store) -> Iterator[str]:
    """Yield a line for each token."""
    with store.read() as records:
        tokens = records.find(Token)
    for token in tokens:
        scopes = ", ".join(json.loads(token.scopes))
        bound = ", ".join(json.loads(token.applications)) if token.applications else "all"
        ended = "  revoked" if token.revoked_at else ""
        yield f"{token.name}  {scopes}  applications: {bound}{ended}"


def revoke_token(store: Store, name: str) -> None:
    """Make the token open nothing. Raises `PactwrightError` when there is none."""
    with store.write() as ledger:
        found = ledger.find(Token, name=name, revoked_at=None)
        if not found:
            raise PactwrightError(
                f"there is no token {name!r}", hint="pactwright broker token list shows them"
            )
        ledger.change(replace(found[0], revoked_at=datetime.now(UTC)))


def clean_store(store: Store, *, keep_days: int, dry_run: bool) -> Iterator[str]:
    """Forget versions that nothing needs, a line for each; then what is done and replaced."""
    before = datetime.now(UTC) - timedelta(days=keep_days)
    with store.read() as records:
        stale = find_stale(records, before=before)
        owners = {owner.id: owner.name for owner in records.find(Pacticipant)}
    verb = "would forget" if dry_run else "forgot"
    for version in stale:
        if not dry_run:
            with store.write() as ledger:
                # A deployment since then keeps it.
                if version not in find_stale(ledger, before=before):
                    continue
                remove_version(ledger, version)
        yield f"{verb} {owners[version.pacticipant_id]} {version.number}"
    yield f"{verb} {len(stale)} versions older than {keep_days} days"
    for noun, count in _clean_rest(store, before, dry_run=dry_run):
        yield f"{verb} {count} {noun} older than {keep_days} days"


def _clean_rest(store: Store, before: datetime, *, dry_run: bool) -> Iterator[tuple[str, int]]:
    """Forget what is done and what was replaced, and yield how much of each kind there was."""
    with nullcontext() if dry_run else store.write() as ledger:
        with store.read() if ledger is None else nullcontext(ledger) as records:
            deliveries = tuple(one.id for one in find_old_deliveries(records, before=before))
            revisions = tuple(one.id for one in find_old_revisions(records, before=before))
            outcomes = tuple(one.id for one in find_old_outcomes(records, before=before))
        if ledger is not None:
            ledger.remove(Attempt, delivery_id=deliveries)
            ledger.remove(Delivery, id=deliveries)
            remove_publications(ledger, id=revisions)
            ledger.remove(PropertyRecord, id=outcomes)
    yield "deliveries of webhooks", len(deliveries)
    yield "replaced revisions of pacts", len(revisions)
    yield "replaced outcomes of property tests", len(outcomes)
