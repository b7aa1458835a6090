"""Questions to the matrix that have no meaning, and how they are refused."""

from __future__ import annotations

import pytest
from integration_broker_world import publish

ONE = "q[][pacticipant]=web&q[][version]=1"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "Please provide 1 or more version selectors."),
        ("q[][version]=1", "Please specify the pacticipant name"),
        ("q[][pacticipant]=none", "Pacticipant none not found"),
        (f"{ONE}&q[][latest]=true", "version number and latest flag cannot both"),
        ("q[][pacticipant]=web&q[][environment]=none", "Environment with name 'none'"),
        (f"{ONE}&environment=none", "Environment with name 'none' does not exist"),
        (f"{ONE}&tag=a&mainBranch=true", "Only one of tag"),
        (f"{ONE}&environment=none&latest=true", "latest=true and an environment"),
        (f"{ONE}&limit=0", "greater than or equal to 1"),
        (f"{ONE}&latestby=x", "latestby must be one of"),
        ("q[]=web", "each selector must name a pacticipant"),
    ],
)
def test_a_question_without_a_meaning_is_refused(broker, query, problem):
    publish(broker, "web", "1", "orders")
    status, answer = broker.ask("GET", f"/matrix?{query}")
    assert status == 400
    assert any(problem in text for text in answer["errors"])


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"pacticipant", "version", "environment"}),
        ("pacticipant=none&version=1&to=x", {"pacticipant"}),
        ("pacticipant=web&version=1&environment=none", {"environment"}),
        ("pacticipant=web&version=1&environment=none&to=x", {"environment"}),
    ],
)
def test_can_i_deploy_names_each_wrong_field(broker, query, fields):
    publish(broker, "web", "1", "orders")
    status, answer = broker.ask("GET", f"/can-i-deploy?{query}")
    assert (status, set(answer["errors"])) == (400, fields)
