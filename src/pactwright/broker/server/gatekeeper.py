"""The check at the door: hosts, secrets, scopes, and the note of who changed what."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pactwright.broker.access import Caller, deny, find_caller, is_locked_out, needs_token
from pactwright.broker.port import Ledger, Records, Store
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.router import Route
from pactwright.broker.values import AuditEntry, Deployment, Pacticipant, Release

_CHALLENGE = {"WWW-Authenticate": 'Basic realm="pactwright broker", charset="UTF-8"'}


class WrongSecretError(Exception):
    """A secret that is nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How the broker is open.

    `hosts` are the names it answers to while there are no tokens (`None` is any), and
    `public_read` lets everybody read once there are. Through a `local` one comes only who holds
    the database itself.
    """

    hosts: frozenset[str] | None = None
    public_read: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What is known of a caller before the door: address and headers in lower case."""

    address: str
    headers: Mapping[str, str]


def admit(
    records: Records, door: Door, visitor: Visitor, route: Route, call: Call
) -> Caller | None:
    """Return who comes in, `None` for somebody without a name. Raises `Refusal` otherwise."""
    if door.local:
        return Caller(name="local", scopes=frozenset({"admin"}))
    if not needs_token(records):
        _check_host(door, visitor, route)
        _check_form(visitor, route, call)
        return None
    given = read_secret(visitor.headers.get("authorization", ""))
    if given is None:
        if door.public_read and route.needs == "read":
            return None
        raise _refuse(401, "the broker asks for a token")
    if is_locked_out(records, visitor.address, now=call.now):
        raise _refuse(429, "too many wrong tokens; try again in a minute")
    name, secret = given
    caller = find_caller(records, secret=secret, name=name)
    if caller is None:
        raise WrongSecretError
    application = _application(records, route, call) if caller.applications is not None else None
    if not caller.may(route.needs, application):
        raise _refuse(403, f"the token {caller.name!r} may not do that here")
    _check_form(visitor, route, call)
    return caller


def note_denial(store: Store, visitor: Visitor, call: Call) -> Answer:
    """Count the wrong secret and return the refusal."""
    with store.write() as ledger:
        deny(ledger, visitor.address, now=call.now)
    return _refuse(401, "the token is not known").answer


def note_change(ledger: Ledger, caller: Caller | None, call: Call, status: int) -> None:
    """Write into the log who changed what; it counts with the change."""
    ledger.add(
        AuditEntry(
            actor=caller.name if caller else "anyone",
            method=call.method,
            path=call.path,
            status=status,
            created_at=call.now,
        )
    )


def read_secret(header: str) -> tuple[str | None, str] | None:
    """Return the name, if there is one, and the secret of an `Authorization` header."""
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer" and value.strip():
        return None, value.strip()
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return name, secret


def _refuse(status: int, text: str) -> Refusal:
    refusal = Refusal(status, {"error": text})
    headers = _CHALLENGE if status == 401 else {}  # noqa: PLR2004 - the status that challenges
    refusal.answer = Answer(status=status, body={"error": text}, headers=headers)
    return refusal


def _check_host(door: Door, visitor: Visitor, route: Route) -> None:
    """Refuse names that are not ours: a page elsewhere must not reach an open broker."""
    if door.hosts is None:
        return
    if _host(f"//{visitor.headers.get('host', '')}") not in door.hosts:
        raise _refuse(403, "this broker is open to this machine only: use its own address")
    origin = visitor.headers.get("origin")
    if origin is not None and route.writes and _host(origin) not in door.hosts:
        raise _refuse(403, "pages of other origins may not write here")


def _check_form(visitor: Visitor, route: Route, call: Call) -> None:
    """Refuse forms that a page elsewhere sends with the visitor's own credentials."""
    if not route.form:
        return
    site = visitor.headers.get("sec-fetch-site")
    origin = visitor.headers.get("origin", "")
    ours = (
        site == "same-origin" if site is not None else _authority(origin) == _authority(call.base)
    )
    if not ours or not _authority(call.base):
        raise _refuse(403, "this takes the forms of the broker's own pages only")


def _authority(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.scheme, parts.netloc.lower()) if parts.netloc else None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _application(records: Records, route: Route, call: Call) -> str | None:
    """Return the application that the request is about, for tokens that are bound to some."""
    if route.owner is not None:
        return call.args[route.owner]
    kinds = {"/deployed-versions/{uuid}": Deployment, "/released-versions/{uuid}": Release}
    kind = kinds.get(route.pattern)
    if kind is not None:
        rows: tuple[Deployment | Release, ...] = records.find(kind, uuid=call.args["uuid"])
        owners = records.find(Pacticipant, id=tuple(row.pacticipant_id for row in rows))
        return owners[0].name if owners else None
    if route.pattern == "/contracts/publish":
        name = call.object().get("pacticipantName")
        return name if isinstance(name, str) else None
    return None
