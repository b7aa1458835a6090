"""What the pages show, from literals: pacts as documents, applications as a network."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pactwright.broker.pages.document import Part, read_passages
from pactwright.broker.pages.network import draw_network
from pactwright.broker.pages.terms import Term
from pactwright.model.choice import Alternative, Choice
from pactwright.pactfile.choices import write_choices

ODD_RULES = """{
  "matchingRules": {
    "odd": {
      "$": 1
    }
  }
}"""


def part_of(**parts):
    return read_passages({"interactions": [{"description": "x", **parts}]})[0].parts


@pytest.mark.parametrize(
    ("request_", "line", "text", "rest"),
    [
        ({"method": "GET", "path": "/a"}, "GET /a", "", ""),
        ({"path": "/a", "query": "b=1"}, "GET /a?b=1", "", ""),
        ({"path": "/a", "query": {"b": ["1", "2"], "c": "3"}}, "GET /a?b=1&b=2&c=3", "", ""),
        ({"path": "/a", "query": {}}, "GET /a", "", ""),
        ({"path": "/a", "headers": {"A": ["1", "2"], "B": "3"}}, "GET /a", "A: 1, 2\nB: 3", ""),
        ({"path": "/a", "headers": [1]}, "GET /a", "[\n  1\n]", ""),
        ({"path": "/a", "body": Decimal("1.50")}, "GET /a", "1.50", ""),
        (
            {"path": "/a", "headers": {"A": "1"}, "body": {"content": {"n": 1}, "encoded": False}},
            "GET /a",
            'A: 1\n\n{\n  "n": 1\n}',
            "",
        ),
        ({"path": "/a", "body": {"content": "plain", "contentType": "t"}}, "GET /a", "plain", ""),
        ({"path": "/a", "body": {"content": 5}}, "GET /a", '{\n  "content": 5\n}', ""),
        ({"path": "/a", "generators": {}}, "GET /a", "", ""),
        ({"path": "/a", "generators": 5}, "GET /a", "", '{\n  "generators": 5\n}'),
        ({"path": "/a", "matchingRules": {"odd": {"$": 1}}}, "GET /a", "", ODD_RULES),
        ("odd", "", '"odd"', ""),
    ],
)
def test_a_request_is_shown_as_it_goes(request_, line, text, rest):
    assert part_of(request=request_) == (Part(title="Request", line=line, text=text, rest=rest),)


def test_messages_and_their_answers_are_shown():
    contents = {"contentType": "application/json", "content": {"a": 1}}
    assert part_of(contents=contents)[0].text == '{\n  "a": 1\n}'
    two = part_of(request={"contents": 1}, response=[{"status": 200}, {"status": 404}])
    assert [(part.title, part.line) for part in two[1:]] == [
        ("Response", "200"),
        ("Response", "404"),
    ]


def rules_of(*rules, combine="AND"):
    return {"body": {"$.a": {"combine": combine, "matchers": [*rules]}}}


@pytest.mark.parametrize(
    ("owner", "place", "says"),
    [
        ({"matchingRules": rules_of({"match": "type"})}, "body $.a", "of the example's type"),
        (
            {"matchingRules": rules_of({"match": "integer"}, {"match": "null"}, combine="OR")},
            "body $.a",
            "a whole number or null",
        ),
        (
            {"matchingRules": rules_of({"match": "type", "min": 1, "max": 5})},
            "body $.a",
            "of the example's type, at least 1, at most 5",
        ),
        (
            {
                "matchingRules": rules_of(
                    {"match": "eachKey", "rules": [{"match": "regex", "regex": "a+"}]}
                )
            },
            "body $.a",
            "each name matches a+",
        ),
        ({"matchingRules": rules_of({"match": "stars", "value": 5})}, "body $.a", "stars 5"),
        (
            {"matchingRules": {"$.headers.X-Total": {"match": "regex", "regex": "[0-9]+"}}},
            "header X-Total",
            "matches [0-9]+",
        ),
        (
            {"matchingRules": {"path": {"matchers": [{"match": "include", "value": "/a"}]}}},
            "path",
            "holds /a",
        ),
        (
            {"generators": {"path": {"type": "ProviderState", "expression": "/a/${id}"}}},
            "path",
            "comes from the provider state: /a/${id}",
        ),
        (
            {"generators": {"body": {"$.a": {"type": "RandomInt", "min": 1, "max": 9}}}},
            "body $.a",
            "made anew for each run: RandomInt min 1 max 9",
        ),
    ],
)
def test_what_the_example_stands_for_is_told_in_words(owner, place, says):
    (request,) = part_of(request={"path": "/a", **owner})
    assert (request.terms, request.rest) == ((Term(place=place, says=says),), "")
    (message,) = part_of(contents={"content": 1, "contentType": "application/json"}, **owner)
    assert (message.terms, message.text) == (request.terms, "1")


def test_variants_are_told_with_the_answer_that_they_are_declared_for():
    choices = [
        Choice(
            place="$.note",
            alternatives=(Alternative(name="a value"), Alternative(name="null", kind="any")),
        )
    ]
    comments = {"testname": "t.py::reads", "text": ["first"], **write_choices([(), choices])}
    told = {"request": {}, "response": [{"status": 200}, {"status": 201}], "comments": comments}
    (passage,) = read_passages({"interactions": [{"description": "x", **told}]})
    assert (passage.test, passage.notes) == ("t.py::reads", ("first",))
    assert [part.terms for part in passage.parts] == [
        (),
        (),
        (Term(place="body $.note", says="a value or null"),),
    ]
    comments["pactwright"]["variants"]["version"] = 99
    assert not any(part.terms for part in part_of(**told))


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ({"providerState": "old"}, ("old",)),
        ({"providerStates": "one"}, ("one",)),
        (
            {"providerStates": [{"name": "a"}, {"name": "b", "params": {"n": 1}}, 5]},
            ("a", 'b ({"n":1})'),
        ),
        ({}, ()),
    ],
)
def test_states_of_every_version_of_pact_are_shown(states, shown):
    assert read_passages({"messages": [{"description": "x", **states}]})[0].states == shown


@pytest.mark.parametrize("content", [[], {}, {"interactions": 5}, {"interactions": [1, None]}, "x"])
def test_what_is_no_pact_has_no_passages(content):
    assert read_passages(content) == ()


@pytest.mark.parametrize("count", [1, 2, 5, 12, 13, 60, 90])
def test_names_stand_outside_the_circle_and_inside_the_picture(count):
    pairs = [(f"a{number:03}", f"a{(number + 1) % count:03}", "success") for number in range(count)]
    network = draw_network(pairs)
    assert (len(network.nodes), network.hidden) == (min(count, 60), max(0, count - 60))
    middle = network.width / 2, network.height / 2
    for node in network.nodes:
        assert 0 < node.label_x < network.width
        assert 0 < node.label_y < network.height
        if not node.turn:
            out = abs(node.label_x - middle[0]) + abs(node.label_y - middle[1])
            assert out > abs(node.x - middle[0]) + abs(node.y - middle[1]) - 5
    assert len({(node.x, node.y) for node in network.nodes}) == len(network.nodes)


def test_those_with_the_most_pacts_are_drawn_first():
    pairs = [(f"app-{number:02}", "zz-orders", "failed") for number in range(90)]
    network = draw_network(pairs)
    assert (len(network.nodes), len(network.edges), network.hidden) == (60, 59, 31)
    assert {edge.provider.name for edge in network.edges} == {"zz-orders"}


def test_nothing_is_drawn_of_nothing():
    assert draw_network([]).nodes == ()
