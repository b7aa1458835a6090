"""`pytest providers`: one item per interaction, and everything pytest does with items."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pactwright.report.events import decode_event

# No other plugins: they cost seconds in each worker.
QUIET = ("-p", "pactwright", "-p", "xdist", "-W", "error")
QUIET = (*QUIET, "-W", "ignore::pytest.PytestAssertRewriteWarning")
APP = """
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from pactwright import Provider

async def order(request):
    return JSONResponse({"id": int(request.path_params["number"])})

def create_app():
    return Starlette(routes=[Route("/orders/{number}", order)])

orders = Provider("orders", app=create_app)
"""


@pytest.fixture
def project(pytester, pact_bytes, monkeypatch):
    """Write a test file (after the application above) and pacts, and give what runs pytest."""

    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    class Project:
        path = pytester.path

        def write(self, source="", *, name="test_orders.py"):
            (pytester.path / name).write_text(APP + source, encoding="utf-8")

        def pact(self, *interactions, consumer="web", provider="orders"):
            folder = pytester.path / "pacts"
            folder.mkdir(exist_ok=True)
            data = pact_bytes(interactions, consumer=consumer, provider=provider)
            (folder / f"{len(list(folder.iterdir()))}.json").write_bytes(data)

        def run(self, *arguments):
            return pytester.runpytest_inprocess(*QUIET, *arguments)

        def run_apart(self, *arguments):
            """Run pytest as a process of its own, and give its exit status and output."""
            run = subprocess.run(
                [sys.executable, "-m", "pytest", *QUIET, *arguments],
                capture_output=True,
                cwd=pytester.path,
                check=False,
            )
            return run.returncode, run.stdout.decode()

        def events(self, *arguments):
            result = self.run("--pact-events=events", *arguments)
            lines = (pytester.path / "events").read_bytes().splitlines()
            return result, [decode_event(line) for line in lines]

    return Project()


@pytest.fixture
def reads(interaction, body):
    def make(number=7, *, description="reads an order", **fields):
        answer = fields.pop("answer", {"id": number})
        return interaction(
            description,
            request={"path": f"/orders/{number}"},
            response={"body": body(answer)},
            **fields,
        )

    return make


@pytest.fixture
def mixed(project, reads):
    """One interaction that holds, one that does not, one pending, one of another consumer."""
    project.write()
    project.pact(
        reads(description="good"),
        reads(description="bad", answer={"id": 8}),
        reads(description="pending", answer={"id": 8}, pending=True),
    )
    project.pact(reads(description="good"), consumer="batch")
    return project


def test_each_interaction_is_an_item_under_its_consumer(mixed):
    result = mixed.run("--collect-only", "-q")
    assert result.outlines[:4] == [
        "test_orders.py::orders::batch::good",
        "test_orders.py::orders::web::bad",
        "test_orders.py::orders::web::good",
        "test_orders.py::orders::web::pending",
    ]


def test_outcomes_are_pytests(mixed):
    result = mixed.run()
    result.assert_outcomes(passed=2, failed=1, xfailed=1)
    assert result.ret == 1


def test_a_failure_is_told_without_a_traceback(mixed):
    result = mixed.run()
    result.stdout.fnmatch_lines(
        [
            "*web → orders: bad*",
            "✗ web → orders: bad",
            "*$.id*expected*8*got*7*",
            "*repeat: curl -s http://localhost:8000/orders/7",
            "FAILED test_orders.py::orders::web::bad - $.id *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*: *Error*")


def test_a_pending_failure_is_seen_though_it_does_not_fail(mixed):
    result = mixed.run("-k", "pending")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["*pending interactions that fail*", "… web → orders: pending*", "*$.id*8*7*"]
    )


def test_runxfail_lets_pending_failures_fail(mixed):
    mixed.run("-k", "pending", "--runxfail").assert_outcomes(failed=1)


ALL = {"passed": 2, "failed": 1, "xfailed": 1}


@pytest.mark.parametrize(
    ("arguments", "outcomes"),
    [
        (["-k", "good"], {"passed": 2, "deselected": 2}),
        (["-k", "batch"], {"passed": 1, "deselected": 3}),
        (["-k", "web and not pending"], {"passed": 1, "failed": 1, "deselected": 2}),
        (["test_orders.py::orders::batch"], {"passed": 1}),
        (["test_orders.py::orders::web::good"], {"passed": 1}),
        (["-x"], {"passed": 1, "failed": 1}),
        (["--pact-consumer", "batch"], {"passed": 1, "deselected": 3}),
        (["--pact-consumer=batch", "--pact-consumer=web"], ALL),
        (["--pact-description", "^g"], {"passed": 2, "deselected": 2}),
        (["--pact-state", "."], {"deselected": 4}),
        (["--pact-no-state"], ALL),
        (["--pact-key", "k"], {"deselected": 4}),
        (["-n", "2"], ALL),
        (["-n", "2", "--dist", "loadfile"], ALL),
        (["-p", "pytest_randomly", "-p", "no:cacheprovider"], ALL),
    ],
)
def test_options_choose_among_items(mixed, arguments, outcomes):
    mixed.run(*arguments).assert_outcomes(**outcomes)


def test_last_failed_runs_what_failed(mixed):
    mixed.run()
    mixed.run("--lf").assert_outcomes(failed=1, deselected=3)


def test_a_bad_filter_is_a_usage_error(mixed):
    result = mixed.run("--pact-description", "[")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*the description filter '[[]' is not a regular expression*"])


def test_junit_holds_every_interaction(mixed):
    mixed.run("--junitxml=junit.xml")
    suite = ET.parse(mixed.path / "junit.xml").getroot()[0]
    cases = {(case.get("classname"), case.get("name")): case for case in suite}
    assert set(cases) == {
        ("test_orders.orders.batch", "good"),
        ("test_orders.orders.web", "good"),
        ("test_orders.orders.web", "bad"),
        ("test_orders.orders.web", "pending"),
    }
    failure = cases["test_orders.orders.web", "bad"][0]
    assert failure.tag == "failure"
    assert "$.id" in failure.get("message")
    assert "curl -s" in failure.text


@pytest.mark.parametrize("arguments", [(), ("-n", "2")])
def test_results_reach_the_event_log_once_from_any_process(mixed, arguments):
    _, events = mixed.events(*arguments)
    told = sorted((event.consumer, event.description, event.success) for event in events)
    assert told == [
        ("batch", "good", True),
        ("web", "bad", False),
        ("web", "good", True),
        ("web", "pending", False),
    ]
    (bad,) = (event for event in events if event.description == "bad")
    assert bad.mismatches[0].path == "$.id"


ODD = [
    "a::b[c]::d",
    "ends with [",
    "line\nbreak \x1b[31mred\x07",
    "quotes ' \" `x` $HOME ; rm",
    "🎉",
    "🎊 [🎊]",
    "--help -k -x",
    "a/b\\c/../d",
    "x" * 300,
    "x" * 299 + "y",
    "   ",
    "café und Öl — ответ",
    "::error::not for GitHub",
    "same",
    "same ",
]


def test_any_node_id_can_be_pasted_back(project, reads):
    project.write("""
@orders.state("{anything}")
def anything(): ...
""")
    project.pact(
        *(reads(description=text, states=[f"state {text}"]) for text in ODD),
        *(reads(description="params", states=[("s", {"id": n})]) for n in range(2)),
        consumer="web::[x] 🎉",
    )
    collected = project.run("--collect-only", "-q").outlines
    ids = collected[: collected.index("")]
    assert len(set(ids)) == len(ODD) + 2
    for node in ids:
        assert all(sign not in node for sign in " '\"$;[]\\`()*?!&|<>")
    project.run(*ids).assert_outcomes(passed=len(ids))
    for node in ids[::4]:
        project.run(node).assert_outcomes(passed=1)


def test_a_printed_node_id_works_in_a_shell(project, reads):
    project.write()
    project.pact(*(reads(description=text) for text in ODD))
    _, printed = project.run_apart("--collect-only", "-q")
    node = next(line for line in printed.splitlines() if "quotes" in line)
    run = subprocess.run(
        f"{sys.executable} -m pytest {' '.join(QUIET)} {node}",
        shell=True,
        capture_output=True,
        cwd=project.path,
        check=False,
    )
    assert b"1 passed" in run.stdout


def test_control_characters_of_a_pact_do_not_reach_the_terminal(project, reads):
    project.write()
    project.pact(*(reads(description=text, answer={"id": 8}) for text in ODD))
    result = project.run("-v")
    assert "\x1b[31mred" not in result.stdout.str()
    assert "\x07" not in result.stdout.str()
    assert not any(line.startswith("::error::") for line in result.outlines)


@pytest.mark.parametrize(
    ("interactions", "provider", "complaint"),
    [
        (None, None, "*no pact file*"),
        (1, "users", "*there is no pact for provider 'orders'*"),
        (0, "orders", "*the pacts for provider 'orders' hold no interactions*"),
    ],
)
def test_nothing_to_verify_is_an_error(project, reads, interactions, provider, complaint):
    project.write()
    (project.path / "pacts").mkdir()
    if provider is not None:
        project.pact(*[reads()] * interactions, provider=provider)
    result = project.run()
    assert result.ret == 2
    result.stdout.fnmatch_lines([complaint])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_provider_that_is_not_asked_for_needs_no_pact(project, reads):
    project.write("other = Provider('users', app=create_app)")
    project.pact(reads())
    result = project.run()
    assert (result.ret, result.parseoutcomes()) == (2, {"passed": 1, "failed": 1})
    result.stdout.fnmatch_lines(["*there is no pact for provider 'users'*"])
    result = project.run("--pact-provider", "orders")
    assert (result.ret, result.parseoutcomes()) == (0, {"passed": 1})


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "workers"])
def test_a_provider_without_a_pact_fails_alone(project, reads, arguments):
    project.write()
    project.write("", name="test_more.py")
    (project.path / "test_none.py").write_text(
        "from pactwright import Provider\nusers = Provider('users', url='http://localhost:1')\n"
    )
    project.pact(reads())
    result = project.run(*arguments)

    assert (result.ret, result.parseoutcomes()) == (2, {"passed": 2, "failed": 1})
    printed = result.stdout.str()
    assert "test_none.py::users::pact" in printed
    assert "hint: did you mean" not in printed
    assert "the pacts are for 'orders'" in printed
    assert "Traceback" not in printed


def test_a_broken_pact_is_one_clear_error(project, reads):
    project.write()
    project.write(name="test_more.py")
    project.pact(reads())
    (project.path / "pacts" / "broken.json").write_text(
        '{"consumer": {"name": "web"},\n  "provider"'
    )
    result = project.run()
    assert result.ret == 2
    text = result.stdout.str()
    assert "broken.json" in text
    assert text.count("broken.json") == 1
    assert "Traceback" not in text
    assert ".py:" not in text.partition("short test summary")[0]


def test_the_folder_of_pacts_can_be_named(project, reads, pact_bytes):
    project.write()
    elsewhere = project.path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "p.json").write_bytes(pact_bytes([reads()]))
    project.run("--pact-dir", "elsewhere").assert_outcomes(passed=1)
    (project.path / "pyproject.toml").write_text('[tool.pactwright]\npacts = "elsewhere"\n')
    project.run().assert_outcomes(passed=1)


def test_a_provider_is_collected_once_however_it_is_named(project, reads):
    project.write("alias = orders\nclass TestNothing:\n    provider = orders\n")
    project.pact(reads())
    assert project.run("--collect-only", "-q").outlines[0] == (
        "test_orders.py::orders::web::reads-an-order"
    )
    project.run().assert_outcomes(passed=1)


def test_other_tests_stay_as_they_are(project, reads):
    project.write("def test_other(): pass\n@pytest.mark.xfail\ndef test_x(): assert 0\n")
    project.pact(reads())
    project.run().assert_outcomes(passed=2, xfailed=1)


def test_a_service_that_does_not_come_up_is_a_wrong_set_up(project, reads):
    project.write("orders = Provider('orders', command='no-such-program')\n")
    project.pact(reads(1, description="a"), reads(2, description="b"))
    result, events = project.events()
    result.assert_outcomes(errors=2)
    assert result.ret == 2
    result.stdout.fnmatch_lines(["the command's program 'no-such-program' is not found"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert [event.mismatches[0].kind for event in events] == ["transport"] * 2


@pytest.mark.parametrize("arguments", [(), ("-n", "2")])
def test_the_same_goes_for_workers(project, reads, arguments):
    project.write("orders = Provider('orders', url='nowhere')\n")
    project.pact(reads())
    assert project.run(*arguments).ret == 2


def test_providers_need_no_file_of_their_own_to_be_configured(project, reads, served):
    project.write("orders = Provider('orders')\n")
    project.pact(
        {**reads(), "request": {"method": "GET", "path": "/echo"}, "response": {"status": 200}}
    )
    settings = project.path / "pyproject.toml"
    settings.write_text(f'[tool.pactwright.providers.orders]\nurl = "{served}"\n')
    project.run().assert_outcomes(passed=1)
    settings.write_text('[tool.pactwright.providers.orders]\napp = "test_orders:create_app"\n')
    project.run().assert_outcomes(failed=1)


def test_the_environment_goes_before_the_file_and_that_before_the_settings(project, reads, served):
    project.write()
    project.pact(
        {
            **reads(),
            "response": {
                "status": 200,
                "body": {"contentType": "application/json", "content": {"method": "GET"}},
            },
        }
    )
    (project.path / "pyproject.toml").write_text(
        f"""
[tool.pactwright.providers.orders]
url = "http://127.0.0.1:1"
[tool.pactwright.environments.live.providers.orders]
url = "{served}"
"""
    )
    project.run().assert_outcomes(failed=1)  # the file's own application answers otherwise
    project.run("--pact-environment", "live").assert_outcomes(passed=1)
    result = project.run("--pact-environment", "love")
    result.stdout.fnmatch_lines(["*environment 'love' is not known*", "*did you mean 'live'?*"])


def test_workers_take_turns_at_a_service_they_share(project, interaction, served):
    project.write(f"""
import time, pathlib
shared = Provider("shared", url="{served}")
@shared.state("alone")
def alone():
    mark = pathlib.Path(r"{project.path}", "mark")
    mark.touch(exist_ok=False)
    time.sleep(0.05)
    yield
    mark.unlink()
orders = None
""")
    request = {"path": "/status/200"}
    project.pact(
        *(interaction(f"{n}", states=["alone"], request=request) for n in range(8)),
        provider="shared",
    )
    project.run("-n", "2").assert_outcomes(passed=8)


def test_the_repositorys_own_format_of_events_is_plain_json(mixed):
    mixed.run("--pact-events=events")
    for line in Path(mixed.path, "events").read_text().splitlines():
        assert json.loads(line)["event"] == "result"
