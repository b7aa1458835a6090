"""The check at the door: hosts, secrets, scopes, and the note of who changed what."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pactwright.broker.access import Caller, deny, find_caller, is_locked_out, needs_token
from pactwright.broker.port import Ledger, Records, Store
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.router import Route
from pactwright.broker.values import (
    AuditEntry,
    Deployment,
    Environment,
    Pacticipant,
    Release,
)

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
        _check_host(door, visitor)
        _check_page(visitor, route, call)
        return None
    given = read_secret(visitor.headers.get("authorization", ""))
    if route.public == "always":
        return None
    if given is None:
        if door.public_read and route.needs == "read" and route.public != "never":
            return None
        raise _refuse(401, "the broker asks for a token")
    if is_locked_out(records, visitor.address, now=call.now):
        raise _refuse(429, "too many wrong tokens; try again in a minute")
    name, secret = given
    caller = find_caller(records, secret=secret, name=name)
    if caller is None:
        raise WrongSecretError
    application = _application(records, route, call) if caller.applications is not None else None
    lack = caller.find_lack(route.needs, application)
    if lack is not None:
        raise _refuse(403, f"the token {caller.name!r} {lack}")
    if not caller.may("deploy", application):
        _refuse_deploying_tags(records, caller, route, call)
    _check_page(visitor, route, call)
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


def _refuse_deploying_tags(records: Records, caller: Caller, route: Route, call: Call) -> None:
    """Refuse tags with an environment's name: they record a deployment, see `add_tag`."""
    if not route.writes or call.method == "DELETE":
        return
    body = call.json() if route.needs in {"publish", "version"} else {}
    listed = body.get("tags") if isinstance(body, dict) else None
    tags = [one.get("name") if isinstance(one, dict) else one for one in _list(listed)]
    names = tuple(one for one in (*tags, call.args.get("tag")) if isinstance(one, str))
    for place in records.find(Environment, name=names):
        text = f"the tag {place.name!r} is an environment's name, and so records a deployment"
        raise _refuse(403, f"{text}: the token {caller.name!r} may not do that here")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _check_host(door: Door, visitor: Visitor) -> None:
    """Refuse names that are not ours: a page elsewhere must not reach an open broker."""
    if door.hosts is None:
        return
    if _host(f"//{visitor.headers.get('host', '')}") not in door.hosts:
        raise _refuse(403, "this broker is open to this machine only: use its own address")


def _check_page(visitor: Visitor, route: Route, call: Call) -> None:
    """Refuse what a page elsewhere sends; browsers add the visitor's own credentials to it.

    Clients that are no browsers name no origin; forms are for browsers alone.
    """
    if not route.writes:
        return
    site, origin = visitor.headers.get("sec-fetch-site"), visitor.headers.get("origin")
    if site is not None:
        ours = site == "same-origin" or (site == "none" and not route.form)
    elif origin is not None:
        ours = _authority(origin) is not None and _authority(origin) == _authority(call.base)
    else:
        ours = not route.form
    if not ours:
        raise _refuse(403, "pages of other origins may not write here")


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
