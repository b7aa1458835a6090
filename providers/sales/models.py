"""Clients, deals and payments; each belongs to one organisation, and money is exact."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, Self

from django.db import models


class Owned(models.QuerySet[Any]):
    """Rows that one organisation owns."""

    def of(self, organisation: str) -> Self:
        """Return the rows of the organisation; every view starts here."""
        return self.filter(organisation=organisation).order_by("created_at", "id")


class Record(models.Model):
    """What all tables hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = Owned.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True


class Client(Record):
    """Somebody who buys; the email address is unique within the organisation."""

    name = models.CharField(max_length=100)
    email = models.CharField(max_length=250)
    vat_number = models.CharField(max_length=14, null=True)

    class Meta:
        """One client an address in each organisation."""

        constraints = (
            models.UniqueConstraint(fields=["organisation", "email"], name="client_email"),
        )


class Deal(Record):
    """What a client may buy; `amount_minor` counts cents, so that no sum is ever rounded."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="deals")
    title = models.CharField(max_length=100)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=4, default="open")

    @property
    def paid_minor(self) -> int:
        """The sum of the payments, in cents."""
        return sum(payment.amount_minor for payment in self.payments.all())


class Payment(Record):
    """Money that came for a deal; a repeated `key` is the same payment, sent again."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField()
    method = models.CharField(max_length=8)
    paid_on = models.DateField()
    key = models.UUIDField()

    class Meta:
        """One payment a key."""

        constraints = (models.UniqueConstraint(fields=["deal", "key"], name="payment_key"),)


def to_minor(amount: str) -> int:
    """Return the cents of an amount such as `12.50`."""
    return int(Decimal(amount) * 100)


def to_amount(minor: int) -> str:
    """Return the amount, with two places, of so many cents."""
    return str(Decimal(minor).scaleb(-2).quantize(Decimal("0.01")))
