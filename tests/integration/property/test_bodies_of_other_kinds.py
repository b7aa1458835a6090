"""Forms, multipart bodies, bytes and texts vary as the pact and the API document allow."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from replaying import findings_of, replay
from uploads_service import BUGS, DOCUMENT, ERRORS, create_app, read_uploads_pact

from pactwright.property.profile import CI, THOROUGH

pytestmark = pytest.mark.usefixtures("quiet")


def _replay(bugs=(), **words):
    return replay(read_uploads_pact(), DOCUMENT, {}, app=create_app(bugs), **words)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("first", [True, False])
def test_what_only_another_body_shows_is_found(seed, first):
    # A crash at the lowest age hides what else is wrong with most of the bodies.
    bugs = [bug for bug in BUGS if (bug == "a part at its bound") is first]
    messages = " ".join(one.message for one in findings_of(_replay(bugs, seed=seed)))
    raised = set(re.findall(r"\w+", messages)) & {one.__name__ for one in ERRORS.values()}

    assert raised == {ERRORS[bug].__name__ for bug in bugs}


@pytest.mark.parametrize("profile", [CI, THOROUGH], ids=lambda one: one.name)
def test_a_service_that_takes_them_all_has_no_finding(profile):
    replayed = _replay(profile=profile)

    assert [(one.operation, one.message) for one in findings_of(replayed)] == []
    assert [note for one in replayed for note in one.result.notes] == []
    operations = replayed[: len(DOCUMENT["paths"])]
    assert min(one.result.cases for one in operations) > 5


def test_a_kept_body_of_bytes_is_sent_again_as_it_was():
    before = _replay(["the longest bytes"])
    kept = [case for one in before for case in one.cases]
    again = _replay(["the longest bytes"], kept=kept)

    assert [one.id for one in findings_of(again)] == [one.fingerprint for one in kept]
    assert len(kept[0].steps[0].request.body) == 300
