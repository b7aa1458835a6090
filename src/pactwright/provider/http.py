"""The transport for a service that listens on HTTP."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

import urllib3

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.connections import Call, Connections
from pactwright.provider.deadline import Expired
from pactwright.provider.failure import StepError, describe_exception
from pactwright.provider.transport import complete_headers, encode_path, encode_query


class HttpTransport:
    """Sends requests to a base URL over pooled connections (urllib3).

    Redirects are not followed, nothing is sent twice, bodies come as they are on the wire.
    """

    defers = True

    def __init__(self, url: str) -> None:
        self.base_url = url.rstrip("/")
        parts = read_url(url)
        self._prefix = parts.path.rstrip("/")
        self._host = parts.netloc.rpartition("@")[2]
        self._connections = Connections(parts)

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the service's answer."""
        query = encode_query(request.query)
        target = self._prefix + encode_path(request.path) + (f"?{query}" if query else "")
        call = Call(
            method=request.method.upper(),
            target=target,
            headers=_headers(request, self._host),
            body=request.body,
        )
        with self._told(timeout):
            return self._connections.exchange(call, timeout=timeout)

    def connect(self, *, timeout: float) -> None:
        """Raise `PactwrightError` when nothing listens at the URL, before anything is sent."""
        try:
            with self._told(timeout):
                self._connections.open(timeout=timeout)
        except StepError as failure:
            raise PactwrightError(failure.message, hint=failure.hint) from None

    @contextlib.contextmanager
    def _told(self, timeout: float) -> Iterator[None]:
        """Tell in the block what went wrong on the way, as `StepError`."""
        try:
            yield
        except Expired:
            raise self._failure(TimeoutError(), timeout) from None
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException) as error:
            raise self._failure(error, timeout) from None
        except ValueError as error:
            raise StepError(
                f"the request cannot be sent: {error}",
                hint="a header or the method holds a character that HTTP forbids",
            ) from None

    def notes(self) -> tuple[str, ...]:
        """Return nothing: all that is known is in the answer."""
        return ()

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

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


def _headers(request: WireRequest, host: str) -> list[tuple[str, str]]:
    pairs = [(name, _wire_text(value)) for name, value in complete_headers(request, host=host)]
    if not any(name.lower() == "accept-encoding" for name, _ in pairs):
        pairs.append(("Accept-Encoding", "identity"))
    return pairs


def _wire_text(value: str) -> str:
    """Return text that goes out as latin-1; what does not fit goes out as UTF-8."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8").decode("latin-1")
    return value


def _cause(error: BaseException) -> str:
    """Return the innermost reason, as the system words it."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return describe_exception(error)
