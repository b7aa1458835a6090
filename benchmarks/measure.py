"""Runs one measurement in a process of its own, so that its time and memory are its own."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one measurement took: wall and CPU seconds, peak resident memory in MB."""

    seconds: float
    cpu: float
    memory: float


def measure_call(call: Callable[[], object]) -> None:
    """Call, and print what the call itself took; for the child process."""
    start, cpu = time.perf_counter(), time.process_time()
    call()
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    print("MEASURED", json.dumps({**took, "memory": peak_memory()}))


def peak_memory() -> float:
    """Return the peak resident memory of this process in MB; 0 where the system does not tell."""
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
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{output.decode(errors='replace')[-3000:]}")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(
        seconds=time.perf_counter() - start,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / scale,
    )


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
