"""Results that call an interaction by its digest alone get its description."""

from __future__ import annotations

import pytest

from pactwright.broker.content import identify_interactions
from pactwright.broker.interaction_names import name_interactions

PACT = identify_interactions(
    {
        "interactions": [{"description": "reads an order"}, {"description": 7}, "odd"],
        "messages": [{"description": "an order went out"}],
    }
)
IDS = [one["_id"] for one in (PACT["interactions"][0], PACT["messages"][0])]


def never():
    raise AssertionError("the pact is read without need")


def test_a_name_comes_from_the_pact_and_one_that_is_told_stays():
    told = {"interactionId": IDS[1], "interactionDescription": "mine", "success": False}
    given = [{"interactionId": IDS[0]}, told, {"interactionId": "else"}, 7]
    named = name_interactions(given, lambda: PACT)
    assert named == [{**given[0], "interactionDescription": "reads an order"}, *given[1:]]


@pytest.mark.parametrize(
    "results",
    [None, {"some": "results"}, [], [7], [{"interactionId": 7}], [{"interactionDescription": "x"}]],
)
def test_results_of_another_shape_stay_and_no_pact_is_read(results):
    assert name_interactions(results, never) == results


@pytest.mark.parametrize("content", [None, [], {"interactions": {}}, {"messages": [None]}])
def test_a_pact_of_another_shape_names_nothing(content):
    results = [{"interactionId": IDS[0]}]
    assert name_interactions(results, lambda: content) == results
