"""Edits planted in real documents: what an oracle of its own says of them, and what we say.

    python benchmarks/planted.py --edits 1000               # over all pairs' old documents
    python benchmarks/planted.py --edits 50 --only adyen --reader strict --seed 7

Each document is compared with itself, one edit planted. The oracle makes values from the schemas
of the side that sends and puts them before the other side's, with both validators; it shares no
code with the checker. Exit status 1 where the oracle breaks something that is called compatible.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random

import yaml12

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "property"))

from planted_trial import Ground, plant_some  # noqa: E402

PAIRS = ROOT.parent / "shared" / "compat" / "pairs"


def read(folder: Path) -> dict:
    """Return the old document of a pair."""
    path = next(folder.glob("old.*"))
    text = path.read_text()
    return json.loads(text) if path.suffix == ".json" else yaml12.parse_yaml(text)


def main() -> int:
    """Plant the edits and tell what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--only", default="", help="pairs whose name holds this")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=["open", "strict"], default="open")
    chosen = parser.parse_args()
    folders = [path for path in sorted(chosen.pairs.iterdir()) if chosen.only in path.name]
    counts: Counter[tuple] = Counter()
    kinds: Counter[tuple] = Counter()
    missed = []
    for number, folder in enumerate(folders):
        ground = Ground(read(folder), chosen.reader)
        random = Random(f"{chosen.seed} {folder.name}")
        left = chosen.edits // len(folders) + (number < chosen.edits % len(folders))
        while left:
            trial = plant_some(ground, random)
            if trial is None:
                continue
            left -= 1
            counts[trial.breaks, trial.verdict, trial.witnessed] += 1
            kinds[trial.kind, trial.breaks, trial.verdict] += 1
            if trial.breaks and trial.verdict == "compatible":
                missed.append(trial)
                print("MISSED", folder.name, trial, flush=True)
            elif (
                trial.verdict == "compatible"
            ) == trial.breaks or not trial.witnessed & trial.breaks:
                print(
                    "look", folder.name, trial, flush=True
                ) if trial.verdict != "compatible" else None
        print(folder.name, dict(counts), flush=True)
    for (kind, breaks, verdict), count in sorted(kinds.items()):
        print(f"{kind:42} oracle {'breaks' if breaks else 'silent':7} we {verdict:11} {count:5}")
    for (breaks, verdict, witnessed), count in sorted(counts.items()):
        print(
            f"oracle {'breaks' if breaks else 'silent'}, we {verdict}, shown {witnessed}: {count}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
