import json

import pytest

from pactwright.matching.request import compare_request
from pactwright.model.interaction import Request
from pactwright.model.wire import WireRequest

JSON = (("Content-Type", "application/json"),)


def lines(mismatches):
    return [
        f"{m.kind} {m.path}: {m.message} | {m.expected} | {m.actual} | {m.rule}" for m in mismatches
    ]


def sent(value=None, **changes):
    content = b"" if value is None else json.dumps(value).encode()
    return WireRequest(
        **{"method": "POST", "path": "/", "headers": JSON, "body": content, **changes}
    )


def test_a_request_is_compared_from_its_method_to_its_body(body):
    expected = Request(
        method="POST",
        path="/a",
        query=(("page", ("1",)),),
        headers=(("X-A", ("1",)),),
        body=body({"a": 1}),
    )
    actual = sent({"a": 1, "b": 2}, method="PUT", path="/b", query=(("size", ("2",)),))
    assert lines(compare_request(expected, actual)) == [
        "method : the method differs | POST | PUT | None",
        "path : the path differs | /a | /b | None",
        "query page: the parameter is missing | 1 | None | None",
        "query size: the parameter is unexpected | None | 2 | None",
        "header X-A: the header is missing | 1 | None | None",
        "body $.b: the key is unexpected | None | 2 | None",
    ]


def test_the_same_request_in_another_dress_holds(body):
    expected = Request(
        method="post", path="/", query=(("a", ("1", "2")), ("b", (None,))), body=body([1])
    )
    actual = sent([1], query=(("b", ("",)), ("a", ("1", "2"))))
    assert compare_request(expected, actual) == ()


def each_key(pattern):
    return ("eachKey", {"rules": [{"match": "regex", "regex": pattern}]})


def each_value(kind):
    return ("eachValue", {"rules": [{"match": kind}]})


def array_contains(index, path=None, kind="integer"):
    rules = {"rules": {path: {"combine": "OR", "matchers": [{"match": kind}]}}} if path else {}
    return ("arrayContains", {"variants": [{"index": index, **rules}]})


@pytest.mark.parametrize(
    ("value", "came", "rule", "found"),
    [
        ({}, {"a": 1}, None, ["$.a"]),
        ({"k": {}}, {"k": {"a": 1}}, ("$.k", "type"), ["$.k.a"]),
        ({"k": {"a": 1}}, {"k": {"b": 1}}, ("$.k", "values"), []),
        ({"k": {}}, {"k": {}}, ("$.k", "values"), []),
        ({"k": {"a": 1}}, {"k": {"b": "x"}}, ("$.k", each_value("integer")), ["$.k.b"]),
        ({"k": {"a": 1}}, {"k": {"b": 1}}, ("$.k", each_key("^[a-c]$")), []),
        ({"k": {"a": 1}}, {"k": {"z": 1}}, ("$.k", each_key("^[a-c]$")), ["$.k.z"]),
        ([{"a": 1}], [{"a": 2}, {"a": 3, "b": 1}], ("$", "type"), ["$[1].b"]),
        ([1], [1, 2], None, ["$[1]"]),
        ([1, 2], [1], None, ["$[1]"]),
        ({"a": [1]}, {"a": {"b": 1}}, None, ["$.a"]),
        ({"a": {"b": 1}}, {"a": [1]}, None, ["$.a"]),
        ([1], ["x"], ("$", array_contains(0, "$")), ["$"]),
        ([{"a": 1}], [{"z": 1}, {"a": 2}], ("$", array_contains(0, "$.a")), []),
        ([{"a": 1}], [{"a": 2, "b": 3}], ("$", array_contains(0, "$.a")), ["$"]),
        ([1], [1], ("$", array_contains(3)), ["$"]),
        ([1], [5, 1], ("$", array_contains(0)), []),
        ({"k": {"a": 1}}, {"k": {"a": 1}}, ("$.k", "null"), ["$.k", "$.k.a"]),
        ({"k": {"a": 1}}, {"k": {}}, ("$.k", "notEmpty"), ["$.k", "$.k.a"]),
        ([1], [2], ("$", "equality"), ["$", "$[0]"]),
        ([1], [2, 3, 4], ("$", ("type", {"max": 2})), ["$"]),
        ([], [1], ("$", ("type", {"max": 0})), []),
        ([1, 2], [1], ("$", "type"), []),
        ([[1], [2]], [["x"]], ("$", each_value("type")), ["$[0][0]"]),
    ],
)
def test_json_holds_no_more_than_asked_unless_a_rule_says_so(value, came, rule, found, compare):
    assert [m.path for m in compare(value, came, rule)] == found


@pytest.fixture
def compare(body, rules):
    def compare_json(value, came, rule):
        own = {} if rule is None else {"body": {rule[0]: rules(rule[1])}}
        expected = Request(method="POST", body=body(value), headers=JSON_PAIRS, rules=own)
        return compare_request(expected, sent(came))

    return compare_json


JSON_PAIRS = (("Content-Type", ("application/json",)),)


def test_one_rule_of_a_list_is_enough_with_or(body, rules):
    either = rules(("type", {"min": 3}), ("type", {"max": 1}), combine="OR")
    expected = Request(method="POST", body=body([1, 2]), rules={"body": {"$": either}})
    assert compare_request(expected, sent([1])) == ()
    assert {m.rule for m in compare_request(expected, sent([1, 2]))} == {"type min 3", "type max 1"}


def test_one_rule_of_a_value_is_enough_with_or(body, rules):
    either = rules("integer", "null", combine="OR")
    expected = Request(method="POST", body=body({"a": 1}), rules={"body": {"$.a": either}})
    assert compare_request(expected, sent({"a": None})) == ()
    assert [m.rule for m in compare_request(expected, sent({"a": "x"}))] == ["integer or null"]


@pytest.mark.parametrize(
    ("rule", "path", "holds"),
    [
        (("regex", {"regex": r"^/a/\d+$"}), "/a/12", True),
        (("regex", {"regex": r"^/a/\d+$"}), "/a/x", False),
        ("type", "/anything", True),
        ("equality", "/a/2", False),
    ],
)
def test_rules_speak_of_the_path(rule, path, holds, rules):
    expected = Request(path="/a/1", rules={"path": {"": rules(rule)}})
    found = compare_request(expected, WireRequest(method="GET", path=path))
    assert (not found) is holds


def test_xml_holds_no_more_than_asked(body, rules):
    kind = "application/xml"
    expected = Request(method="POST", body=body("<a x='1'><b>1</b></a>", kind))
    headers = (("Content-Type", kind),)
    more = b"<a x='1' y='2'><b>1</b><b>2</b><c/></a>"
    found = compare_request(expected, sent(headers=headers, body=more))
    assert lines(found) == [
        "body $.a.b: the element is unexpected | None | <b/> | None",
        "body $.a.c: the element is unexpected | None | <c/> | None",
        "body $.a['@y']: the attribute is unexpected | None | 2 | None",
    ]
    repeated = Request(method="POST", body=expected.body, rules={"body": {"$.a.b": rules("type")}})
    again = b"<a x='1'><b>1</b><b>2</b></a>"
    assert compare_request(repeated, sent(headers=headers, body=again)) == ()


def test_names_in_xml_carry_their_namespace(body):
    kind = "application/xml"
    expected = Request(method="POST", body=body("<p:a xmlns:p='urn:x'/>", kind))
    came = b"<q:a xmlns:q='urn:x'><q:b/></q:a>"
    found = compare_request(expected, sent(headers=(("Content-Type", kind),), body=came))
    assert [m.actual for m in found] == ["<urn:x:b/>"]


def test_characters_that_xml_forbids_do_not_pass(body):
    kind = "application/xml"
    expected = Request(method="POST", body=body("<a>&#1;</a>", kind))
    found = compare_request(expected, sent(headers=(("Content-Type", kind),), body=b"<a>&#1;</a>"))
    assert [m.message.partition(":")[0] for m in found] == ["the body cannot be read as XML"]
