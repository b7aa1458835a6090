import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import Request, Response, answer, body_of, interaction, rules

from pactwright.model.interaction import Body
from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.model.wire import WireResponse
from pactwright.property.replay_reading import Reader, judge_reading

EXAMPLE = {
    "id": 7, "status": "open", "note": None, "lines": [{"sku": "A1", "n": 1}], "tags": ["x", "y"],
    "none": [], "mix": [1, "a"], "o": {"k": 1},
}  # fmt: skip
OK = {
    "id": 8, "status": "paid", "note": "z", "lines": [], "tags": [], "none": [1], "mix": ["q"],
    "o": {"k": 9},
}  # fmt: skip
RULES = rules(
    **{
        "$.status": ("regex", {"regex": "open|paid"}),
        "$.lines": ("type", {"min": 1}),
        "$.lines[*].sku": ("type", {}),
        "$.o.k": ("equality", {}),
    }
)
READER = Reader(
    interaction(
        "x",
        Request(path="/o"),
        Response(
            headers=(("Content-Type", ("application/json",)), ("X-A", ("1",))),
            body=body_of(EXAMPLE),
            rules={"body": RULES},
        ),
    )
)


def _places(response, *others, own=READER):
    return [(one.check, one.place) for one in judge_reading(own, [own, *others], response)]


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (OK, []),
        ({**OK, "lines": [{"sku": "B", "n": 2}] * 3, "more": 1}, []),
        ({**OK, "status": "gone"}, ["200 $.status"]),
        ({**OK, "lines": [{"sku": "B", "n": 2}, {"sku": None, "n": 2}]}, ["200 $.lines[*].sku"]),
        ({**OK, "lines": None}, ["200 $.lines"]),
        ({name: one for name, one in OK.items() if name != "id"}, ["200 $.id"]),
        ({**OK, "id": "8"}, ["200 $.id"]),
    ],
)
def test_the_shape_of_the_example_must_be_there(value, places):
    assert [place for _, place in _places(answer(200, value, X_A="other"))] == places


@pytest.mark.parametrize(
    ("number", "places"),
    [(2**70, []), (-(2**70), []), (1.5, ["200 $.n"]), ("a", ["200 $.n"]), (None, ["200 $.n"])],
)
def test_an_integer_that_no_64_bits_hold_is_one(number, places):
    body, given = body_of({"n": 1}), {"body": rules(**{"$.n": ("integer", {})})}
    reader = Reader(interaction("x", Request(path="/o"), Response(body=body, rules=given)))

    assert [place for _, place in _places(answer(200, {"n": number}), own=reader)] == places


def test_a_header_that_is_read_must_be_there():
    assert _places(answer(200, OK)) == [("consumer-reads", "200 X-A")]


def test_a_success_that_nobody_handles_is_told_and_a_refusal_is_not():
    assert _places(answer(204)) == [("consumer-handles", "204")]
    assert _places(answer(404)) == []


def test_another_interaction_may_be_the_one_that_reads_the_answer():
    gone = Reader(
        interaction("gone", Request(path="/o"), Response(status=410, body=body_of({"why": "old"})))
    )

    assert _places(answer(410, {"why": "very old"}), gone) == []
    assert _places(answer(410, {}), gone) == [("consumer-reads", "410 $.why")]


def test_a_class_of_statuses_is_handled_whole():
    status = {
        "": RuleSet(rules=(MatchingRule(kind="statusCode", attributes={"status": "success"}),))
    }
    reader = Reader(
        interaction("x", Request(path="/o"), Response(status=200, rules={"status": status}))
    )

    assert [reader.handles(one) for one in (200, 204, 404)] == [True, True, False]


@pytest.mark.parametrize(
    "body",
    [
        None,
        Body(content=None),
        Body(content=b"plain", content_type="text/plain"),
        Body(content=b"[]", content_type="application/json"),
        Body(content=b"{broken", content_type="application/json"),
    ],
)
def test_bodies_that_tell_nothing_ask_for_little(body):
    reader = Reader(interaction("x", Request(path="/o"), Response(body=body)))
    same = WireResponse(
        status=200,
        headers=()
        if body is None or not body.content_type
        else (("Content-Type", body.content_type),),
        body=(body.content or b"") if body is not None else json.dumps(1).encode(),
    )

    assert judge_reading(reader, [reader], same) == ()
