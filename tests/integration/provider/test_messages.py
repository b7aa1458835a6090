"""Messages: what producers make, compared with what consumers can read."""

from __future__ import annotations

import pytest

from pactwright.provider.verification import verify_pacts


@pytest.fixture
def message():
    """Make an asynchronous message as a V4 file has it."""

    def make(description="order shipped", contents=None, metadata=None, **fields):
        body = {
            "contentType": "application/json",
            "encoded": False,
            "content": contents or {"id": 7},
        }
        return {
            "type": "Asynchronous/Messages",
            "description": description,
            "contents": body,
            "metadata": metadata or {},
            **fields,
        }

    return make


@pytest.fixture
def exchange():
    """Make a synchronous message as a V4 file has it."""

    def make(*responses, description="asks for a price"):
        def part(content):
            return {
                "contents": {
                    "contentType": "application/json",
                    "encoded": False,
                    "content": content,
                },
                "metadata": {"topic": "prices"},
            }

        return {
            "type": "Synchronous/Messages",
            "description": description,
            "request": part({"sku": "A1"}),
            "response": [{"contents": part(content)["contents"]} for content in responses],
        }

    return make


def _verify(document, **functions):
    (found,) = verify_pacts([document], messages=functions.pop("messages"), **functions).results
    return found


@pytest.mark.parametrize(
    "made", [{"id": 7, "more": 1}, '{"id": 7}', b'{"id": 7}', ({"id": 7}, {"key": "x"})]
)
def test_a_message_that_holds_what_is_expected_passes(pact, message, made):
    found = _verify(pact(message()), messages={"order shipped": lambda: made})
    assert found.mismatches == ()


def test_contents_and_metadata_are_compared(pact, message):
    document = pact(message(metadata={"key": "orders"}))
    found = _verify(document, messages={"order shipped": lambda: ({"id": 8}, {"key": "x"})})
    assert sorted(mismatch.kind for mismatch in found.mismatches) == ["body", "metadata"]
    assert found.curl is None


def test_a_producer_uses_the_states_of_its_message(pact, message):
    orders = []

    def state(key: int):
        orders.append(key)
        yield
        orders.clear()

    document = pact(message(providerStates=[{"name": "an order", "params": {"key": 7}}]))
    found = _verify(
        document,
        states={"an order": state},
        messages={"order {verb}": lambda verb: {"id": orders[0], "verb": verb}},
    )
    assert found.success
    assert orders == []


def test_an_unknown_message_comes_with_a_skeleton(pact, message):
    found = _verify(pact(message()), messages={"order shiped": print})
    assert found.mismatches[0].kind == "unsupported"
    assert "no function that produces 'order shipped'" in found.mismatches[0].message
    assert found.details[0] == "nearest: 'order shiped'"
    assert '@orders.message("order shipped")\ndef order_shipped():' in found.details[1]


def test_a_producer_that_raises_is_shown(pact, message):
    def producer():
        raise ValueError("no broker")

    found = _verify(pact(message()), messages={"order shipped": producer})
    assert found.mismatches[0].message == (
        "the producer of 'order shipped' raised ValueError: no broker"
    )
    assert "in producer" in found.details[0]


def test_one_message_is_one(pact, message):
    def producer():
        yield {"id": 7}
        yield {"id": 7}

    found = _verify(pact(message()), messages={"order shipped": producer})
    assert found.mismatches[0].message == "expected 1 messages, and the producer made 2"


def test_an_exchange_hands_the_request_to_the_producer(pact, exchange):
    def price(message):
        assert message.contents == {"sku": "A1"}
        assert message.body
        return {"price": len(message.metadata)}

    assert _verify(pact(exchange({"price": 1})), messages={"asks for a price": price}).success


def test_an_exchange_may_have_several_answers(pact, exchange):
    async def prices(message):
        yield {"price": 1}
        yield {"price": 2}

    document = pact(exchange({"price": 1}, {"price": 2}))
    assert _verify(document, messages={"asks for a price": prices}).success
    document = pact(exchange({"price": 1}, {"price": 3}))
    found = _verify(document, messages={"asks for a price": prices})
    assert [mismatch.path for mismatch in found.mismatches] == ["$.price"]


def test_an_exchange_without_answers_only_has_to_be_taken(pact, exchange):
    taken = []

    def take(message):
        taken.append(message)

    found = _verify(pact(exchange()), messages={"asks for a price": take})
    assert found.success
    assert taken[0].contents == {"sku": "A1"}
