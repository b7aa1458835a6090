"""What a person sees who watches: the commands on a terminal of their own."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")

CONSUMER = "web [/red] :smile:"

APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""

PROVIDER_TEST = """
from pactwright import Provider
from shop import app

orders = Provider("orders", app=app)
"""

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.pactwright]\n")
    (tmp_path / "shop.py").write_text(APP)
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers/test_orders.py").write_text(PROVIDER_TEST)
    (tmp_path / "pacts").mkdir()
    pact = {
        "consumer": {"name": CONSUMER},
        "provider": {"name": "orders"},
        "interactions": [
            {
                "type": "Synchronous/HTTP",
                "description": "asks",
                "request": {"method": "GET", "path": "/"},
                "response": {"status": 200},
            }
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    (tmp_path / "pacts/one.json").write_text(json.dumps(pact))
    return tmp_path


def on_a_terminal(*arguments, cwd, columns=100):
    """Run the command on a terminal so wide; return its status and all that it showed."""
    import fcntl
    import pty
    import termios

    # The runner of the tests says in the environment how wide its own terminal is.
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "pactwright", *arguments],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(cwd), "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return process.wait(timeout=60), ESCAPES.sub("", shown.decode())


def _read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux tells that the other end is closed
        return b""


@pytest.mark.parametrize(
    "arguments",
    [("verify",), ("verify", "--pact", "pacts", "--app", "shop:app")],
    ids=["through pytest", "directly"],
)
def test_a_live_line_counts_and_a_name_is_shown_as_it_is(project, arguments):
    status, shown = on_a_terminal(*arguments, cwd=project)
    assert status == 0, shown
    assert f"orders ← {CONSUMER}  1 passed" in shown
    assert "1 interaction: 1 passed, 0 failed" in shown


@pytest.mark.parametrize("columns", [80, 200])
def test_no_line_of_the_table_is_wider_than_the_terminal(project, columns):
    status, shown = on_a_terminal("verify", cwd=project, columns=columns)
    assert status == 0
    table = shown[shown.index("consumer  ") :]
    assert max(len(line.rstrip("\r")) for line in table.split("\n")) <= columns


@pytest.mark.parametrize(
    "arguments",
    [
        ("compat", "sales/1.0.0/openapi.yaml", "sales/2.0.0/openapi.yaml"),
        ("conform", "../pacts/web-widgets.json", "--to", "widgets/1.1.0/openapi.yaml"),
    ],
    ids=["compat", "conform"],
)
def test_a_painted_report_says_what_a_plain_one_says(arguments):
    contracts = Path(__file__).parents[2] / "contracts"
    _, painted = on_a_terminal(*arguments, cwd=contracts)
    plain = subprocess.run(
        [sys.executable, "-m", "pactwright", *arguments],
        cwd=contracts,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    ).stdout
    assert plain
    assert painted.split("\r\n")[: plain.count("\n")] == plain.splitlines()
