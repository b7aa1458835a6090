import pytest

from pactwright.matching.message import compare_message
from pactwright.model.interaction import MessageContents
from pactwright.model.wire import WireMessage

JSON = "application/json"


def lines(mismatches):
    return [f"{m.kind} {m.path}: {m.message} | {m.expected} | {m.actual}" for m in mismatches]


def test_a_message_may_hold_more_than_was_asked(body):
    expected = MessageContents(body=body({"a": 1}), metadata={"contentType": JSON, "k": 1})
    actual = WireMessage(contents=b'{"a": 1, "b": 2}', metadata={"k": 1, "l": 2}, content_type=JSON)
    assert compare_message(expected, actual) == ()


def test_differences_of_metadata_stand_before_those_of_the_body(body):
    expected = MessageContents(body=body({"a": 1}), metadata={"k": 1, "l": 2})
    actual = WireMessage(contents=b'{"a": 2}', metadata={"k": 1.0})
    assert lines(compare_message(expected, actual)) == [
        "metadata k: the metadata differs | 1 | 1.0",
        "metadata l: the metadata is missing | 2 | None",
        "body $.a: expected 1 (integer), got 2 (integer) | 1 | 2",
    ]


@pytest.mark.parametrize(
    ("place", "key"), [("k", "k"), ("$.k", "k"), ("$['a b']", "a b"), ("a b", "a b")]
)
def test_rules_speak_of_metadata_by_name_or_path(place, key, rules):
    expected = MessageContents(metadata={key: "x"}, rules={"metadata": {place: rules("integer")}})
    assert compare_message(expected, WireMessage(contents=b"", metadata={key: 5})) == ()
    found = compare_message(expected, WireMessage(contents=b"", metadata={key: "y"}))
    assert [m.path for m in found] == [key]


def test_one_rule_for_metadata_is_enough_with_or(rules):
    either = rules("integer", "null", combine="OR")
    expected = MessageContents(metadata={"k": 1}, rules={"metadata": {"k": either}})
    assert compare_message(expected, WireMessage(contents=b"", metadata={"k": None})) == ()
    found = compare_message(expected, WireMessage(contents=b"", metadata={"k": "x"}))
    assert [m.rule for m in found] == ["integer or null"]


@pytest.mark.parametrize(
    ("declared", "actual", "holds"),
    [
        (JSON, f"{JSON};charset=utf-8", True),
        (JSON, "text/plain", False),
        (JSON, None, True),
        (None, None, True),
        ("text/plain", None, False),
    ],
)
def test_content_types_must_agree_and_are_guessed_where_none_is_named(
    declared, actual, holds, body
):
    expected = MessageContents(body=body(b'{"a": 1}', declared))
    found = compare_message(expected, WireMessage(contents=b'{"a": 1}', content_type=actual))
    assert (not found) is holds
    if not holds:
        assert [m.kind for m in found] == ["content-type"]


def test_content_types_in_metadata_are_compared_as_such():
    expected = MessageContents(metadata={"contentType": f"{JSON}; charset=UTF-8"})
    assert (
        compare_message(expected, WireMessage(contents=b"", content_type=f"{JSON};charset=utf-8"))
        == ()
    )
    assert compare_message(expected, WireMessage(contents=b"", content_type=JSON)) != ()


def test_a_null_payload_asks_for_none(body):
    expected = MessageContents(body=body(b""))
    assert compare_message(expected, WireMessage(contents=b"")) == ()
    found = compare_message(expected, WireMessage(contents=b"x"))
    assert lines(found) == ["body $: no body is expected | None | x"]
    missing = compare_message(MessageContents(body=body({"a": 1})), WireMessage(contents=b""))
    assert lines(missing) == ['body $: the body is missing | {"a": 1} | None']
