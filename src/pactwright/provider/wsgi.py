"""The transport for WSGI applications, called in process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider.deadline import Expired, deadline
from pactwright.provider.failure import StepError, describe_exception, traceback_lines
from pactwright.provider.logged import LoggedErrors
from pactwright.provider.transport import (
    LOCAL_URL,
    check_length,
    complete_headers,
    encode_path,
    encode_query,
)

WsgiApplication: TypeAlias = Callable[..., Iterable[bytes]]
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType]


class WsgiTransport:
    """Calls a WSGI application in the calling thread (PEP 3333)."""

    base_url = LOCAL_URL
    defers = False

    def __init__(self, application: WsgiApplication) -> None:
        self.application = application
        self._raised: BaseException | None = None

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the application's answer.

        In the main thread of a POSIX system a late application is interrupted; elsewhere it is
        found too slow once it returns.
        """
        answer = _Answer()
        logged = LoggedErrors()
        self._raised = None
        try:
            with logged, deadline(timeout):
                answer.collect(self.application, environ_of(request))
        except Expired:
            raise StepError(
                f"no answer within {timeout:g} s", hint="raise `timeout`, or find what waits"
            ) from None
        except StepError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it may raise anything
            raise StepError(
                f"the application raised {describe_exception(error)}",
                details=traceback_lines(error),
            ) from None
        response = answer.response(is_head=request.method.upper() == "HEAD")
        self._raised = logged.why(response.status)
        return response

    def notes(self) -> tuple[str, ...]:
        """Return the traceback of what the application logged when it answered 500 or above."""
        return () if self._raised is None else traceback_lines(self._raised)

    def close(self) -> None:
        """Do nothing: an application has nothing to stop."""


def environ_of(request: WireRequest) -> dict[str, Any]:
    """Return the request as PEP 3333 has it: text is latin-1 that stands for bytes."""
    path = encode_path(request.path)
    query = encode_query(request.query)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method.upper(),
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": f"{path}?{query}" if query else path,
        "RAW_URI": f"{path}?{query}" if query else path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in complete_headers(request, host="localhost"):
        _add_header(environ, name, _as_latin1(value))
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = f"HTTP_{key}"
    if key in environ:
        joint = "; " if key == "HTTP_COOKIE" else ","
        value = f"{environ[key]}{joint}{value}"
    environ[key] = value


def _as_latin1(value: str) -> str:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8").decode("latin-1")
    return value


class _Answer:
    """What an application says through `start_response`, `write` and its iterable."""

    def __init__(self) -> None:
        self._status: str | None = None
        self._headers: list[tuple[str, str]] = []
        self._chunks: list[bytes] = []

    def collect(self, application: WsgiApplication, environ: dict[str, Any]) -> None:
        """Call the application and take its whole body; its iterable is always closed."""
        chunks = application(environ, self.start_response)
        try:
            for chunk in chunks:
                self.write(chunk)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Begin the response, or begin it anew for an error when nothing was sent yet."""
        if exc_info is not None:
            if any(self._chunks):
                raise exc_info[1].with_traceback(exc_info[2])
        elif self._status is not None:
            raise StepError(
                "the application called start_response twice",
                hint="a second call needs exc_info (PEP 3333)",
            )
        self._status = status
        self._headers = list(headers)
        return self.write

    def write(self, chunk: bytes) -> None:
        """Take a part of the body."""
        if not isinstance(chunk, bytes):
            raise StepError(
                f"the application's body holds {type(chunk).__name__}, not bytes",
                hint="encode the body before it is returned",
            )
        if chunk and self._status is None:
            raise StepError(
                "the application sent a body before it called start_response",
                hint="call start_response first (PEP 3333)",
            )
        self._chunks.append(chunk)

    def response(self, *, is_head: bool) -> WireResponse:
        """Return the response; raises `StepError` when it was never begun."""
        if self._status is None:
            raise StepError(
                "the application returned without calling start_response",
                hint="call start_response(status, headers) (PEP 3333)",
            )
        code = self._status[:3]
        if not code.isdigit():
            raise StepError(
                f"the application's status is {self._status!r}",
                hint='a status is three digits and a reason: "200 OK"',
            )
        body = b"".join(self._chunks)
        response = WireResponse(
            status=int(code), headers=tuple(self._headers), body=b"" if is_head else body
        )
        check_length(response, sent=len(body), is_head=is_head)
        return response
