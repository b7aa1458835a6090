"""What producers may make, and how it becomes messages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pactwright.model.wire import WireMessage
from pactwright.provider.arguments import NoFixtures
from pactwright.provider.failure import StepError
from pactwright.provider.producers import produce, received_message
from pactwright.provider.states import FoundHandler, Handler


def _produce(caller, function, **given):
    found = FoundHandler(
        handler=Handler(pattern="order {key}", function=function), captured={"key": "7"}
    )
    return produce(found, caller=caller, fixtures=NoFixtures(), given=given)


JSON = {"content_type": "application/json"}


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ({"a": Decimal("1.50")}, WireMessage(contents=b'{"a":1.50}', **JSON)),
        ([1, None], WireMessage(contents=b"[1,null]", **JSON)),
        (None, WireMessage(contents=b"null", **JSON)),
        (dt.date(2026, 1, 2), WireMessage(contents=b'"2026-01-02"', **JSON)),
        ("text", WireMessage(contents=b"text")),
        (bytearray(b"\xff"), WireMessage(contents=b"\xff")),
        (({"a": 1}, {"key": "x"}), WireMessage(contents=b'{"a":1}', metadata={"key": "x"}, **JSON)),
        (
            ({"a": 1}, {"contentType": "application/vnd.x+json"}),
            WireMessage(contents=b'{"a":1}', metadata={"contentType": "application/vnd.x+json"}),
        ),
        (WireMessage(contents=b"as it is"), WireMessage(contents=b"as it is")),
    ],
)
def test_a_payload_becomes_a_message(caller, made, message):
    assert _produce(caller, lambda: made) == (message,)


async def _async(key: int):
    return key


def _several():
    yield 1
    yield 2


async def _async_several():
    yield 1
    yield 2


@pytest.mark.parametrize(
    ("function", "contents"),
    [(_async, [b"7"]), (_several, [b"1", b"2"]), (_async_several, [b"1", b"2"])],
)
def test_a_producer_may_have_any_colour(caller, function, contents):
    assert [message.contents for message in _produce(caller, function)] == contents


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (({}, {}, {}), "a tuple that is not"),
        (({}, "x"), "a tuple that is not"),
        (object(), "returned a object that JSON cannot hold"),
    ],
)
def test_what_is_no_message_is_told(caller, made, complaint):
    with pytest.raises(StepError, match=complaint):
        _produce(caller, lambda: made)


def test_a_producer_is_a_function(caller):
    with pytest.raises(StepError, match="is a pytest fixture"):
        produce(
            FoundHandler(handler=Handler(pattern="a", fixture="b")),
            caller=caller,
            fixtures=NoFixtures(),
            given={},
        )


def test_a_request_message_is_parsed_where_it_is_json():
    message = received_message(WireMessage(contents=b'{"a": 1}', metadata={"key": "x"}))
    assert (message.contents, message.body) == ({"a": 1}, b'{"a": 1}')
    assert message.metadata == {"key": "x"}
    assert received_message(WireMessage(contents=b"plain \xff")).contents == "plain \ufffd"
