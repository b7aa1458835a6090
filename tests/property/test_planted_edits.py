"""An edit planted in a real document is called what values of an oracle's own say that it is."""

import json
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from pactwright import compare

sys.path.insert(0, str(Path(__file__).parent))
from planted_trial import Ground, plant_some

PAIRS = Path(__file__).parents[3] / "shared" / "compat" / "pairs"
NAMES = ["adyen-PaymentService-v67-v68", "twilio-twilio_verify_v2-2023-2024"]
EDITS = 60  # benchmarks/planted.py plants a thousand in all pairs
ENOUGH = 0.95

pytestmark = pytest.mark.skipif(not PAIRS.is_dir(), reason="the real documents are not here")


def read(name):
    return json.loads((PAIRS / name / "old.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_an_identical_document_is_silent(name):
    comparison = compare(read(name), read(name))
    assert (comparison.verdict, comparison.findings) == ("compatible", ())


@pytest.mark.parametrize("reader", ["open", "strict"])
@pytest.mark.parametrize("name", NAMES)
def test_no_edit_that_breaks_is_called_compatible_and_most_breaks_are_shown(name, reader):
    ground, random = Ground(read(name), reader), Random(7)
    trials = []
    while len(trials) < EDITS:
        trial = plant_some(ground, random)
        trials += [trial] if trial is not None else []
    breaks = [trial for trial in trials if trial.breaks]
    assert [trial for trial in breaks if trial.verdict == "compatible"] == []
    assert sum(trial.witnessed for trial in breaks) >= ENOUGH * len(breaks)
    assert Counter(trial.breaks for trial in trials)[True] > EDITS // 4
    assert ground.new == ground.old  # every edit was taken back
