"""Deliveries of webhooks: what was sent for a pact or a result, tried out, and its log."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from pactwright.broker.events import example_event
from pactwright.broker.outbox import RETRY_SECONDS, Tried, finish_trial, lend
from pactwright.broker.port import Ledger, Records, Store
from pactwright.broker.server.call import Answer, Call, Refusal, not_found
from pactwright.broker.server.checks import format_time
from pactwright.broker.server.present.pacts import find_addresses
from pactwright.broker.server.router import Route
from pactwright.broker.server.routes.integrations import find_integrations
from pactwright.broker.server.routes.pacts import (
    PAIR,
    find_latest,
    get_pair,
    view_content,
    view_version,
)
from pactwright.broker.server.routes.webhooks import get_webhook, read_webhook
from pactwright.broker.values import Attempt, Delivery, Pacticipant, Publication, Webhook
from pactwright.broker.webhook import EVENTS, Event, expand_event, is_for, make_delivery


def execute(call: Call, ledger: Ledger) -> Answer:
    """Try the webhook out and answer with what came back.

    Where nothing can be sent from here the trial waits in the outbox, and its log will tell.
    """
    hook = get_webhook(call, ledger)
    delivery = _trial(ledger, hook, call)
    if call.deliver is None:
        return Answer(body=_present_trial(call, ledger.add(delivery), None))
    return Answer(then=partial(_try_kept, call, ledger.add(lend(delivery, now=call.now))))


def execute_unsaved(call: Call, ledger: Ledger) -> Answer:
    """Try out a webhook that is not kept; neither is what came back."""
    hook = read_webhook(call, ledger, call.object())
    delivery = _trial(ledger, hook, call)
    if call.deliver is None:
        raise Refusal(503, {"error": "nothing can be sent from here"})
    deliver = call.deliver
    return Answer(then=lambda _: Answer(body=_present_trial(call, delivery, deliver(delivery))))


def _trial(records: Records, hook: Webhook, call: Call) -> Delivery:
    event = _example(call, records, hook)
    first = next(iter(expand_event(hook, event)), event)
    return make_delivery(hook, first, now=call.now)


def _example(call: Call, records: Records, hook: Webhook) -> Event:
    """Return an event of the latest pact that the webhook is for, or a made-up one."""
    name = (json.loads(hook.events) or EVENTS)[0]
    consumer, provider = _example_pair(records, hook)
    pair = {"consumer_id": consumer.id, "provider_id": provider.id, "current": True}
    for row in records.find(Publication, newest=True, by="version_id", limit=1, **pair):
        return example_event(records, name, row, find_addresses(call))
    values = {"consumerName": consumer.name, "providerName": provider.name}
    return Event(name=name, consumer=consumer, provider=provider, values=values)


def _try_kept(call: Call, delivery: Delivery, store: Store) -> Answer:
    tried = call.deliver(delivery) if call.deliver else None
    if tried is not None:
        with store.write() as ledger:
            finish_trial(ledger, delivery, tried.attempt)
    return Answer(body=_present_trial(call, delivery, tried))


def _present_trial(call: Call, delivery: Delivery, tried: Tried | None) -> dict[str, Any]:
    """Return the request without its secrets, and what came back once it was sent."""
    links: dict[str, Any] = {"self": {"href": call.base + call.path}}
    logs = call.href("triggered-webhooks", delivery.uuid, "logs")
    if delivery.id:
        links["pb:logs"] = {"href": logs, "title": "Log"}
        links["pb:webhook"] = {
            "href": call.href("webhooks", delivery.webhook_uuid),
            "title": "Webhook",
        }
    document: dict[str, Any] = {
        "request": {"method": delivery.method, "url": delivery.url, "body": delivery.body},
        "logs": f"The request is under way. What comes of it: {logs}",
        "_links": links,
    }
    if tried is not None:
        document["success"] = tried.attempt.success
        document["logs"] = tried.attempt.log
        if tried.attempt.status is not None:
            document["response"] = {"status": tried.attempt.status, "body": tried.body}
    return document


def show_status(call: Call, records: Ledger) -> Answer:
    """Answer what the last delivery of each webhook for the latest pact of the pair came to."""
    pact = find_latest(records, *get_pair(call, records)).pact
    rows = records.newest_per(Delivery, ("webhook_uuid", "event"), pact_id=pact.id)
    documents = [_present(call, row) for row in rows]
    states = [one["status"] for one in documents]
    body = {
        "summary": {
            "successful": states.count("success"),
            "failed": states.count("failure"),
            "retrying": states.count("retrying"),
            "notRun": states.count("not_run"),
        },
        "_embedded": {"triggeredWebhooks": documents},
        "_links": {"self": {"href": call.base + call.path, "title": "Webhooks status"}},
    }
    return Answer(body=body)


def _example_pair(records: Records, hook: Webhook) -> tuple[Pacticipant, Pacticipant]:
    """Return applications that the webhook is for, made up where there are none."""
    for _, consumer, provider in find_integrations(records):
        if is_for(records, hook, consumer, provider):
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
        "name": f"{delivery.method} {urlsplit(delivery.url).hostname or ''}",
        "status": ("retrying" if delivery.attempts else "not_run") if waits else state,
        "attemptsMade": delivery.attempts,
        "attemptsRemaining": len(RETRY_SECONDS) + 1 - delivery.attempts if waits else 0,
        "triggerType": "resource_creation",
        "eventName": delivery.event,
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
    Route("POST", "/webhooks/execute", execute_unsaved, writes=True, needs="admin"),
    Route("GET", f"{PAIR}/webhooks/status", show_status, public="never"),
    Route("GET", "/webhooks/{uuid}/triggered-webhooks", list_of_webhook, public="never"),
    Route("GET", f"{PAIR}/version/{{number}}/triggered-webhooks", list_of_pact, public="never"),
    Route(
        "GET",
        f"{PAIR}/pact-version/{{sha}}/verification-results/{{n}}/triggered-webhooks",
        list_of_result,
        public="never",
    ),
    Route("GET", "/triggered-webhooks/{uuid}/logs", show_log, public="never"),
)
