"""Verification side by side with pact-python's `Verifier`, in process and over HTTP.

Each figure is the median of runs in processes of their own; the service has its own process
too. `stock, tuned` is the fastest way known to use the stock verifier: files of 50 interactions,
and no certificates loaded. `client alone` sends the same requests and compares nothing.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Run, judge, measure_call, median_run, run_child, run_command, show_table

MODES = {
    "stock": "stock verifier",
    "tuned": "stock, tuned",
    "http": "pactwright, HTTP",
    "raw": "client alone, HTTP",
    "app": "pactwright, in process",
}
FILE_SIZE = 50
LARGE = 10_000


def make_pact(size: int, *, start: int = 0) -> bytes:
    """Return a pact of interactions with rules on a nested body."""
    text = {"combine": "AND", "matchers": [{"match": "type"}]}
    whole = {"combine": "AND", "matchers": [{"match": "integer"}]}
    coded = {"combine": "AND", "matchers": [{"match": "regex", "regex": "[A-Z]{2}-\\d{4}"}]}
    many = {"combine": "AND", "matchers": [{"match": "type", "min": 1}]}
    rules = {"$.id": whole, "$.customer.name": text, "$.lines": many, "$.lines[*].sku": coded}
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"reads order {number}",
            "pending": False,
            "request": {
                "method": "GET",
                "path": f"/orders/{number}",
                "query": {"page": ["1"]},
                "headers": {"Accept": ["application/json"]},
            },
            "response": {
                "status": 200,
                "headers": {"Content-Type": ["application/json"]},
                "body": {"content": order(7), "contentType": "application/json", "encoded": False},
                "matchingRules": {"body": rules},
            },
        }
        for number in range(start, start + size)
    ]
    document = {
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return json.dumps(document).encode()


def order(number: int) -> dict[str, object]:
    """Return the body that the service answers with."""
    lines = [{"sku": "AB-1234", "quantity": 2, "note": None}]
    return {"id": number, "status": "open", "customer": {"name": "Ada"}, "lines": lines}


def answer(path: str) -> bytes:
    found = re.search(r"/orders/(\d+)", path)
    return json.dumps(order(int(found[1]) if found else 0)).encode()


async def application(scope, receive, send):
    """The service as an ASGI application."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = answer(scope["path"])
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Connection(asyncio.Protocol):
    """The service over HTTP: as little as a server can do, so that clients show."""

    def __init__(self):
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            body = answer(head.split(b" ", 2)[1].decode())
            length = b"Content-Length: %d\r\n\r\n" % len(body)
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + body
            )


async def serve():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def run_mode(mode: str, folder: Path, port: int) -> None:
    """Do one measurement; for the child process."""
    whole, parts, url = folder / "whole.json", folder / "parts", f"http://127.0.0.1:{port}"
    if mode in {"stock", "tuned"}:
        run_stock(parts if mode == "tuned" else whole, url, tuned=mode == "tuned")
    elif mode == "raw":
        run_raw(whole, url)
    else:
        run_ours(whole, url=url) if mode == "http" else run_ours(whole, app=application)


def run_ours(file: Path, **target: object) -> None:
    import pactwright
    import pactwright.pactfile.parse
    from pactwright.matching.core import open_library

    open_library()  # all is loaded then, as `import pact` does for the stock verifier
    size = len(json.loads(file.read_bytes())["interactions"])
    verify = pactwright.verify

    def call():
        result = verify(file, **target)
        assert result.success
        assert len(result.results) == size

    measure_call(call)


def run_stock(source: Path, url: str, *, tuned: bool) -> None:
    from pact import Verifier

    def call():
        verifier = Verifier("orders", host="127.0.0.1").add_transport(url=url).add_source(source)
        if tuned:
            verifier.disable_ssl_verification()
        verifier.verify()

    measure_call(call)


def run_raw(file: Path, url: str) -> None:
    import urllib3

    paths = [one["request"]["path"] for one in json.loads(file.read_bytes())["interactions"]]
    pool = urllib3.connection_from_url(url)
    headers = {"Accept": "application/json"}

    def call():
        for path in paths:
            assert pool.request("GET", f"{path}?page=1", headers=headers).status == 200

    measure_call(call)


def write_pacts(folder: Path, size: int) -> None:
    parts = folder / "parts"
    parts.mkdir(parents=True)
    (folder / "whole.json").write_bytes(make_pact(size))
    for start in range(0, size, FILE_SIZE):
        part = make_pact(min(FILE_SIZE, size - start), start=start)
        (parts / f"{start:06}.json").write_bytes(part)


def compare(size: int, repeat: int, port: int) -> dict[str, Run]:
    """Measure every mode with a pact of this size, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "pacts")
        write_pacts(folder, size)
        runs = {
            mode: median_run(
                lambda mode=mode: run_child(__file__, "--mode", mode, str(folder), str(port)),
                repeat=repeat,
            )
            for mode in MODES
        }
    stock = runs["stock"]
    rows = [
        (
            MODES[mode],
            f"{size / run.seconds:,.0f}",
            f"{run.seconds * 1000:,.1f}",
            f"{run.cpu * 1000:,.1f}",
            f"{run.memory:,.0f}",
            f"{stock.seconds / run.seconds:,.1f}",
            f"{stock.cpu / max(run.cpu, 1e-6):,.1f}",
        )
        for mode, run in runs.items()
    ]
    columns = ("", "per second", "wall ms", "CPU ms", "peak MB", "stock / wall", "stock / CPU")
    show_table(f"{size} interactions, medians of {repeat}", columns, rows)
    return runs


def compare_expectations(runs: dict[str, Run], size: int) -> bool:
    """Print what was expected of 1000 interactions, and whether it holds."""
    stock, tuned = runs["stock"].seconds, runs["tuned"].seconds
    ours, raw, app = runs["http"].seconds, runs["raw"].seconds, runs["app"].seconds
    words = f"at {size} interactions"
    met = [
        judge(f"in process against the stock verifier {words}", stock / app, 40, at_least=True),
        judge(f"over HTTP against the stock verifier {words}", stock / ours, 10, at_least=True),
        judge(f"over HTTP against the tuned verifier {words}", tuned / ours, 2, at_least=True),
        judge(f"over HTTP against the client alone {words}", raw / ours, 0.5, at_least=True),
    ]
    return all(met)


def check_large(repeat: int) -> bool:
    """Print the peak memory of 10,000 interactions and the CPU time of `pactwright --help`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "pacts")
        write_pacts(folder, LARGE)
        run = run_child(__file__, "--mode", "app", str(folder), "0")
    command = [sys.executable, "-m", "pactwright", "--help"]
    helped = median_run(lambda: run_command(command), repeat=max(repeat, 5))
    return all(
        [
            judge(f"MB for {LARGE} interactions in process", run.memory, 300, at_least=False),
            judge("ms of CPU for --help", helped.cpu * 1000, 150, at_least=False),
        ]
    )


def main() -> None:
    """Measure, print, and exit with 1 when an expectation is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--mode", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
    if options.mode:
        mode, folder, port = options.mode
        return run_mode(mode, Path(folder), int(port))
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(server.stdout.readline())
        runs = {size: compare(size, options.repeat, port) for size in options.size}
    finally:
        server.terminate()
        server.wait()
    largest = max(runs)
    met = [compare_expectations(runs[largest], largest), check_large(options.repeat)]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
