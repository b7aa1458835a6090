"""The commands, driven as a person drives them: in a process of their own, on a real project."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CLIENT_TEST = """
import httpx
from pactwright import Pact, integer, like, regex

orders = Pact(consumer="web", provider="orders")


@orders.interaction(
    given="order 7 exists",
    request=orders.get("/orders/7", headers={"Authorization": regex(".+", example="Bearer t")}),
    response=orders.ok({"id": integer(7), "note": like("at the door")}),
)
def test_reads_an_order(mock):
    answer = httpx.get(f"{mock.url}/orders/7", headers={"Authorization": "Bearer t"})
    assert answer.json()["id"] == 7
"""

APP = """
import json

STATUS = {status}
ORDERS = {{}}


def app(environ, start_response):
    order = ORDERS.get(environ["PATH_INFO"].rpartition("/")[2])
    status = STATUS if order else "404 Not Found"
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(order or {{"error": "no such order"}}).encode()]
"""

STATES = """
from shop import app as service


def order_exists():
    service.ORDERS["7"] = {"id": 7, "note": "x"}
    yield
    service.ORDERS.clear()


states = {"order 7 exists": order_exists}
"""

PROVIDER_TEST = """
from pactwright import Provider
from shop.app import app
from shop.states import order_exists

orders = Provider("orders", app=app)
orders.state("order 7 exists")(order_exists)
"""

PACT = Path("pacts/web-orders.json")


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path)


def make_project(root, *, status='"200 OK"', provider_test=PROVIDER_TEST):
    files = {
        "pyproject.toml": "[tool.pactwright]\n",
        "consumers/test_web.py": CLIENT_TEST,
        "shop/__init__.py": "",
        "shop/app.py": APP.format(status=status),
        "shop/states.py": STATES,
    }
    if provider_test:
        files["providers/test_orders.py"] = provider_test
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return root


def pactwright(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "pactwright", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_run_writes_the_pact_and_verifies_the_provider(project):
    ran = pactwright("run", cwd=project)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "web → orders: 1 interaction, pacts/web-orders.json written" in ran.stdout
    assert "web       orders               1       1       0" in ran.stdout
    assert ran.stdout.endswith("1 interaction: 1 passed, 0 failed\n")
    assert json.loads((project / PACT).read_text())["consumer"] == {"name": "web"}


def test_a_broken_contract_is_status_1_and_says_what_differs(tmp_path):
    make_project(tmp_path, status='"500 Oops"')
    ran = pactwright("run", cwd=tmp_path)
    assert ran.returncode == 1
    assert "✗ web → orders: reads an order  [state: order 7 exists]" in ran.stdout
    assert "expected 200   got 500" in ran.stdout
    assert "repeat: curl" in ran.stdout
    assert "Bearer ***" in ran.stdout


def test_a_failing_consumer_test_is_status_1_and_shows_pytests_report(project):
    test = project / "consumers/test_web.py"
    test.write_text(CLIENT_TEST.replace("== 7\n", "== 8\n"))
    ran = pactwright("run", cwd=project)
    assert ran.returncode != 0
    assert "assert 7 == 8" in ran.stdout
    assert "web → orders: pacts/web-orders.json not written: tests 1 of 1 failed" in ran.stdout
    assert not (project / PACT).exists()


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory):
    root = make_project(tmp_path_factory.mktemp("finished"))
    assert pactwright("run", cwd=root).returncode == 0
    return root


@pytest.fixture
def with_pact(finished_run, tmp_path):
    """Return a copy of the project after its first run."""
    return Path(shutil.copytree(finished_run, tmp_path / "project"))


DIRECT = ("verify", "--pact", PACT, "--app", "shop.app:app", "--states", "shop.states")


def test_verify_needs_no_configuration(with_pact):
    (with_pact / "pyproject.toml").unlink()
    ran = pactwright(*DIRECT, cwd=with_pact)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("1 interaction: 1 passed, 0 failed\n")


def test_verify_tells_the_missing_state_at_once_with_a_skeleton(with_pact):
    ran = pactwright("verify", "--pact", PACT, "--app", "shop.app:app", cwd=with_pact)
    assert ran.returncode == 1
    assert "order 7 exists" in ran.stdout
    assert "@orders.state(" in ran.stdout


def test_json_and_junit_go_to_standard_output_or_to_a_file(with_pact):
    ran = pactwright(*DIRECT, "--format", "json", cwd=with_pact)
    assert json.loads(ran.stdout)["summary"]["passed"] == 1
    ran = pactwright(*DIRECT, "--format", "junit", "--output", "out/r.xml", cwd=with_pact)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ET.parse(with_pact / "out/r.xml").getroot().find("testsuite").get("tests") == "1"


def test_what_states_print_does_not_mix_with_the_report(with_pact):
    states = with_pact / "shop/states.py"
    states.write_text(states.read_text() + "\nprint('loud')\n")
    ran = pactwright(*DIRECT, "--format", "json", cwd=with_pact)
    assert json.loads(ran.stdout)["success"] is True
    assert ran.stderr == "loud\n"


def test_run_can_give_json_alone_on_standard_output(project):
    ran = pactwright("run", "--format", "json", cwd=project)
    assert json.loads(ran.stdout)["success"] is True
    assert "consumer tests write pacts" in ran.stderr


def test_a_configured_provider_needs_no_test_file(tmp_path):
    make_project(tmp_path, provider_test=None)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pactwright.providers.orders]\napp = "shop.app:app"\nstates = "shop.states"\n'
    )
    ran = pactwright("run", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "1 interaction: 1 passed, 0 failed" in ran.stdout


def test_a_stranger_among_the_pacts_is_told(with_pact):
    (with_pact / "pacts/web-else.json").write_text(
        (with_pact / PACT).read_text().replace('"orders"', '"elsewhere"')
    )
    ran = pactwright("verify", cwd=with_pact)
    assert ran.returncode == 0
    assert "elsewhere: no such provider here" in ran.stdout


def test_arguments_after_two_dashes_go_to_pytest(with_pact):
    ran = pactwright("verify", "--", "-k", "nothing_like_it", cwd=with_pact)
    assert ran.returncode == 2
    assert "no provider to verify" in ran.stderr or "leave no interaction" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "--pactt", "x"), "No such option"),
        (("verify", "--provider", "a", "--provider=b"), "--provider takes one value, and is given"),
        (("verify", "--pact", "n" * 5000, "--app", "shop.app:app"), "nnn…: File name too long"),
        (("publish", "--broker", ".", "--version", "1\udcff"), r"'1\udcff' is no text in UTF-8"),
        (("init", "n" * 5000), "nnn…: File name too long"),
        (("verfy",), "No such command 'verfy'. Did you mean 'verify'?"),
        (("frobnicate",), "No such command 'frobnicate'.\n"),
        (("verify", "--pact", "nowhere.json", "--app", "shop.app:app"), "nowhere.json: no such"),
        (("verify", "--pact", PACT), "one of --app, --url, --command"),
        (("verify", "--pact", PACT, "--app", "a:b", "--url", "http://x"), "one of --app, --url"),
        (("verify", "--app", "shop.app:app"), "--app goes with --pact"),
        (("verify", "--publish"), "--publish goes with --broker"),
        (("verify", "--provider-tag", "x"), "--provider-tag goes with --broker"),
        (
            ("verify", "--broker", ".", "--provider", "orders", "--consumer-version", "2"),
            "--consumer-version goes with one --consumer",
        ),
        (("verify", "--pact", PACT, "--app", "shop.app"), "does not name an object"),
        (("verify", "--pact", PACT, "--app", "shop.app:ap"), "did you mean 'app'?"),
        (("verify", "--pact", PACT, "--app", "nowhere:app"), "no module named 'nowhere'"),
        (("verify", "--pact", PACT, "--app", "shop.app:app", "--provider", "x"), "'x'"),
        (("verify", "--pact", PACT, "--app", "shop.app:app", "--header", "x"), "is not a header"),
        (("verify", "--pact", PACT, "--app", "shop.app:app", "--consumer", "x"), "filters leave"),
        (("verify", "--pact", PACT, "--app", "shop.app:app", "--state", "("), "regular expression"),
        (("verify", "--pact", PACT, "--app", "shop.app:app", "--", "-x"), "do not go with --pact"),
        (("verify", "--pact", PACT, "--app", "x:y", "--timeout", "0"), "Invalid value"),
        (("verify", "--environment", "prod"), "environment 'prod' is not known"),
        (("verify", "--provider", "nobody"), "filters leave no interaction"),
    ],
)
def test_bad_input_is_status_2_with_what_and_what_to_do(with_pact, arguments, said):
    ran = pactwright(*arguments, cwd=with_pact)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert said in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr


def test_a_missing_or_empty_pact_folder_is_status_2(with_pact):
    (with_pact / PACT).unlink()
    ran = pactwright("verify", cwd=with_pact)
    assert (ran.returncode, "no pact file" in ran.stderr) == (2, True)
    (with_pact / "pacts").rmdir()
    ran = pactwright("verify", cwd=with_pact)
    assert (ran.returncode, "no such file or folder" in ran.stderr) == (2, True)
    assert "hint: run `pytest consumers` first" in ran.stderr


def test_a_truncated_pact_is_status_2_with_its_line(with_pact):
    path = with_pact / PACT
    path.write_bytes(path.read_bytes()[:-40])
    for arguments in (DIRECT, ("verify",)):
        ran = pactwright(*arguments, cwd=with_pact)
        assert ran.returncode == 2
        assert re.search(r"web-orders\.json:\d+:\d+: not JSON", ran.stderr)
        assert "Traceback" not in ran.stdout + ran.stderr


def test_a_service_that_is_down_is_a_wrong_set_up_and_named(with_pact):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        ran = pactwright(
            "verify", "--pact", PACT, "--url", url, "--states", "shop.states", cwd=with_pact
        )
    assert ran.returncode == 2
    assert url.removeprefix("http://") in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_unwritable_output_is_status_2(with_pact):
    ran = pactwright(*DIRECT, "--format", "json", "--output", "shop", cwd=with_pact)
    assert ran.returncode == 2


def test_a_project_without_anything_is_status_2(tmp_path):
    ran = pactwright("run", cwd=tmp_path)
    assert ran.returncode == 2
    assert "hint:" in ran.stderr


def test_a_reader_that_goes_away_is_no_traceback(with_pact):
    command = [sys.executable, "-m", "pactwright", *map(str, DIRECT), "--format", "json"]
    with subprocess.Popen(
        command, cwd=with_pact, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors


def test_an_old_terminal_gets_escapes_and_no_traceback(with_pact):
    ran = pactwright("run", cwd=with_pact, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ran.returncode == 0
    assert "\\u2192" in ran.stdout


SLOW = """
import time
from pathlib import Path
from pactwright import Provider
from shop.app import app

orders = Provider("orders", app=app, timeout=60)


@orders.state("order 7 exists")
def slow():
    Path("started").touch()
    try:
        time.sleep(60)
    finally:
        Path("ended").touch()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize(("blow", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_and_a_kill_stop_pytest_too_and_leave_the_pacts(with_pact, blow, status):
    (with_pact / "providers/test_orders.py").write_text(SLOW)
    before = (with_pact / PACT).read_bytes()
    scratch = with_pact / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "pactwright", "verify"],
        cwd=with_pact,
        env={**os.environ, "PYTHONPATH": str(with_pact), "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for(with_pact / "started")
    process.send_signal(blow)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == status
    assert b"Traceback" not in errors
    wait_for(with_pact / "ended")
    assert list(scratch.glob("pactwright-*")) == []
    assert (with_pact / PACT).read_bytes() == before
    assert sorted(path.name for path in (with_pact / "pacts").iterdir()) == [PACT.name]


TWICE = """
import atexit, os, signal, threading
from pactwright.cli.main import main

blow = (os.getpid(), signal.SIGINT)
atexit.register(os.kill, *blow)
threading.Timer(0.5, os.kill, blow).start()
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_a_second_ctrl_c_does_not_tear_the_end(tmp_path):
    command = [sys.executable, "-c", TWICE, "compat", "-", "new.json"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        told = process.stderr.read()  # standard input stays open: the command waits for it
        assert process.wait(timeout=60) == 130, told
    assert told.strip() == "interrupted; nothing was left half-written"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_a_kill_stops_pytest_in_the_background_too(with_pact):
    (with_pact / "providers/test_orders.py").write_text(SLOW)
    process = subprocess.Popen(
        [
            "/bin/sh",
            "-c",
            'trap "" INT; exec "$@"',
            "sh",
            sys.executable,
            "-m",
            "pactwright",
            "verify",
        ],
        cwd=with_pact,
        env={**os.environ, "PYTHONPATH": str(with_pact)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(with_pact / "started")
    process.terminate()
    assert process.wait(timeout=30) == 143
    wait_for(with_pact / "ended")


def wait_for(path):
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path.name} never came")


def test_version_and_help_say_what_there_is(tmp_path):
    assert pactwright("--version", cwd=tmp_path).stdout.startswith("pactwright ")
    for command in ((), ("run",), ("verify",), ("init",)):
        ran = pactwright(*command, "--help", cwd=tmp_path)
        assert (ran.returncode, "Example: pactwright" in ran.stdout) == (0, True)


def gate(project, folder, *, version="1", **options):
    asked = ("--pacticipant", "web", "--version", version, "--broker", folder)
    asked += tuple(f"--{name}={value}" for name, value in options.items())
    return pactwright("can-i-deploy", *asked, cwd=project)


FROM_BROKER = ("verify", "--broker", "broker", "--provider", "orders")


@pytest.fixture
def with_broker(with_pact):
    """Return a project whose pact is published, as web 1, to a broker in a folder."""
    (with_pact / "broker").mkdir()
    told = ("--version", "1", "--branch", "main", "--broker", "broker")
    ran = pactwright("publish", *told, cwd=with_pact)
    assert ran.returncode == 0, ran.stderr
    return with_pact


def test_a_broker_s_pacts_are_verified_and_the_results_published(with_broker):
    build = ("--provider-version", "7", "--provider-branch", "main")

    ran = pactwright(*FROM_BROKER, *build, cwd=with_broker)
    assert (ran.returncode, "published:" in ran.stdout) == (0, False), ran.stdout + ran.stderr
    assert gate(with_broker, "broker").returncode == 1

    filtered = ("--description", "nothing", "--publish")
    ran = pactwright(*FROM_BROKER, *build, *filtered, cwd=with_broker)
    assert (ran.returncode, "leave no interaction" in ran.stderr) == (2, True)
    assert gate(with_broker, "broker").returncode == 1

    ran = pactwright(*FROM_BROKER, *build, "--publish", cwd=with_broker)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "published: web → orders 7 holds" in ran.stdout
    assert gate(with_broker, "broker").returncode == 0, gate(with_broker, "broker").stdout


def test_the_command_that_the_gate_names_mends_what_no_selector_reaches(with_broker):
    to = ("--broker", "broker")
    pactwright(*FROM_BROKER, "--provider-version", "7", "--publish", cwd=with_broker)
    pact = with_broker / PACT
    first = pact.read_text(encoding="utf-8")
    for version, text in (("2", first.replace("reads an order", "reads it")), ("3", first)):
        pact.write_text(text, encoding="utf-8")
        told = ("--version", version, "--branch", "topic", *to)
        assert pactwright("publish", *told, cwd=with_broker).returncode == 0
    there = ("--pacticipant", "orders", "--version", "7", "--environment", "production")
    told = ("--create-environment", *there, *to)
    assert pactwright("record-deployment", *told, cwd=with_broker).returncode == 0

    asked = gate(with_broker, "broker", version="2", to="production")
    assert asked.returncode == 1, asked.stdout
    command = shlex.split(asked.stdout.partition("fix: pactwright ")[2].partition("\n")[0])
    ran = pactwright(*command, cwd=with_broker)
    assert "published: web → orders 7 holds" in ran.stdout, ran.stdout + ran.stderr
    asked = gate(with_broker, "broker", version="2", to="production")
    assert asked.returncode == 0, asked.stdout


def test_a_failure_is_published_as_the_failure_it_is(with_broker):
    direct = ("--app", "shop.app:app", "--provider-version", "8", "--publish")
    ran = pactwright(*FROM_BROKER, *direct, cwd=with_broker)
    assert "published: web → orders 8 fails" in ran.stdout, ran.stdout + ran.stderr
    assert gate(with_broker, "broker").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "--broker", "broker"), "name the provider by --provider"),
        ((*FROM_BROKER, "--pact", PACT), "give no --pact"),
        ((*FROM_BROKER, "--selector", "{"), "is not a consumer version selector"),
        ((*FROM_BROKER, "--selector", "[]"), "it is no object"),
        ((*FROM_BROKER, "--publish"), "--version"),
    ],
)
def test_a_wrong_question_to_a_broker_is_status_2(with_pact, arguments, said):
    ran = pactwright(*arguments, cwd=with_pact)
    assert (ran.returncode, said in ran.stderr) == (2, True), ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
