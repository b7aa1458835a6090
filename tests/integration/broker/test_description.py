"""The API's own description, and schemathesis on it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from integration_broker_asgi import InProcess
from openapi_spec_validator import validate

from pactwright.broker.server.routes.table import API_VERSION
from pactwright.broker.store.memory import MemoryStore

ROOT = Path(__file__).parents[3]


def test_the_published_document_is_what_the_broker_serves(broker):
    status, served = broker.ask("GET", "/openapi.json")
    published = ROOT / "contracts" / "broker" / API_VERSION / "openapi.json"
    assert (status, served) == (200, json.loads(published.read_text()))
    validate(served)


def test_health_and_metrics_are_plain(on_database):
    assert on_database.ask("GET", "/health") == (200, {"status": "ok"})
    status, text = on_database.ask("GET", "/metrics")
    assert status == 200
    assert "pactwright_broker_verifications 0" in text.splitlines()


@pytest.mark.filterwarnings("ignore")
def test_schemathesis_finds_no_fault():
    import schemathesis

    client = InProcess(MemoryStore())
    schema = schemathesis.openapi.from_dict(client.ask("GET", "/openapi.json")[1])
    seen = set()

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def attack(case):
        request = case.as_transport_kwargs(base_url="http://broker.test")
        parts = urlsplit(request["url"])
        query = urlencode(request.get("params") or {}, doseq=True)
        data = json.dumps(request["json"]).encode() if "json" in request else request.get("data")
        path = parts.path + (f"?{query}" if query else "")
        body = data if isinstance(data, bytes) else b""
        status, _, content = client.send(request["method"].upper(), path, body)
        assert status < 500, (request, content)
        seen.add((request["method"].upper(), status // 100))

    for operation in schema.get_all_operations():
        given(case=operation.ok().as_strategy())(attack)()
    client.close()
    assert {kind for _, kind in seen} >= {2, 4}
