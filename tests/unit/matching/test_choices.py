"""A body is held to the alternatives that a pact declares for its places."""

import json

import pytest

from pactwright.matching.choices import compare_choices
from pactwright.model.choice import Alternative, Choice
from pactwright.model.rule import MatchingRule, RuleSet

INTEGER = {"$": RuleSet(rules=(MatchingRule(kind="integer"),))}
ABSENT = Alternative(name="absent", kind="absent")
NOTE = Choice(place="$.note", alternatives=(Alternative(name="present", content="x"), ABSENT))
COUNT = Choice(
    place="$.lines[*].n",
    alternatives=(Alternative(name="a value", content=1, rules=INTEGER), Alternative(name="null")),
)
DEEP = Choice(
    place="$.pay",
    alternatives=(
        Alternative(
            name="card",
            content={"kind": "card"},
            choices=(Choice(place="$.no", alternatives=(Alternative(name="no", content=1),)),),
        ),
        Alternative(name="other", kind="any", choices=(NOTE,)),
    ),
)
MEMBERS = Choice(place="$.*.n", alternatives=(Alternative(name="one", content=1),))
SECOND = Choice(place="$[1]", alternatives=(Alternative(name="one", content=1),))
WHOLE = Choice(
    place="$", alternatives=(Alternative(name="one", content=1), Alternative(name="two", content=2))
)


@pytest.mark.parametrize(
    ("choice", "body"),
    [
        (NOTE, {}),
        (NOTE, {"note": "x"}),
        (NOTE, [1]),
        (COUNT, {"lines": [{"n": 3}, {"n": None}]}),
        (COUNT, {}),
        (COUNT, {"lines": {"n": 3}}),
        (DEEP, {"pay": {"kind": "card", "no": 1}}),
        (DEEP, {"pay": {"kind": "cash"}}),
        (MEMBERS, {"a": {"n": 1}, "b": {"n": 1}}),
        (SECOND, [7, 1]),
        (WHOLE, 2),
    ],
)
def test_these_are_declared(choice, body):
    assert compare_choices([choice], json.dumps(body).encode()) == ()


@pytest.mark.parametrize(
    ("choice", "body", "path", "expected", "actual"),
    [
        (NOTE, {"note": 42}, "$.note", '"x"', "42"),
        (NOTE, {"note": None}, "$.note", '"x"', "null"),
        (COUNT, {"lines": [{"n": 3}, {"n": "x"}]}, "$.lines[1].n", "1 or null", '"x"'),
        (COUNT, {"lines": [{}]}, "$.lines[0].n", "1 or null", None),
        (
            DEEP,
            {"pay": {"kind": "card", "no": 2, "note": 1}},
            "$.pay",
            '{"kind":"card"} or other',
            '{"kind":"card","no":2,"note":1}',
        ),
        (MEMBERS, {"a": {"n": 1}, "b": {"n": 2}}, "$.b.n", "1", "2"),
        (SECOND, [7, 2], "$[1]", "1", "2"),
        (WHOLE, 3, "$", "1 or 2", "3"),
    ],
)
def test_others_are_differences_with_their_place(choice, body, path, expected, actual):
    (found,) = compare_choices([choice], json.dumps(body).encode())

    assert (found.path, found.expected, found.actual) == (path, expected, actual)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_left_to_the_comparison_of_bodies(body):
    assert compare_choices([NOTE], body) == ()
