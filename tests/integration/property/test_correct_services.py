import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "apps"))
from notes_services import DOCUMENT, SERVICES, read_notes_pact
from replaying import findings_of, replay

from pactwright.property.profile import CI, THOROUGH

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.mark.parametrize("name", SERVICES)
def test_a_correct_service_has_no_finding(name):
    store, app, document = SERVICES[name]()
    states = {"two notes exist": store.fill, "no note exists": store.clear}
    replayed = replay(read_notes_pact(), document or DOCUMENT, states, app=app, profile=CI)

    assert [(one.operation, one.place, one.message) for one in findings_of(replayed)] == []
    assert sum(one.result.cases for one in replayed) > 100


def test_a_service_that_uses_numbers_again_has_no_finding_in_a_long_run():
    store, app, document = SERVICES["raw_asgi"]()
    states = {"two notes exist": store.fill, "no note exists": store.clear}
    given = read_notes_pact(), document or DOCUMENT, states
    replayed = replay(*given, app=app, profile=THOROUGH, seed=4)

    assert [(one.operation, one.place, one.message) for one in findings_of(replayed)] == []
