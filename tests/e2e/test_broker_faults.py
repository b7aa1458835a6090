"""A broker that is killed, crowded, or robbed of its disk: whole afterwards, clear meanwhile."""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
from e2e_broker_server import BIN, Server
from sqlalchemy import make_url

from pactwright.broker.store.sql import open_store
from pactwright.broker.values import Pacticipant

# The whole measure is 200 kills and a minute; the suite takes a part of it each time.
KILLS = int(os.environ.get("PACTWRIGHT_KILLS", "8"))
SECONDS = float(os.environ.get("PACTWRIGHT_CROWD_SECONDS", "4"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'broker.db'}"
    server = request.getfixturevalue("postgres")
    name = f"faults_{random.randrange(10**9)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


PROVIDERS = [f"p{number}" for number in range(5)]


def order(consumer, version):
    def contract(provider):
        pact = {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": [{"description": f"{version} {number}"} for number in range(20)],
        }
        return {
            "consumerName": consumer,
            "providerName": provider,
            "content": base64.b64encode(json.dumps(pact).encode()).decode(),
            "contentType": "application/json",
            "specification": "pact",
        }

    return {
        "pacticipantName": consumer,
        "pacticipantVersionNumber": version,
        "branch": "main",
        "tags": ["a", "b"],
        "contracts": [contract(provider) for provider in PROVIDERS],
    }


def is_whole(server, version):
    """Whether the version is there with all of its parts; fails when it has only some."""
    status, found = server.ask("GET", f"/pacticipants/web/versions/{version}")
    if status == 404:
        return False
    assert status == 200
    parts = (
        len(found["_links"]["pb:pact-versions"]),
        len(found["_embedded"]["tags"]),
        [one["latest"] for one in found["_embedded"]["branchVersions"]] != [],
    )
    assert parts == (len(PROVIDERS), 2, True)
    return True


def test_a_kill_leaves_each_publish_whole_or_absent(database, tmp_path):
    acknowledged, tried = [], []
    for kill in range(KILLS):
        server = Server(database, tmp_path)
        for version in [*acknowledged[-3:], *tried[-2:]]:
            assert is_whole(server, version) or version not in acknowledged

        def publish(server=server, kill=kill):
            for number in range(1000):
                version = f"{kill}.{number}"
                tried.append(version)
                try:
                    status, _ = server.ask("POST", "/contracts/publish", order("web", version))
                except (OSError, http.client.HTTPException):
                    return
                assert status == 200
                acknowledged.append(version)

        worker = threading.Thread(target=publish)
        worker.start()
        time.sleep(random.uniform(0.02, 1.5))
        server.stop(signal.SIGKILL)
        worker.join(60)
    server = Server(database, tmp_path)
    try:
        assert acknowledged
        assert all(is_whole(server, version) for version in acknowledged)
        for version in set(tried) - set(acknowledged):
            is_whole(server, version)
    finally:
        server.stop()
    if database.startswith("sqlite"):
        assert is_sound(tmp_path / "broker.db")


def test_a_crowd_of_writers_and_readers_loses_nothing(  # noqa: C901
    database, tmp_path
):
    """Two processes serve one database; every acknowledged publish is there at the end."""
    servers = [Server(database, tmp_path) for _ in range(2)]
    end = time.monotonic() + SECONDS
    acknowledged, wrong = [], []

    def write(number):
        for count in range(10_000):
            if time.monotonic() > end:
                return
            version = f"{number}.{count}"
            status, answer = servers[count % 2].ask(
                "POST", "/contracts/publish", order("web", version)
            )
            if status == 200:
                acknowledged.append(version)
            else:
                wrong.append((status, answer))

    def read(number):
        paths = (
            "/pacts/latest",
            "/pacticipants/web/versions?pageSize=5",
            "/matrix?q[][pacticipant]=web&latestby=cvpv&limit=5",
            "/pacts/provider/p1/for-verification",
        )
        while time.monotonic() < end:
            status, answer = servers[number % 2].ask("GET", paths[number % len(paths)])
            if status not in {200, 400, 404}:
                wrong.append((status, answer))

    try:
        threads = [
            threading.Thread(target=work, args=(number,))
            for number in range(20)
            for work in (write, read)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert wrong == []
        assert acknowledged
        assert all(is_whole(servers[0], version) for version in acknowledged)
    finally:
        for server in servers:
            server.stop()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_is_503_until_it_is_back(database, tmp_path):
    server = Server(database, tmp_path)
    name = make_url(database).database
    admin = make_url(database).set(database="postgres").render_as_string(hide_password=False)
    try:
        assert server.ask("POST", "/contracts/publish", order("web", "1"))[0] == 200
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            statuses = {server.ask("GET", "/pacticipants")[0] for _ in range(5)}
            assert statuses == {503}
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert server.ask("GET", "/pacticipants/web/versions/1")[0] == 200
        assert server.ask("POST", "/contracts/publish", order("web", "2"))[0] == 200
    finally:
        server.stop()


def test_a_server_that_stops_is_503_until_it_is_started_again(own_postgres, tmp_path):
    broker = Server(own_postgres.url, tmp_path)
    try:
        assert broker.ask("POST", "/contracts/publish", order("web", "1"))[0] == 200
        for version in ("2", "3"):
            own_postgres.stop()
            for _ in range(3):
                status, answer = broker.ask("POST", "/contracts/publish", order("web", version))
                assert (status, "database cannot be used" in answer["error"]) == (503, True)
                assert broker.ask("GET", "/health")[0] == 503
            own_postgres.start()
            assert broker.ask("GET", "/health") == (200, {"status": "ok"})
            assert not is_whole(broker, version)
            assert broker.ask("POST", "/contracts/publish", order("web", version))[0] == 200
            assert is_whole(broker, version)
        assert is_whole(broker, "1")
    finally:
        broker.stop()


def publish_until_refused(broker, most=200):
    """Return the versions that were acknowledged, and the first other answer."""
    done = []
    for number in range(most):
        status, answer = broker.ask("POST", "/contracts/publish", order("web", f"v{number}"))
        if status != 200:
            return done, status, answer
        done.append(f"v{number}")
    raise AssertionError("nothing was refused")


def test_a_full_disk_is_503_until_there_is_room(tmp_path):
    """The server's files may not grow past a limit, which is then taken away."""
    path = tmp_path / "broker.db"
    open_store(f"sqlite:///{path}").close()
    most = path.stat().st_size + 400_000

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    broker = Server(f"sqlite:///{path}", tmp_path, preexec_fn=limit)
    try:
        done, status, answer = publish_until_refused(broker)
        assert (status, "database cannot be used" in answer["error"]) == (503, True)
        assert broker.ask("GET", "/pacticipants")[0] == 200
        assert not is_whole(broker, f"v{len(done)}")
        none = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(broker.process.pid, resource.RLIMIT_FSIZE, none)
        for version in (*done, f"v{len(done)}", "later"):
            assert broker.ask("POST", "/contracts/publish", order("web", version))[0] == 200
            assert is_whole(broker, version)
    finally:
        broker.stop()
    assert is_sound(path)


def is_sound(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# Root may write any file: without that power it is like anybody else.
_PLAIN = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]
PLAIN = _PLAIN if os.geteuid() == 0 else []


def test_a_file_that_may_only_be_read_is_503_to_writers_until_it_may_be_written(tmp_path):
    path = tmp_path / "broker.db"
    store = open_store(f"sqlite:///{path}")
    with store.write() as ledger:
        now = datetime.now(UTC)
        ledger.add(Pacticipant(name="web", created_at=now, updated_at=now))
    path.chmod(0o444)
    broker = Server(f"sqlite:///{path}", tmp_path, prefix=PLAIN)
    try:
        for version in ("1", "2"):
            status, answer = broker.ask("POST", "/contracts/publish", order("web", version))
            assert (status, "readonly" in answer["error"]) == (503, True)
            assert broker.ask("GET", "/pacticipants/web")[0] == 200
        path.chmod(0o644)
        assert broker.ask("GET", "/pacticipants/web")[0] == 200
        statuses = [
            broker.ask("POST", "/contracts/publish", order("web", str(version)))[0]
            for version in range(3)
        ]
        # The reader's connection was opened when the file could only be read.
        assert statuses[1:] == [200, 200]
    finally:
        broker.stop()
        store.close()
    assert is_sound(path)


def test_a_folder_that_may_only_be_read_is_told_at_the_start(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    url = f"sqlite:///{folder / 'broker.db'}"
    open_store(url).close()
    (folder / "broker.db").chmod(0o444)
    folder.chmod(0o555)
    command = [*PLAIN, BIN / "pactwright", "broker", "--port", "0", "--database", url]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    finally:
        folder.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, "")
    assert "attempt to write a readonly database" in done.stderr
    assert "hint: check that it runs, that its disk has room, and that it may be" in done.stderr
