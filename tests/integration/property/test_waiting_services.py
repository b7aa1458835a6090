import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from replaying import findings_of, replay
from waiting_services import BUGS

from pactwright.property.profile import THOROUGH, Profile

pytestmark = pytest.mark.usefixtures("quiet")

LESS = Profile(name="less", examples=25, stateful=True)


@pytest.mark.parametrize("service", BUGS, ids=lambda one: one.__name__)
def test_a_correct_service_in_which_things_take_time_has_no_finding(service):
    app, document, pact, states = service()
    replayed = replay(pact, document, states, app=app, profile=THOROUGH)

    assert [(one.operation, one.place, one.message) for one in findings_of(replayed)] == []
    assert [note for one in replayed for note in one.result.notes] == []


@pytest.mark.parametrize("service", BUGS, ids=lambda one: one.__name__)
def test_its_planted_bugs_are_found_and_nothing_else(service):
    app, document, pact, states = service(BUGS[service])
    replayed = replay(pact, document, states, app=app, profile=LESS)

    assert {(one.operation, one.kind) for one in findings_of(replayed)} == {*BUGS[service].values()}
