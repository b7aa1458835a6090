"""Large real documents are compared to the end, alike in every run, silent on themselves."""

from pathlib import Path

import pytest

from pactwright.api.compare import compare
from pactwright.report.comparison.formats import find_format

PAIRS = Path(__file__).resolve().parents[4] / "shared" / "compat" / "pairs"
NAMES = sorted(path.name for path in PAIRS.iterdir()) if PAIRS.is_dir() else []


def documents(name):
    return [next(iter(sorted((PAIRS / name).glob(f"{side}.*")))) for side in ("old", "new")]


def rendered(old, new):
    return find_format("json").render([compare(old, new)])


@pytest.mark.parametrize("name", NAMES)
def test_a_real_pair_is_compared_to_the_end_and_alike_in_every_run(name):
    old, new = documents(name)
    found = compare(old, new)
    assert found.findings
    assert all(each.old.line for each in found.findings if each.old)
    assert len({each.fingerprint for each in found.findings}) == len(found.findings)
    assert find_format("json").render([found]) == rendered(old, new)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_document_says_nothing_against_itself(name):
    for document in documents(name):
        assert compare(document, document).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_nearly_every_break_of_a_real_pair_has_a_witness(name):
    found = compare(*documents(name)).findings
    breaking = [each for each in found if each.verdict == "breaking"]
    assert sum(each.witness is not None for each in breaking) >= 0.95 * len(breaking)
