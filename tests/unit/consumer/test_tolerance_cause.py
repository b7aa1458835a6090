"""Of an answer that breaks a test, what differs from the example and is needed for that."""

import json
from dataclasses import replace

import pytest

from pactwright import Pact, each_like, integer, like, match, nullable, one_of, optional, regex
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.consumer.tolerance import Failure, Finding
from pactwright.consumer.tolerance_cause import MOST_TRIALS, admits, find_cause
from pactwright.consumer.tolerance_report import example_of
from pactwright.model.wire import WireResponse

pact = Pact(consumer="c", provider="p", verifier="pactwright")
ORDER = {
    "id": integer(7),
    "note": optional(like("by night")),
    "customer": {"name": like("Ann"), "city": nullable(like("Bonn"))},
    "lines": each_like({"sku": like("A1"), "count": integer(1)}, min=0),
}
FAILED = Failure(key=("Broken",), words="Broken")


def part_of(body, **response):
    def test():
        pass

    draft = pact.response(response.pop("status", 200), body, **response)
    pact.interaction(request=pact.get("/"), response=draft)(test)
    (found,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert not found.problems
    return found


def cause_of(breaks, answer, body=ORDER, **response):
    """Return the cause of a failure for the answers of `breaks`, and the answers tried."""
    part = part_of(body, **response)
    tried = []

    def attempt(wire):
        tried.append(wire)
        return FAILED if breaks(json.loads(wire.body)) else None

    example = example_of(part)
    wire = WireResponse(status=200, headers=example.headers, body=json.dumps(answer).encode())
    finding = Finding(answer=wire, failure=FAILED, cases=1)
    found = find_cause(part, example, finding, attempt)
    assert found.answer == wire
    return json.loads(found.cause.body), tried


SMALLEST = {"id": 0, "customer": {"name": "", "city": None}, "lines": []}
EXAMPLE = {
    "id": 7,
    "note": "by night",
    "customer": {"name": "Ann", "city": "Bonn"},
    "lines": [{"sku": "A1", "count": 1}],
}


@pytest.mark.parametrize(
    ("breaks", "needed"),
    [
        (lambda body: "note" not in body, {"note": ...}),
        (lambda body: not body["lines"], {"lines": []}),
        (lambda body: body["id"] < 1, {"id": 0}),
        (
            lambda body: body["customer"]["city"] is None,
            {"customer": {"name": "Ann", "city": None}},
        ),
        (lambda body: body["id"] == 0 and "note" not in body, {"id": 0, "note": ...}),
    ],
)
def test_what_the_failure_does_not_need_is_put_back(breaks, needed):
    found, _ = cause_of(breaks, SMALLEST)

    expected = {name: needed.get(name, value) for name, value in EXAMPLE.items()}
    assert found == {name: value for name, value in expected.items() if value is not ...}


def test_a_member_of_one_element_of_several_is_found():
    body = [{"sku": like("A1"), "count": integer(1)}, {"sku": like("B2"), "count": integer(2)}]
    answer = [{"sku": "", "count": 2}, {"sku": "", "count": 0}]

    found, _ = cause_of(lambda lines: any(one["count"] == 0 for one in lines), answer, body)

    assert found == [{"sku": "A1", "count": 1}, {"sku": "B2", "count": 0}]


def test_a_new_member_goes_unless_it_is_the_cause():
    answer = {"id": 0, "name": "x", "more": 1}
    body = {"id": integer(7), "name": like("Ann")}

    assert cause_of(lambda one: "more" in one, answer, body)[0] == {
        "id": 7,
        "name": "Ann",
        "more": 1,
    }
    assert cause_of(lambda one: one["id"] == 0, answer, body)[0] == {"id": 0, "name": "Ann"}


def test_an_order_of_members_that_breaks_the_test_stays():
    answer = {"name": "Ann", "id": 7}

    found, _ = cause_of(lambda one: next(iter(one)) == "name", answer, {"id": 7, "name": "Ann"})

    assert list(found) == ["name", "id"]


def test_mixtures_that_the_contract_refuses_are_not_tried():
    card = {"kind": "card", "number": like("4111")}
    iban = {"kind": "iban", "iban": like("DE89")}
    answer = {"pay": {"kind": "iban", "iban": ""}}

    found, tried = cause_of(
        lambda one: one["pay"]["kind"] == "iban", answer, {"pay": one_of(card, iban)}
    )

    assert found == answer
    example = {"pay": {"kind": "card", "number": "4111"}}
    assert [json.loads(wire.body) for wire in tried] == [example]


@pytest.mark.parametrize(
    ("contents", "allowed"),
    [(b'{"id":1}', True), (b'{"id":1,"note":"y"}', True), (b'{"id":1,"note":42}', False)],
)
def test_the_declared_variants_of_a_message_are_part_of_what_it_allows(contents, allowed):
    def test():
        pass

    declared = {"id": integer(7), "note": optional(like("x"))}
    pact.message(description="paid", contents=declared)(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    message = replace(example_of(part), contents=contents)

    assert admits(part, message) is allowed


def test_another_failure_is_no_proof():
    part = part_of({"id": integer(7), "name": like("Ann")})
    example = example_of(part)
    wire = WireResponse(status=200, headers=example.headers, body=b'{"id":0,"name":""}')

    def attempt(answer):
        body = json.loads(answer.body)
        return FAILED if body == {"id": 0, "name": ""} else Failure(key=("Other",), words="Other")

    found = find_cause(part, example, Finding(answer=wire, failure=FAILED, cases=1), attempt)

    assert found.cause == wire


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (lambda body: f"no {next(name for name in ('id', 'name') if name not in body)}", {"id"}),
        (lambda body: f"cannot read {body}", {"name"}),
    ],
)
def test_a_failure_is_the_same_in_its_words_first_then_by_its_place(words, needed):
    part = part_of({"id": optional(integer(7)), "name": optional(like("Ann"))})
    example = example_of(part)
    wire = WireResponse(status=200, headers=example.headers, body=b"{}")

    def attempt(answer):
        body = json.loads(answer.body)
        missing = {"id", "name"} - body.keys()
        return Failure(key=("KeyError",), words=words(body)) if missing else None

    finding = Finding(answer=wire, failure=attempt(wire), cases=1)
    found = find_cause(part, example, finding, attempt)

    assert {"id", "name"} - json.loads(found.cause.body).keys() == needed


def test_the_status_and_headers_are_put_back_too():
    part = part_of(
        {"id": integer(7)}, status=match.success(), headers={"X-Turn": regex(r"\d+", example="1")}
    )
    example = example_of(part)
    headers = tuple((name, "22" if name == "X-Turn" else value) for name, value in example.headers)
    wire = WireResponse(status=204, headers=headers, body=b'{"id":0}')

    def attempt(answer):
        return FAILED if dict(answer.headers)["X-Turn"] == "22" else None

    found = find_cause(part, example, Finding(answer=wire, failure=FAILED, cases=1), attempt)

    assert found.cause == WireResponse(status=example.status, headers=headers, body=example.body)


def test_the_runs_are_bounded():
    names = [f"n{number}" for number in range(200)]

    _, tried = cause_of(lambda _: True, dict.fromkeys(names, 0), dict.fromkeys(names, integer(1)))

    assert len(tried) == MOST_TRIALS


@pytest.mark.parametrize("body", [b"no JSON", b""])
def test_what_is_no_json_stays_whole(body):
    part = part_of(None, content_type="text/plain")
    wire = WireResponse(status=200, body=body)

    def attempt(answer):
        return FAILED if answer.body == body else None

    finding = Finding(answer=wire, failure=FAILED, cases=1)
    assert find_cause(part, example_of(part), finding, attempt).cause.body == body
