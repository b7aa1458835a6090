"""What our client tells of a broker's answers: who blocks whom, and the command that helps."""

from __future__ import annotations

import shlex

import pytest
from integration_broker_asgi import Way
from integration_broker_world import deploy, publish, verify

from pactwright.broker.client.folder import FolderTransport
from pactwright.broker.client.gate import ask_gate
from pactwright.broker.client.recording import ensure_environment, record_deployment
from pactwright.broker.client.rows import Question
from pactwright.broker.client.session import Session
from pactwright.broker.client.verification import (
    PactQuery,
    ProviderBuild,
    announce_version,
    fetch_pacts,
)
from pactwright.errors import PactwrightError

HOSTILE = "web; rm -rf ~ $(id) 'ü'"


def ask(broker, name, version, bend=None, **question):
    told = {"environment": "production", **question}
    return ask_gate(Session(Way(broker, bend)), Question(pacticipant=name, version=version, **told))


def test_versions_of_one_content_are_one_blocker(broker):
    for number, instance in (("1", "a"), ("2", "b")):
        publish(broker, "web", number, "orders")
        deploy(broker, "web", number, "production", instance=instance)
    verify(broker, "web", "1", "orders", "7", success=False)
    (blocker,) = ask(broker, "orders", "7").blockers
    assert (blocker.kind, sorted(blocker.consumers)) == ("failed", ["1", "2"])
    assert blocker.fix == (
        "pactwright verify --broker http://broker.test --provider orders --consumer web "
        f"--consumer-version {blocker.consumers[0]} --provider-version 7 --publish"
    )


def test_the_command_that_helps_reaches_a_version_that_no_selector_does(broker):
    for number in ("1", "2"):
        publish(broker, "web", number, "orders", branch="topic")
    publish(broker, "web", "3", "orders", variant=1, branch="topic")
    session = Session(Way(broker))
    for instance, number in (("a", "7"), ("b", "8")):
        verify(broker, "web", "3", "orders", number, success=True)
        deploy(broker, "orders", number, "production", instance=instance)
    (blocker,) = ask(broker, "web", "1").blockers
    commands = [shlex.split(one) for one in blocker.fix.split("; ")]
    assert [one[one.index("--provider-version") + 1] for one in commands] == ["7", "8"]
    assert commands[0][6:10] == ["--consumer", "web", "--consumer-version", "1"]
    (offer,) = fetch_pacts(session, PactQuery(provider="orders", published=("web", "1")))
    assert (offer.document.consumer, offer.pending) == ("web", False)
    with pytest.raises(PactwrightError, match="no pact of web version 4 with orders"):
        fetch_pacts(session, PactQuery(provider="orders", published=("web", "4")))


def test_a_provider_that_is_not_there_is_to_be_deployed_first(broker):
    publish(broker, "web", "1", HOSTILE)
    ensure_environment(Session(Way(broker)), "production")
    (blocker,) = ask(broker, "web", "1").blockers
    assert blocker.kind == "absent"
    first, _, command = blocker.fix.partition(", then: ")
    assert first == f"deploy {HOSTILE} first"
    assert shlex.split(command)[:6] == [
        *("pactwright", "record-deployment", "--broker", "http://broker.test"),
        *("--pacticipant", HOSTILE),
    ]


def test_commands_that_help_are_quoted_for_a_shell(broker):
    publish(broker, "web", "1", "orders")
    ensure_environment(Session(Way(broker)), "production")
    version = "2; reboot"
    answer = ask(broker, "orders", version)
    assert answer.deployable is False
    assert shlex.split(answer.blockers[0].fix)[-2:] == ["--version", version]


def test_a_version_that_is_not_known_is_a_no_whatever_the_broker_says(broker):
    publish(broker, "web", "1", "orders")
    ensure_environment(Session(Way(broker)), "production")

    def flatter(path, told):
        return {**told, "summary": {"deployable": True}} if path.startswith("/matrix") else told

    answer = ask(broker, "web", "2", flatter)
    assert (answer.deployable, answer.blockers[0].kind) == (False, "unknown-version")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"success": 3}, "says yes for 3 rows, but shows 1"),
        ({"deployable": "yes"}, "/summary/deployable is a text, not true or false"),
        ({"failed": True}, "/summary/failed is true, not a whole number"),
    ],
)
def test_a_yes_that_the_answer_does_not_bear_is_none(broker, change, words):
    publish(broker, "web", "1", "orders")
    verify(broker, "web", "1", "orders", "7", success=True)
    deploy(broker, "orders", "7", "production")
    assert ask(broker, "web", "1").deployable is True

    def bend(path, told):
        summary = {"summary": {**told.get("summary", {}), **change}}
        return {**told, **summary} if path.startswith("/matrix") else told

    with pytest.raises(PactwrightError, match=words):
        ask(broker, "web", "1", bend)


def test_a_yes_that_its_row_denies_is_none(broker):
    publish(broker, "web", "1", "orders")
    verify(broker, "web", "1", "orders", "7", success=False)
    deploy(broker, "orders", "7", "production")

    def bend(path, told):
        summary = {"summary": {"deployable": True}}
        return {**told, **summary} if path.startswith("/matrix") else told

    with pytest.raises(PactwrightError, match="says yes, but its row web → orders does not"):
        ask(broker, "web", "1", bend)


def test_what_others_sent_to_the_broker_is_shown_as_far_as_it_can_be(broker):
    publish(broker, "web", "1", "orders")
    odd = [
        7,
        {"success": False, "interactionDescription": 5, "mismatches": [3, {"attribute": []}]},
        {"success": False, "exceptions": [{"message": "down"}, "x"], "mismatches": {"a": 1}},
    ]
    verify(broker, "web", "1", "orders", "7", success=False, testResults=odd)
    deploy(broker, "orders", "7", "production")
    (blocker,) = ask(broker, "web", "1").blockers
    assert [(one.description, one.differences) for one in blocker.interactions] == [
        ("5", ("",)),
        ("an interaction", ("down",)),
    ]


def test_a_provider_tells_its_tags_and_what_it_has_verified(broker):
    publish(broker, "web", "1", "orders", tags=["dev"])
    session = Session(Way(broker))
    query = PactQuery(provider="orders", tags=("prod",), selectors=({"tag": "dev"},))
    (offer,) = fetch_pacts(session, query)
    assert offer.pending
    assert offer.results_url.startswith(offer.content_url)
    assert "/pact-version/" in offer.content_url
    announce_version(session, "orders", ProviderBuild(version="7", tags=("prod",)))
    assert broker.ask("GET", "/pacticipants/orders/versions/7/tags/prod")[0] == 200


def test_an_environment_is_made_once(broker):
    session = Session(Way(broker))
    for _ in range(2):
        ensure_environment(session, "production")
    listed = broker.ask("GET", "/environments")[1]["_embedded"]["environments"]
    assert [(one["name"], one["production"]) for one in listed] == [("production", True)]
    publish(broker, "web", "1", "orders")
    with pytest.raises(PactwrightError, match="no environment 'nowhere'; it knows: production"):
        record_deployment(session, "web", "1", "nowhere", instance=None)


def test_a_folder_that_cannot_be_read_or_written_is_told(tmp_path):
    folder = tmp_path / "broker"
    (folder / "a.event.json").mkdir(parents=True)
    session = Session(FolderTransport(folder))
    with pytest.raises(PactwrightError, match=r"a\.event\.json: cannot be read: Is a directory"):
        ensure_environment(session, "production")
    (folder / "a.event.json").rmdir()
    session.get(session.base + "/")
    folder.rmdir()
    with pytest.raises(PactwrightError, match="cannot be written: No such file"):
        ensure_environment(session, "production")
