"""A request's way to its handler and back, without sockets: route, view, answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from pactwright.broker.outbox import Deliver
from pactwright.broker.port import Store
from pactwright.broker.row import TooManyRowsError
from pactwright.broker.server.call import Answer, Call, Refusal
from pactwright.broker.server.gatekeeper import (
    Door,
    Visitor,
    WrongSecretError,
    admit,
    note_change,
    note_denial,
)
from pactwright.broker.server.rack import parse_query
from pactwright.broker.server.router import Route, Router, read_arguments
from pactwright.broker.server.routes.table import ROUTES
from pactwright.broker.server.vault import Vault
from pactwright.broker.store.unavailable import StoreUnavailableError

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SUFFIXES = {
    ".csv": "text/csv",
    ".dot": "text/vnd.graphviz",
    ".json": "application/hal+json",
    ".svg": "image/svg+xml",
}
_MISSING = "The requested document was not found on this server."
_ROUTER = Router(ROUTES)
_OPEN = Door()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """A request as it came: `path` and `query` are still encoded, `headers` in lower case.

    A header that came several times is joined by commas. `base` is where links begin; `uuid`
    names what the request makes.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str]
    body: bytes = b""
    base: str
    now: datetime
    uuid: str
    vault: Vault | None = None
    deliver: Deliver | None = None
    address: str = ""


def find_routes(path: str) -> Mapping[str, Route]:
    """Return the routes of the encoded path by method, `HEAD` with `GET`; empty for no path."""
    routes = _ROUTER.find(path)
    return {**routes, "HEAD": routes["GET"]} if "GET" in routes else routes


def answer_request(store: Store, request: RawRequest, *, door: Door = _OPEN) -> Answer:
    """Return the answer; whatever is wrong with the request or the store is an answer, too."""
    request = _without_suffix(request)
    routes = find_routes(request.path)
    allowed = {"Allow": ", ".join(sorted({*routes, "OPTIONS"}))}
    if not routes:
        return Answer(status=404, body={"error": _MISSING})
    if request.method == "OPTIONS":
        return Answer(headers=allowed)
    route = routes.get(request.method)
    if route is None:
        return Answer(status=405, body={"error": "method not allowed"}, headers=allowed)
    try:
        return _answer_route(store, route, request, door)
    except Refusal as refusal:
        return refusal.answer
    except StoreUnavailableError as error:
        return Answer(status=503, body={"error": error.message}, headers={"Retry-After": "5"})


def _without_suffix(request: RawRequest) -> RawRequest:
    """Return the request with the kind of answer that its path ends with as the one accepted.

    Images in a README and links in a browser cannot send `Accept`. A path that means something
    as it is stays, as a name may end so.
    """
    path, dot, suffix = request.path.rpartition(".")
    media_type = _SUFFIXES.get(dot + suffix)
    if media_type is None or (find_routes(request.path) and not path.endswith("/badge")):
        return request
    return replace(request, path=path, headers={**request.headers, "accept": media_type})


def _answer_route(store: Store, route: Route, request: RawRequest, door: Door) -> Answer:
    call = read_call(route, request)
    visitor = Visitor(address=request.address, headers=request.headers)
    try:
        return handle(store, route, call, door=door, visitor=visitor)
    except WrongSecretError:
        return note_denial(store, visitor, call)
    except TooManyRowsError as error:
        raise Refusal(400, {"errors": [f"{error.message}: {error.hint}"]}) from None


def read_call(route: Route, request: RawRequest) -> Call:
    """Return the request as handlers see it. Raises `Refusal` when it cannot be read."""
    if "%00" in request.path or "%00" in request.query:
        # PostgreSQL takes no such text, so nothing can be called so.
        raise Refusal(400, {"error": "unreadable request: a NUL character in the address"})
    try:
        return Call(
            method=request.method,
            path=request.path,
            args=read_arguments(route, request.path),
            query=parse_query(request.query),
            body=request.body,
            base=request.base,
            now=request.now,
            uuid=request.uuid,
            vault=request.vault,
            deliver=request.deliver,
            accept=request.headers.get("accept", ""),
            content_type=request.headers.get("content-type", ""),
        )
    except ValueError as error:
        raise Refusal(400, {"error": f"unreadable request: {error}"}) from None


def handle(store: Store, route: Route, call: Call, *, door: Door, visitor: Visitor) -> Answer:
    """Return the handler's answer; a refusal undoes what was written before it."""
    if route.writes:
        with store.write() as ledger:
            caller = admit(ledger, door, visitor, route, call)
            answer = route.handler(call, ledger)
            note_change(ledger, caller, call, answer.status)
        return answer.then(store) if answer.then else answer
    with store.read() as records:
        admit(records, door, visitor, route, call)
        # The view of a reader cannot write; routes that do are marked.
        return route.handler(call, records)  # type: ignore[arg-type]


def encode_body(body: Any) -> bytes:  # noqa: ANN401 - JSON of any shape
    """Return the body's bytes: text as it is, anything else as JSON."""
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else _ENCODER.encode(body)
