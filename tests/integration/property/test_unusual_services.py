import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from replaying import findings_of, replay
from unusual_services import SERVICES

from pactwright.property.profile import CI, THOROUGH

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.mark.parametrize("profile", [CI, THOROUGH], ids=lambda one: one.name)
@pytest.mark.parametrize("name", SERVICES)
def test_a_correct_service_of_unusual_ways_has_no_finding(name, profile):
    app, document, pact, states = SERVICES[name]()
    replayed = replay(pact, document, states, app=app, profile=profile)

    assert [(one.operation, one.place, one.message) for one in findings_of(replayed)] == []
    assert [note for one in replayed for note in one.result.notes] == []
    assert sum(one.result.cases for one in replayed) > 40
