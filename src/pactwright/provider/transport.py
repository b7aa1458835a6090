"""The port through which a request reaches the provider."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from pactwright.model.interaction import Pairs
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.failure import StepError

LOCAL_URL = "http://localhost:8000"
"""The address that stands for an application in process, in `curl` commands and the like."""

_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = "~-._"
_NOT_MODIFIED = 304


class Transport(Protocol):
    """Sends requests to one provider; `base_url` is where a person would send them.

    `defers` tells that an answer may be judged after later requests: there are no `notes` that
    these would overwrite.
    """

    base_url: str
    defers: bool

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the answer; raises `StepError` when none comes within `timeout` seconds."""
        ...

    def notes(self) -> tuple[str, ...]:
        """Return what the provider said beside its last answer: a traceback, lines of its log."""
        ...

    def close(self) -> None:
        """Let go of the provider; stops what was started for it."""
        ...


def encode_path(path: str) -> str:
    """Return the path with everything percent-encoded that a request line cannot hold."""
    return quote(path if path.startswith("/") else f"/{path}", safe=_PATH_SAFE)


def encode_query(query: Pairs) -> str:
    """Return the query string; a value of `None` is a bare name."""
    return "&".join(
        quote(name, safe=_QUERY_SAFE + "[]")
        if value is None
        else f"{quote(name, safe=_QUERY_SAFE + '[]')}={quote(value, safe=_QUERY_SAFE)}"
        for name, values in query
        for value in values
    )


def complete_headers(request: WireRequest, *, host: str) -> tuple[tuple[str, str], ...]:
    """Return the request's headers with those that every client adds: host, accept, length."""
    names = {name.lower() for name, _ in request.headers}
    added = []
    if "host" not in names:
        added.append(("Host", host))
    if "accept" not in names:
        added.append(("Accept", "*/*"))
    if "user-agent" not in names:
        added.append(("User-Agent", "pactwright"))
    needs_length = request.body or request.method.upper() in {"POST", "PUT", "PATCH"}
    if needs_length and not names & {"content-length", "transfer-encoding"}:
        added.append(("Content-Length", str(len(request.body))))
    return (*added, *request.headers)


def check_length(response: WireResponse, *, sent: int, is_head: bool) -> None:
    """Raise `StepError` for a Content-Length that no server would let pass.

    `sent` is how many bytes of the body the application sent.
    """
    if is_head or response.status == _NOT_MODIFIED:
        return
    for name, value in response.headers:
        if name.lower() == "content-length" and value.strip() != str(sent):
            raise StepError(
                f"the application says Content-Length: {value} and sends {sent} bytes",
                hint="let the framework compute the header",
            )
