"""Webhooks: which of them an event sets off, and the request that each sends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias, get_args
from urllib.parse import quote
from uuid import UUID, uuid5

from pactwright.broker.port import Ledger, Records
from pactwright.broker.values import Delivery, Label, Pacticipant, Webhook

EventName: TypeAlias = Literal[
    "contract_published",
    "contract_content_changed",
    "contract_requiring_verification_published",
    "provider_verification_published",
    "provider_verification_succeeded",
    "provider_verification_failed",
]
EVENTS: tuple[EventName, ...] = get_args(EventName)
"""All events, in the order of a contract's life."""

_DEPLOYED = "currentlyDeployedProviderVersionNumber"
_PLACE = re.compile(r"\$\{pactbroker\.(\w+)\}")
_NAMES = UUID("c3b0c8f6-0b7f-5f6e-9a66-2f2a55d3a8a1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, with the values that templates may name.

    `values` are fixed now: what happens later does not change what is sent. `deployed` are the
    numbers of the provider's versions that are deployed somewhere: a request that names one is
    sent for each.
    """

    name: EventName
    consumer: Pacticipant
    provider: Pacticipant
    values: Mapping[str, str]
    deployed: tuple[str, ...] = ()
    pact_id: int | None = None
    verification_id: int | None = None


def enqueue(
    ledger: Ledger, event: Event, *, now: datetime, only: Webhook | None = None
) -> tuple[Delivery, ...]:
    """Put a delivery into the outbox for each webhook that the event sets off.

    It counts with the change that made the event, or not at all.
    """
    hooks = (only,) if only else ledger.find(Webhook, enabled=True)
    return tuple(
        ledger.add(make_delivery(hook, one, now=now, number=index))
        for index, hook in enumerate(hooks)
        if only or _is_meant(ledger, hook, event)
        for one in expand_event(hook, event)
    )


def expand_event(hook: Webhook, event: Event) -> tuple[Event, ...]:
    """Return the event, once for each deployed provider version if the request names that."""
    if not any(f"${{pactbroker.{_DEPLOYED}}}" in text for text in _templates(hook)):
        return (event,)
    return tuple(
        replace(event, values={**event.values, _DEPLOYED: number}) for number in event.deployed
    )


def _templates(hook: Webhook) -> tuple[str, ...]:
    return (hook.url, hook.headers, hook.body or "")


def make_delivery(hook: Webhook, event: Event, *, now: datetime, number: int = 0) -> Delivery:
    """Return the webhook's request for the event, its templates filled in."""
    values = {**event.values, "eventName": event.name}
    named = f"{now.isoformat()} {hook.uuid} {event.name} {event.pact_id} {sorted(values.items())}"
    return Delivery(
        uuid=str(uuid5(_NAMES, f"{named} {event.verification_id} {number}")),
        webhook_uuid=hook.uuid,
        event=event.name,
        pact_id=event.pact_id,
        verification_id=event.verification_id,
        method=hook.method,
        url=fill(hook.url, values, encode=lambda text: quote(text, safe="")),
        headers=fill(hook.headers, values, encode=_in_json),
        body=None if hook.body is None else fill(hook.body, values, encode=_in_json),
        username=hook.username,
        password=hook.password,
        created_at=now,
        due_at=now,
    )


def fill(template: str, values: Mapping[str, str], *, encode: Callable[[str], str]) -> str:
    """Return the template with each `${pactbroker.name}` replaced; unknown names are empty."""
    return _PLACE.sub(lambda found: encode(values.get(found[1], "")), template)


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _is_meant(records: Records, hook: Webhook, event: Event) -> bool:
    named = event.name in json.loads(hook.events)
    return named and is_for(records, hook, event.consumer, event.provider)


def is_any_for(records: Records, consumer: Pacticipant, provider: Pacticipant) -> bool:
    """Whether some webhook is for the pair, whatever the event; mostly there is none."""
    hooks = records.find(Webhook, enabled=True)
    return any(is_for(records, hook, consumer, provider) for hook in hooks)


def is_for(records: Records, hook: Webhook, consumer: Pacticipant, provider: Pacticipant) -> bool:
    """Whether the webhook is for the pair: by name, by label, or for all."""
    sides = (
        (consumer, hook.consumer, hook.consumer_label),
        (provider, hook.provider, hook.provider_label),
    )
    return all(
        (name is None or name == owner.name)
        and (label is None or bool(records.find(Label, pacticipant_id=owner.id, name=label)))
        for owner, name, label in sides
    )


def list_values(values: Iterable[str]) -> str:
    """Return several values as templates show them."""
    return ", ".join(values)
