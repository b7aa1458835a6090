"""How the back office keeps the books with sales, in its own name at identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import requests
from requests.auth import HTTPBasicAuth

TIMEOUT = (2.0, 5.0)
"""Seconds to connect, and to wait for each byte."""


class BackofficeError(Exception):
    """A service refused; `status` is its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NotAuthenticatedError(BackofficeError):
    """The service does not know us, or no longer."""


class NotAllowedError(BackofficeError):
    """We are known, and may not do this."""


class UnknownError(BackofficeError):
    """There is no such thing in our organisation."""


class RefusedError(BackofficeError):
    """The state of the thing forbids it."""


class RejectedError(BackofficeError):
    """The request was wrong; `fields` says what is wrong with each field."""

    def __init__(self, status: int, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(status, message)
        self.fields = fields


_ERRORS: dict[int, type[BackofficeError]] = {
    401: NotAuthenticatedError,
    403: NotAllowedError,
    404: UnknownError,
    409: RefusedError,
}


def check(response: requests.Response) -> requests.Response:
    """Return the response, or raise the error that it means."""
    if response.ok:
        return response
    try:
        body = response.json()
    except requests.JSONDecodeError:
        body = {}
    message = body.get("title") or body.get("error_description") or response.reason
    if response.status_code == 422:
        fields = {error["field"]: error["message"] for error in body.get("errors", ())}
        raise RejectedError(422, message, fields)
    raise _ERRORS.get(response.status_code, BackofficeError)(response.status_code, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What identity says of somebody's token."""

    active: bool
    subject: str | None = None
    scopes: frozenset[str] = frozenset()
    expires_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of identity."""

    id: str
    email: str
    name: str
    roles: frozenset[str]

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Return the user that a document of the service tells of."""
        roles = frozenset(body["roles"])
        return cls(id=body["id"], email=body["email"], name=body["name"], roles=roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Somebody who buys."""

    id: str
    name: str
    email: str
    vat_number: str | None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Return the client that a document of the service tells of."""
        return cls(
            id=body["id"], name=body["name"], email=body["email"], vat_number=body["vat_number"]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What a client may buy, with exact money."""

    id: str
    client_id: str
    title: str
    amount: Decimal
    outstanding: Decimal
    currency: str
    status: str

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Return the deal that a document of the service tells of."""
        return cls(
            id=body["id"],
            client_id=body["client"]["id"],
            title=body["title"],
            amount=Decimal(body["amount"]),
            outstanding=Decimal(body["outstanding"]),
            currency=body["currency"],
            status=body["status"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came for a deal."""

    id: str
    amount: Decimal
    method: str
    paid_on: dt.date

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Return the payment that a document of the service tells of."""
        return cls(
            id=body["id"],
            amount=Decimal(body["amount"]),
            method=body["method"],
            paid_on=dt.date.fromisoformat(body["paid_on"]),
        )


class Identity:
    """The identity service, for a client with a secret."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self._url = url
        self._proof = HTTPBasicAuth(client_id, secret)

    def token(self, *scopes: str) -> str:
        """Return an access token of our own for the scopes."""
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        token: str = check(self._post("/token", form)).json()["access_token"]
        return token

    def examine(self, token: str) -> TokenFacts:
        """Return what somebody's token is worth (RFC 7662)."""
        body = check(self._post("/introspect", {"token": token})).json()
        if not body["active"]:
            return TokenFacts(active=False)
        return TokenFacts(
            active=True,
            subject=body["sub"],
            scopes=frozenset(body["scope"].split()),
            expires_at=_moment(body["exp"]),
        )

    def _post(self, path: str, form: dict[str, str]) -> requests.Response:
        return requests.post(self._url + path, data=form, auth=self._proof, timeout=TIMEOUT)

    def user(self, token: str, user_id: str) -> User:
        """Return a user; the token needs the scope users:read."""
        response = requests.get(
            f"{self._url}/users/{user_id}", headers=_bearer(token), timeout=TIMEOUT
        )
        return User.parse(check(response).json())

    def assign_roles(self, token: str, user_id: str, *roles: str) -> User:
        """Give a user exactly these roles; the token needs the scope users:write."""
        response = requests.put(
            f"{self._url}/users/{user_id}/roles",
            json={"roles": list(roles)},
            headers=_bearer(token),
            timeout=TIMEOUT,
        )
        return User.parse(check(response).json())


def _moment(seconds: int) -> dt.datetime:
    """Return the moment of a timestamp; one beyond the calendar is its first or last."""
    first, last = -62_135_596_800, 253_402_300_799
    return dt.datetime.fromtimestamp(min(max(seconds, first), last), dt.UTC)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Sales:
    """The sales service, in the name of one member of an organisation."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = _bearer(token)

    def add_client(self, name: str, email: str, vat_number: str | None = None) -> Client:
        """Make a client; raises RefusedError when the email address is known already."""
        new = {"name": name, "email": email, "vat_number": vat_number}
        return Client.parse(self._send("POST", "/clients", json=new).json())

    def client(self, client_id: str) -> Client:
        """Return a client."""
        return Client.parse(self._send("GET", f"/clients/{client_id}").json())

    def delete_client(self, client_id: str) -> None:
        """Delete a client; raises RefusedError when there are deals."""
        self._send("DELETE", f"/clients/{client_id}")

    def open_deal(self, client: Client, title: str, amount: Decimal, currency: str) -> Deal:
        """Open a deal with a client."""
        new = {
            "client_id": client.id,
            "title": title,
            "amount": f"{amount:.2f}",
            "currency": currency,
        }
        return Deal.parse(self._send("POST", "/deals", json=new).json())

    def deal(self, deal_id: str) -> Deal:
        """Return a deal."""
        return Deal.parse(self._send("GET", f"/deals/{deal_id}").json())

    def deals(self, *statuses: str, size: int = 50) -> Iterator[Deal]:
        """Yield the deals in one of the states, page by page as `Link` leads."""
        path = "/deals"
        query: dict[str, Any] | None = {"status": statuses, "size": size}
        while path:
            response = self._send("GET", path, params=query)
            yield from map(Deal.parse, response.json())
            path, query = response.links.get("next", {}).get("url", ""), None

    def close_deal(self, deal_id: str, *, won: bool) -> Deal:
        """Close an open deal; raises RefusedError when it is closed already."""
        outcome = {"status": "won" if won else "lost"}
        return Deal.parse(self._send("PATCH", f"/deals/{deal_id}", json=outcome).json())

    def pay(
        self, deal_id: str, amount: Decimal, *, method: str, paid_on: dt.date, key: str
    ) -> Payment:
        """Book a payment; sent again with the same `key` (a UUID), it is booked once."""
        new = {"amount": f"{amount:.2f}", "method": method, "paid_on": paid_on.isoformat()}
        headers = {"Idempotency-Key": key}
        response = self._send("POST", f"/deals/{deal_id}/payments", json=new, headers=headers)
        return Payment.parse(response.json())

    def payments(self, deal_id: str) -> list[Payment]:
        """Return the payments of a deal."""
        response = self._send("GET", f"/deals/{deal_id}/payments", params={"size": 100})
        return [Payment.parse(body) for body in response.json()]

    def _send(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        all_headers = self._headers | dict(headers or {})
        url = self._url + path
        return check(
            requests.request(
                method, url, headers=all_headers, json=json, params=params, timeout=TIMEOUT
            )
        )
