"""Under pytest-xdist, in any order and when processes die, the pacts are the same or untouched."""

import os
import signal
import subprocess
import sys
import time

import pytest

PLUGINS = ["-p", "pactwright.plugin", "-p", "xdist.plugin"]
TESTS = """
for index in range(12):
    @declare(f"/{index}", description=f"reads {index}", given=f"{index} exists")
    def test(mock, index=index):
        ask(mock, f"/{index}")

    globals()[f"test_{index}"] = test

@declare("/z", pact=bank)
async def test_bank(mock):
    ask(mock, "/z")
"""


def read_pacts(project):
    return {path.name: path.read_bytes() for path in (project.root / "pacts").iterdir()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["-n", "2"],
        ["-n", "4", "--dist", "loadfile"],
        ["-p", "pytest_randomly", "-n", "0"],
        ["-n", "2", "--dist", "each"],
    ],
)
def test_the_same_bytes_come_from_any_number_of_processes(project, summary, arguments):
    project.write("test_shop.py", TESTS)
    project.write("test_more.py", TESTS.replace("bank)", "bank, given='more')"))
    project.run()
    before = read_pacts(project)
    for path in (project.root / "pacts").iterdir():
        path.unlink()

    result = project.run_apart(*arguments)

    assert read_pacts(project) == before
    assert summary(result) == [
        "web → bank  2 interactions  pacts/web-bank.json written",
        "web → shop  12 interactions  pacts/web-shop.json written",
    ]


def test_groups_of_xdist_do_not_show_in_the_pact(project):
    project.write(
        "test_shop.py",
        "@pytest.mark.xdist_group('g')\n@declare()\ndef test_a(mock):\n    ask(mock)",
    )

    project.run_apart("-n", "2", "--dist", "loadgroup")

    (interaction,) = project.pact()["interactions"]
    assert interaction["comments"]["testname"] == "consumers/test_shop.py::test_a"


def test_a_part_of_the_tests_only_adds_under_xdist_too(project):
    project.write("test_shop.py", TESTS)
    project.run()

    project.run_apart("-n", "2", "-k", "test_3")

    assert len(project.descriptions()) == 12


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_test_that_takes_its_process_down_leaves_the_pact_as_it_was(project, summary, workers):
    project.write("test_shop.py", "@declare()\ndef test_a(mock):\n    ask(mock)\n")
    project.run()
    before = read_pacts(project)
    project.write(
        "test_shop.py",
        """
        import os

        @declare("/b")
        def test_b(mock):
            ask(mock, "/b")

        @declare("/c")
        def test_c(mock):
            os._exit(3)
        """,
    )

    result = project.run_apart("-n", workers, "--max-worker-restart", "0", status=1)

    assert read_pacts(project) == before
    assert len(summary(result)) == 1
    assert (
        "web → shop  pacts/web-shop.json kept as it was: tests 1 of 2 failed" in summary(result)[0]
    )


def test_workers_that_die_before_they_can_tell_are_spoken_of(project, summary):
    project.write("test_shop.py", "import os\nos._exit(3)\n")

    result = project.run_apart("-n", "1", "--max-worker-restart", "0", status=None)

    assert result.ret != 0
    assert summary(result) == [
        "no pact was touched: the workers died before they could tell what they collected"
    ]


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
@pytest.mark.parametrize("arguments", [[], ["-n", "2"]])
def test_an_interrupted_run_leaves_the_pact_as_it_was(project, arguments):
    project.write("test_shop.py", "@declare()\ndef test_a(mock):\n    ask(mock)\n")
    project.run()
    before = read_pacts(project)
    project.write(
        "test_shop.py",
        """
        import pathlib, time

        @declare("/b")
        def test_b(mock):
            ask(mock, "/b")

        @declare("/c")
        def test_c(mock):
            mock.url
            pathlib.Path("started").touch()
            time.sleep(60)
        """,
    )
    # What starts in the background of a shell without job control ignores the signal.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{heed}; import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *PLUGINS, *arguments],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    wait_for(project.root / "started")
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)

    assert process.returncode != 0, output.decode()
    assert read_pacts(project) == before


def wait_for(path):
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.05)
