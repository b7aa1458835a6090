"""The plan: which interactions, in which order, and never none."""

from __future__ import annotations

import pytest

from pactwright.errors import PactwrightError
from pactwright.provider.plan import Filters, plan_verification


def _described(steps):
    return [(step.consumer, step.interaction.description) for step in steps]


def test_steps_come_by_consumer_description_and_states(pact, interaction):
    steps = plan_verification(
        [
            pact(interaction("b"), interaction("a", "y"), interaction("a", "x")),
            pact(interaction("z"), consumer="app"),
        ]
    )
    assert _described(steps) == [("app", "z"), ("web", "a"), ("web", "a"), ("web", "b")]
    assert [step.interaction.states[0].name for step in steps[1:3]] == ["x", "y"]
    assert steps[0].source == "web.json"


def test_only_the_pacts_of_the_provider_count(pact, interaction):
    documents = [pact(interaction("a")), pact(interaction("b"), provider="users")]
    assert _described(plan_verification(documents, provider="users")) == [("web", "b")]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), ["adds", "lists", "reads"]),
        (Filters(consumers=("web",)), ["adds", "lists", "reads"]),
        (Filters(description="^l|ds$"), ["adds", "lists", "reads"]),
        (Filters(description="^reads$"), ["reads"]),
        (Filters(state="order"), ["lists", "reads"]),
        (Filters(state="two"), ["lists"]),
        (Filters(no_state=True), ["adds"]),
        (Filters(key="k1"), ["reads"]),
        (Filters(state="order", description="reads"), ["reads"]),
    ],
)
def test_a_filter_leaves_what_it_names(pact, interaction, filters, left):
    document = pact(
        interaction("reads", "an order", key="k1"),
        interaction("lists", "two orders"),
        interaction("adds"),
    )
    steps = plan_verification([document], filters=filters)
    assert [step.interaction.description for step in steps] == left


@pytest.mark.parametrize("name", ["description", "state"])
def test_a_filter_that_is_no_regular_expression_is_told(name):
    with pytest.raises(PactwrightError, match=rf"the {name} filter '\[' is not a regular"):
        Filters(**{name: "["})


def test_no_pacts_are_an_error():
    with pytest.raises(PactwrightError, match="no pacts to verify"):
        plan_verification([])


def test_no_pact_for_the_provider_names_the_nearest(pact, interaction):
    with pytest.raises(PactwrightError, match="no pact for provider 'order'") as caught:
        plan_verification([pact(interaction())], provider="order")
    assert caught.value.hint == "did you mean 'orders'? the pacts are for 'orders'"


def test_an_empty_pact_is_an_error(pact):
    with pytest.raises(PactwrightError, match="hold no interactions"):
        plan_verification([pact()], provider="orders")


def test_several_providers_need_a_name(pact, interaction):
    documents = [pact(interaction()), pact(interaction(), provider="users")]
    with pytest.raises(PactwrightError, match="several providers: 'orders', 'users'"):
        plan_verification(documents)


def test_filters_that_leave_nothing_are_an_error(pact, interaction):
    with pytest.raises(PactwrightError, match="leave none of the 1 interactions") as caught:
        plan_verification([pact(interaction())], filters=Filters(consumers=("batch",)))
    assert "'web'" in caught.value.hint
