"""What a badge and the list of integrations say of a pact, also of one that changed."""

from __future__ import annotations

import pytest
from integration_broker_world import publish, verify

PAIR = "/pacts/provider/P/consumer/C"


def badge(broker, path):
    status, headers, body = broker.send("GET", path)
    assert (status, headers["content-type"]) == (200, "image/svg+xml;charset=utf-8")
    return body.decode().partition("<title>")[2].partition("</title>")[0]


def state(broker):
    _, answer = broker.ask("GET", "/integrations")
    return answer["_embedded"]["integrations"][0]["verificationStatus"]


@pytest.mark.parametrize(
    ("success", "word", "status"), [(True, "changed", "stale"), (False, "failed", "failed")]
)
def test_a_changed_pact_keeps_a_failure_and_loses_a_success(broker, success, word, status):
    publish(broker, "C", "1", "P", tags=["dev"])
    verify(broker, "C", "1", "P", "7", success=success)
    publish(broker, "C", "2", "P", 2, tags=["dev"])
    assert state(broker) == status
    for path in (f"{PAIR}/latest/badge", f"{PAIR}/latest/dev/badge"):
        assert badge(broker, path) == f"C/P pact: {word}"
    verify(broker, "C", "2", "P", "8", success=not success)
    assert state(broker) == ("failed" if success else "success")


def test_the_badge_of_untagged_pacts_is_not_that_of_a_tagged_one(broker):
    publish(broker, "C", "1", "P")
    verify(broker, "C", "1", "P", "7", success=False)
    publish(broker, "C", "2", "P", 2, tags=["dev"])
    verify(broker, "C", "2", "P", "7", success=True)
    assert badge(broker, f"{PAIR}/latest/badge") == "C/P pact: verified"
    assert badge(broker, f"{PAIR}/latest/dev/badge") == "C/P pact: verified"
    assert badge(broker, f"{PAIR}/latest-untagged/badge") == "C/P pact: failed"


def test_a_pact_that_is_not_there_is_never_verified(broker):
    publish(broker, "C", "1", "P", tags=["dev"])
    publish(broker, "P", "7", "Q", tags=["main"])
    nothing = "pact not found: unknown"
    assert badge(broker, f"{PAIR}/latest-untagged/badge") == nothing
    assert badge(broker, f"{PAIR}/latest/prod/badge") == nothing
    assert badge(broker, "/pacts/provider/C/consumer/P/latest/badge") == nothing
    tagged = "/matrix/provider/C/latest/dev/consumer/P/latest/main/badge"
    assert badge(broker, tagged) == nothing  # the pact goes the other way


def test_the_badge_of_two_tags_tells_what_the_gate_would(broker):
    publish(broker, "C", "1", "P", tags=["dev"])
    verify(broker, "C", "1", "P", "7", success=True)
    broker.ask("PUT", "/pacticipants/P/versions/7/tags/main", {})
    path = "/matrix/provider/P/latest/{}/consumer/C/latest/dev/badge"
    assert badge(broker, path.format("main")) == "C/P pact: verified"
    publish(broker, "C", "2", "P", 2, tags=["dev"])
    assert badge(broker, path.format("main")) == "C/P pact: unknown"
    verify(broker, "C", "2", "P", "7", success=False)
    assert badge(broker, path.format("main")) == "C/P pact: failed"
    assert badge(broker, path.format("none")) != "C/P pact: verified"
