"""What sales holds when requests meet: nothing is overpaid, and no payment is booked twice."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import httpx
import pytest

from providers.sales.app import create_app

Pay = Callable[[list[str]], Counter[int]]


@pytest.fixture
def pay(models: ModuleType, mint: Callable[..., str]) -> Pay:
    """Pay 600.00 on a deal of 1000.00, once for each key, all at once; count the statuses."""
    client = models.Client.objects.create(organisation="acme", name="Bob", email="bob@example.com")
    deal = models.Deal.objects.create(
        organisation="acme", client=client, title="Bolts", amount_minor=100_000, status="won"
    )
    bearer = {"Authorization": f"Bearer {mint('grace', ['sales:write'], org='acme')}"}
    transport = httpx.WSGITransport(app=create_app())
    body = {"amount": "600.00", "method": "card", "paid_on": "2026-07-02"}

    def send(key: str) -> int:
        with httpx.Client(transport=transport, base_url="http://sales", headers=bearer) as http:
            header = {"Idempotency-Key": key}
            return http.post(f"/deals/{deal.id}/payments", json=body, headers=header).status_code

    def send_all(keys: list[str]) -> Counter[int]:
        with ThreadPoolExecutor(len(keys)) as pool:
            return Counter(pool.map(send, keys))

    return send_all


def test_payments_that_meet_do_not_overpay(models: ModuleType, pay: Pay) -> None:
    """Pay six times."""
    assert pay([str(uuid.uuid4()) for _ in range(6)]) == {201: 1, 409: 5}
    assert models.Deal.objects.get().paid_minor == 60_000


def test_a_payment_that_comes_six_times_is_booked_once(models: ModuleType, pay: Pay) -> None:
    """Pay with one key."""
    assert pay([str(uuid.uuid4())] * 6) == {201: 1, 200: 5}
    assert models.Payment.objects.count() == 1
