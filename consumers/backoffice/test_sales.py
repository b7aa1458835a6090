"""What the back office expects of sales."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from consumers.backoffice import client
from consumers.backoffice.client import Client, Deal, Payment, Sales
from pactwright import (
    Pact,
    each_like,
    from_state,
    given,
    like,
    match,
    nullable,
    one_of,
    regex,
    uuid,
)

sales = Pact(consumer="backoffice", provider="sales")

CLIENT_ID = "5f0c9a3e-2f57-4a0a-8a3d-0a4f6f1c9b11"
DEAL_ID = "b6a1d2c4-93f1-4d0e-bb1e-7f5a2c3d4e22"
PAYMENT_ID = "c0ffee00-1234-4abc-8def-0123456789ab"
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"

MEMBER = given("a member of an organisation", organisation="acme", scope="sales:read sales:write")
READER = given("a member of an organisation", organisation="acme", scope="sales:read")
BEARER = {"Authorization": from_state("Bearer ${token}", "Bearer t0ken")}
ACME = given("a client", organisation="acme", name="Bob & Sons", email="bob@example.com")
OPEN_DEAL = given("a deal", organisation="acme", amount="1000.10", currency="EUR", status="open")
WON_DEAL = given("a deal", organisation="acme", amount="1000.10", currency="EUR", status="won")
CLIENT_PATH = from_state("/clients/${client_id}", f"/clients/{CLIENT_ID}")
DEAL_PATH = from_state("/deals/${deal_id}", f"/deals/{DEAL_ID}")
PAYMENTS_PATH = from_state("/deals/${deal_id}/payments", f"/deals/{DEAL_ID}/payments")
MOMENT = match.datetime("2026-07-01T09:30:00.123456+00:00")


def money(example: str):
    """Declare an amount with two places, as text so that nobody rounds it."""
    return regex(r"^\d+\.\d{2}$", example=example)


CLIENT: dict[str, Any] = {
    "id": uuid(CLIENT_ID),
    "name": "Bob & Sons",
    "email": "bob@example.com",
    "vat_number": None,
    "created_at": MOMENT,
}
DEAL: dict[str, Any] = {
    "id": uuid(DEAL_ID),
    "client": {"id": uuid(CLIENT_ID), "name": like("Bob & Sons")},
    "title": like("A crate of bolts"),
    "amount": money("1000.10"),
    "outstanding": money("1000.10"),
    "currency": regex(r"^(EUR|GBP|USD)$", example="EUR"),
    "status": regex(r"^(open|won|lost)$", example="open"),
    "created_at": MOMENT,
}
PAYMENT: dict[str, Any] = {
    "id": uuid(PAYMENT_ID),
    "amount": money("0.10"),
    "method": regex(r"^(card|transfer)$", example="card"),
    "paid_on": match.date("2026-07-02"),
    "created_at": MOMENT,
}
BOB = Client(id=CLIENT_ID, name="Bob & Sons", email="bob@example.com", vat_number=None)


def problem(status: int, title: str):
    """Declare an error answer."""
    body: dict[str, Any] = {"title": like(title), "status": status}
    return sales.response(status, body, content_type="application/problem+json")


def wrong(field: str, message: str):
    """Declare the answer to a request of which one field is wrong."""
    body: dict[str, Any] = {"status": 422, "errors": [{"field": field, "message": like(message)}]}
    return sales.response(422, body, content_type="application/problem+json")


def new_client(email: str = "bob@example.com"):
    """Declare the request that makes a client."""
    body: dict[str, Any] = {"name": "Bob & Sons", "email": email, "vat_number": None}
    return sales.post("/clients", headers=BEARER, body=body)


@sales.interaction(
    given=MEMBER,
    request=new_client(),
    response=sales.created(
        CLIENT,
        headers={"Location": regex(r"^/clients/[0-9a-f-]{36}$", example=f"/clients/{CLIENT_ID}")},
    ),
)
def test_adds_a_client(mock):
    assert Sales(mock.url, "t0ken").add_client("Bob & Sons", "bob@example.com") == BOB


@sales.interaction(
    given=[MEMBER, ACME],
    request=new_client(),
    response=problem(409, "A client with this email address exists"),
)
def test_cannot_add_a_client_twice(mock):
    with pytest.raises(client.RefusedError, match="exists"):
        Sales(mock.url, "t0ken").add_client("Bob & Sons", "bob@example.com")


@sales.interaction(
    given=[MEMBER, given("a client", organisation="rivals", name="Bob", email="bob@example.com")],
    request=new_client(),
    response=sales.created(CLIENT),
)
def test_adds_a_client_that_another_organisation_has_too(mock):
    assert Sales(mock.url, "t0ken").add_client("Bob & Sons", "bob@example.com") == BOB


@sales.interaction(
    given=MEMBER,
    request=new_client("no address"),
    response=wrong("email", "String should match the pattern"),
)
def test_learns_that_an_address_is_wrong(mock):
    with pytest.raises(client.RejectedError) as refused:
        Sales(mock.url, "t0ken").add_client("Bob & Sons", "no address")
    assert refused.value.fields == {"email": "String should match the pattern"}


@sales.interaction(
    given=READER, request=new_client(), response=problem(403, "The scope sales:write is needed")
)
def test_may_not_add_a_client_as_a_reader(mock):
    with pytest.raises(client.NotAllowedError):
        Sales(mock.url, "t0ken").add_client("Bob & Sons", "bob@example.com")


@sales.interaction(
    given=ACME,
    request=sales.get(CLIENT_PATH, headers={"Authorization": "Bearer forged"}),
    response=sales.response(
        401,
        {"title": like("The token is not valid")},
        headers={
            "WWW-Authenticate": regex('Bearer realm="sales".*', example='Bearer realm="sales"')
        },
        content_type="application/problem+json",
    ),
)
def test_reads_no_client_with_a_forged_token(mock):
    with pytest.raises(client.NotAuthenticatedError):
        Sales(mock.url, "forged").client(CLIENT_ID)


@sales.interaction(
    given=[READER, ACME],
    request=sales.get(CLIENT_PATH, headers=BEARER),
    response=sales.ok(
        CLIENT
        | {
            "id": from_state("${client_id}", CLIENT_ID),
            "vat_number": nullable(like("DE811569869")),
        }
    ),
)
@sales.tolerant(cases=20)
def test_reads_a_client(mock):
    (served,) = mock.served
    assert Sales(mock.url, "t0ken").client(CLIENT_ID).vat_number == served["vat_number"]


@sales.interaction(
    given=[READER, given("a client", organisation="rivals", name="Bob", email="bob@example.com")],
    request=sales.get(CLIENT_PATH, headers=BEARER),
    response=problem(404, "There is no such client"),
)
def test_does_not_see_the_client_of_another_organisation(mock):
    with pytest.raises(client.UnknownError, match="no such client"):
        Sales(mock.url, "t0ken").client(CLIENT_ID)


@sales.interaction(
    given=[MEMBER, ACME],
    request=sales.delete(CLIENT_PATH, headers=BEARER),
    response=sales.no_content(),
)
def test_deletes_a_client(mock):
    Sales(mock.url, "t0ken").delete_client(CLIENT_ID)


@sales.interaction(
    given=[MEMBER, ACME, OPEN_DEAL],
    request=sales.delete(CLIENT_PATH, headers=BEARER),
    response=problem(409, "The client has deals"),
)
def test_cannot_delete_a_client_who_has_deals(mock):
    with pytest.raises(client.RefusedError, match="deals"):
        Sales(mock.url, "t0ken").delete_client(CLIENT_ID)


def new_deal(client_id: Any, amount: str = "1000.10"):
    """Declare the request that opens a deal."""
    body: dict[str, Any] = {
        "client_id": client_id,
        "title": "A crate of bolts",
        "amount": amount,
        "currency": "EUR",
    }
    return sales.post("/deals", headers=BEARER, body=body)


@sales.interaction(
    given=[MEMBER, ACME],
    request=new_deal(from_state("${client_id}", CLIENT_ID)),
    response=sales.created(DEAL | {"amount": "1000.10", "outstanding": "1000.10"}),
)
def test_opens_a_deal(mock):
    deal = Sales(mock.url, "t0ken").open_deal(BOB, "A crate of bolts", Decimal("1000.1"), "EUR")
    assert deal == Deal(
        id=DEAL_ID,
        client_id=CLIENT_ID,
        title="A crate of bolts",
        amount=Decimal("1000.10"),
        outstanding=Decimal("1000.10"),
        currency="EUR",
        status="open",
    )


@sales.interaction(
    given=MEMBER,
    request=new_deal(CLIENT_ID),
    response=problem(404, "There is no such client"),
)
def test_cannot_open_a_deal_with_nobody(mock):
    with pytest.raises(client.UnknownError, match="no such client"):
        Sales(mock.url, "t0ken").open_deal(BOB, "A crate of bolts", Decimal("1000.1"), "EUR")


@sales.interaction(
    given=[MEMBER, ACME],
    request=new_deal(from_state("${client_id}", CLIENT_ID), "0.00"),
    response=wrong("amount", "String should match the pattern"),
)
def test_cannot_open_a_deal_for_nothing(mock):
    with pytest.raises(client.RejectedError) as refused:
        Sales(mock.url, "t0ken").open_deal(BOB, "A crate of bolts", Decimal(0), "EUR")
    assert set(refused.value.fields) == {"amount"}


@sales.interaction(
    given=[READER, ACME, WON_DEAL, given("a payment", amount="0.10")],
    request=sales.get(DEAL_PATH, headers=BEARER),
    response=sales.ok(DEAL | {"status": "won", "outstanding": "1000.00"}),
)
def test_reads_what_is_outstanding_to_the_cent(mock):
    deal = Sales(mock.url, "t0ken").deal(DEAL_ID)
    assert deal.amount - deal.outstanding == Decimal("0.10")


@sales.interaction(
    given=READER,
    request=sales.get(f"/deals/{DEAL_ID}", headers=BEARER),
    response=problem(404, "There is no such deal"),
)
def test_learns_that_there_is_no_such_deal(mock):
    with pytest.raises(client.UnknownError):
        Sales(mock.url, "t0ken").deal(DEAL_ID)


@sales.interaction(
    given=[READER, ACME, OPEN_DEAL],
    request=sales.get(DEAL_PATH, headers=BEARER),
    response=sales.ok(
        DEAL
        | {
            "currency": one_of("EUR", "GBP", "USD"),
            "status": one_of("open", "won", "lost"),
        }
    ),
)
@sales.tolerant(cases=20)
def test_reads_a_deal_in_any_currency_and_status(mock):
    (served,) = mock.served
    deal = Sales(mock.url, "t0ken").deal(DEAL_ID)
    assert (deal.currency, deal.status) == (served["currency"], served["status"])
    assert deal.amount == Decimal(served["amount"])


WIN = sales.patch(DEAL_PATH, headers=BEARER, body={"status": "won"})


@sales.interaction(
    given=[MEMBER, ACME, OPEN_DEAL], request=WIN, response=sales.ok(DEAL | {"status": "won"})
)
def test_wins_a_deal(mock):
    assert Sales(mock.url, "t0ken").close_deal(DEAL_ID, won=True).status == "won"


@sales.interaction(
    given=[MEMBER, ACME, WON_DEAL], request=WIN, response=problem(409, "The deal is closed")
)
def test_cannot_win_a_deal_twice(mock):
    with pytest.raises(client.RefusedError, match="closed"):
        Sales(mock.url, "t0ken").close_deal(DEAL_ID, won=True)


def deals_page(page: int | None = None):
    """Declare the request for a page of deals in two states."""
    query: dict[str, Any] = {"status": ["open", "won"], "size": "1"}
    paged = query | ({"page": str(page)} if page else {})
    return sales.get("/deals", headers=BEARER, query=paged)


TWO_DEALS = [READER, ACME, given("an open and a won deal", organisation="acme")]


@sales.interaction(
    given=TWO_DEALS,
    request=deals_page(),
    response=sales.ok(
        each_like(DEAL, max=1),
        headers={
            "X-Total-Count": "2",
            "Link": regex(
                r'^</deals\?.*\bpage=2>; rel="next"$',
                example='</deals?status=open&status=won&size=1&page=2>; rel="next"',
            ),
        },
    ),
    description="the first page of deals",
)
@sales.interaction(
    given=TWO_DEALS,
    request=deals_page(2),
    response=sales.ok(each_like(DEAL, max=1), headers={"X-Total-Count": "2"}),
    description="the last page of deals",
)
def test_lists_deals_page_by_page(mock):
    deals = Sales(mock.url, "t0ken").deals("open", "won", size=1)
    assert [deal.amount for deal in deals] == [Decimal("1000.10"), Decimal("1000.10")]


def new_payment(amount: str = "0.10"):
    """Declare the request that books a payment."""
    return sales.post(
        PAYMENTS_PATH,
        headers=BEARER | {"Idempotency-Key": uuid(KEY)},
        body={"amount": amount, "method": "card", "paid_on": match.date("2026-07-02")},
    )


def pay(mock, amount: str = "0.10"):
    """Book a payment with the client."""
    return Sales(mock.url, "t0ken").pay(
        DEAL_ID, Decimal(amount), method="card", paid_on=dt.date(2026, 7, 2), key=KEY
    )


PAID = Payment(id=PAYMENT_ID, amount=Decimal("0.10"), method="card", paid_on=dt.date(2026, 7, 2))


@sales.interaction(
    given=[MEMBER, ACME, WON_DEAL], request=new_payment(), response=sales.created(PAYMENT)
)
def test_books_a_payment(mock):
    assert pay(mock) == PAID


@sales.interaction(
    given=[MEMBER, ACME, WON_DEAL, given("a payment", amount="0.10", key=KEY)],
    request=new_payment(),
    response=sales.ok(PAYMENT),
)
def test_books_a_repeated_payment_once(mock):
    assert pay(mock) == PAID


@sales.interaction(
    given=[MEMBER, ACME, WON_DEAL],
    request=new_payment("2000.00"),
    response=problem(409, "The payment is more than is outstanding"),
)
def test_cannot_pay_more_than_is_outstanding(mock):
    with pytest.raises(client.RefusedError, match="outstanding"):
        pay(mock, "2000.00")


@sales.interaction(
    given=[MEMBER, ACME, OPEN_DEAL],
    request=new_payment(),
    response=problem(409, "The deal is not won"),
)
def test_cannot_pay_for_a_deal_that_is_not_won(mock):
    with pytest.raises(client.RefusedError, match="not won"):
        pay(mock)


@sales.interaction(
    given=[READER, ACME, WON_DEAL, given("a payment", amount="0.10")],
    request=sales.get(PAYMENTS_PATH, headers=BEARER, query={"size": "100"}),
    response=sales.ok(
        each_like(PAYMENT | {"method": one_of("card", "transfer")}),
        headers={"X-Total-Count": match.integer(1)},
    ),
)
@sales.tolerant(cases=20)
def test_lists_the_payments_of_a_deal(mock):
    (served,) = mock.served
    payments = Sales(mock.url, "t0ken").payments(DEAL_ID)
    assert [one.method for one in payments] == [one["method"] for one in served]
