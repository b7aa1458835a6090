"""Names of interactions: words that a shell and pytest leave alone, and no two alike."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest

from pactwright.model.interaction import ProviderState
from pactwright.plugin.provider_names import name_consumers, name_steps, shorten_name
from pactwright.provider.plan import Step

ODD = [
    "::",
    "a::b[c]",
    "line\nbreak\ttab\x1b[31m",
    "quotes ' \" `x` $HOME",
    "🎉",
    "🎊",
    "--help -k",
    "a/b\\c",
    "../..",
    "x" * 300,
    "x" * 299 + "y",
    "   ",
    "é",
    "e\u0301",
    "ответ на вопрос",
    "",
]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("reads a widget", "reads-a-widget"),
        ("GET /orders/{id} → 404", "GET-orders-id-404"),
        ("it's 1.5 % off", "it-s-1.5-off"),
        ("snake_case", "snake_case"),
        ("café", "café"),
    ],
)
def test_readable_text_stays_readable(text, name):
    assert shorten_name(text) == name


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_a_harmless_word(text):
    name = shorten_name(text)
    assert re.fullmatch(r"\w[\w.-]*", name)
    assert len(name) <= 120
    if name.isascii():
        assert shlex.quote(name) == name


def _step(interaction, description, *states, **params):
    named = tuple(ProviderState(name=state, params=params) for state in states)
    made = replace(interaction(description), states=named)
    return Step(consumer="web", provider="orders", interaction=made)


def test_the_states_stand_behind_the_description(interaction):
    step = _step(interaction, "reads", "order 7 exists", "no users")
    assert name_steps([step]) == ["reads--order-7-exists--no-users"]


def test_no_two_interactions_have_one_name(interaction):
    steps = [_step(interaction, text, "s") for text in ODD]
    steps += [_step(interaction, "same", "s", id=number) for number in range(3)]
    steps += [_step(interaction, "twice", "s")] * 2
    names = name_steps(steps)
    assert len(set(names)) == len(names)
    assert name_steps(steps) == names


def test_a_name_does_not_depend_on_its_neighbours_order(interaction):
    one, other = _step(interaction, "same", "s", id=1), _step(interaction, "same", "s", id=2)
    assert name_steps([one, other]) == name_steps([other, one])[::-1]


def test_long_states_are_cut(interaction):
    (name,) = name_steps([_step(interaction, "reads", *(f"state {n}" for n in range(90)))])
    assert len(name) < 250


def test_consumers_with_like_names_are_told_apart():
    names = name_consumers(["a b", "a-b", "c"])
    assert names["c"] == "c"
    assert len(set(names.values())) == 3
