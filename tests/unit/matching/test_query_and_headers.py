import pytest

from pactwright.matching.headers import compare_headers
from pactwright.matching.query import compare_query


@pytest.mark.parametrize(
    ("expected", "actual", "rule", "messages"),
    [
        (("1", "2"), ("2", "1"), None, ["the value differs", "the value differs"]),
        (("1", "2"), ("1",), None, ["expected 2 values, got 1"]),
        (("1",), ("5",), {"a": "integer"}, []),
        (("1", "2"), ("5",), {"a": "integer"}, []),
        (("1",), ("5", "x"), {"a": "integer"}, ["Expected 'x' to match an integer number"]),
        (
            ("1", "2"),
            ("5",),
            {"a": ("type", {"min": 2})},
            ["it has 1 items, at least 2 are expected"],
        ),
        (("1", "2"), ("1", "5"), {"a[1]": "integer"}, []),
        (("1", "2"), ("5", "5"), {"a[1]": "integer"}, ["the value differs"]),
        (("1",), ("5",), {"a": ("eachValue", {"rules": [{"match": "integer"}]})}, []),
        (("a",), ("a\0",), {"a": "values"}, ["the text is not equal to the expected one"]),
        (("a",), ("a\0",), {"a": ("regex", {"regex": "^a$"})}, ["Expected 'a\0' to match '^a$'"]),
        (("a\0",), ("12",), {"a": "integer"}, []),
        ((None,), ("",), None, []),
    ],
)
def test_values_of_a_parameter_are_compared_in_order_or_by_rules(
    expected, actual, rule, messages, rules
):
    made = {name: rules(each) for name, each in (rule or {}).items()}
    found = compare_query((("a", expected),), (("a", actual),), made)
    assert [m.message for m in found] == messages


def test_an_empty_list_of_rules_is_told(rules):
    found = compare_query((("a", ("1",)),), (("a", ("1",)),), {"a[0]": rules()})
    assert [m.message for m in found] == ["the place has a list of rules, and the list is empty"]


def test_one_rule_is_enough_with_or(rules):
    either = {"a": rules("integer", "boolean", combine="OR")}
    assert compare_query((("a", ("1",)),), (("a", ("true",)),), either) == []
    assert compare_query((("a", ("1",)),), (("a", ("x",)),), either) != []


@pytest.mark.parametrize(
    ("name", "expected", "actual", "holds"),
    [
        ("X-A", ["1"], ["1"], True),
        ("X-A", ["a,b"], ["a , b"], True),
        ("X-A", [" a"], ["a "], True),
        ("X-A", ["a", "b"], ["b", "a"], False),
        ("X-A", ["a", "b"], ["a"], False),
        ("X-A", ["a"], ["a", "b"], False),
        ("X-A", [], [], True),
        ("X-A", [], ["a"], False),
        ("Vary", ["Accept", "Cookie"], ["Accept, Cookie"], True),
        ("Accept", ["text/html; q=1"], ["text/html;Q=2;q=1"], True),
        ("Accept", ["text/html; q=1"], ["text/html"], False),
        ("Accept", ["text/html;q=1"], ["text/html;q=2"], False),
        ("Content-Type", ["a/b;charset=UTF-8"], ["a/b; charset=utf-8"], True),
        ("Content-Type", ["a/b"], ["a/c"], False),
        ("Content-Type", [""], [""], True),
        ("Set-Cookie", ["a=1; Path=/"], ["a=1; Path=/"], True),
        ("Date", ["Mon, 01 Dec 2008 01:15:39 GMT"], ["Mon, 01 Dec 2008 01:15:39 GMT"], True),
    ],
)
def test_headers_are_compared_value_by_value(name, expected, actual, holds):
    wire = [(name.upper(), value) for value in actual] or [(name, "")][: not holds]
    if not expected and not actual:
        wire = []
    found = compare_headers(((name, tuple(expected)),), wire, None)
    if not expected and not actual:
        assert [m.message for m in found] == ["the header is missing"]
    else:
        assert (not found) is holds


def test_rules_name_a_header_in_any_case_and_a_value_by_its_index(rules):
    expected = (("X-A", ("a", "b")),)
    whole = {"x-a": rules(("regex", {"regex": "^[ab]$"}))}
    assert compare_headers(expected, [("X-A", "b")], whole) == []
    assert compare_headers(expected, [("X-A", "b"), ("x-a", "c")], whole) != []
    second = {"X-A[1]": rules(("regex", {"regex": "^[bz]$"}))}
    assert compare_headers(expected, [("X-A", "a"), ("x-a", "z")], second) == []
    assert compare_headers(expected, [("X-A", "z"), ("x-a", "z")], second) != []
