"""Several broker processes on one PostgreSQL: they agree, and webhooks go out once, or nearly."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import psycopg
import pytest
from e2e_broker_server import Server
from sqlalchemy import make_url

LOCAL = ("--webhook-allow", "127.0.0.1")
PAIR = "/pacts/provider/orders/consumer"
ROUNDS = int(os.environ.get("PACTWRIGHT_ROUNDS", "6"))


@pytest.fixture
def database(postgres):
    name = f"processes_{random.randrange(10**9)}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def processes(database, tmp_path):
    """Three processes that began at the same moment on an empty database."""
    with ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        started = [pool.submit(Server, database, tmp_path, *LOCAL) for _ in range(3)]
        servers = [one.result() for one in started]
        for server in servers:
            stack.callback(server.stop)
        yield servers


@pytest.fixture
def receiver():
    """A service that keeps what it gets."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(body.decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.got = got
    yield server
    server.shutdown()
    server.server_close()
    thread.join(30)


def publish(server, consumer, version, variant):
    pact = {
        "consumer": {"name": consumer},
        "provider": {"name": "orders"},
        "interactions": [{"description": f"asks {variant}"}],
    }
    contract = {
        "consumerName": consumer,
        "providerName": "orders",
        "content": base64.b64encode(json.dumps(pact).encode()).decode(),
        "contentType": "application/json",
        "specification": "pact",
    }
    body = {"pacticipantName": consumer, "pacticipantVersionNumber": version, "branch": "main"}
    answer = server.ask("POST", "/contracts/publish", {**body, "contracts": [contract]})
    assert answer[0] == 200, answer


def verify(server, consumer, version, number, success):
    status, pact = server.ask("GET", f"{PAIR}/{consumer}/version/{version}")
    assert status == 200
    href = urlsplit(pact["_links"]["pb:publish-verification-results"]["href"]).path
    body = {"success": success, "providerApplicationVersion": number}
    assert server.ask("POST", href, body)[0] == 201


def may_deploy(server, version):
    query = f"pacticipant=orders&version={version}&environment=production"
    status, answer = server.ask("GET", f"/can-i-deploy?{query}")
    assert status == 200, answer
    return answer["summary"]["deployable"]


def deploy(server, name, version):
    path = f"/pacticipants/{name}/versions/{version}/deployed-versions/environment/production"
    assert server.ask("POST", path, {})[0] == 201


def test_what_one_process_is_told_all_processes_answer_at_once(processes):
    assert processes[0].ask("POST", "/environments", {"name": "production"})[0] == 201
    for number in range(ROUNDS):
        one, other, third = random.sample(processes, 3)
        consumer, version = f"c{number}", str(number)
        publish(one, consumer, version, number)
        deploy(other, consumer, version)
        other.ask("PUT", f"/pacticipants/orders/branches/main/versions/{number}", {})
        assert [may_deploy(server, version) for server in processes] == [None] * 3
        for earlier in range(number + 1):
            verify(third, f"c{earlier}", str(earlier), version, success=True)
        assert [may_deploy(server, version) for server in processes] == [True] * 3
        verify(one, consumer, version, version, success=False)
        assert [may_deploy(server, version) for server in processes] == [False] * 3
        verify(other, consumer, version, version, success=True)
        assert [may_deploy(server, version) for server in processes] == [True] * 3


def test_writers_of_all_processes_at_once_never_disagree(processes):
    """Everybody tells of the same few versions; each is there once, with one content."""
    assert processes[0].ask("POST", "/environments", {"name": "production"})[0] == 201

    def work(number):
        server = processes[number % 3]
        publish(server, "web", str(number % 7), 0)
        verify(server, "web", str(number % 7), str(number % 5), success=number % 2 == 0)
        deploy(server, "web", str(number % 7))
        return may_deploy(server, str(number % 5))

    with ThreadPoolExecutor(12) as pool:
        assert len(list(pool.map(work, range(84)))) == 84
    for name, count in (("web", 7), ("orders", 5)):
        listed = [server.ask("GET", f"/pacticipants/{name}/versions")[1] for server in processes]
        numbers = [[one["number"] for one in each["_embedded"]["versions"]] for each in listed]
        assert numbers[0] == numbers[1] == numbers[2]
        assert len(set(numbers[0])) == len(numbers[0]) == count
    path = "/environments/production/deployed-versions/currently-deployed"
    present = processes[1].ask("GET", path)[1]["_embedded"]["deployedVersions"]
    assert [one["_embedded"]["pacticipant"]["name"] for one in present] == ["web"]
    for number in range(5):
        answers = {may_deploy(server, str(number)) for server in processes}
        assert len(answers) == 1


def wait_for(received, count):
    end = time.monotonic() + 90
    while len(set(received)) < count and time.monotonic() < end:
        time.sleep(0.1)


def test_webhooks_of_all_processes_arrive_and_hardly_ever_twice(processes, receiver):
    hook = {
        "events": [{"name": "contract_content_changed"}],
        "request": {
            "method": "POST",
            "url": f"http://127.0.0.1:{receiver.server_port}/",
            "body": "${pactbroker.consumerName} ${pactbroker.consumerVersionNumber}",
        },
    }
    assert processes[0].ask("POST", "/webhooks", hook)[0] == 201
    with ThreadPoolExecutor(6) as pool:
        told = [f"c{number} {number}" for number in range(60)]
        list(
            pool.map(
                lambda n: publish(processes[n % 3], f"c{n}", str(n), n),
                range(len(told)),
            )
        )
    wait_for(receiver.got, len(told))
    assert Counter(receiver.got) == Counter(told)


def test_a_webhook_survives_the_process_that_was_to_send_it(database, receiver, tmp_path):
    """Killed between the publish and the sending: another process sends it, once."""
    hook = {
        "events": [{"name": "contract_content_changed"}],
        "request": {
            "method": "POST",
            "url": f"http://127.0.0.1:{receiver.server_port}/",
            "body": "${pactbroker.consumerName}",
        },
    }
    first = Server(database, tmp_path, *LOCAL)
    try:
        assert first.ask("POST", "/webhooks", hook)[0] == 201
        for number in range(5):
            publish(first, f"c{number}", "1", number)
    finally:
        first.stop(signal.SIGKILL)
    at_once = len(receiver.got)
    second = Server(database, tmp_path, *LOCAL)
    try:
        wait_for(receiver.got, 5)
    finally:
        second.stop()
    assert set(receiver.got) == {f"c{number}" for number in range(5)}
    # What was under way when the first one died may come again, and nothing else.
    assert len(receiver.got) <= 5 + at_once
