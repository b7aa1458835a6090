import json

import pytest

from pactwright.matching.response import compare_response
from pactwright.model.interaction import Body, Response
from pactwright.model.wire import WireResponse

JSON = (("content-type", "application/json"),)


def answer(value, status=200, headers=JSON):
    return WireResponse(status=status, headers=headers, body=json.dumps(value).encode())


def lines(mismatches):
    return [
        f"{m.kind} {m.path}: {m.message} | {m.expected} | {m.actual} | {m.rule}" for m in mismatches
    ]


def test_a_response_may_hold_more_than_was_asked(body):
    expected = Response(headers=(("X-A", ("1",)),), body=body({"a": 1}))
    actual = answer({"a": 1, "b": 2}, headers=(*JSON, ("x-a", "1"), ("X-B", "2")))
    assert compare_response(expected, actual) == ()


def test_differences_are_precise_sorted_and_name_the_rule(body, rules):
    expected = Response(
        status=200,
        headers=(("X-A", ("1",)),),
        body=body({"id": 7, "state": "a", "tags": ["a"], "none": None}),
        rules={
            "body": {
                "$.id": rules("integer"),
                "$.state": rules(("regex", {"regex": "a|b"})),
                "$.tags": rules(("type", {"min": 1})),
            },
            "header": {"X-A": rules("integer")},
        },
    )
    actual = answer(
        {"id": "7", "state": "c", "tags": []}, status=500, headers=(*JSON, ("X-A", "x"))
    )
    assert lines(compare_response(expected, actual)) == [
        "status : the status differs | 200 | 500 | None",
        "header X-A: Expected 'x' to match an integer number | 1 | x | integer",
        "body $.id: Expected '7' (String) to be an integer | 7 | \"7\" | integer",
        "body $.none: the key is missing | null | None | None",
        "body $.state: Expected 'c' to match 'a|b' | \"a\" | \"c\" | regex a|b",
        'body $.tags: it has 0 items, at least 1 are expected | ["a"] | [] | type min 1',
    ]


@pytest.mark.parametrize(
    ("status", "actual", "holds"),
    [
        ("success", 204, True),
        ("success", 304, False),
        ("clientError", 404, True),
        ("nonError", 399, True),
        ("error", 500, True),
        ([200, 404], 404, True),
        ([200, 404], 403, False),
    ],
)
def test_a_status_may_be_one_of_a_class(status, actual, holds, rules):
    rule = rules(("statusCode", {"status": status}))
    expected = Response(status=200, rules={"status": {"": rule}})
    found = compare_response(expected, WireResponse(status=actual))
    assert (not found) is holds
    if found:
        assert found[0].rule.startswith("statusCode ")


def test_one_of_the_rules_of_a_status_is_enough_with_or(rules):
    classes = [("statusCode", {"status": name}) for name in ("success", "serverError")]
    expected = Response(rules={"status": {"": rules(*classes, combine="OR")}})
    assert compare_response(expected, WireResponse(status=503)) == ()
    found = compare_response(expected, WireResponse(status=404))
    assert found[0].rule == "statusCode success or statusCode serverError"


@pytest.mark.parametrize(
    ("content", "actual", "message"),
    [
        (None, b"", None),
        (None, b"null", "no body is expected"),
        (b"", b"x", "no body is expected"),
        (b"{}", b"", "the body is missing"),
    ],
)
def test_null_and_empty_bodies_ask_for_none(content, actual, message):
    expected = Response(body=Body(content=content, content_type="application/json"))
    found = compare_response(expected, WireResponse(status=200, headers=JSON, body=actual))
    assert [m.message for m in found] == ([message] if message else [])


def test_without_a_body_in_the_pact_any_body_will_do():
    assert compare_response(Response(), WireResponse(status=200, body=b"anything")) == ()


def test_another_content_type_is_told_before_any_content(body):
    found = compare_response(
        Response(body=body({"a": 1})),
        WireResponse(status=200, headers=(("Content-Type", "text/html"),), body=b"<p>"),
    )
    assert lines(found) == [
        "content-type : the body has another content type | application/json | text/html | None"
    ]


def test_a_rule_on_the_content_type_header_lets_another_type_pass(body, rules):
    json_like = {"X-A": rules("type"), "Content-Type": rules(("regex", {"regex": ".*json"}))}
    expected = Response(body=body({"a": 1}), rules={"header": json_like})
    actual = answer({"a": 1}, headers=(("Content-Type", "text/json"),))
    assert compare_response(expected, actual) == ()
    assert compare_response(Response(body=expected.body), actual) != ()


def test_a_content_type_of_stars_is_any(body):
    actual = answer({"a": "é"}, headers=(("Content-Type", "*/*"),))
    assert compare_response(Response(body=body({"a": "é"})), actual) == ()
    raw = WireResponse(status=200, headers=(("Content-Type", "*/*"),), body='{"a":"é"}'.encode())
    assert compare_response(Response(body=body({"a": "é"})), raw) == ()


def test_a_body_that_looks_like_a_matcher_is_taken_literally(body):
    value = {"a": {"pact:matcher:type": "integer", "value": 5}}
    expected = Response(body=body(value))
    assert compare_response(expected, answer({**value, "more": 1})) == ()
    assert compare_response(expected, answer({"a": 6})) != ()


@pytest.mark.parametrize(
    "came",
    [b'{"a": 1', b'{"a": 1}\0', b'{"a": "\xe9"}', b'{"a": NaN}', b"[" * 5000, b'"\\ud800"'],
)
def test_what_is_not_json_differs_without_a_crash(came, body):
    found = compare_response(
        Response(body=body({"a": 1})), WireResponse(status=200, headers=JSON, body=came)
    )
    assert [m.kind for m in found] == ["body"]
    assert "JSON" in found[0].message
