"""What all tests share: pytest's own fixture for running pytest, and a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

# pytester drops what was first imported while it ran pytest in process; httpx would then not
# know the exceptions of the second httpcore.
import httpcore  # noqa: F401
import httpx  # noqa: F401
import psycopg
import pytest

pytest_plugins = ["pytester"]

# What a shell starts in the background ignores Ctrl-C, and hands that on; here it is tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_START_SECONDS = 60
_STOP_SECONDS = 30
_USER = "postgres" if os.geteuid() == 0 else None  # initdb refuses to work as root

# The server dies with its standard input, so also when the tests are killed.
_GUARD = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server: `url` is for clients, `log` holds every changing statement."""

    url: str
    log: Path


class StoppablePostgres:
    """A server of one test's own, that it may stop and start."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self._binaries, self._home = binaries, home
        self._running = ExitStack()
        self.url = _url(home)

    def start(self) -> None:
        self._running.enter_context(_serve(self._binaries, self._home))

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a server from the system's binaries; a machine without them fails the test."""
    binaries = _find_binaries()
    with _make_cluster(binaries) as home, _serve(binaries, home) as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[StoppablePostgres]:
    """Start a server that the test may stop and start."""
    binaries = _find_binaries()
    with _make_cluster(binaries) as home:
        server = StoppablePostgres(binaries, home)
        server.start()
        yield server
        server.stop()


def _find_binaries() -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if installed or on_path:
        return (installed[-1] if installed else Path(on_path or "")).parent
    pytest.fail("no PostgreSQL server is installed; apt-get install postgresql", pytrace=False)


@contextmanager
def _make_cluster(binaries: Path) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        initdb = [binaries / "initdb", "-D", home / "data", "-U", "tests", "-A", "trust"]
        options = ["-E", "UTF8", "-N"]
        subprocess.run([*initdb, *options], check=True, capture_output=True, user=_USER, cwd=home)
        yield home
    finally:
        shutil.rmtree(home)


@contextmanager
def _serve(binaries: Path, home: Path) -> Iterator[PostgresServer]:
    log = home / "log"
    server = [binaries / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses="]
    quick = ["-c", "fsync=off", "-c", "log_statement=mod", "-c", "max_connections=50"]
    guarded = ["sh", "-c", _GUARD, "sh", *server, *quick]
    with log.open("ab") as output:
        process = subprocess.Popen(
            guarded, stdin=subprocess.PIPE, stdout=output, stderr=output, user=_USER, cwd=home
        )
    try:
        running = PostgresServer(url=_url(home), log=log)
        _wait(running, process)
        yield running
    finally:
        process.communicate(timeout=_STOP_SECONDS)


def _url(home: Path) -> str:
    return f"postgresql://tests@/postgres?host={home}"


def _wait(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(server.url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or process.poll() is not None:
                pytest.fail(f"PostgreSQL did not start: {error}\n{server.log.read_text()}")
            time.sleep(0.05)
        else:
            return
