"""How the web front end signs people in with identity and works on their widgets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeAlias

import httpx

TIMEOUT = httpx.Timeout(5.0, connect=2.0)

Query: TypeAlias = dict[str, str | int | list[str]]


class ServiceError(Exception):
    """A service refused; `status` and `title` are its own."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(f"{status} {title}")
        self.status = status
        self.title = title


class SignedOutError(ServiceError):
    """Nobody is signed in, or no longer."""


class ForbiddenError(ServiceError):
    """The person may not do this."""


class MissingError(ServiceError):
    """There is no such thing."""


class ConflictError(ServiceError):
    """The thing is not as the caller believes."""


class InvalidError(ServiceError):
    """The request was wrong; `fields` says what is wrong with each field."""

    def __init__(self, status: int, title: str, fields: Mapping[str, str]) -> None:
        super().__init__(status, title)
        self.fields = fields


_ERRORS: dict[int, type[ServiceError]] = {
    401: SignedOutError,
    403: ForbiddenError,
    404: MissingError,
    409: ConflictError,
}


def check(response: httpx.Response) -> httpx.Response:
    """Return the response, or raise the error that it means."""
    if not response.is_error:
        return response
    body = _json(response)
    title = body.get("title") or body.get("error") or response.reason_phrase
    if response.status_code == 422:
        fields = {error["field"]: error["message"] for error in body.get("errors", ())}
        raise InvalidError(422, title, fields)
    raise _ERRORS.get(response.status_code, ServiceError)(response.status_code, title)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is signed in."""

    id: str
    name: str
    email: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What speaks for a person: `lifetime` is that of the access token, in seconds."""

    access: str
    refresh: str | None
    lifetime: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A widget; `version` goes back with every change of it."""

    id: int
    sku: str
    name: str
    status: str
    tags: tuple[str, ...]
    weight_grams: int | None
    version: int
    updated_at: datetime

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Self:
        """Return the widget that a document of the service tells of."""
        return cls(
            id=document["id"],
            sku=document["sku"],
            name=document["name"],
            status=document["status"],
            tags=tuple(document["tags"]),
            weight_grams=document["weight_grams"],
            version=document["version"],
            updated_at=datetime.fromisoformat(document["updated_at"]),
        )


class _Service:
    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(base_url=url, transport=transport, timeout=TIMEOUT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()


class Identity(_Service):
    """The identity service, for a public client that proves itself with PKCE."""

    client_id = "web"
    redirect_uri = "https://web.example/callback"

    async def register(self, email: str, password: str, name: str) -> str:
        """Make a user and return their id; raises ConflictError for a known address."""
        new = {"email": email, "password": password, "name": name}
        user_id: str = check(await self._http.post("/users", json=new)).json()["id"]
        return user_id

    async def sign_in(self, email: str, password: str) -> str:
        """Return the session cookie of a person; raises SignedOutError for a wrong password."""
        response = await self._http.post("/sessions", json={"email": email, "password": password})
        return check(response).cookies["session"]

    async def authorize(self, session: str, scopes: str, *, state: str, verifier: str) -> str:
        """Return an authorization code; `state` and `verifier` are fresh random texts."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": scopes,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        headers = {"Cookie": f"session={session}", "Accept": "application/json"}
        response = check(await self._http.get("/authorize", params=query, headers=headers))
        answer = httpx.URL(response.json()["redirect_to"]).params
        if answer.get("state") != state:
            raise ServiceError(response.status_code, "the answer is not to our request")
        if "error" in answer:
            raise ServiceError(response.status_code, answer["error"])
        return answer["code"]

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """Trade a code for tokens; raises SignedOutError when the code is not good."""
        redirect = {"redirect_uri": self.redirect_uri}
        return await self._token(
            "authorization_code", code=code, code_verifier=verifier, **redirect
        )

    async def refresh(self, token: str) -> Tokens:
        """Trade a refresh token for new tokens; raises SignedOutError when it is not good."""
        return await self._token("refresh_token", refresh_token=token)

    async def _token(self, grant_type: str, **more: str) -> Tokens:
        form = {"grant_type": grant_type, "client_id": self.client_id, **more}
        response = await self._http.post("/token", data=form)
        if response.status_code == 400 and _json(response).get("error") == "invalid_grant":
            raise SignedOutError(400, "invalid_grant")
        body = check(response).json()
        return Tokens(
            access=body["access_token"],
            refresh=body.get("refresh_token"),
            lifetime=body["expires_in"],
            scopes=frozenset(body["scope"].split()),
        )

    async def sign_out(self, token: str) -> None:
        """End all that came of a sign-in; a token that is not known is no error."""
        check(await self._http.post("/revoke", data={"token": token, "client_id": self.client_id}))

    async def person(self, access_token: str) -> Person:
        """Return who the token speaks for."""
        bearer = {"Authorization": f"Bearer {access_token}"}
        body = check(await self._http.get("/userinfo", headers=bearer)).json()
        roles = frozenset(body["roles"])
        return Person(id=body["sub"], name=body["name"], email=body["email"], roles=roles)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class Widgets(_Service):
    """The widgets service, in the name of one person.

    `renew` is called once when the service no longer takes the token, for a new one.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        renew: Callable[[], Awaitable[str]] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(url, transport=transport)
        self._token = token
        self._renew = renew

    async def create(self, sku: str, name: str, tags: tuple[str, ...] = ()) -> Widget:
        """Make a widget; raises ConflictError when the SKU is taken."""
        new = {"sku": sku, "name": name, "tags": list(tags)}
        return Widget.parse((await self._send("POST", "/widgets", json=new)).json())

    async def widget(self, widget_id: int) -> Widget:
        """Return a widget."""
        return Widget.parse((await self._send("GET", f"/widgets/{widget_id}")).json())

    async def change(self, widget: Widget, **changes: object) -> Widget:
        """Change fields of a widget; raises ConflictError when somebody was faster."""
        body = {"version": widget.version, **changes}
        return Widget.parse((await self._send("PATCH", f"/widgets/{widget.id}", json=body)).json())

    async def delete(self, widget_id: int) -> None:
        """Delete a widget; one that is gone already is as good."""
        try:
            await self._send("DELETE", f"/widgets/{widget_id}")
        except MissingError:
            return

    async def find(
        self, *, tags: tuple[str, ...] = (), statuses: tuple[str, ...] = (), size: int = 50
    ) -> AsyncIterator[Widget]:
        """Yield the widgets with all of the tags and one of the states, page by page."""
        page: int | None = 1
        while page is not None:
            query: Query = {"tag": list(tags), "status": list(statuses), "page": page, "size": size}
            listing = (await self._send("GET", "/widgets", params=query)).json()
            for item in listing["items"]:
                yield Widget.parse(item)
            page = listing["next_page"]

    async def _send(
        self, method: str, path: str, *, json: object = None, params: Query | None = None
    ) -> httpx.Response:
        response = await self._try(method, path, json, params)
        if response.status_code == 401 and self._renew is not None:
            self._token = await self._renew()
            response = await self._try(method, path, json, params)
        return check(response)

    async def _try(
        self, method: str, path: str, json: object, params: Query | None
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self._token}"}
        return await self._http.request(method, path, headers=bearer, json=json, params=params)
