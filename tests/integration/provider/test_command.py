"""A service behind a command: started, waited for, watched, and stopped with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest
from pactwright.provider import guard
from pactwright.provider.command import CommandTransport, is_open, split_command
from pactwright.provider.failure import StepError

GET = WireRequest(method="GET", path="/status/200")


@pytest.fixture
def script(tmp_path):
    """Write a Python program, and give the command that runs it with some arguments."""

    def write(source: str, *arguments: str) -> list[str]:
        file = tmp_path / "service.py"
        file.write_text(textwrap.dedent(source))
        return [sys.executable, str(file), *arguments]

    return write


@pytest.fixture
def opened():
    with contextlib.ExitStack() as stack:

        def open_(*args, **kwargs):
            transport = CommandTransport(*args, **kwargs)
            stack.callback(transport.close)
            return transport

        yield open_


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    state = Path(f"/proc/{pid}/stat")
    # A process that nobody has asked for its exit status is dead, though its number remains.
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _port_of(transport):
    return int(transport.base_url.rpartition(":")[2])


def test_the_service_is_up_in_the_block_and_gone_after_it(echo_command):
    transport = CommandTransport(echo_command)
    assert transport.send(GET, timeout=10).status == 200
    transport.close()
    assert not is_open("127.0.0.1", _port_of(transport))
    transport.close()


def test_a_command_may_be_a_line_of_text(opened, echo_command):
    line = " ".join(f'"{word}"' for word in echo_command)
    assert opened(line).send(GET, timeout=10).status == 200


def test_the_port_is_in_the_environment_too(opened, script, echo_command):
    source = f"""
        import os, runpy, sys
        sys.argv = ["echo", os.environ["PORT"]]
        runpy.run_path({echo_command[1]!r}, run_name="__main__")
    """
    assert opened(script(source)).send(GET, timeout=10).status == 200


def test_the_folder_is_the_working_directory(opened, tmp_path, echo_command):
    (tmp_path / "here.py").write_bytes(Path(echo_command[1]).read_bytes())
    transport = opened([sys.executable, "here.py", "{port}"], folder=tmp_path)
    assert transport.send(GET, timeout=10).status == 200


def test_the_tools_beside_the_interpreter_are_found(opened, echo_command, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    name = Path(sys.executable).name
    assert opened([name, *echo_command[1:]]).send(GET, timeout=10).status == 200


def test_a_fixed_url_says_where_the_service_listens(opened, echo_command, free_port):
    port = free_port()
    transport = opened([*echo_command[:2], str(port)], url=f"http://127.0.0.1:{port}/status")
    request = WireRequest(method="GET", path="/404")
    assert transport.send(request, timeout=10).status == 404


def test_a_url_may_have_the_chosen_port(opened, echo_command):
    transport = opened(echo_command, url="http://localhost:{port}/status")
    assert transport.send(WireRequest(method="GET", path="/404"), timeout=10).status == 404


def test_the_service_is_ready_when_its_path_answers(opened, script):
    source = """
        import http.server, sys, time
        born = time.monotonic()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                ready = time.monotonic() - born > 0.3
                self.send_response(200 if ready else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
    """
    transport = opened(script(source, "{port}"), ready="/health")
    assert transport.send(WireRequest(method="GET", path="/health"), timeout=5).status == 200


def test_a_service_that_never_answers_well_is_told(script):
    source = """
        import http.server, sys
        http.server.HTTPServer(
            ("127.0.0.1", int(sys.argv[1])), http.server.BaseHTTPRequestHandler
        ).serve_forever()
    """
    with pytest.raises(PactwrightError, match=r"no answer below 400 at /health within 4 s"):
        CommandTransport(script(source, "{port}"), ready="/health", start_timeout=4)


def test_a_service_that_never_listens_is_told_with_its_log_and_stopped(script, tmp_path):
    source = f"""
        import os, time
        open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
        print("waiting for the database", flush=True)
        time.sleep(60)
    """
    with pytest.raises(PactwrightError, match="did not open port") as caught:
        CommandTransport(script(source), start_timeout=4)
    assert "waiting for the database" in caught.value.message
    assert "PORT" in caught.value.hint
    assert not _alive(int((tmp_path / "pid").read_text()))


def test_a_service_that_ends_early_is_told_with_its_log(script):
    with pytest.raises(PactwrightError, match="ended with exit status 3 before it") as caught:
        CommandTransport(script("import sys; print('no licence'); sys.exit(3)"))
    assert "no licence" in caught.value.message


def test_a_port_in_use_is_told_before_anything_starts(echo_command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PactwrightError, match=f"port {port} of 127.0.0.1 is in use already"):
            CommandTransport(echo_command, url=f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("no-such-program {port}", "program 'no-such-program' is not found"),
        (["./missing.sh"], "program './missing.sh' is not found"),
        ("", "the command is empty"),
        ('say "hello', "cannot be split into words"),
    ],
)
def test_what_is_no_command_is_told(command, complaint):
    with pytest.raises(PactwrightError, match=complaint):
        CommandTransport(command)


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(PactwrightError, match="cannot be started"):
        CommandTransport([sys.executable], folder=tmp_path / "missing")


def test_a_command_is_split_without_a_shell():
    words = split_command("serve --port={port} 'a b' $HOME ; rm", 80)
    assert words == ["serve", "--port=80", "a b", "$HOME", ";", "rm"]


DYING = """
    import http.server, os, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            print("out of memory", flush=True)
            os._exit(9)
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_service_that_dies_half_way_is_told_with_its_log(opened, script):
    transport = opened(script(DYING, "{port}"))
    with pytest.raises(StepError):
        transport.send(GET, timeout=5)
    assert transport.notes() == ("the service's log:\n  out of memory",)
    with pytest.raises(StepError, match="the service ended with exit status 9"):
        _wait_until(lambda: transport.send(GET, timeout=5) is None)


CHILDREN = """
    import os, subprocess, sys, time
    sleep = "import signal, time; {ignore}; time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", sleep])
    open(os.path.join({folder!r}, "pids"), "w").write(f"{{os.getpid()}} {{child.pid}}")
    os.rename(os.path.join({folder!r}, "pids"), os.path.join({folder!r}, "ready"))
    exec(open({echo!r}).read(), {{"__name__": "__main__"}})
"""
IGNORE = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def _with_children(script, tmp_path, echo_command, ignore=""):
    source = CHILDREN.format(folder=str(tmp_path), echo=echo_command[1], ignore=ignore or "None")
    return script(source, "{port}")


@pytest.mark.parametrize("ignore", ["", IGNORE])
def test_children_are_stopped_too(script, tmp_path, echo_command, ignore):
    transport = CommandTransport(_with_children(script, tmp_path, echo_command, ignore))
    pids = [int(pid) for pid in (tmp_path / "ready").read_text().split()]
    assert all(map(_alive, pids))
    transport.close()
    _wait_until(lambda: not any(map(_alive, pids)))


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_a_verifier_that_is_killed(script, tmp_path, echo_command, blow):
    command = _with_children(script, tmp_path, echo_command)
    verifier = tmp_path / "verifier.py"
    verifier.write_text(
        f"""
import time
from pactwright.provider.command import CommandTransport
transport = CommandTransport({command!r})
try:
    time.sleep(60)
finally:
    transport.close()
"""
    )
    process = subprocess.Popen([sys.executable, str(verifier)], stderr=subprocess.DEVNULL)
    try:
        _wait_until((tmp_path / "ready").exists)
        pids = [int(pid) for pid in (tmp_path / "ready").read_text().split()]
    finally:
        process.send_signal(blow)
        process.wait(20)
    _wait_until(lambda: not any(map(_alive, pids)))


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("source", "status"),
    [("raise SystemExit(5)", 5), ("import os; os.kill(os.getpid(), 9)", 137), ("", 0)],
)
def test_the_guard_passes_the_exit_status_on(source, status):
    words = [sys.executable, "-m", guard.__name__, sys.executable, "-c", source]
    process = subprocess.Popen(words, stdin=subprocess.PIPE)
    assert process.wait(20) == status
    process.stdin.close()
