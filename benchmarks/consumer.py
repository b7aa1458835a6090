"""Consumer tests side by side with the pattern that pact-python documents.

Each figure is a whole `pytest` process, the median of several. The documented pattern makes one
pact per test and merges it into the pact file when the test ends; `pytest alone` runs as many
tests that do nothing. The ratios of the table leave the cost of `pytest alone` out; what is
expected at the end is asked of whole processes. Plugins that neither needs are off in all three.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from measure import Run, judge, median_run, run_command, show_table

OURS = """
from pactwright import Pact, each_like, integer, regex
import http.client

orders = Pact(consumer="web", provider="orders")


def read(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status
"""
OUR_TEST = """

@orders.interaction(
    given="order NUMBER exists",
    request=orders.get("/orders/NUMBER", headers={"Accept": "application/json"}),
    response=orders.ok(
        {"id": integer(NUMBER), "lines": each_like({"sku": regex("[A-Z]+", example="A")})}
    ),
)
def test_reads_order_NUMBER(mock):
    assert read(int(mock.url.rpartition(":")[2]), "/orders/NUMBER") == 200
"""
STOCK = """
from pathlib import Path
import http.client
import pytest
from pact import Pact, match


LINE = {"sku": match.regex("A", regex="[A-Z]+")}


@pytest.fixture
def pact():
    pact = Pact("web", "orders").with_specification("V4")
    yield pact
    pact.write_file(Path(__file__).parent / "pacts")


def read(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status
"""
STOCK_TEST = """

def test_reads_order_NUMBER(pact):
    (
        pact.upon_receiving("reads order NUMBER")
        .given("order NUMBER exists")
        .with_request("GET", "/orders/NUMBER")
        .with_header("Accept", "application/json")
        .will_respond_with(200)
        .with_body({"id": match.int(NUMBER), "lines": match.each_like(LINE, min=1)})
    )
    with pact.serve() as server:
        assert read(server.port, "/orders/NUMBER") == 200
"""
ALONE = ""
ALONE_TEST = """

def test_reads_order_NUMBER():
    assert str(NUMBER) == "NUMBER"
"""
OFF = ("randomly", "cacheprovider", "schemathesis", "asyncio", "anyio", "timeout", "xdist")
MODES = {
    "stock": ("pact-python, merge per test", STOCK, STOCK_TEST),
    "ours": ("pactwright", OURS, OUR_TEST),
    "alone": ("pytest alone", ALONE, ALONE_TEST),
}


def run_tests(mode: str, size: int) -> Run:
    """Run as many consumer tests in a process of their own; the pact must hold them all."""
    _, head, test = MODES[mode]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text("[tool.pactwright]\n", encoding="utf-8")
        text = head + "".join(test.replace("NUMBER", str(number)) for number in range(size))
        (folder / "test_orders.py").write_text(text, encoding="utf-8")
        plugins = [f"no:{name}" for name in OFF]
        options = [word for plugin in plugins for word in ("-p", plugin)]
        command = [sys.executable, "-m", "pytest", "-q", *options]
        # As in every run but the first, the test module is compiled already.
        run_command([*command, "--collect-only"], cwd=folder)
        run = run_command(command, cwd=folder)
        if mode != "alone":
            pact = (folder / "pacts" / "web-orders.json").read_text(encoding="utf-8")
            assert pact.count('"Synchronous/HTTP"') == size
    return run


def compare(size: int, repeat: int) -> dict[str, Run]:
    """Measure every mode with this many tests, and print the table."""
    runs = {mode: median_run(lambda m=mode: run_tests(m, size), repeat=repeat) for mode in MODES}
    rows = [
        (
            MODES[mode][0],
            f"{run.seconds:,.2f}",
            f"{run.cpu:,.2f}",
            f"{(run.cpu - runs['alone'].cpu) * 1000 / size:,.2f}",
            f"{run.memory:,.0f}",
            f"{gain(runs, mode):,.1f}",
        )
        for mode, run in runs.items()
    ]
    columns = ("", "wall s", "CPU s", "own CPU ms a test", "peak MB", "stock / own CPU")
    show_table(f"{size} consumer tests, medians of {repeat}", columns, rows)
    return runs


def gain(runs: dict[str, Run], mode: str) -> float:
    """Return how many times less CPU than the stock pattern a mode takes, pytest left out."""
    own = runs[mode].cpu - runs["alone"].cpu
    return (runs["stock"].cpu - runs["alone"].cpu) / own if own > 0 else 0.0


def main() -> None:
    """Measure, print, and exit with 1 when an expectation is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    for mode in MODES:
        run_tests(mode, 1)  # so that no measurement pays for compiling modules
    runs = {size: compare(size, options.repeat) for size in options.size}
    largest = max(runs)
    words = f"CPU against merge-per-test at {largest} tests"
    whole = runs[largest]["stock"].cpu / runs[largest]["ours"].cpu
    own = gain(runs[largest], "ours")
    print(f"        {words}, pytest left out: {own:.4g}")
    sys.exit(0 if judge(f"{words}, whole processes", whole, 20, at_least=True) else 1)


if __name__ == "__main__":
    main()
