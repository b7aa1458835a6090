"""A test that did otherwise than declared is told what differs, side by side, and no more."""

import httpx
import pytest

from pactwright import Pact, integer, like, regex
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.failure import describe_verdict
from pactwright.consumer.stage import Stage, plan_parts
from pactwright.errors import PactwrightError

pact = Pact(consumer="web", provider="widgets")
HERE = __file__


def stage_of(*decorators):
    def test():
        pass

    for decorate in reversed(decorators):
        decorate(test)
    return Stage(plan_parts(getattr(test, ATTRIBUTE), name="does it"))


def declare(request, **parts):
    return pact.interaction(request=request, response=pact.ok(), **parts)


def report(stage):
    text = describe_verdict(stage.judge())
    return "\n".join(line for line in text.splitlines() if "declared  " not in line)


def test_an_expectation_that_was_never_used():
    stage = stage_of(declare(pact.get("/w", query={"a": "1"}), given="a widget exists"))

    assert report(stage) == (
        "declared, but never requested: web → widgets: does it [state: a widget exists]\n"
        "  expected  GET /w?a=1\n"
        "  hint: let the client send it to mock.url or through mock.transport, or drop it"
    )


def test_the_place_of_the_declaration_is_told():
    stage = stage_of(declare(pact.get("/w")))

    assert f"  declared  {HERE}:" in describe_verdict(stage.judge())


@pytest.mark.parametrize("way", ["port", "transport"])
def test_a_wrong_request_shows_only_what_differs(way):
    body = {"name": like("x"), "n": 1, "same": True}
    headers = {"Authorization": regex("Bearer .+", example="Bearer t"), "X-Same": "1"}
    stage = stage_of(declare(pact.post("/w", body=body, headers=headers)))

    ask(stage, way, {"name": 3, "n": 2, "same": True}, {"Authorization": "Basic x", "X-Same": "1"})

    text = report(stage)
    assert text.splitlines()[:2] == [
        "unexpected request; the nearest is: web → widgets: does it",
        "  got       POST /w",
    ]
    rows = {line.split("  ")[1].strip(): line for line in text.splitlines()[3:-1]}
    assert set(rows) == {"header Authorization", "body $.n", "body $.name"}
    assert rows["body $.n"].split()[-2:] == ["1", "2"]
    assert "Bearer t" in rows["header Authorization"]
    assert "Basic x" in rows["header Authorization"]


def ask(stage, way, body, headers):
    try:
        if way == "port":
            httpx.post(f"{stage.mock.url}/w", json=body, headers=headers)
        else:
            with httpx.Client(transport=stage.mock.transport) as client:
                client.post("http://p/w", json=body, headers=headers)
    finally:
        stage.stop()


def test_a_request_is_held_against_the_nearest_expectation():
    stage = stage_of(
        declare(pact.get("/widgets/7"), description="one"),
        declare(pact.get("/widgets", query={"page": "1"}), description="all"),
    )

    with httpx.Client(transport=stage.mock.transport) as client:
        client.get("http://p/widgets?page=2")

    assert report(stage) == (
        "unexpected request; the nearest is: web → widgets: all\n"
        "  got       GET /widgets?page=2\n"
        "              expected  actual\n"
        "  query page  1         2\n"
        "  hint: mend the client's request, or declare what it really sends\n"
        "\n"
        "declared, but never requested: web → widgets: one\n"
        "  expected  GET /widgets/7\n"
        "  hint: let the client send it to mock.url or through mock.transport, or drop it"
    )


def test_long_values_stand_below_one_another():
    stage = stage_of(declare(pact.put("/w", body="a" * 500, content_type="text/plain")))

    with httpx.Client(transport=stage.mock.transport) as client:
        client.put("http://p/w", content=b"b" * 500, headers={"Content-Type": "text/plain"})

    lines = report(stage).splitlines()
    assert all(len(line) < 400 for line in lines)
    assert [line.split()[0] for line in lines[3:5]] == ["expected", "actual"]


def test_a_wrong_message_of_an_exchange_shows_what_differs():
    stage = stage_of(pact.exchange(request={"id": integer(7)}, response={"ok": True}))

    with pytest.raises(PactwrightError):
        stage.exchange.send({"id": "x"})

    assert report(stage) == (
        "the sent message is not the declared request: web → widgets: does it\n"
        "              expected  actual\n"
        '  body $.id   7         "x"  (integer)'
    ).replace("body $.id   ", "body $.id  ").replace(
        "  " + " " * 12 + "expected", " " * 13 + "expected"
    )


@pytest.mark.parametrize(
    ("decorator", "head"),
    [
        (pact.message(contents=1), "declared, but never read: web → widgets: does it"),
        (pact.exchange(request=1, response=1), "declared, but never sent: web → widgets: does it"),
    ],
)
def test_a_message_that_was_never_used(decorator, head):
    lines = report(stage_of(decorator)).splitlines()

    assert lines[0] == head
    assert lines[1].startswith("  hint: ")
