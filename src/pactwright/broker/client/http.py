"""The way to a broker over HTTP; credentials go to its own origin alone."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.util import Retry

from pactwright.broker.client.heads import bound_heads
from pactwright.broker.client.transport import Reply
from pactwright.errors import PactwrightError

_TIMEOUT_SECONDS = 30.0
_WHOLE_SECONDS = 300.0
_LARGEST = 100 * 2**20
_PART = 2**16
_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A token, or a name with a password; both empty for a broker that asks for neither."""

    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def headers(self) -> Mapping[str, str]:
        """Return the header that shows them."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if self.username:
            word = f"{self.username}:{self.password or ''}".encode()
            return {"Authorization": f"Basic {base64.b64encode(word).decode()}"}
        return {}


class HttpTransport:
    """Sends requests over HTTP, again when the broker is busy and nothing was changed.

    `timeout` is how many seconds may pass without a byte, `whole` how many an answer's head and
    then its body may take; it may hold `largest` bytes, unpacked.
    """

    def __init__(  # noqa: PLR0913 - each is a bound that tests make small
        self,
        base: str,
        *,
        credentials: Credentials | None = None,
        timeout: float = _TIMEOUT_SECONDS,
        whole: float = _WHOLE_SECONDS,
        largest: int = _LARGEST,
        retries: int = 3,
    ) -> None:
        parts = urlsplit(base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PactwrightError(
                f"--broker {base}: not the address of a broker",
                hint="give its URL (https://broker.example) or a folder",
            )
        if parts.username or parts.password:
            raise PactwrightError(
                "--broker: the address holds credentials, which would show in logs",
                hint="set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD",
            )
        self.base = self.name = base.rstrip("/")
        self._credentials = (credentials or Credentials()).headers()
        self._whole, self._largest = whole, largest
        retry = Retry(
            total=retries,
            connect=retries,
            read=0,
            redirect=0,
            status_forcelist=_AGAIN,
            allowed_methods={"GET"},
            backoff_factor=0.3,
            raise_on_status=False,
            respect_retry_after_header=False,  # or a broker makes its clients sleep for hours
        )
        self._pool = urllib3.PoolManager(retries=retry, timeout=urllib3.Timeout(timeout))
        bound_heads(self._pool, whole)

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        """Send the request; redirects are followed with credentials on our origin only."""
        for _ in range(_HOPS):
            reply, onward = self._send_once(method, url, body, content_type)
            if onward is None:
                return reply
            if method != "GET":
                raise PactwrightError(
                    f"{method} {url}: the broker is at {onward} now",
                    hint="give that address to --broker",
                )
            url = onward
        raise PactwrightError(f"{url}: the broker redirects in a circle", hint="check --broker")

    def _send_once(
        self, method: str, url: str, body: bytes | None, content_type: str
    ) -> tuple[Reply, str | None]:
        headers = {"Accept": "application/hal+json, application/json", "User-Agent": "pactwright"}
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            if _origin(url) == _origin(self.base):
                headers |= self._credentials
            elif urlsplit(url).scheme not in {"http", "https"}:
                raise ValueError("its link is no http address")  # noqa: TRY301 - as other addresses
            response = self._pool.request(
                method, url, body=body, headers=headers, redirect=False, preload_content=False
            )
            reply = Reply(status=response.status, body=self._read(response, url), url=url)
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location:
                return reply, urljoin(url, location)
        except (urllib3.exceptions.HTTPError, ValueError) as error:  # no address at all
            raise PactwrightError(
                f"{method} {url}: the broker does not answer: {_reason(error)}",
                hint="check that it runs and that --broker is its address",
            ) from None
        return reply, None

    def _read(self, response: urllib3.BaseHTTPResponse, url: str) -> bytes:
        """Return the body, read in parts: it may be endless, slow, or huge once it is unpacked."""
        parts, size, end = [], 0, time.monotonic() + self._whole
        try:
            while part := response.read1(_PART, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > self._largest:
                    bound = f"more than {self._largest:,} bytes"
                elif time.monotonic() > end:
                    bound = f"more than {self._whole:.0f} seconds"
                else:
                    continue
                response.close()
                raise PactwrightError(
                    f"{url}: the answer takes {bound}",
                    hint="check that the address is that of a Pact broker",
                )
        finally:
            response.release_conn()
        return b"".join(parts)

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return (parts.scheme, parts.hostname, port)


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    return str(cause).rpartition(": ")[2]
