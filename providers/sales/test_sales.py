"""Verifies sales against the pacts of its consumers, whichever database it is on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from types import ModuleType

from django.core.handlers.wsgi import WSGIHandler

from pactwright import Provider
from providers.sales.app import create_app

Values = dict[str, str]


def make_app(django: ModuleType) -> WSGIHandler:
    """Return the service under verification."""
    return create_app()


sales = Provider("sales", app=make_app, contract="contracts/sales/1.0.0/openapi.yaml")


@sales.state("a member of an organisation")
def a_member(mint: Callable[..., str], organisation: str, scope: str) -> Values:
    """Hand the caller a token of the organisation."""
    return {"token": mint("grace", scope.split(), org=organisation)}


@sales.state("a client")
def a_client(models: ModuleType, organisation: str, name: str, email: str) -> Values:
    """Keep a client."""
    client = models.Client.objects.create(organisation=organisation, name=name, email=email)
    return {"client_id": str(client.id)}


@sales.state("a deal")
def a_deal(
    models: ModuleType, organisation: str, amount: str, currency: str, status: str
) -> Values:
    """Keep a deal with the only client of the organisation."""
    deal = models.Deal.objects.create(
        organisation=organisation,
        client=models.Client.objects.get(organisation=organisation),
        title="A crate of bolts",
        amount_minor=models.to_minor(amount),
        currency=currency,
        status=status,
    )
    return {"deal_id": str(deal.id)}


@sales.state("an open and a won deal")
def two_deals(models: ModuleType, organisation: str) -> None:
    """Keep two deals of the same amount, and a lost one."""
    for status in ("open", "won", "lost"):
        a_deal(models, organisation, "1000.10", "EUR", status)


@sales.state("a payment")
def a_payment(models: ModuleType, amount: str, key: uuid.UUID | None = None) -> None:
    """Keep a payment for the only deal."""
    deal = models.Deal.objects.get()
    deal.payments.create(
        organisation=deal.organisation,
        amount_minor=models.to_minor(amount),
        method="card",
        paid_on=dt.date(2026, 7, 2),
        key=key or uuid.uuid4(),
    )
