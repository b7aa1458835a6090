"""Questions to the matrix that have no meaning, and how they are refused."""

from __future__ import annotations

import pytest
from integration_broker_world import publish, verify

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


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q[][pacticipant]=orders", 400),
        ("q[][pacticipant]=web&q[][pacticipant]=orders", 400),
        ("q[][pacticipant]=web&q[][version]=1", 200),
        ("q[][pacticipant]=orders&q[][version]=7", 200),
    ],
)
def test_a_question_about_too_many_rows_is_refused_and_never_cut_short(
    on_database, monkeypatch, query, status
):
    for number in range(5):
        publish(on_database, "web", str(number), "orders")
    for number in range(3):
        verify(on_database, "web", "1", "orders", f"{7 + number}", success=number == 1)
    assert on_database.ask("GET", f"/matrix?{query}")[0] == 200
    monkeypatch.setattr("pactwright.broker.row.MOST_ROWS", 5)
    found, answer = on_database.ask("GET", f"/matrix?{query}")
    assert found == status
    assert status == 200 or "name a version, branch, tag or environment" in answer["errors"][0]
