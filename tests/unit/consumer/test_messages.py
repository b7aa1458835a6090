"""A declared message reaches the handler as it would travel."""

import asyncio
from decimal import Decimal

import pytest

from pactwright import Pact, form, generate, integer, like, xml
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.messages import Exchange, Message
from pactwright.consumer.stage import Stage, plan_parts
from pactwright.errors import PactwrightError

pact = Pact(consumer="c", provider="p")


def stage_of(*decorators):
    def test():
        pass

    for decorate in decorators:
        decorate(test)
    return Stage(plan_parts(getattr(test, ATTRIBUTE, ()), name="d"))


@pytest.mark.parametrize(
    ("contents", "content_type", "seen"),
    [
        ({"id": integer(7)}, None, {"id": 7}),
        ("a", "text/plain", "a"),
        (form({"a": "1"}), None, "a=1"),
        (xml("a"), None, '<?xml version="1.0" encoding="UTF-8"?><a/>'),
        (b"\x00", None, b"\x00"),
    ],
)
def test_contents_are_parsed_by_their_type(contents, content_type, seen):
    stage = stage_of(pact.message(contents=contents, content_type=content_type))

    assert stage.message.contents == seen
    assert stage.judge().holds


def test_a_message_has_its_bytes_metadata_and_type():
    message = stage_of(pact.message(contents={"id": 7}, metadata={"topic": like("t")})).message

    assert message.body == b'{"id":7}'
    assert message.metadata == {"topic": "t"}
    assert message.content_type == "application/json"


def test_generators_of_a_message_are_applied():
    contents = {"id": integer(7, generator=generate.random_integer(100, 200))}
    message = stage_of(pact.message(contents=contents)).message

    assert 100 <= message.contents["id"] <= 200
    assert message.contents == message.contents


def test_a_message_that_nobody_read_is_unused():
    stage = stage_of(pact.message(contents={"id": 7}))

    assert isinstance(stage.message, Message)
    assert [part.interaction.description for part in stage.judge().unused] == ["d"]


@pytest.mark.parametrize("sent", [b'{"id": 8}', '{"id": 8}', {"id": 8}, bytearray(b'{"id":8}')])
def test_an_exchange_answers_the_declared_request(sent):
    stage = stage_of(pact.exchange(request={"id": integer(7)}, response={"ok": True}))

    assert stage.exchange.send(sent).contents == {"ok": True}
    assert stage.judge().holds


def test_an_exchange_can_be_awaited():
    exchange = stage_of(
        pact.exchange(request=[1], response=pact.payload({"n": Decimal("1.50")}))
    ).exchange

    async def ask():
        return await exchange.send([1])

    assert asyncio.run(ask()).body == b'{"n":1.50}'


def test_an_exchange_judges_metadata_too():
    stage = stage_of(
        pact.exchange(request=pact.payload({"id": 7}, metadata={"topic": "t"}), response=1)
    )

    with pytest.raises(PactwrightError, match="not the declared request"):
        stage.exchange.send({"id": 7}, {"topic": "u"})
    ((stray, part),) = stage.judge().strays
    assert [(one.kind, one.path) for one in stray.mismatches] == [("metadata", "topic")]
    assert part is stage.parts[0]


def test_a_handler_may_be_given_either_side_of_an_exchange():
    for read in (lambda one: one.request.contents, lambda one: one.response.contents):
        stage = stage_of(pact.exchange(request={"id": 7}, response={"ok": True}))
        assert isinstance(stage.exchange, Exchange)
        assert not stage.judge().holds
        read(stage.exchange)
        assert stage.judge().holds


MESSAGE = pact.message(contents=1)
EXCHANGE = pact.exchange(request=1, response=1)


@pytest.mark.parametrize(
    ("decorators", "fixture", "problem"),
    [
        ([], "mock", "declare something"),
        ([MESSAGE], "mock", "declare something"),
        ([EXCHANGE], "message", "declare something"),
        ([MESSAGE], "exchange", "declare something"),
        ([MESSAGE, MESSAGE], "message", "several"),
        ([EXCHANGE, EXCHANGE], "exchange", "several"),
    ],
)
def test_a_fixture_needs_its_declaration(decorators, fixture, problem):
    stage = stage_of(*decorators)

    with pytest.raises(PactwrightError, match=problem) as caught:
        getattr(stage, fixture)
    assert caught.value.hint
