"""A broker that is killed, crowded, or robbed of its disk: whole afterwards, clear meanwhile."""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url

from pactwright.broker.store.sql import open_store
from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.broker.values import Pacticipant

BIN = Path(sys.executable).parent
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


class Server:
    """A broker in a process of its own."""

    def __init__(self, database, folder):
        command = [BIN / "pactwright", "broker", "--port", "0", "--database", database]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # Coverage in the child must not slow what is measured here.
            env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        )
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0]

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        self.process.communicate(timeout=30)

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


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
        with sqlite3.connect(tmp_path / "broker.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


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


def fill(store, now):
    with store.write() as ledger:
        for number in range(2000):
            name = f"{number}" * 40
            ledger.add(Pacticipant(name=name, created_at=now, updated_at=now))


def test_a_full_disk_is_told_and_undone_and_over_when_there_is_room(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'broker.db'}")
    now = datetime.now(UTC)
    with store._engines.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def fill_up(connection, _):
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")

    pool = store._engines.writer.pool
    event.listen(pool, "connect", fill_up)
    pool.dispose()
    pool.recreate()
    with pytest.raises(StoreUnavailableError, match="full"):
        fill(store, now)
    with store.read() as records:
        assert records.count(Pacticipant) == 0
    event.remove(pool, "connect", fill_up)
    pool.dispose()
    with store.write() as ledger:
        ledger.add(Pacticipant(name="web", created_at=now, updated_at=now))
    store.close()
