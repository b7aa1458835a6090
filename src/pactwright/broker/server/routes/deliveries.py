"""Deliveries of webhooks: what was sent for a pact or a result, tried out, and its log."""

from __future__ import annotations

import json
from typing import Any

from pactwright.broker.port import Ledger, Records
from pactwright.broker.server.call import Answer, Call, not_found
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.pacts import PAIR, view_content, view_version
from pactwright.broker.server.routes.webhooks import get_webhook
from pactwright.broker.values import Attempt, Delivery, Integration, Pacticipant, Webhook
from pactwright.broker.webhook import Event, enqueue


def execute(call: Call, ledger: Ledger) -> Answer:
    """Put a trial of the webhook into the outbox; its log says what came of it."""
    hook = get_webhook(call, ledger)
    pair = _example_pair(ledger, hook)
    values = {"consumerName": pair[0].name, "providerName": pair[1].name}
    event = Event(
        name=json.loads(hook.events)[0], consumer=pair[0], provider=pair[1], values=values
    )
    delivery = enqueue(ledger, event, now=call.now, only=hook)[0]
    logs = call.href("triggered-webhooks", delivery.uuid, "logs")
    body = {
        "request": {"method": delivery.method, "url": delivery.url, "body": delivery.body},
        "logs": f"The request is under way. What comes of it: {logs}",
        "_links": {
            "self": {"href": call.base + call.path},
            "pb:logs": {"href": logs, "title": "Log"},
            "pb:webhook": {"href": call.href("webhooks", hook.uuid), "title": "Webhook"},
        },
    }
    return Answer(body=body)


def _example_pair(records: Records, hook: Webhook) -> tuple[Pacticipant, Pacticipant]:
    """Return applications that the webhook is for, made up where there are none."""
    for pair in records.find(Integration):
        owners = {
            one.id: one
            for one in records.find(Pacticipant, id=(pair.consumer_id, pair.provider_id))
        }
        consumer, provider = owners[pair.consumer_id], owners[pair.provider_id]
        if hook.consumer in {None, consumer.name} and hook.provider in {None, provider.name}:
            return consumer, provider
    made, changed = hook.created_at, hook.updated_at
    return (
        Pacticipant(name=hook.consumer or "consumer", created_at=made, updated_at=changed),
        Pacticipant(name=hook.provider or "provider", created_at=made, updated_at=changed),
    )


def list_of_webhook(call: Call, records: Ledger) -> Answer:
    """Answer the deliveries of the webhook, newest first."""
    hook = get_webhook(call, records)
    return _answer(call, records, webhook_uuid=hook.uuid)


def list_of_pact(call: Call, records: Ledger) -> Answer:
    """Answer the deliveries that the pact set off."""
    pact = view_version(call, records).pact
    return _answer(call, records, pact_id=pact.id, verification_id=None)


def list_of_result(call: Call, records: Ledger) -> Answer:
    """Answer the deliveries that the result set off."""
    pact = view_content(call, records, call.args["sha"]).pact
    number = call.args["n"]
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) <= _DIGITS else 0
    return _answer(call, records, pact_id=pact.id, verification_id=wanted)


_DIGITS = 15
_SHOWN = 200


def _answer(call: Call, records: Records, **where: Any) -> Answer:  # noqa: ANN401 - a `Where`
    rows = records.find(Delivery, newest=True, limit=_SHOWN, **where)
    documents = [_present(call, row) for row in rows]
    links = {"self": {"href": call.base + call.path, "title": "Triggered webhooks"}}
    return Answer(body={"_embedded": {"triggeredWebhooks": documents}, "_links": links})


def _present(call: Call, delivery: Delivery) -> dict[str, Any]:
    state = {"delivered": "success", "failed": "failure"}.get(delivery.state, delivery.state)
    waits = state == "waiting"
    return {
        "name": delivery.event,
        "status": ("retrying" if delivery.attempts else "not_run") if waits else state,
        "attemptsMade": delivery.attempts,
        "triggeredAt": format_time(delivery.created_at),
        "request": {"method": delivery.method, "url": delivery.url},
        "_links": {
            "pb:logs": {
                "href": call.href("triggered-webhooks", delivery.uuid, "logs"),
                "title": "View logs for the executions of the triggered webhook",
            },
            "pb:webhook": {
                "href": call.href("webhooks", delivery.webhook_uuid),
                "title": "View the webhook",
            },
        },
    }


def show_log(call: Call, records: Ledger) -> Answer:
    """Answer the log of all tries of the delivery as text."""
    for delivery in records.find(Delivery, uuid=call.args["uuid"]):
        tries = records.find(Attempt, delivery_id=delivery.id)
        text = "\n".join(f"[{format_time(one.created_at)}] {one.log}" for one in tries)
        return Answer(body=text or "not tried yet\n", media_type="text/plain;charset=utf-8")
    raise not_found()


ROUTES = (
    Route("POST", "/webhooks/{uuid}/execute", execute, writes=True, needs="admin"),
    Route("GET", "/webhooks/{uuid}/triggered-webhooks", list_of_webhook),
    Route("GET", f"{PAIR}/version/{{number}}/triggered-webhooks", list_of_pact),
    Route(
        "GET",
        f"{PAIR}/pact-version/{{sha}}/verification-results/{{n}}/triggered-webhooks",
        list_of_result,
    ),
    Route("GET", "/triggered-webhooks/{uuid}/logs", show_log),
)
