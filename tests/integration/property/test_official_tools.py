"""The official Pact tools pass over what stands beside a pact, without a word.

The official verifier reads every file directly in a folder, whatever its name, and fails on what
is no JSON object: that is why property files and kept cases are JSON in the shape they have.
"""

import json
import subprocess
import sysconfig
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pactwright.model.interaction import HttpInteraction, PactDocument, Request, Response
from pactwright.model.wire import WireRequest
from pactwright.pactfile.write import format_pact
from pactwright.property.cases import Case, CasesFile, Step
from pactwright.property.cases_text import format_cases
from pactwright.property.collect import Collector, mark_document
from pactwright.property.write import format_property_file

PACT = Path(sysconfig.get_path("scripts"), "pact")
DOCUMENT = {"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}


PUBLISHED = []


class Answers(BaseHTTPRequestHandler):
    """A provider that answers 200, and a broker that notes what is published."""

    def do_GET(self):
        links = {"pb:publish-contracts": {"href": f"http://{self.headers['host']}/publish"}}
        self._answer(json.dumps({"_links": links}).encode())

    def do_POST(self):
        PUBLISHED.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self._answer(b'{"notices": [], "_links": {}, "_embedded": {}}')

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/hal+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path):
    """A folder with a pact alone."""
    path = tmp_path / "pacts"
    path.mkdir()
    (path / "web-shop.json").write_bytes(format_pact(pact()))
    return path


def pact():
    interaction = HttpInteraction(
        description="reads a", request=Request(path="/a"), response=Response(status=200)
    )
    return PactDocument(consumer="web", provider="shop", interactions=(interaction,))


def add_ours(folder):
    properties = Collector(DOCUMENT, mark_document(DOCUMENT, path="openapi.yaml")).collect(pact())
    assert properties.operations
    (folder / "web-shop.properties.yaml").write_bytes(format_property_file(properties))
    case = Case(
        fingerprint="0123456789ab",
        side="provider",
        check="c",
        operation="GET /a",
        message="m",
        steps=(Step(request=WireRequest(method="GET", path="/a")),),
        first_seen=date(2026, 11, 21),
    )
    cases = CasesFile(consumer="web", provider="shop", cases=(case,))
    (folder / "web-shop.cases.yaml").write_bytes(format_cases(cases))


def run(*arguments):
    done = subprocess.run(
        [str(PACT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PACT_DO_NOT_TRACK": "true", "NO_COLOR": "1"},
    )
    return done.returncode, done.stdout + done.stderr


def verify(folder, port):
    status, text = run(
        *("verifier", "--dir", str(folder), "--provider-name", "shop", "--no-colour"),
        *("--hostname", "127.0.0.1", "--port", str(port)),
    )
    told = [line for line in text.splitlines() if "(" not in line and "metrics" not in line]
    return status, told


def test_the_verifier_says_the_same_with_ours_beside_the_pact(folder, port):
    before = verify(folder, port)
    assert before[0] == 0
    add_ours(folder)
    assert verify(folder, port) == before
    assert not [line for line in before[1] if "ERROR" in line or "WARN" in line]


def test_the_verifier_would_fail_on_text_of_another_kind(folder, port):
    (folder / "web-shop.properties.yaml").write_text("properties: 1\n")
    status, told = verify(folder, port)
    assert status == 1
    assert any("Failed to parse Pact JSON" in line for line in told)


def test_the_library_verifies_the_pact_alone(folder, port, monkeypatch):
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")
    from pact import Verifier

    add_ours(folder)
    verifier = Verifier("shop", host="127.0.0.1").add_transport(url=f"http://127.0.0.1:{port}")
    verifier.add_source(folder)
    verifier.verify()
    told = "".join(verifier.output(strip_ansi=True))
    assert told.count("Verifying a pact between web and shop") == 1
    assert told.count("Verifying a pact") == 1


def test_the_client_of_the_broker_publishes_the_pact_alone(folder, port):
    add_ours(folder)
    PUBLISHED.clear()
    run(
        *("broker", "publish", str(folder), "--broker-base-url", f"http://127.0.0.1:{port}"),
        *("--consumer-app-version", "1"),
    )
    (published,) = PUBLISHED
    assert [one["providerName"] for one in published["contracts"]] == ["shop"]
