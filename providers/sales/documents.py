"""What the sales API takes and tells, as typed documents."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from providers.sales.models import Client, Deal, Payment, to_amount

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=100)]
Email = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,185}$", to_lower=True)
]
VatNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z0-9]{2,12}$")]
Positive = Annotated[
    str,
    StringConstraints(pattern=r"^(0\.0[1-9]|0\.[1-9][0-9]|[1-9][0-9]{0,11}\.[0-9]{2})$"),
]
Status = Literal["open", "won", "lost"]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewClient(_Input):
    """What a client is made from."""

    name: Text
    email: Email
    vat_number: VatNumber | None = None


class NewDeal(_Input):
    """What a deal is made from."""

    client_id: UUID
    title: Text
    amount: Positive
    currency: Literal["EUR", "GBP", "USD"]


class Outcome(_Input):
    """How a deal ended."""

    status: Literal["won", "lost"]


class NewPayment(_Input):
    """What a payment is made from."""

    amount: Positive
    method: Literal["card", "transfer"]
    paid_on: dt.date


class Page(BaseModel):
    """Which page of a list is wanted."""

    page: Annotated[int, Field(ge=1, le=2**31 - 1)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 20


class DealPage(Page):
    """Which deals are wanted: those in one of the states."""

    status: list[Status] = []


def client_document(client: Client) -> dict[str, Any]:
    """Return what the API tells of a client."""
    return {
        "id": str(client.id),
        "name": client.name,
        "email": client.email,
        "vat_number": client.vat_number,
        "created_at": client.created_at.isoformat(timespec="microseconds"),
    }


def deal_document(deal: Deal) -> dict[str, Any]:
    """Return what the API tells of a deal, with what is paid and what is still to pay."""
    paid = deal.paid_minor
    return {
        "id": str(deal.id),
        "client": {"id": str(deal.client_id), "name": deal.client.name},
        "title": deal.title,
        "amount": to_amount(deal.amount_minor),
        "currency": deal.currency,
        "paid": to_amount(paid),
        "outstanding": to_amount(deal.amount_minor - paid),
        "status": deal.status,
        "created_at": deal.created_at.isoformat(timespec="microseconds"),
    }


def payment_document(payment: Payment) -> dict[str, Any]:
    """Return what the API tells of a payment."""
    return {
        "id": str(payment.id),
        "deal_id": str(payment.deal_id),
        "amount": to_amount(payment.amount_minor),
        "method": payment.method,
        "paid_on": payment.paid_on.isoformat(),
        "created_at": payment.created_at.isoformat(timespec="microseconds"),
    }
