"""`pactwright publish-provider-contract`: the document goes out, and the gate weighs it."""

from __future__ import annotations

import json
import os
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from e2e_broker_server import BIN, Server

DOCUMENT = """\
openapi: 3.0.3
info: {title: orders, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: an order
          content:
            application/json: {schema: {$ref: "#/components/schemas/Order"}}
components:
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: integer}}}
"""
PACT = {
    "consumer": {"name": "web"},
    "provider": {"name": "orders"},
    "interactions": [
        {
            "description": "reads an order",
            "request": {"method": "GET", "path": "/orders/7"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": "application/json"},
                "body": {"id": 7},
            },
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}


def run(folder, *command, status=0):
    variables = {name: value for name, value in os.environ.items() if "PACT_BROKER" not in name}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**variables, "PACT_BROKER_HTTP_RETRIES": "0"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def pactwright(folder, *arguments, status=0):
    return run(folder, BIN / "pactwright", *arguments, status=status)


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "openapi.yaml": DOCUMENT,
        "contracts/orders/1.0.0/openapi.yaml": DOCUMENT,
        "pacts/web-orders.json": json.dumps(PACT),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "broker").mkdir()
    pactwright(tmp_path, "publish", "--broker", "broker", "--version", "1")
    return tmp_path


SEND = ("publish-provider-contract", "--broker", "broker", "--provider", "orders", "--version")
DEPLOY = ("record-deployment", "--broker", "broker", "--create-environment", "--environment")


def gate(project, status):
    pactwright(project, *DEPLOY, "production", "--pacticipant", "orders", "--version", "7")
    told = ("--pacticipant", "web", "--version", "1", "--to", "production", "--broker", "broker")
    return pactwright(project, "can-i-deploy", *told, status=status)


@pytest.mark.parametrize(
    ("options", "counted", "status"),
    [
        (("--verification-exit-code", "0"), "1 hold, 0 fail, 0 unknown", 0),
        (("--verification-success",), "1 hold, 0 fail, 0 unknown", 0),
        (("--verification-exit-code", "1"), "0 hold, 1 fail, 0 unknown", 1),
        (("--no-verification-success",), "0 hold, 1 fail, 0 unknown", 1),
        ((), "0 hold, 0 fail, 1 unknown", 1),
    ],
)
def test_a_document_counts_as_its_provider_was_checked(project, options, counted, status):
    told = pactwright(project, *SEND, "7", "openapi.yaml", "--branch", "main", *options)
    assert "Created orders version 7 with branch main" in told
    assert f"Pacts by conformance: {counted}" in told
    gate(project, status)


def test_a_pact_that_does_not_fit_is_a_no(project):
    text = DOCUMENT.replace("/orders/{id}", "/sales/{id}")
    (project / "openapi.yaml").write_text(text)
    told = pactwright(project, *SEND, "7", "openapi.yaml", "--verification-success")
    assert "0 hold, 1 fail, 0 unknown" in told
    assert "verification failed" in gate(project, 1)


def test_the_project_s_own_document_is_found(project):
    assert "API document published" in pactwright(project, *SEND, "7")
    told = pactwright(project, *SEND[:3], "--provider", "stock", "--version", "7", status=2)
    assert "stock: the project has no API document of it" in told
    assert "contracts/stock/<version>/openapi.yaml" in told


def test_files_that_the_document_refers_to_go_with_it(project):
    schema = "{type: object, required: [id], properties: {id: {type: integer}}}\n"
    (project / "order.yaml").write_text(schema)
    (project / "openapi.yaml").write_text(
        DOCUMENT.replace("#/components/schemas/Order", "order.yaml")
    )
    told = pactwright(project, *SEND, "7", "openapi.yaml", "--verification-exit-code", "0")
    assert "1 hold, 0 fail, 0 unknown" in told


def test_what_a_version_publishes_never_changes(project):
    pactwright(project, *SEND, "7", "openapi.yaml")
    again = pactwright(project, *SEND, "7", "openapi.yaml", "--verification-success")
    assert "Updated orders version 7" in again
    (project / "openapi.yaml").write_text(DOCUMENT.replace("an order", "one order"))
    told = pactwright(project, *SEND, "7", "openapi.yaml", status=2)
    assert "orders version 7 has another API document already" in told
    assert "hint: what a version publishes never changes" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.yaml",), "none.yaml: no such file"),
        (("pacts/web-orders.json",), "pacts/web-orders.json:1:1"),
        (("openapi.yaml", "--verifier", "x"), "what did the check come to?"),
        (
            ("openapi.yaml", "--verification-success", "--verification-exit-code", "0"),
            "give one of them",
        ),
        (
            ("openapi.yaml", "--verification-success", "--verification-results", "none.txt"),
            "none.txt: no such file",
        ),
    ],
)
def test_wrong_input_is_told_and_nothing_is_sent(project, arguments, told):
    before = sorted(Path(project, "broker").iterdir())
    assert told in pactwright(project, *SEND, "7", *arguments, status=2)
    assert sorted(Path(project, "broker").iterdir()) == before


def test_the_broker_gets_what_the_official_client_sends(project):
    (project / "result.txt").write_text("fine")
    server = Server(f"sqlite:///{project / 'broker.db'}", project)
    check = (
        "--verification-exit-code=0",
        "--verification-results=result.txt",
        "--verification-results-content-type=text/plain",
        "--verification-results-format=text",
        "--verifier=schemathesis",
        "--verifier-version=4.1",
        "--content-type=application/yaml",
        "--provider=orders",
        "--branch=main",
    )
    try:
        official = (BIN / "pact", "pactflow", "publish-provider-contract", "openapi.yaml")
        run(project, *official, "-b", server.url, "-a", "7", *check)
        path = "/contracts/provider/orders/version"
        theirs = server.ask("GET", f"{path}/7")[1]
        ours = ("publish-provider-contract", "openapi.yaml", "--broker", server.url, *check)
        pactwright(project, *ours, "--version", "8")
        mine = server.ask("GET", f"{path}/8")[1]
        # The same document with the same version: a difference would be refused.
        pactwright(project, *ours, "--version", "7")
    finally:
        server.stop()
    for name in ("sha", "contentType", "specification", "selfVerificationResults"):
        assert mine[name] == theirs[name]
    assert mine["selfVerificationResults"]["content"] == "fine"


class Plain(BaseHTTPRequestHandler):
    """Answers like the public Pact Broker, whose index has no such link."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"_links": {"self": {"href": "/"}}}')

    def log_message(self, *_):
        """Say nothing."""


def test_a_broker_that_takes_no_documents_says_so(project):
    with ThreadingHTTPServer(("127.0.0.1", 0), Plain) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        at = ("--broker", f"http://127.0.0.1:{server.server_port}")
        sent = ("publish-provider-contract", "openapi.yaml", "--provider", "orders")
        told = pactwright(project, *sent, *at, "--version", "7", status=2)
        server.shutdown()
    assert "this broker takes no API documents of providers" in told
    assert "hint: publish to a broker of pactwright, or to PactFlow" in told
