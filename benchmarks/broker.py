"""How fast a broker publishes, chooses pacts and decides, at two sizes, on SQLite or PostgreSQL.

    python benchmarks/broker.py [--database URL] [--verifications 1000000]

The small size is 30 consumers with 50 versions each. The large one adds verification rows up to
the number asked for, and 200 deployed consumers of one provider. A database that is filled
already is measured as it is. Times are those of the whole request without a socket: the wall's
and the processor's, which a busy machine leaves alone (PostgreSQL's own work is not in it).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pactwright.broker.server.app import Broker
from pactwright.broker.server.run import settle
from pactwright.broker.store.schema import TABLES
from pactwright.broker.store.sql import open_store
from pactwright.broker.values import (
    Deployment,
    Environment,
    Pact,
    Pacticipant,
    Verification,
    Version,
)

NOW = datetime.now(UTC)
CONSUMERS, VERSIONS, REPEATS = 30, 50, 60


class Client:
    """Calls the application without sockets."""

    def __init__(self, store):
        self.app = Broker(store)
        self.loop = asyncio.new_event_loop()

    def ask(self, method, path, body=None):
        wall, processor = time.perf_counter(), time.process_time()
        status, answer = self.loop.run_until_complete(self._ask(method, path, body))
        took = time.perf_counter() - wall, time.process_time() - processor
        assert status < 300, (method, path, status, answer[:300])
        return took, json.loads(answer) if answer else None

    async def _ask(self, method, path, body):
        raw, _, query = path.partition("?")
        sent = []
        data = b"" if body is None else json.dumps(body).encode()

        async def receive():
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "method": method, "scheme": "http", "path": raw, "root_path": "",
            "raw_path": raw.encode(), "query_string": query.encode(), "server": ("b", 80),
            "headers": [(b"host", b"b")], "client": ("127.0.0.1", 1),
        }  # fmt: skip
        await self.app(scope, receive, send)
        return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:])


def order(consumer, version, provider, variant):
    pact = {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [
            {"description": f"i{number} of {variant}", "request": {"method": "GET", "path": "/"},
             "response": {"status": 200, "body": {"n": number}}}
            for number in range(10)
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }  # fmt: skip
    content = base64.b64encode(json.dumps(pact).encode()).decode()
    contract = {
        "consumerName": consumer, "providerName": provider, "content": content,
        "contentType": "application/json", "specification": "pact",
    }  # fmt: skip
    return {
        "pacticipantName": consumer, "pacticipantVersionNumber": version, "branch": "main",
        "contracts": [contract],
    }  # fmt: skip


def fill_small(client):
    client.ask("POST", "/environments", {"name": "production", "production": True})
    times = []
    for version in range(VERSIONS):
        client.ask("PUT", f"/pacticipants/orders/branches/main/versions/{version}", {})
        for consumer in range(CONSUMERS):
            body = order(f"c{consumer}", str(version), "orders", version // 5)
            times.append(client.ask("POST", "/contracts/publish", body)[0])
            path = f"/pacts/provider/orders/consumer/c{consumer}/version/{version}"
            found = client.ask("GET", path)[1]
            href = urlsplit(found["_links"]["pb:publish-verification-results"]["href"]).path
            client.ask("POST", href, {"success": True, "providerApplicationVersion": str(version)})
    last = VERSIONS - 1
    for name in ("orders", *(f"c{number}" for number in range(CONSUMERS))):
        path = f"/pacticipants/{name}/versions/{last}/deployed-versions/environment/production"
        client.ask("POST", path, {})
    return times


def fill_large(store, wanted):
    """Add consumers with deployed versions, and verification rows up to `wanted`, in bulk."""
    with store.write() as ledger:
        orders = ledger.find(Pacticipant, name="orders")[0]
        place = ledger.find(Environment, name="production")[0]
        pacts = list(ledger.find(Pact, provider_id=orders.id))
        deployed = ledger.count(Deployment)
        for number in range(max(0, 200 - deployed + 1)):
            name = f"extra{number}"
            owner = ledger.add(Pacticipant(name=name, created_at=NOW, updated_at=NOW))
            publish_extra(ledger, owner, orders, place, number)
        pacts = list(ledger.find(Pact, provider_id=orders.id))
    rows = []
    missing = wanted
    with store._engines.writer.begin() as connection:  # noqa: SLF001 - rows in bulk
        versions = TABLES[Version]
        for start in range(0, missing, len(pacts)):
            result = connection.execute(
                versions.insert(),
                {"pacticipant_id": orders.id, "number": f"bulk{start}", "created_at": NOW},
            )
            rows += [
                {
                    "consumer_id": pact.consumer_id, "provider_id": orders.id, "pact_id": pact.id,
                    "provider_version_id": result.inserted_primary_key[0], "success": True,
                    "wip": False, "pending": False, "current": True, "build_url": None,
                    "created_at": NOW - timedelta(days=1),
                }
                for pact in pacts
            ]  # fmt: skip
            if len(rows) >= 50_000:
                connection.execute(TABLES[Verification].insert(), rows)
                rows = []
        if rows:
            connection.execute(TABLES[Verification].insert(), rows)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as autovacuum does within the next minute


def publish_extra(ledger, owner, orders, place, number):
    from pactwright.broker.presence import record_deployment
    from pactwright.broker.publish import Contract, PublishOrder, publish_contracts
    from pactwright.broker.results import Result, record_result
    from pactwright.broker.values import VerificationText

    content = {"interactions": [{"description": f"extra {number}"}]}
    contract = Contract(provider="orders", content=content)
    told = PublishOrder(consumer=owner.name, version="1", contracts=(contract,))
    receipt = publish_contracts(ledger, told, now=NOW)
    uuid = f"extra-{number}"
    record_deployment(ledger, receipt.version, place, target=None, now=NOW, uuid=uuid)
    last = Result(success=True, provider_version=str(VERSIONS - 1), text=VerificationText())
    record_result(ledger, orders, receipt.published[0].pact, last, now=NOW)


def measure(client, label):
    last = VERSIONS - 1
    selectors = {
        "consumerVersionSelectors": [{"mainBranch": True}, {"deployedOrReleased": True}],
        "providerVersionBranch": "main",
        "includePendingStatus": True,
    }
    gate = "/can-i-deploy?environment=production"
    matrix = f"/matrix?q[][pacticipant]=orders&q[][version]={last}"
    choice = "/pacts/provider/orders/for-verification"
    in_progress = {**selectors, "includeWipPactsSince": "2020-01-01"}
    asked = {
        "can-i-deploy consumer": ("GET", f"{gate}&pacticipant=c1&version={last}", None),
        "can-i-deploy provider": ("GET", f"{gate}&pacticipant=orders&version={last}", None),
        "can-i-merge provider": ("GET", f"{matrix}&latestby=cvp&latest=true&mainBranch=true", None),
        "for-verification": ("POST", choice, selectors),
        "for-verification, WIP": ("POST", choice, in_progress),
    }  # fmt: skip
    for name, question in asked.items():
        client.ask(*question)
        show(f"{label}: {name}", [client.ask(*question)[0] for _ in range(REPEATS)])
    fresh = f"{label} {time.time_ns()}"
    times = [
        client.ask("POST", "/contracts/publish", order("c1", f"{fresh} {n}", "orders", n))[0]
        for n in range(REPEATS)
    ]
    show(f"{label}: publish", times)


def show(name, times):
    walls, processors = (sorted(kind) for kind in zip(*times, strict=True))
    median, p95 = statistics.median(walls), walls[int(len(walls) * 0.95)]
    processor = statistics.median(processors)
    print(
        f"{name:44} median {median * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms"
        f"   processor {processor * 1000:7.1f} ms",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database")
    parser.add_argument("--verifications", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(options.database or f"sqlite:///{Path(folder, 'broker.db')}")
        client = Client(store)
        settle()
        with store.read() as records:
            there = records.count(Verification)
        if not there:
            show("filling: publish", fill_small(client))
            measure(client, "small")
            if options.verifications:
                fill_large(store, options.verifications)
        if there or options.verifications:
            with store.read() as records:
                there = records.count(Verification)
            measure(client, f"{there} results")
        store.close()


if __name__ == "__main__":
    main()
