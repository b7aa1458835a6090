"""Runs one measurement in a process of its own, so that its time and memory are its own."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.table import Table

LAUNCHER = Path(__file__).with_name("launch.py")
NEVER = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one measurement took: wall and CPU seconds, peak resident memory in MB.

    `status` is the exit status of a whole process, below zero for one that was stopped.
    """

    seconds: float
    cpu: float
    memory: float
    status: int = 0


def measure_call(call: Callable[[], object]) -> None:
    """Call, and print what the call itself took; for the child process."""
    start, cpu = time.perf_counter(), time.process_time()
    call()
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    print("MEASURED", json.dumps({**took, "memory": peak_memory()}))


def peak_memory() -> float:
    """Return the peak resident memory of this process in MB; 0 where the system does not tell.

    Linux counts it since the program began; `ru_maxrss` would begin with that of the parent.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def run_child(script: str, *arguments: str) -> Run:
    """Run a script that calls `measure_call`, and return what it measured."""
    command = [sys.executable, script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    lines = [line for line in done.stdout.splitlines() if line.startswith("MEASURED ")]
    if done.returncode or not lines:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Run(**json.loads(lines[-1].removeprefix("MEASURED ")))


def run_command(command: Sequence[str], *, cwd: Path | None = None) -> Run:
    """Run a command to its end, and return what the whole process took."""
    with tempfile.TemporaryFile() as sink:
        run = launch(command, sink, errors=subprocess.STDOUT, cwd=cwd)
        sink.seek(0)
        output = sink.read()
    if run.status:
        sys.exit(f"{' '.join(command)} failed:\n{output.decode(errors='replace')[-3000:]}")
    return run


def launch(
    command: Sequence[str],
    sink: IO[bytes],
    *,
    errors: int = subprocess.DEVNULL,
    cwd: Path | None = None,
    seconds: float = NEVER,
) -> Run:
    """Run a command, its output written to `sink`, and return what it took till its end.

    It is stopped after so many seconds; what it took till then is told all the same.
    """
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as told:
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(writing), str(seconds)]
        subprocess.run(
            [*launcher, *command],
            cwd=cwd,
            stdout=sink,
            stderr=errors,
            env=environment(),
            pass_fds=[writing],
            check=True,
        )
        os.close(writing)
        return Run(**json.loads(told.read()))


def environment() -> dict[str, str]:
    """Return the environment of every measurement: compiled modules are kept, as is usual."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PACT_DO_NOT_TRACK": "true", "PYTHONWARNINGS": "ignore"}


def median_run(measure: Callable[[], Run], *, repeat: int) -> Run:
    """Return the medians of several measurements."""
    runs = [measure() for _ in range(repeat)]
    return Run(
        seconds=statistics.median(run.seconds for run in runs),
        cpu=statistics.median(run.cpu for run in runs),
        memory=statistics.median(run.memory for run in runs),
    )


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their columns; the first column is words, the others numbers."""
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index == 0 else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def judge(what: str, value: float, limit: float, *, at_least: bool) -> bool:
    """Print one expectation and whether it is met; return that."""
    met = value >= limit if at_least else value <= limit
    sign = "at least" if at_least else "at most"
    print(f"{'met   ' if met else 'MISSED'}  {what}: {value:.4g} (expected {sign} {limit:g})")
    return met
