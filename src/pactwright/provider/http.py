"""The transport for a service that listens on HTTP."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.deadline import Expired, deadline
from pactwright.provider.failure import StepError, describe_exception
from pactwright.provider.transport import complete_headers, encode_path, encode_query

_POOL_SIZE = 32
_CHUNK_BYTES = 65536
_GRACE_SECONDS = 0.5
_CONTINUE, _SWITCH, _OK = 100, 101, 200


class HttpTransport:
    """Sends requests to a base URL over pooled connections (urllib3).

    Redirects are not followed, nothing is sent twice, bodies come as they are on the wire.
    """

    def __init__(self, url: str) -> None:
        self.base_url = url.rstrip("/")
        parts = read_url(url)
        self._prefix = parts.path.rstrip("/")
        self._host = parts.netloc.rpartition("@")[2]
        pool = _SecurePool if parts.scheme == "https" else _Pool
        # urllib3 takes an IPv6 address with its brackets.
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._pool: HTTPConnectionPool = pool(host or "", parts.port, maxsize=_POOL_SIZE)

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the service's answer."""
        query = encode_query(request.query)
        target = self._prefix + encode_path(request.path) + (f"?{query}" if query else "")
        try:
            # Sockets time each read; a header that comes byte by byte needs the alarm.
            with deadline(timeout + _GRACE_SECONDS):
                return self._exchange(request, target, timeout)
        except Expired:
            raise self._failure(TimeoutError(), timeout) from None
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException) as error:
            raise self._failure(error, timeout) from None
        except ValueError as error:
            raise StepError(
                f"the request cannot be sent: {error}",
                hint="a header or the method holds a character that HTTP forbids",
            ) from None

    def _exchange(self, request: WireRequest, target: str, timeout: float) -> WireResponse:
        end = time.monotonic() + timeout
        response = self._pool.urlopen(
            request.method.upper(),
            target,
            body=request.body or None,
            headers=_headers(request, self._host),
            retries=False,
            redirect=False,
            assert_same_host=False,
            timeout=urllib3.Timeout(total=timeout),
            preload_content=False,
            decode_content=False,
        )
        return _read(response, end, timeout)

    def notes(self) -> tuple[str, ...]:
        """Return nothing: all that is known is in the answer."""
        return ()

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _failure(self, error: Exception, timeout: float) -> StepError:
        if isinstance(error, urllib3.exceptions.NewConnectionError):
            return StepError(
                f"nothing answers at {self.base_url}: {_cause(error)}",
                hint="start the service, and check the host and port",
            )
        if isinstance(error, (urllib3.exceptions.TimeoutError, TimeoutError)):
            return StepError(
                f"no answer from {self.base_url} within {timeout:g} s",
                hint="raise `timeout`, or find what waits",
            )
        return StepError(
            f"{self.base_url} gave no whole answer: {_cause(error)}",
            hint="look into the service's log; it may have ended or broken off",
        )


def read_url(url: str) -> SplitResult:
    """Return the parts of a base URL; raises `PactwrightError` when it is none."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise PactwrightError(
            f"{url!r} is not the URL of a service",
            hint="write it as http://host:port or https://host:port/prefix",
        )
    return parts


def _headers(request: WireRequest, host: str) -> Mapping[str, str]:
    pairs = [(name, _wire_text(value)) for name, value in complete_headers(request, host=host)]
    names = {name.lower() for name, _ in pairs}
    once = len(names) == len(pairs)
    if "accept-encoding" not in names:
        pairs.append(("Accept-Encoding", "identity"))
    if once:
        return dict(pairs)
    headers = urllib3.HTTPHeaderDict()
    for name, value in pairs:
        headers.add(name, value)
    return headers


def _wire_text(value: str) -> str:
    """Return text that goes out as latin-1; what does not fit goes out as UTF-8."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8").decode("latin-1")
    return value


def _read(response: urllib3.BaseHTTPResponse, end: float, timeout: float) -> WireResponse:
    """Read the body in parts, so that a service that dribbles cannot outlast the timeout."""
    chunks = []
    while chunk := response.read1(_CHUNK_BYTES, decode_content=False):
        chunks.append(chunk)
        if response.length_remaining == 0:
            break
        if time.monotonic() > end:
            response.close()
            raise TimeoutError(timeout)
    response.release_conn()
    return WireResponse(
        status=response.status, headers=tuple(response.headers.items()), body=b"".join(chunks)
    )


def _cause(error: BaseException) -> str:
    """Return the innermost reason, as the system words it."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return describe_exception(error)


class _Response(http.client.HTTPResponse):
    """An answer that passes over all 1xx answers before it; the standard one knows only 100."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= _OK or status in {_CONTINUE, _SWITCH}:
                return version, status, reason
            http.client.parse_headers(self.fp)


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
