"""A finding becomes an interaction that asks its request and expects what the consumer does."""

from dataclasses import replace
from datetime import date

import pytest

from pactwright.errors import PactwrightError
from pactwright.model.interaction import (
    Body,
    HttpInteraction,
    ProviderState,
    Request,
    Response,
)
from pactwright.model.rule import Generator
from pactwright.model.wire import WireRequest
from pactwright.property.cases import Case, Step, Take
from pactwright.property.interaction import body_of, interaction_of, query_text, show_request

TOKEN = Generator(kind="ProviderState", attributes={"expression": "Bearer ${token}"})
ID = Generator(kind="ProviderState", attributes={"expression": "/orders/${id}"})
BASE = HttpInteraction(
    description="reads an order",
    key="k",
    pending=True,
    states=(ProviderState(name="an order"),),
    comments={"testname": "t.py::test", "pactwright": {}},
    request=Request(
        path="/orders/7",
        query=(("shop", ("3",)),),
        headers=(("Authorization", ("Bearer t0ken",)), ("Accept", ("*/*",))),
        generators={"path": {"": ID}, "header": {"Authorization": TOKEN}, "query": {"shop": ID}},
    ),
    response=Response(status=200, body=Body(content=b"{}")),
)


def case(request, *takes, steps=(), **parts):
    return Case(
        **{
            "fingerprint": "0123456789ab",
            "side": "provider",
            "check": "c",
            "operation": "GET /orders/{id}",
            "message": "m",
            "first_seen": date(2026, 11, 21),
            "steps": (*steps, Step(request=request, takes=takes)),
            **parts,
        }
    )


def sent(method="GET", path="/orders/41", **parts):
    return WireRequest(method=method, path=path, **parts)


def test_it_asks_the_request_and_expects_what_was_expected():
    made = interaction_of(case(sent(query=(("limit", ("100",)),))), BASE)
    assert made.description == "reads an order: GET /orders/41?limit=100 (0123456789ab)"
    assert made.request == Request(path="/orders/41", query=(("limit", ("100",)),))
    assert made.response == BASE.response
    assert made.states == BASE.states
    assert (made.key, made.pending, made.comments) == (None, False, {"pactwright": {}})


def test_the_states_of_the_finding_go_before_those_of_the_interaction():
    other = (ProviderState(name="x", params={"a": 1}),)
    assert interaction_of(case(sent(), states=other), BASE).states == other
    assert interaction_of(case(sent(), states=other), BASE, states=()).states == ()


def test_what_the_provider_state_gives_it_gives_here_too():
    taken = (Take(into="path.id", place="id"), Take(into="query.shop", place="shop"))
    made = interaction_of(case(sent(query=(("shop", ("9",)), ("x", (None,)))), *taken), BASE)
    assert made.request.path == "/orders/7"
    assert made.request.query == (("shop", ("3",)), ("x", (None,)))
    assert made.request.generators == {"path": {"": ID}, "query": {"shop": ID}}


def test_a_value_that_an_earlier_answer_gave_stands_as_it_was_sent():
    first = Step(request=sent("POST", "/orders"))
    taken = Take(into="path.id", place="$.id", step=0)
    found = case(sent(), taken, steps=(first,))
    with pytest.raises(PactwrightError, match="takes 2 requests, one after another"):
        interaction_of(found, BASE)
    states = (ProviderState(name="order 41 was deleted"),)
    made = interaction_of(found, BASE, states=states)
    assert (made.states, made.request.path) == (states, "/orders/41")
    assert not made.request.generators


def test_headers_of_the_client_itself_and_redacted_ones_are_not_asked_for():
    headers = (
        ("host", "x"),
        ("User-Agent", "python"),
        ("accept", "text/html"),
        ("authorization", "Bearer ***"),
        ("X-Key", "***"),
        ("X-Many", "1"),
        ("X-Many", "2"),
    )
    made = interaction_of(case(sent(headers=headers)), BASE)
    assert made.request.headers == (
        ("Accept", ("text/html",)),
        ("Authorization", ("Bearer t0ken",)),
        ("X-Many", ("1", "2")),
    )
    assert made.request.generators == {"header": {"Authorization": TOKEN}}


def test_a_body_keeps_the_value_of_its_provider_state():
    base = replace(
        BASE, request=replace(BASE.request, generators={"body": {"$.id": ID, "$.n": ID}})
    )
    request = sent("POST", headers=(("Content-Type", "application/json"),), body=b'{"id": 7}')
    made = interaction_of(case(request, Take(into="$.id", place="id")), base)
    assert made.request.body == Body(content=b'{"id":7}', content_type="application/json")
    assert made.request.generators == {"body": {"$.id": ID}}


@pytest.mark.parametrize(
    ("content", "kind", "encoding"),
    [
        (b'{"a": 1}', None, "json"),
        (b"{", "application/json", "base64"),
        (b"a=1", "application/x-www-form-urlencoded", "text"),
        (b"\xff", "text/plain", "base64"),
        (b"GIF", "image/gif", "base64"),
    ],
)
def test_a_body_is_written_as_pacts_write_it(content, kind, encoding):
    assert body_of(content, kind).encoding == encoding


def test_a_request_is_shown_short():
    assert query_text((("a", ("x y", None)), ("b", ("ü",)))) == "a=x+y&a&b=%C3%BC"
    assert show_request(sent(path="/" + "a" * 90)) == f"GET /{'a' * 54}…"
