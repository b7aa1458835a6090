"""The pages on which webhooks are made, changed, tried out and deleted; forms, no script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from pactwright.broker.port import Ledger, Records
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.deliveries import execute
from pactwright.broker.server.routes.page import answer_page, say_when
from pactwright.broker.server.routes.webhooks import (
    HIDDEN,
    change_webhook,
    delete_webhook,
    get_webhook,
    read_webhook,
)
from pactwright.broker.server.vault import is_sealed
from pactwright.broker.values import Delivery, Pacticipant, Webhook
from pactwright.broker.webhook import EVENTS

_DELIVERIES = 20
_LINES = ("description", "consumer", "consumer_label", "provider", "provider_label", "method",
          "url", "headers", "body", "username", "password")  # fmt: skip
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(_LINES, ""),
    "method": "POST",
    "events": ["contract_content_changed"],
    "enabled": True,
}


def show_webhooks(call: Call, records: Ledger) -> Answer:
    """Show the webhooks and what they sent."""
    hooks = [_describe(records, hook) for hook in records.find(Webhook)]
    return answer_page(call, "webhooks.html", "Webhooks", hooks=hooks)


def _describe(records: Records, hook: Webhook) -> dict[str, Any]:
    sent = records.find(Delivery, webhook_uuid=hook.uuid, newest=True, limit=_DELIVERIES)
    return {
        "uuid": hook.uuid,
        "title": hook.description or hook.uuid,
        "request": f"{hook.method} {hook.url}",
        "events": ", ".join(json.loads(hook.events)),
        "pair": f"{hook.consumer or hook.consumer_label or 'any consumer'} and "
        f"{hook.provider or hook.provider_label or 'any provider'}",
        "enabled": hook.enabled,
        "deliveries": [
            {
                "when": say_when(one.created_at),
                "event": one.event,
                "state": one.state,
                "attempts": one.attempts,
                "uuid": one.uuid,
            }
            for one in sent
        ],
    }


def show_new(call: Call, records: Ledger) -> Answer:
    """Show the empty form."""
    return _form(call, records, _EMPTY, uuid=None)


def show_edit(call: Call, records: Ledger) -> Answer:
    """Show the form of a webhook, asterisks for its secrets."""
    hook = get_webhook(call, records)
    return _form(call, records, _fill(hook), uuid=hook.uuid)


def _fill(hook: Webhook) -> dict[str, Any]:
    headers = json.loads(hook.headers)
    return {
        "description": hook.description or "",
        "enabled": hook.enabled,
        "consumer": hook.consumer or "",
        "consumer_label": hook.consumer_label or "",
        "provider": hook.provider or "",
        "provider_label": hook.provider_label or "",
        "events": json.loads(hook.events),
        "method": hook.method,
        "url": hook.url,
        "headers": "\n".join(
            f"{name}: {HIDDEN if is_sealed(value) else value}" for name, value in headers.items()
        ),
        "body": hook.body or "",
        "username": hook.username or "",
        "password": HIDDEN if hook.password else "",
    }


def _form(
    call: Call,
    records: Records,
    values: Mapping[str, Any],
    *,
    uuid: str | None,
    problems: tuple[str, ...] = (),
) -> Answer:
    names = sorted(owner.name for owner in records.find(Pacticipant))
    title = "Change the webhook" if uuid else "New webhook"
    answer = answer_page(
        call,
        "webhook.html",
        title,
        uuid=uuid,
        values=values,
        problems=problems,
        names=names,
        all_events=EVENTS,
        methods=("POST", "PUT", "PATCH", "GET", "DELETE"),
    )
    status = 400 if problems else 200
    return Answer(status=status, body=answer.body, media_type=answer.media_type)


def create(call: Call, ledger: Ledger) -> Answer:
    """Make the webhook of the form; show the form again with what is wrong."""
    values = _read_form(call)
    try:
        ledger.add(read_webhook(call, ledger, _as_webhook(values)))
    except Refusal as refusal:
        return _form(call, ledger, values, uuid=None, problems=_problems(refusal))
    return _back(call)


def change(call: Call, ledger: Ledger) -> Answer:
    """Put what the form says in the place of the webhook; asterisks keep a secret."""
    hook = get_webhook(call, ledger)
    values = _read_form(call)
    try:
        ledger.change(change_webhook(call, ledger, _as_webhook(values), hook))
    except Refusal as refusal:
        return _form(call, ledger, values, uuid=hook.uuid, problems=_problems(refusal))
    return _back(call)


def _read_form(call: Call) -> dict[str, Any]:
    try:
        fields = parse_qs(call.body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise Refusal(400, {"error": "the form cannot be read"}) from None
    values: dict[str, Any] = {name: fields.get(name, [""])[-1] for name in _LINES}
    return {**values, "events": fields.get("events", []), "enabled": "enabled" in fields}


def _as_webhook(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's fields as the API writes them."""
    told = {name: values[name].strip() or None for name in _LINES}
    document: dict[str, Any] = {
        "description": told["description"],
        "enabled": values["enabled"],
        "events": [{"name": name} for name in values["events"]],
        "request": {
            "method": told["method"],
            "url": told["url"],
            "headers": _read_headers(values["headers"]),
            "body": told["body"],
            "username": told["username"],
            "password": told["password"],
        },
    }
    for role in ("consumer", "provider"):
        name, label = told[role], told[f"{role}_label"]
        if name or label:
            document[role] = {"name": name, "label": label}
    return document


def _read_headers(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _problems(refusal: Refusal) -> tuple[str, ...]:
    body = refusal.answer.body
    errors = body.get("errors") or {"": [body.get("error", "refused")]}
    return tuple(f"{name} {text}".strip() for name, texts in errors.items() for text in texts)


def _back(call: Call) -> Answer:
    return Answer(status=303, headers={"Location": f"{call.base}/ui/webhooks"})


def delete(call: Call, ledger: Ledger) -> Answer:
    """Forget the webhook."""
    delete_webhook(call, ledger)
    return _back(call)


def try_out(call: Call, ledger: Ledger) -> Answer:
    """Try the webhook out and show what came back."""
    answer = execute(call, ledger)
    then = answer.then
    if then is None:
        return _show_trial(call, answer.body)
    return Answer(then=lambda store: _show_trial(call, then(store).body))


def _show_trial(call: Call, trial: Mapping[str, Any]) -> Answer:
    return answer_page(call, "trial.html", "Trial of the webhook", trial=trial)


_WRITE: dict[str, Any] = {"writes": True, "needs": "admin", "form": True}
_ONE = "/ui/webhooks/{uuid}"

ROUTES = (
    Route("GET", "/ui/webhooks", show_webhooks, public="never"),
    Route("POST", "/ui/webhooks", create, **_WRITE),
    Route("GET", "/ui/webhooks/new", show_new, public="never"),
    Route("GET", _ONE, show_edit, public="never"),
    Route("POST", _ONE, change, **_WRITE),
    Route("POST", f"{_ONE}/delete", delete, **_WRITE),
    Route("POST", f"{_ONE}/test", try_out, **_WRITE),
)
