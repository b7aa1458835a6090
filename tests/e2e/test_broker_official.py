"""The official command line and verifier against our broker, and our client against it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

BIN = Path(sys.executable).parent
QUIET = {"PACT_BROKER_HTTP_RETRIES": "0", "PACT_DO_NOT_TRACK": "1", "NO_COLOR": "1"}


@pytest.fixture
def broker_url(tmp_path):
    """A broker of its own process, on a port of its own."""
    command = [BIN / "pactwright", "broker", "--port", "0", "--webhook-allow", "127.0.0.1"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line = process.stdout.readline()
    yield re.search(r"http://\S+", line)[0]
    process.terminate()
    process.communicate(timeout=30)


def run(broker_url, *arguments, program="pact", status=0):
    words = [program, "broker", *arguments] if program == "pact" else [program, *arguments]
    done = subprocess.run(
        [BIN / words[0], *words[1:]],
        env={**os.environ, **QUIET, "PACT_BROKER_BASE_URL": broker_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def ask(broker_url, method, path, body=None):
    request = urllib.request.Request(
        path if path.startswith("http") else broker_url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read()
        return json.loads(text) if text else None


def write_pact(folder, path="/orders/7", status=200):
    pact = {
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "interactions": [
            {
                "description": "reads an order",
                "providerStates": [{"name": "order 7 exists"}],
                "request": {"method": "GET", "path": path},
                "response": {"status": status},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    file = folder / "web-orders.json"
    file.write_text(json.dumps(pact))
    return str(file)


class Orders(BaseHTTPRequestHandler):
    """A provider with one order; POST sets states and takes webhooks."""

    told: ClassVar[list[bytes]] = []

    def do_GET(self):
        self.answer(200 if self.path == "/orders/7" else 404)

    def do_POST(self):
        self.told.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Orders)
    Orders.told.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def verify_officially(broker_url, service, version, *, branch="main", selectors=None, **options):
    """Verify with pact-python's verifier, which publishes the result."""
    script = """
import json, sys
from pact import Verifier
told = json.loads(sys.argv[1])
verifier = Verifier("orders", host="127.0.0.1").add_transport(url=told["service"])
verifier.state_handler(told["service"], body=True)
source = verifier.broker_source(told["broker"], selector=True)
source.provider_branch(told["branch"]) if told["branch"] else None
if told["pending"]:
    source.include_pending()
if told["wip"]:
    source.include_wip_since(told["wip"])
for selector in told["selectors"]:
    source.consumer_version(**selector)
source.build()
verifier.set_publish_options(told["version"], None, told["branch"], [])
verifier.verify()
"""
    told = {
        "broker": broker_url,
        "service": service,
        "version": version,
        "branch": branch,
        "selectors": selectors or [{"main_branch": True}],
        "pending": options.get("pending", False),
        "wip": options.get("wip"),
    }
    return subprocess.run(
        [sys.executable, "-c", script, json.dumps(told)],
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_whole_life_from_publish_to_deploy_break_and_fix(broker_url, service, tmp_path):
    pact = write_pact(tmp_path)
    run(broker_url, "create-environment", "--name", "production", "--production")
    body = '{"version": "${pactbroker.providerVersionNumber}"}'
    hook = ("--request", "POST", "--provider-verification-failed", "--data", body)
    run(broker_url, "publish", pact, "-a", "1", "--branch", "main", "--tag", "dev")
    run(broker_url, "create-webhook", service, *hook, "--consumer", "web", "--provider", "orders")
    to_production = ("--to-environment", "production")
    run(broker_url, "can-i-deploy", "-a", "web", "-e", "1", *to_production, status=1)

    done = verify_officially(broker_url, service, "10")
    assert done.returncode == 0, done.stderr[-2000:]
    run(broker_url, "can-i-deploy", "-a", "orders", "-e", "10", *to_production)
    run(broker_url, "record-deployment", "-a", "orders", "-e", "10", "--environment", "production")
    run(broker_url, "can-i-deploy", "-a", "web", "-e", "1", *to_production)
    run(broker_url, "record-deployment", "-a", "web", "-e", "1", "--environment", "production")

    broken = write_pact(tmp_path, path="/orders/8")
    run(broker_url, "publish", broken, "-a", "2", "--branch", "main")
    assert verify_officially(broker_url, service, "11").returncode != 0
    told = run(broker_url, "can-i-deploy", "-a", "web", "-e", "2", *to_production, status=1)
    assert "There is no verified pact between version 2 of web" in told
    ours = ("can-i-deploy", "--pacticipant", "web", "--version", "2", "--to", "production")
    why = run(broker_url, *ours, program="pactwright", status=1)
    assert "web (2) → orders (10): not verified" in why

    fixed = write_pact(tmp_path)
    run(broker_url, "publish", fixed, "-a", "3", "--branch", "main")
    run(broker_url, "can-i-deploy", "-a", "web", "-e", "3", *to_production)
    run(broker_url, "create-version-tag", "-a", "web", "-e", "3", "--tag", "prod")
    for _ in range(100):
        if Orders.told[-1:] == [b'{"version": "11"}']:
            break
        threading.Event().wait(0.1)
    assert b'{"version": "11"}' in Orders.told


def test_our_gate_names_the_interaction_that_failed_in_production(broker_url, service, tmp_path):
    run(broker_url, "create-environment", "--name", "production", "--production")
    run(
        broker_url, "publish", write_pact(tmp_path, path="/orders/8"), "-a", "1", "--branch", "main"
    )
    assert verify_officially(broker_url, service, "10").returncode != 0
    run(broker_url, "record-deployment", "-a", "orders", "-e", "10", "--environment", "production")
    ours = ("can-i-deploy", "--pacticipant", "web", "--version", "1", "--to", "production")
    why = run(broker_url, *ours, program="pactwright", status=1)
    assert "no: web 1 to production" in why
    assert "web (1) → orders (10): verification failed since 20" in why
    assert "reads an order" in why
    assert "fix: pactwright verify --broker" in why


def test_a_pending_failure_does_not_fail_the_build_and_is_published(broker_url, service, tmp_path):
    run(
        broker_url, "publish", write_pact(tmp_path, path="/orders/8"), "-a", "1", "--branch", "main"
    )
    done = verify_officially(broker_url, service, "10", pending=True)
    assert done.returncode == 0, done.stderr[-2000:]
    summary = ask(broker_url, "GET", "/verification-results/consumer/web/version/1/latest")
    assert (summary["success"], summary["providerSummary"]["failed"]) == (False, ["orders"])


def test_work_in_progress_is_offered_until_it_was_asked_for(broker_url, service, tmp_path):
    run(broker_url, "publish", write_pact(tmp_path), "-a", "1", "--branch", "main")
    run(
        broker_url,
        "publish",
        write_pact(tmp_path, path="/orders/8"),
        "-a",
        "2",
        "--branch",
        "feat/x",
    )
    done = verify_officially(broker_url, service, "10", pending=True, wip="2020-01-01")
    assert done.returncode == 0, done.stderr[-2000:]
    body = {
        "providerVersionBranch": "main",
        "includeWipPactsSince": "2020-01-01",
        "consumerVersionSelectors": [{"mainBranch": True}],
    }
    found = ask(broker_url, "POST", "/pacts/provider/orders/for-verification", body)
    properties = [one["verificationProperties"] for one in found["_embedded"]["pacts"]]
    assert [(one["pending"], one.get("wip", False)) for one in properties] == [
        (False, False),
        (True, True),
    ]


def test_every_subcommand_of_the_official_client_works(broker_url, tmp_path):
    pact = write_pact(tmp_path)
    run(broker_url, "publish", pact, "-a", "1", "--branch", "feat/x", "--tag", "dev")
    run(broker_url, "create-environment", "--name", "test", "--display-name", "Test")
    environment = ask(broker_url, "GET", "/environments")["_embedded"]["environments"][0]
    uuid = environment["uuid"]
    assert "web" in run(broker_url, "list-latest-pact-versions")
    assert uuid in run(broker_url, "list-environments")
    assert "Test" in run(broker_url, "describe-environment", "--uuid", uuid)
    run(broker_url, "update-environment", "--uuid", uuid, "--name", "test", "--display-name", "T")
    run(broker_url, "record-release", "-a", "web", "-e", "1", "--environment", "test")
    run(broker_url, "record-deployment", "-a", "web", "-e", "1", "--environment", "test")
    assert "1" in run(broker_url, "describe-version", "-a", "web", "--environment", "test")
    run(broker_url, "record-undeployment", "-a", "web", "--environment", "test")
    run(broker_url, "record-support-ended", "-a", "web", "-e", "1", "--environment", "test")
    run(broker_url, "can-i-merge", "-a", "web", "-e", "1", status=1)
    main = ("--main-branch", "main", "--repository-url", "https://example.test/web")
    run(broker_url, "create-or-update-pacticipant", "--name", "web", *main)
    run(broker_url, "create-or-update-pacticipant", "--name", "new", "--display-name", "New")
    assert "example.test" in run(broker_url, "describe-pacticipant", "--name", "web")
    assert "new" in run(broker_url, "list-pacticipants", "--output", "json")
    assert re.search(r'"new" +┆ "New"', run(broker_url, "list-pacticipants"))
    run(broker_url, "create-environment", "--name", "plain")
    assert re.search(r"plain +┆ plain +┆ false", run(broker_url, "list-environments"))
    run(broker_url, "create-or-update-version", "-a", "web", "-e", "2", "--branch", "feat/y")
    run(broker_url, "create-version-tag", "-a", "web", "-e", "2", "--tag", "prod")
    assert "prod" in run(broker_url, "describe-version", "-a", "web", "-e", "2")
    run(broker_url, "delete-version-tag", "-a", "web", "-e", "2", "--tag", "prod")
    assert "web" in run(broker_url, "get-pacts", "--provider", "orders", "--branch", "feat/x")
    forms = ((), ("--latest",), ("--branch", "feat/x"), ("--branch", "feat/x", "--latest"))
    for asked in forms:
        run(broker_url, "get-pacts", "--provider", "orders", "--consumer", "web", *asked)
    assert "order 7 exists" in run(
        broker_url, "provider-states", "list", "--provider", "orders", "--branch", "feat/x"
    )
    run(broker_url, "delete-branch", "-a", "web", "--branch", "feat/x")
    hook = "9999ad3e-dd4b-4b0b-a73f-c7b0b9ffb9f3"
    run(broker_url, "create-or-update-webhook", "https://example.test/", "--uuid", hook,
        "--request", "POST", "--contract-published")  # fmt: skip
    assert '"logs":"POST https://example.test/' in run(broker_url, "test-webhook", "--uuid", hook)
    run(broker_url, "delete-webhook", "--uuid", hook)
    run(broker_url, "delete-environment", "--uuid", uuid)


DOCUMENT = """
openapi: 3.0.3
info: {title: orders, version: "1"}
paths:
  /orders/7: {get: {responses: {"200": {description: ok}}}}
"""


def publish_document(broker_url, folder, version, *options):
    file = folder / "openapi.yaml"
    file.write_text(DOCUMENT)
    command = [BIN / "pact", "pactflow", "publish-provider-contract", file, "--provider", "orders"]
    told = ("--provider-app-version", version, "--content-type", "application/yaml", *options)
    done = subprocess.run(
        [*command, *told],
        env={**os.environ, **QUIET, "PACT_BROKER_BASE_URL": broker_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_official_client_publishes_a_provider_contract_that_the_gate_weighs(
    broker_url, tmp_path
):
    run(broker_url, "publish", write_pact(tmp_path), "-a", "1", "--branch", "main")
    report = tmp_path / "report.txt"
    report.write_text("fine")
    told = publish_document(
        broker_url, tmp_path, "7", "--branch", "main", "--tag", "dev", "--verification-exit-code",
        "0", "--verification-results", report, "--verification-results-content-type",
        "text/plain", "--verifier", "schemathesis", "--verifier-version", "4",
    )  # fmt: skip
    assert "Created orders version 7 with branch main" in told
    assert "Pacts by conformance: 1 hold, 0 fail, 0 unknown" in told
    run(broker_url, "create-environment", "--name", "production", "--production")
    run(broker_url, "record-deployment", "-a", "orders", "-e", "7", "--environment", "production")
    asked = ("can-i-deploy", "-a", "web", "-e", "1", "--to-environment", "production")
    assert "conformance" in run(broker_url, *asked)
    moved = tmp_path / "moved"
    moved.mkdir()
    run(broker_url, "publish", write_pact(moved, path="/orders/8"), "-a", "2")
    refused = run(broker_url, "can-i-deploy", "-a", "web", "-e", "2", *asked[5:], status=1)
    assert "the pact does not fit the provider's API document in 1 place" in refused
    assert "send selfVerificationResults" in publish_document(broker_url, tmp_path, "8")
