"""Handlers by name and pattern, and what is told of a state that none knows."""

from __future__ import annotations

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import ProviderState
from pactwright.provider.states import Handler, Handlers, message_skeleton, state_skeleton


def _handlers(*patterns: str) -> Handlers:
    handlers = Handlers("state")
    for pattern in patterns:
        handlers.add(Handler(pattern=pattern, function=print))
    return handlers


@pytest.mark.parametrize(
    ("name", "pattern", "captured"),
    [
        ("order 7 exists", "order {id} exists", {"id": "7"}),
        ("order 8 exists", "order 8 exists", {}),
        ("order {id} exists", "order {id} exists", {}),
        ("order a b\nc exists", "order {id} exists", {"id": "a b\nc"}),
        ("order 7 of Ada exists", "order {id} of {owner} exists", {"id": "7", "owner": "Ada"}),
        ("x = x", "{a} = {a}", {"a": "x"}),
        ("what (is) [this]?", "what (is) [{it}]?", {"it": "this"}),
        ("{} and {1}", "{} and {1}", {}),
    ],
)
def test_the_most_exact_handler_is_found(name, pattern, captured):
    handlers = _handlers(
        "order {id} exists",
        "order 8 exists",
        "order {id} of {owner} exists",
        "{a} = {a}",
        "what (is) [{it}]?",
        "{} and {1}",
    )
    found = handlers.find(name)
    assert (found.handler.pattern, dict(found.captured)) == (pattern, captured)


@pytest.mark.parametrize("name", ["order  exists", "Order 7 exists", "x = y", ""])
def test_other_names_are_not_found(name):
    assert _handlers("order {id} exists", "{a} = {a}").find(name) is None


def test_a_name_is_registered_once():
    with pytest.raises(PactwrightError, match="state 'a' is registered twice"):
        _handlers("a", "a")


def test_handlers_are_counted_and_listed_in_order():
    handlers = _handlers("b", "a {x}")
    assert len(handlers) == 2
    assert [handler.pattern for handler in handlers] == ["b", "a {x}"]


def test_near_names_are_told():
    assert _handlers("order {id} exists", "no users").nearest("order 7 exist") == (
        "order {id} exists",
    )


@pytest.mark.parametrize(
    ("state", "skeleton"),
    [
        (
            ProviderState(name="order 7 exists", params={"id": 7, "open": True}),
            '@orders.state("order {id} exists")\ndef order_exists(id: int, open: bool):\n    ...',
        ),
        (
            ProviderState(name='say "hi" \\', params={}),
            '@orders.state("say \\"hi\\" \\\\")\ndef say_hi():\n    ...',
        ),
        (
            ProviderState(name="7 dwarfs", params={"class": 1, "a b": 2, "c": [1], "d": None}),
            '@orders.state("7 dwarfs")\ndef state_7_dwarfs(c: list, d):\n    ...',
        ),
        (
            ProviderState(name="\x1b[2J", params={"x": {"a": 1}, "y": 1.5, "z": "t"}),
            "@orders.state('\\x1b[2J')\ndef state_2j(x: dict, y: float, z: str):\n    ...",
        ),
    ],
)
def test_a_skeleton_is_python_to_paste(state, skeleton):
    text = state_skeleton(state, provider="orders")
    assert text.startswith(skeleton)
    compile(text, "skeleton", "exec")


def test_a_message_skeleton_is_python_to_paste():
    text = message_skeleton("ответ", provider="order-events")
    assert text.startswith('@order_events.message("ответ")\ndef state():\n')
    compile(text, "skeleton", "exec")
