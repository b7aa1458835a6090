"""The rows of docs/differences.md: each is real, and none is missing."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pact import Verifier

from pactwright.matching.message import compare_message
from pactwright.model.wire import WireMessage
from pactwright.pactfile.parse import parse_pact

TABLE = Path(__file__).parents[3] / "docs" / "differences.md"

# Where the other rows are shown: beside the mutants of their kind.
ELSEWHERE = {"charset", "indexed-rule", "xml-characters"}

MESSAGES = {
    "null-message": ({"contents": {"content": None}}, b"x", False),
    "message-type": ({"contents": {"content": {"a": 1}}}, b'{"a": 1}', True),
}


def test_every_row_is_shown_by_a_test():
    rows = re.findall(r"^\| `([\w-]+)` \|", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(rows) == ELSEWHERE | set(MESSAGES)


@pytest.mark.parametrize(("row", "case"), MESSAGES.items())
def test_messages_differ_as_listed(row, case, tmp_path):
    message, payload, ours = case
    interaction = {"type": "Asynchronous/Messages", "description": row, **message}
    pact = {
        "consumer": {"name": "consumer"},
        "provider": {"name": "provider"},
        "metadata": {"pactSpecification": {"version": "4.0"}},
        "interactions": [interaction],
    }
    data = json.dumps(pact).encode()
    (tmp_path / "pact.json").write_bytes(data)
    expected = parse_pact(data, source="pact").interactions[0].contents
    assert (not compare_message(expected, WireMessage(contents=payload))) is ours
    assert ask_verifier(tmp_path, payload) is not ours


class Producer(BaseHTTPRequestHandler):
    """Answers each request for a message with the server's payload, and no content type."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.payload)))
        self.end_headers()
        self.wfile.write(self.server.payload)

    def log_message(self, *_):
        """Keep quiet."""


def ask_verifier(folder, payload):
    with HTTPServer(("127.0.0.1", 0), Producer) as server:
        server.payload = payload
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        verifier = (
            Verifier("provider", host="127.0.0.1")
            .add_transport(protocol="message", port=server.server_port, path="/")
            .set_coloured_output(enabled=False)
            .add_source(folder)
        )
        with contextlib.suppress(RuntimeError):
            verifier.verify()
        server.shutdown()
        thread.join()
    (result,) = verifier.results["interactionResults"]
    return result["result"] == "OK"
