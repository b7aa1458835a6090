"""The server's corners: its life's turns, its own faults, its couriers' bad days."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
from integration_broker_asgi import InProcess

from pactwright.broker.server.app import Broker
from pactwright.broker.server.courier import Courier, run_courier
from pactwright.broker.server.run import open_listener
from pactwright.broker.server.target import check_target
from pactwright.broker.server.vault import Vault, open_vault
from pactwright.broker.store.backup import back_up
from pactwright.broker.store.memory import MemoryStore
from pactwright.broker.store.sql import open_store
from pactwright.broker.store.unavailable import StoreUnavailableError
from pactwright.broker.values import Delivery
from pactwright.errors import PactwrightError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_application_takes_the_turns_of_a_server_s_life():
    waiting = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    told = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        told.append(message["type"])

    asyncio.run(Broker(MemoryStore())({"type": "lifespan"}, receive, send))
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_head_is_get_without_its_body(broker):
    status, headers, body = broker.send("HEAD", "/pacticipants")
    assert (status, body) == (200, b"")
    assert headers["content-security-policy"]


class FaultyStore(MemoryStore):
    """A store with a fault of its own making."""

    @contextmanager
    def read(self):
        raise ZeroDivisionError("the secret of the store")
        yield


def test_a_fault_of_our_own_is_told_by_a_number_and_logged_with_it(caplog):
    broker = InProcess(FaultyStore())
    with caplog.at_level(logging.ERROR, "pactwright.broker"):
        status, answer = broker.ask("GET", "/pacticipants")
    broker.close()
    assert status == 500
    assert "secret" not in str(answer)
    assert answer["error"]["reference"] in caplog.text


class AwayStore(MemoryStore):
    """A database that is away for the first looks, and then back."""

    def __init__(self, looks, stop):
        super().__init__()
        self.looks, self.stop = looks, stop

    @contextmanager
    def read(self):
        self.looks -= 1
        if self.looks >= 0:
            raise StoreUnavailableError("the database is away", hint="wait")
        self.stop.set()
        with super().read() as records:
            yield records


def test_a_courier_outlives_a_database_that_is_away(caplog):
    stop = threading.Event()
    with caplog.at_level(logging.WARNING, "pactwright.broker"):
        run_courier(Courier(AwayStore(2, stop)), stop, pause=0.001)
    assert caplog.text.count("webhooks wait: the database is away") == 2


def delivery(**fields):
    return Delivery(
        uuid="u",
        webhook_uuid="w",
        event="test",
        method="POST",
        headers="{}",
        created_at=NOW,
        due_at=NOW,
        **fields,
    )


@pytest.mark.parametrize(
    ("vault", "problem"),
    [(None, "cannot be opened without its key"), (Vault("another"), "sealed with another key")],
    ids=["no key", "another key"],
)
def test_a_secret_without_its_key_is_not_sent(vault, problem):
    sealed = Vault("the key").seal("secret")
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        courier = Courier(MemoryStore(), vault=vault, allowed=("127.0.0.1",))
        tried = courier.try_delivery(delivery(url=url, username="u", password=sealed))
    assert problem in tried.attempt.log
    assert "secret\n" not in tried.attempt.log


def test_a_target_that_does_not_answer_is_an_attempt_that_failed():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    for scheme in ("http", "https"):
        courier = Courier(MemoryStore(), allowed=("127.0.0.1",))
        tried = courier.try_delivery(delivery(url=f"{scheme}://127.0.0.1:{port}/"))
        assert (tried.attempt.success, tried.attempt.status) == (False, None)
        assert "no answer" in tried.attempt.log


@pytest.mark.parametrize(
    "url", ["ftp://x/", "http:///x", "http://x:99999/", "http://x:port/", "x", "https://"]
)
def test_what_is_no_address_is_no_target(url):
    with pytest.raises(PactwrightError, match="no http or https address"):
        check_target(url, ())


@pytest.mark.parametrize("error", [OSError("gone"), UnicodeError("odd")])
def test_a_name_that_is_not_found_is_told(error):
    def look_up(host, port):
        raise error

    with pytest.raises(PactwrightError, match=r"ci\.example cannot be found"):
        check_target("https://ci.example/", (), look_up=look_up)


def test_the_vault_opens_what_it_sealed_and_needs_a_key():
    vault = open_vault({"PACTWRIGHT_BROKER_SECRET_KEY": "k"})
    assert vault.open(vault.seal("s")) == "s"
    assert vault.open("plain") == "plain"
    assert open_vault({}) is None


def test_an_address_that_is_taken_is_told():
    with closing(open_listener("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(PactwrightError, match=f"cannot listen on 127.0.0.1 port {port}"):
            open_listener("127.0.0.1", port)


def test_a_backup_is_whole_and_one_that_cannot_be_written_leaves_nothing(tmp_path):
    url = f"sqlite:///{tmp_path / 'broker.db'}"
    open_store(url).close()
    back_up(url, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with pytest.raises(PactwrightError, match="the backup cannot be written"):
        back_up(url, tmp_path / "none" / "copy.db")
    with pytest.raises(PactwrightError, match="only a SQLite file"):
        back_up("postgresql://x/y", tmp_path / "copy.db")
    (tmp_path / "null").symlink_to(os.devnull)
    with pytest.raises(PactwrightError, match="null: no file"):
        back_up(url, tmp_path / "null")
    (tmp_path / "newest.db").symlink_to("copy.db")
    with pytest.raises(PactwrightError, match="is there already"):
        back_up(url, tmp_path / "newest.db")
    back_up(url, tmp_path / "newest.db", replace=True)
    assert (tmp_path / "newest.db").is_symlink()
    (tmp_path / "same.db").symlink_to("broker.db")
    for itself in ("broker.db", "same.db"):
        with pytest.raises(PactwrightError, match="the database itself"):
            back_up(url, tmp_path / itself, replace=True)
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.db"]
