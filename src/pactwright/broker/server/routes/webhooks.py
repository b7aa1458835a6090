"""Webhooks: made, changed, tried out; secrets go in and never come out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pactwright.broker.port import Ledger, Records
from pactwright.broker.removal import remove_webhook
from pactwright.broker.server.call import Answer, Call, Refusal, not_found
from pactwright.broker.server.checks import flag_of, format_time, refuse, text_of
from pactwright.broker.server.lookup import get_consumer, get_provider
from pactwright.broker.server.present.versions import curies
from pactwright.broker.server.router import Route
from pactwright.broker.server.vault import KEY, is_sealed
from pactwright.broker.values import Pacticipant, Webhook
from pactwright.broker.webhook import EVENTS

HIDDEN = "**********"
_UUID = re.compile(r"[A-Za-z0-9_-]{16,100}")
_METHODS = frozenset({"POST", "PUT", "PATCH", "GET", "DELETE"})
_SECRET_WORDS = ("authorization", "token", "secret", "password", "cookie", "api-key", "apikey")


def list_webhooks(call: Call, records: Ledger) -> Answer:
    """Answer the webhooks, all or those of the path's applications."""
    hooks = records.find(Webhook, **_owners(call, records))
    links = {
        "self": {"href": call.base + call.path, "title": "Webhooks"},
        "pb:webhooks": [
            {
                "href": call.href("webhooks", hook.uuid),
                "title": hook.description or "A webhook",
                "name": hook.uuid,
            }
            for hook in hooks
        ],
        "curies": curies(call, "webhooks"),
    }
    documents = [present_webhook(call, hook) for hook in hooks]
    return Answer(body={"_links": links, "_embedded": {"webhooks": documents}})


def _owners(call: Call, records: Records) -> dict[str, Any]:
    """Return the applications that the path names, by their role. Refuses unknown ones."""
    look_up = {"consumer": get_consumer, "provider": get_provider}
    return {
        role: find(records, call.args[role]).name
        for role, find in look_up.items()
        if role in call.args
    }


def create_webhook(call: Call, ledger: Ledger) -> Answer:
    """Make a webhook, for the path's applications when it names some."""
    owners = _owners(call, ledger)
    sides = {role: {"name": name} for role, name in owners.items()}
    return _created(call, ledger.add(read_webhook(call, ledger, {**call.object(), **sides})))


def read_webhook(call: Call, records: Records, values: Mapping[str, Any]) -> Webhook:
    """Return the webhook that the values describe, not kept yet."""
    return _read(call, records, values, None, uuid=call.uuid)


def _created(call: Call, hook: Webhook) -> Answer:
    location = {"Location": call.href("webhooks", hook.uuid)}
    return Answer(status=201, body=present_webhook(call, hook), headers=location)


def put_webhook(call: Call, ledger: Ledger) -> Answer:
    """Put the webhook in the place of the one with its UUID, or make it."""
    uuid = call.args["uuid"]
    if not _UUID.fullmatch(uuid):
        raise refuse("uuid", "must be 16 or more letters, digits, dashes or underscores")
    found = ledger.find(Webhook, uuid=uuid)
    hook = _read(call, ledger, call.object(), found[0] if found else None, uuid=uuid)
    if not found:
        return _created(call, ledger.add(hook))
    ledger.change(hook)
    return Answer(body=present_webhook(call, hook))


def get_webhook(call: Call, records: Records) -> Webhook:
    """Return the webhook that the path names."""
    for hook in records.find(Webhook, uuid=call.args["uuid"]):
        return hook
    raise not_found()


def show_webhook(call: Call, records: Ledger) -> Answer:
    """Answer one webhook."""
    return Answer(body=present_webhook(call, get_webhook(call, records)))


def delete_webhook(call: Call, ledger: Ledger) -> Answer:
    """Forget the webhook; what it has in the outbox is sent no more."""
    remove_webhook(ledger, get_webhook(call, ledger))
    return Answer(status=204)


def change_webhook(
    call: Call, records: Records, values: Mapping[str, Any], hook: Webhook
) -> Webhook:
    """Return the webhook with the values in the place of its own; asterisks keep a secret."""
    return _read(call, records, values, hook, uuid=hook.uuid)


def _read(
    call: Call, records: Records, values: Mapping[str, Any], old: Webhook | None, *, uuid: str
) -> Webhook:
    request = values.get("request")
    if not isinstance(request, dict):
        raise refuse("request", "is missing" if request is None else "must be an object")
    url = _read_url(request)
    # Secrets belong to a place: a new host, port or scheme gets none of the old ones.
    kept = old if old and urlsplit(old.url)[:2] == urlsplit(url)[:2] else None
    consumer, consumer_label = _read_side(records, values, "consumer")
    provider, provider_label = _read_side(records, values, "provider")
    body = request.get("body")
    return Webhook(
        id=old.id if old else 0,
        uuid=uuid,
        description=text_of(values, "description"),
        enabled=flag_of(values, "enabled", default=True),
        consumer=consumer,
        consumer_label=consumer_label,
        provider=provider,
        provider_label=provider_label,
        events=json.dumps(_read_events(values)),
        method=_read_method(request),
        url=url,
        headers=json.dumps(_read_headers(call, request, kept)),
        body=body if body is None or isinstance(body, str) else json.dumps(body, default=float),
        username=text_of(request, "username", inside="request."),
        password=_read_secret(
            call, text_of(request, "password", inside="request."), kept.password if kept else None
        ),
        created_at=old.created_at if old else call.now,
        updated_at=call.now,
    )


def _read_url(request: Mapping[str, Any]) -> str:
    url = text_of(request, "url", required=True, inside="request.") or ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refuse("request.url", "is not a URL") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise refuse("request.url", "must be an http or https URL")
    if "$" in parts.netloc:
        raise refuse("request.url", "cannot have a template parameter in the host")
    if parts.username or parts.password:
        raise refuse("request.url", "cannot hold a password: use username and password")
    return url


def _read_method(request: Mapping[str, Any]) -> str:
    method = (text_of(request, "method", required=True, inside="request.") or "").upper()
    if method not in _METHODS:
        raise refuse("request.method", f"must be one of {', '.join(sorted(_METHODS))}")
    return method


def _read_events(values: Mapping[str, Any]) -> list[str]:
    events = values.get("events")
    if events is None:
        return ["contract_content_changed"]
    names = (
        [one.get("name") if isinstance(one, dict) else one for one in events]
        if isinstance(events, list)
        else [None]
    )
    if not names:
        raise refuse("events", "must name at least one event, or be left out")
    for name in names:
        if name not in EVENTS:
            raise refuse("events.name", f"must be one of: {', '.join(EVENTS)}")
    return [str(name) for name in names]


def _read_side(
    records: Records, values: Mapping[str, Any], role: str
) -> tuple[str | None, str | None]:
    side = values.get(role)
    if side is None:
        return None, None
    if not isinstance(side, dict):
        raise refuse(role, "must be an object with a name or a label")
    if not any(side.get(kind) is not None for kind in ("name", "label")):
        # One that is for nobody in particular would be sent for everybody.
        raise refuse(f"{role}.name", "can't be blank: give a name or a label, or leave it out")
    name, label = text_of(side, "name"), text_of(side, "label")
    if name is not None and label is not None:
        raise refuse(role, "cannot have both a name and a label")
    if name is not None and not records.find(Pacticipant, name=name):
        raise refuse(f"{role}.name", "does not match an existing pacticipant")
    return name, label


def _read_headers(call: Call, request: Mapping[str, Any], kept: Webhook | None) -> dict[str, str]:
    headers = request.get("headers")
    if headers is None:
        return {}
    if not isinstance(headers, dict):
        raise refuse("request.headers", "must be an object")
    before = json.loads(kept.headers) if kept else {}
    read = {}
    for name, value in headers.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if not name.strip() or any(one in name + text for one in "\r\n\0"):
            raise refuse("request.headers", "cannot hold line breaks")
        secret = any(word in name.lower() for word in _SECRET_WORDS)
        read[name] = _read_secret(call, text, before.get(name)) or "" if secret else text
    return read


def _read_secret(call: Call, text: str | None, before: str | None) -> str | None:
    """Return the secret sealed; asterisks keep the one before."""
    if text is None or not text:
        return None
    if set(text) == {"*"}:
        return before
    if call.vault is None:
        raise Refusal(
            400,
            {
                "errors": {
                    "request": [f"holds a secret, and the broker has no key to keep it: set {KEY}"]
                }
            },
        )
    return call.vault.seal(text)


def present_webhook(call: Call, hook: Webhook) -> dict[str, Any]:
    """Return a webhook, its secrets hidden."""
    here = call.href("webhooks", hook.uuid)
    request: dict[str, Any] = {"method": hook.method, "url": hook.url}
    headers = json.loads(hook.headers)
    request["headers"] = {
        name: HIDDEN if is_sealed(value) else value for name, value in headers.items()
    }
    if hook.body is not None:
        request["body"] = _plain_body(hook.body)
    if hook.username is not None:
        request["username"] = hook.username
    if hook.password is not None:
        request["password"] = HIDDEN
    document: dict[str, Any] = {
        "uuid": hook.uuid,
        "description": hook.description,
        "enabled": hook.enabled,
        "request": request,
        "events": [{"name": name} for name in json.loads(hook.events)],
        "createdAt": format_time(hook.created_at),
        "updatedAt": format_time(hook.updated_at),
    }
    for role in ("consumer", "provider"):
        name, label = getattr(hook, role), getattr(hook, f"{role}_label")
        if name is not None or label is not None:
            document[role] = {"name": name} if name is not None else {"label": label}
    document["_links"] = {
        "self": {"title": hook.description or "Webhook", "href": here},
        "pb:execute": {"title": "Test the execution of the webhook", "href": f"{here}/execute"},
        "pb:webhooks": {"title": "All webhooks", "href": call.href("webhooks")},
        "pb:triggered-webhooks": {"title": "Deliveries", "href": f"{here}/triggered-webhooks"},
        "curies": curies(call, "webhook"),
    }
    return document


def _plain_body(body: str) -> Any:  # noqa: ANN401 - JSON of any shape
    try:
        return json.loads(body)
    except ValueError:
        return body


_WRITE: dict[str, Any] = {"writes": True, "needs": "admin"}
# Many a service has its secret in the address, and some answer with one: nothing for everybody.
_LISTS = (
    "/webhooks",
    "/webhooks/consumer/{consumer}",
    "/webhooks/provider/{provider}",
    "/webhooks/provider/{provider}/consumer/{consumer}",
    "/pacts/provider/{provider}/consumer/{consumer}/webhooks",
)

ROUTES = (
    *(
        route
        for path in _LISTS
        for route in (
            Route("GET", path, list_webhooks, public="never"),
            Route("POST", path, create_webhook, **_WRITE),
        )
    ),
    Route("GET", "/webhooks/{uuid}", show_webhook, public="never"),
    Route("PUT", "/webhooks/{uuid}", put_webhook, **_WRITE),
    Route("DELETE", "/webhooks/{uuid}", delete_webhook, **_WRITE),
)
