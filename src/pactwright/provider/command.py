"""The transport for a service that is started by a command, and stopped in any case."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.provider import guard
from pactwright.provider.failure import StepError
from pactwright.provider.http import HttpTransport, read_url

if TYPE_CHECKING:
    from io import BufferedReader

START_SECONDS = 30.0
_POLL_SECONDS = 0.02
_PROBE_SECONDS = 2.0
_SETTLE_SECONDS = 0.5
_LOG_SECONDS = 0.05
_LOG_BYTES = 65536
_SHOWN_LINES = 40
_BAD_STATUS = 400
_HOSTS = ("127.0.0.1", "::1")


class CommandTransport:
    """Starts a service, waits until it answers, and sends requests to it.

    The port goes into the command's (and the url's) `{port}` and into the PORT variable. With a
    `url` of a fixed port the service is waited for there. `ready` is a path that must answer
    below 400; without one, an open port is enough. `folder` is the command's working directory.
    Raises `PactwrightError` with the end of the log when the service does not come up within
    `start_timeout` seconds.
    """

    defers = False

    def __init__(
        self,
        command: str | Sequence[str],
        *,
        url: str | None = None,
        ready: str | None = None,
        folder: Path | None = None,
        start_timeout: float = START_SECONDS,
    ) -> None:
        port, fixed = _choose_port(url)
        self._service = _Service(split_command(command, port), folder, _environment(port))
        try:
            host = self._wait_for_port(fixed or _HOSTS, port, start_timeout)
            shown = f"[{host}]" if ":" in host else host
            self._http = HttpTransport(
                url.replace("{port}", str(port)) if url else f"http://{shown}:{port}"
            )
            if ready is not None:
                self._wait_for_answer(ready, start_timeout)
        except BaseException:
            self._service.stop()
            raise
        self.base_url = self._http.base_url

    def send(self, request: WireRequest, *, timeout: float) -> WireResponse:
        """Return the service's answer."""
        ended = self._service.status()
        if ended is not None:
            raise StepError(
                f"the service ended with exit status {ended} before this interaction",
                hint="see its log above, and why it ends",
            )
        self._service.mark()
        try:
            return self._http.send(request, timeout=timeout)
        except StepError as failure:
            # The guard needs a moment to see that the service has ended.
            status = self._service.status(_SETTLE_SECONDS)
            if status is None:
                raise
            raise StepError(
                f"the service ended with exit status {status}: {failure.message}",
                hint="see its log above, and why it ends",
            ) from None

    def notes(self) -> tuple[str, ...]:
        """Return what the service has logged since the last request was sent."""
        return self._service.log("the service's log")

    def close(self) -> None:
        """Stop the service and its children."""
        self._http.close()
        self._service.stop()

    def _wait_for_port(self, hosts: Sequence[str], port: int, seconds: float) -> str:
        end = time.monotonic() + seconds
        while True:
            for host in hosts:
                if is_open(host, port):
                    return host
            self._check_alive(f"did not open port {port} within {seconds:g} s", end)

    def _wait_for_answer(self, ready: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        probe = WireRequest(method="GET", path=ready)
        last = ""
        while True:
            with contextlib.suppress(StepError):
                status = self._http.send(probe, timeout=_PROBE_SECONDS).status
                if status < _BAD_STATUS:
                    return
                last = f" (the last was {status})"
            complaint = f"gave no answer below 400 at {ready} within {seconds:g} s{last}"
            self._check_alive(complaint, end)

    def _check_alive(self, complaint: str, end: float) -> None:
        """Pause; raise when the service has ended or its time is up."""
        status = self._service.status()
        if status is not None:
            self._service.stop()
            complaint = f"ended with exit status {status} before it was ready"
        elif time.monotonic() < end:
            time.sleep(_POLL_SECONDS)
            return
        log = "\n".join(self._service.log("its log ends with"))
        raise PactwrightError(
            f"the service {complaint}: {self._service.shown}\n{log}".rstrip(),
            hint="let it listen on 127.0.0.1 at the port in {port} or the PORT variable",
        )


def split_command(command: str | Sequence[str], port: int) -> list[str]:
    """Return the words of the command with the port filled in; no shell reads them."""
    if isinstance(command, str):
        try:
            words = shlex.split(command, posix=os.name == "posix")
        except ValueError as error:
            raise PactwrightError(
                f"the command {command!r} cannot be split into words: {error}",
                hint="mend its quotes, or give a list of words",
            ) from None
        if os.name != "posix":
            words = [re.sub(r'^(["\'])(.*)\1$', r"\2", word) for word in words]
    else:
        words = list(command)
    if not words:
        raise PactwrightError("the command is empty", hint="say what starts the service")
    return [word.replace("{port}", str(port)) for word in words]


def is_open(host: str, port: int) -> bool:
    """Return whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=_PROBE_SECONDS).close()
    except OSError:
        return False
    return True


def _choose_port(url: str | None) -> tuple[int, tuple[str, ...]]:
    """Return a free port, or the url's own with its host, which must still be free."""
    if url is None or "{port}" in url:
        if url is not None:
            read_url(url.replace("{port}", "1"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return free.getsockname()[1], ()
    parts = read_url(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if is_open(host, port):
        raise PactwrightError(
            f"port {port} of {host} is in use already; the command could not listen there",
            hint="stop what listens there, or write {port} in command and url",
        )
    return port, (host,)


def _environment(port: int) -> Mapping[str, str]:
    # The tools beside this interpreter (uvicorn, python) are meant before any others.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


class _Service:
    """The running command behind its guard, and the last lines that it logged."""

    def __init__(
        self, words: list[str], folder: Path | None, environment: Mapping[str, str]
    ) -> None:
        self.shown = shlex.join(words)
        self._log = b""
        self._process = _start_guard(_find(words, folder, environment), folder, environment)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        output = cast("BufferedReader", self._process.stdout)
        with contextlib.suppress(ValueError, OSError):
            while chunk := output.read1(_LOG_BYTES):
                self._log = (self._log + chunk)[-_LOG_BYTES:]

    def status(self, seconds: float = 0.0) -> int | None:
        """Return the exit status, `None` while the service still runs after some seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def mark(self) -> None:
        """Forget the log so far."""
        self._log = b""

    def log(self, title: str) -> tuple[str, ...]:
        """Return the last lines under a title; nothing when nothing was logged."""
        # What was printed before the answer may still be on its way; the reader ends with it.
        self._reader.join(_LOG_SECONDS)
        lines = self._log.decode("utf-8", "replace").splitlines()[-_SHOWN_LINES:]
        return ("\n".join([f"{title}:", *(f"  {line}" for line in lines)]),) if lines else ()

    def stop(self) -> None:
        """End the service; the guard ends its children with it."""
        process = self._process
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        if process.poll() is None and os.name == "posix":
            process.terminate()
        try:
            process.wait(2 * guard.GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._reader.join(_PROBE_SECONDS)
        if process.stdout is not None and not self._reader.is_alive():
            process.stdout.close()


def _find(words: list[str], folder: Path | None, environment: Mapping[str, str]) -> list[str]:
    """Return the command with its program's path; raises when there is no such program."""
    program = words[0]
    found = shutil.which(program, path=environment["PATH"])
    if found is None and Path(program).name != program:
        beside = Path(folder or Path.cwd(), program)
        found = shutil.which(str(beside))
    if found is None:
        raise PactwrightError(
            f"the command's program {program!r} is not found",
            hint="install it, or write its path",
        )
    return [found, *words[1:]]


def _start_guard(
    words: list[str], folder: Path | None, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", guard.__name__, *words],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise PactwrightError(
            f"the command cannot be started: {error}", hint="check the folder and the program"
        ) from None
