"""The routes of sales; the organisation of the caller's token bounds all that they see."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from pydantic import BaseModel, ValidationError

from providers.access import Caller, InvalidTokenError, read_caller
from providers.problems import MEDIA_TYPE, ProblemError, invalid_fields
from providers.sales import documents
from providers.sales.models import Client, Deal, Owned, Payment, Record, to_minor

Action: TypeAlias = Callable[..., HttpResponse]
Input = TypeVar("Input", bound=BaseModel)
Row = TypeVar("Row", bound=Record)


def by_method(**actions: Action) -> Callable[..., HttpResponse]:
    """Return the view that hands a request to the action of its method, after all checks."""

    def view(request: HttpRequest, **places: uuid.UUID) -> HttpResponse:
        action = actions.get(request.method or "")
        if action is None:
            allowed = {"Allow": ", ".join(actions)}
            return _show(ProblemError(405, "Method Not Allowed", headers=allowed))
        try:
            return action(request, _authorise(request), **places)
        except ProblemError as problem:
            return _show(problem)

    view.actions = actions  # type: ignore[attr-defined]
    return view


def _show(problem: ProblemError) -> HttpResponse:
    return JsonResponse(
        problem.body, status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers
    )


def _authorise(request: HttpRequest) -> str:
    """Return the organisation that the caller acts for."""
    try:
        caller: Caller = read_caller(request.headers.get("Authorization"), settings.KEYS())
    except InvalidTokenError as error:
        challenge = {"WWW-Authenticate": 'Bearer realm="sales", error="invalid_token"'}
        raise ProblemError(401, str(error).capitalize(), headers=challenge) from error
    scope = "sales:read" if request.method == "GET" else "sales:write"
    if scope not in caller.scopes or caller.organisation is None:
        raise ProblemError(403, f"The caller needs the scope {scope} and an organisation")
    return caller.organisation


def _parse(document: type[Input], body: bytes) -> Input:
    try:
        return document.model_validate_json(body)
    except ValidationError as error:
        raise invalid_fields(error.errors(include_url=False)) from error


def _query(document: type[Input], request: HttpRequest) -> Input:
    lists = {"status"}
    given = {name: values if name in lists else values[-1] for name, values in request.GET.lists()}
    try:
        return document.model_validate(given)
    except ValidationError as error:
        raise invalid_fields(error.errors(include_url=False)) from error


def _find(rows: Owned, key: uuid.UUID, what: str) -> Any:  # noqa: ANN401 - a row of any table
    row = rows.filter(pk=key).first()
    if row is None:  # another organisation's row does not exist, as far as this caller can tell
        raise ProblemError(404, f"There is no such {what}")
    return row


def _page(
    request: HttpRequest, rows: Owned, query: documents.Page, present: Callable[[Any], Any]
) -> HttpResponse:
    """Answer with one page of the rows; `Link` names the next one (RFC 8288)."""
    end = query.page * query.size
    total = rows.count()
    answer = JsonResponse([present(row) for row in rows[end - query.size : end]], safe=False)
    answer["X-Total-Count"] = str(total)
    if end < total:
        wanted = request.GET.copy()
        wanted["page"] = str(query.page + 1)
        answer["Link"] = f'<{request.path}?{wanted.urlencode()}>; rel="next"'
    return answer


def list_clients(request: HttpRequest, organisation: str) -> HttpResponse:
    """List the clients of the organisation."""
    query = _query(documents.Page, request)
    return _page(request, Client.objects.of(organisation), query, documents.client_document)


def add_client(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a client."""
    new = _parse(documents.NewClient, request.body)
    try:
        with transaction.atomic():
            client = Client.objects.create(organisation=organisation, **new.model_dump())
    except IntegrityError:
        raise ProblemError(409, "A client with this email address exists") from None
    return _created(documents.client_document(client), f"/clients/{client.id}")


def _created(document: dict[str, Any], location: str) -> HttpResponse:
    return JsonResponse(document, status=201, headers={"Location": location})


def read_client(_request: HttpRequest, organisation: str, client_id: uuid.UUID) -> HttpResponse:
    """Tell of a client."""
    client = _find(Client.objects.of(organisation), client_id, "client")
    return JsonResponse(documents.client_document(client))


def delete_client(_request: HttpRequest, organisation: str, client_id: uuid.UUID) -> HttpResponse:
    """Delete a client who has no deals."""
    try:
        with transaction.atomic():
            _find(Client.objects.of(organisation), client_id, "client").delete()
    except IntegrityError:  # one that came meanwhile is found by the database
        raise ProblemError(409, "The client has deals") from None
    return HttpResponse(status=204)


def list_deals(request: HttpRequest, organisation: str) -> HttpResponse:
    """List the deals of the organisation, those in the wanted states."""
    query = _query(documents.DealPage, request)
    rows = _deals(organisation)
    rows = rows.filter(status__in=query.status) if query.status else rows
    return _page(request, rows, query, documents.deal_document)


def add_deal(request: HttpRequest, organisation: str) -> HttpResponse:
    """Open a deal with a client of the organisation."""
    new = _parse(documents.NewDeal, request.body)
    with transaction.atomic():
        clients = Client.objects.of(organisation).select_for_update()
        client = _find(clients, new.client_id, "client")
        deal = Deal.objects.create(
            organisation=organisation,
            client=client,
            title=new.title,
            amount_minor=to_minor(new.amount),
            currency=new.currency,
        )
    return _created(documents.deal_document(deal), f"/deals/{deal.id}")


def read_deal(_request: HttpRequest, organisation: str, deal_id: uuid.UUID) -> HttpResponse:
    """Tell of a deal."""
    return JsonResponse(documents.deal_document(_find(_deals(organisation), deal_id, "deal")))


def _deals(organisation: str) -> Owned:
    return Deal.objects.of(organisation).select_related("client").prefetch_related("payments")


def close_deal(request: HttpRequest, organisation: str, deal_id: uuid.UUID) -> HttpResponse:
    """Close an open deal, as won or lost."""
    outcome = _parse(documents.Outcome, request.body)
    with transaction.atomic():
        deal = _find(_deals(organisation).select_for_update(of=("self",)), deal_id, "deal")
        if deal.status != "open":
            raise ProblemError(409, "The deal is closed")
        deal.status = outcome.status
        deal.save(update_fields=["status"])
        return JsonResponse(documents.deal_document(deal))


def list_payments(request: HttpRequest, organisation: str, deal_id: uuid.UUID) -> HttpResponse:
    """List the payments of a deal."""
    query = _query(documents.Page, request)
    deal = _find(_deals(organisation), deal_id, "deal")
    rows = Payment.objects.of(organisation).filter(deal=deal)
    return _page(request, rows, query, documents.payment_document)


def add_payment(request: HttpRequest, organisation: str, deal_id: uuid.UUID) -> HttpResponse:
    """Book a payment for a won deal, once for each `Idempotency-Key`."""
    new = _parse(documents.NewPayment, request.body)
    key = _idempotency_key(request)
    with transaction.atomic():
        deal = _find(_deals(organisation).select_for_update(of=("self",)), deal_id, "deal")
        booked = deal.payments.filter(key=key).first()
        payment = booked or _book(deal, new, key)
    if booked and not _same(booked, new):
        raise ProblemError(409, "The Idempotency-Key was used for another payment")
    return JsonResponse(documents.payment_document(payment), status=200 if booked else 201)


def _idempotency_key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        wrong = {"field": "Idempotency-Key", "message": "Input should be a valid UUID"}
        raise ProblemError(422, "The request is not valid", errors=[wrong]) from None


def _book(deal: Deal, new: documents.NewPayment, key: uuid.UUID) -> Payment:
    amount = to_minor(new.amount)
    if deal.status != "won":
        raise ProblemError(409, "The deal is not won")
    if amount > deal.amount_minor - deal.paid_minor:
        raise ProblemError(409, "The payment is more than is outstanding")
    payment: Payment = deal.payments.create(
        organisation=deal.organisation, amount_minor=amount, method=new.method,
        paid_on=new.paid_on, key=key,
    )  # fmt: skip
    return payment


def _same(booked: Payment, new: documents.NewPayment) -> bool:
    kept = (booked.amount_minor, booked.method, booked.paid_on)
    return kept == (to_minor(new.amount), new.method, new.paid_on)


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a path that is none of ours."""
    return _show(ProblemError(404, "Not Found"))


handler404 = not_found
urlpatterns = [
    path("clients", by_method(GET=list_clients, POST=add_client)),
    path("clients/<uuid:client_id>", by_method(GET=read_client, DELETE=delete_client)),
    path("deals", by_method(GET=list_deals, POST=add_deal)),
    path("deals/<uuid:deal_id>", by_method(GET=read_deal, PATCH=close_deal)),
    path("deals/<uuid:deal_id>/payments", by_method(GET=list_payments, POST=add_payment)),
]
