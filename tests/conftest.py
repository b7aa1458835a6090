"""What all tests share: pytest's own fixture for running pytest, and a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# pytester drops what was first imported while it ran pytest in process; httpx would then not
# know the exceptions of the second httpcore.
import httpcore  # noqa: F401
import httpx  # noqa: F401
import psycopg
import pytest

pytest_plugins = ["pytester"]

_START_SECONDS = 60
_STOP_SECONDS = 30

# The server dies with its standard input, so also when the tests are killed.
_GUARD = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server: `url` is for clients, `log` holds every changing statement."""

    url: str
    log: Path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a server from the system's binaries; a machine without them fails the test."""
    binaries = _find_binaries()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        with _run(binaries, home) as server:
            yield server
    finally:
        shutil.rmtree(home)


def _find_binaries() -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if installed or on_path:
        return (installed[-1] if installed else Path(on_path or "")).parent
    pytest.fail("no PostgreSQL server is installed; apt-get install postgresql", pytrace=False)


@contextmanager
def _run(binaries: Path, home: Path) -> Iterator[PostgresServer]:
    user = "postgres" if os.geteuid() == 0 else None  # initdb refuses to work as root
    cluster, log = home / "data", home / "log"
    initdb = [binaries / "initdb", "-D", cluster, "-U", "tests", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=home)
    server = [binaries / "postgres", "-D", cluster, "-k", home, "-c", "listen_addresses="]
    quick = ["-c", "fsync=off", "-c", "log_statement=mod", "-c", "max_connections=50"]
    guarded = ["sh", "-c", _GUARD, "sh", *server, *quick]
    with log.open("wb") as output:
        process = subprocess.Popen(
            guarded, stdin=subprocess.PIPE, stdout=output, stderr=output, user=user, cwd=home
        )
    try:
        running = PostgresServer(url=f"postgresql://tests@/postgres?host={home}", log=log)
        _wait(running, process)
        yield running
    finally:
        process.communicate(timeout=_STOP_SECONDS)


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
