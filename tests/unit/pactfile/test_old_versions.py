"""What V1 to V3 write is read as V4 means it."""

import json

import pytest

from pactwright.model.interaction import AsyncMessage, Body, ProviderState
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.pactfile.parse import parse_pact


def read(document):
    return parse_pact(json.dumps(document).encode(), source="f.json")


def pact(version, *interactions, **top):
    metadata = {"pactSpecification": {"version": version}} if version else {}
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": list(interactions),
        "metadata": metadata,
        **top,
    }


def http(version="2.0.0", *, response=None, request=None, **keys):
    interaction = {"description": "a", "request": request or {}, "response": response or {}, **keys}
    (read_back,) = read(pact(version, interaction)).interactions
    return read_back


def request(version="2.0.0", **keys):
    return http(version, request=keys).request


def rules(version="2.0.0", **matching_rules):
    return request(version, matchingRules=matching_rules).rules


def alone(kind, **attributes):
    return RuleSet(rules=(MatchingRule(kind=kind, attributes=attributes),))


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({}, "3"),
        ({"pactSpecification": {"version": "1.0.0"}}, "1"),
        ({"pactSpecification": {"version": "1.1.0"}}, "1.1"),
        ({"pactSpecification": {"version": "2.0.0"}}, "2"),
        ({"pactSpecification": {"version": "3.0.0"}}, "3"),
        ({"pactSpecification": {"version": "4.0"}}, "4"),
        ({"pactSpecification": {"version": "4"}}, "4"),
        ({"pactSpecification": {"version": "v3.0.0-beta"}}, "3"),
        ({"pactSpecification": {"version": 2}}, "2"),
        ({"pactSpecification": {"version": 1.1}}, "1.1"),
        ({"pactSpecification": {}}, "3"),
        ({"pactSpecification": "4.0"}, "4"),
        ({"pact-specification": {"version": "2.0"}}, "2"),
        ({"pact-specification": {"version": "2.0"}, "pactSpecification": {"version": "3"}}, "2"),
        ({"pactSpecificationVersion": "2.0.0"}, "2"),
        ({"pactSpecificationVersion": "1.0.0"}, "1"),
    ],
)
def test_the_version_is_found_under_every_word_for_it(metadata, version):
    assert read({**pact(None), "metadata": metadata}).version == version


def test_a_file_without_metadata_is_read_as_version_3():
    document = pact(None)
    del document["metadata"]
    assert read(document).version == "3"


@pytest.mark.parametrize(
    ("keys", "states"),
    [
        ({"providerState": "s"}, (ProviderState(name="s"),)),
        ({"provider_state": "s"}, (ProviderState(name="s"),)),
        ({"providerState": None}, ()),
        ({"providerState": ""}, ()),
        ({"providerStates": []}, ()),
        (
            {"providerStates": [{"name": "s", "params": {"id": 1}}, {"name": "t", "x": 2}]},
            (ProviderState(name="s", params={"id": 1}), ProviderState(name="t", extra={"x": 2})),
        ),
        (
            {"providerState": "old", "providerStates": [{"name": "new"}]},
            (ProviderState(name="new"),),
        ),
    ],
)
@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0", "3.0.0"])
def test_provider_states_are_read_in_every_form(version, keys, states):
    assert http(version, **keys).states == states


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", ()),
        ("a=1&b=2&a=3", (("a", ("1", "3")), ("b", ("2",)))),
        ("flag&empty=", (("empty", ("",)), ("flag", (None,)))),
        ("q=a%20b+c%26d", (("q", ("a b c&d",)),)),
        ("a=b=c&&", (("a", ("b=c",)),)),
        ("%E6%96%87=%E6%96%87&u=文", (("u", ("文",)), ("文", ("文",)))),
        ("a=%zz&b=%ff", (("a", ("%zz",)), ("b", ("%ff",)))),
        ({"a": ["1", "2"], "b": "3"}, (("a", ("1", "2")), ("b", ("3",)))),
        (
            {"flag": [None], "none": None, "list": []},
            (("flag", (None,)), ("list", ()), ("none", (None,))),
        ),
        ({"n": [1, True, 1.5]}, (("n", ("1", "true", "1.5")),)),
    ],
)
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
def test_a_query_is_decoded_to_names_with_their_values(version, query, pairs):
    assert request(version, query=query).query == pairs


@pytest.mark.parametrize(
    ("name", "value", "values"),
    [
        (
            "Accept",
            "text/html, application/json;q=0.9,*/*",
            ("text/html", "application/json;q=0.9", "*/*"),
        ),
        ("vary", "", ("",)),
        ("Cache-Control", "no-cache, no-store", ("no-cache", "no-store")),
        ("Date", "Mon, 01 Dec 2008 01:15:39 GMT", ("Mon, 01 Dec 2008 01:15:39 GMT",)),
        (
            "Set-Cookie",
            "a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT",
            ("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT",),
        ),
        ("Link", "<a>, <b>", ("<a>, <b>",)),
        ("X-Any", " 1, 2 ", ("1, 2",)),
        ("X-List", ["a, b", 1, True], ("a, b", "1", "true")),
        ("Content-Length", 12, ("12",)),
    ],
)
@pytest.mark.parametrize("version", ["2.0.0", "3.0.0"])
def test_only_headers_that_are_lists_are_split_at_commas(version, name, value, values):
    assert request(version, headers={name: value}).headers == ((name, values),)


JSON, TEXT, BYTES = "application/json", "text/plain", "application/octet-stream"
XML, HTML, FORM = "application/xml", "text/html", "application/x-www-form-urlencoded"
HAL = "application/hal+json"
TWICE = '{"a": 1, "a": 2}'


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        (None, {"b": 1, "a": [1.0, None]}, (b'{"a":[1.0,null],"b":1}', JSON, "json")),
        (None, None, (None, None, "json")),
        (None, "", (b"", None, "text")),
        (None, "words", (b"words", TEXT, "text")),
        (None, "<a/>", (b"<a/>", XML, "text")),
        (None, "<?xml version='1'?><a/>", (b"<?xml version='1'?><a/>", XML, "text")),
        (None, "<!DOCTYPE html>", (b"<!DOCTYPE html>", HTML, "text")),
        (None, '{"a": 1}', (b'{"a":1}', JSON, "json")),
        (None, True, (b"true", JSON, "json")),
        (JSON, "words", (b'"words"', JSON, "json")),
        (JSON, '"words"', (b'"words"', JSON, "json")),
        (JSON, 'say "hi"', (b'"say \\"hi\\""', JSON, "json")),
        (JSON, "[1]", (b'"[1]"', JSON, "json")),
        (JSON, TWICE, (TWICE.encode(), JSON, "text")),
        (HAL, "x", (b'"x"', HAL, "json")),
        (TEXT, '{"a": 1}', (b'{"a": 1}', TEXT, "text")),
        (TEXT, {"a": 1}, (b'{"a":1}', TEXT, "json")),
        (FORM, "a=1", (b"a=1", FORM, "text")),
        (BYTES, "aGVsbG8=", (b"hello", BYTES, "base64")),
        (BYTES, "not base64!", (b"not base64!", BYTES, "base64")),
        ("garbage", "words", (b"words", TEXT, "text")),
    ],
)
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
def test_a_body_becomes_the_bytes_that_it_stands_for(version, header, body, expected):
    found = request(version, headers={"Content-Type": header} if header else {}, body=body).body
    assert (found.content, found.content_type, found.encoding) == expected


def test_an_absent_body_is_not_a_null_body():
    assert request(path="/a").body is None


@pytest.mark.parametrize(
    ("rule", "kind", "attributes"),
    [
        ({"match": "type"}, "type", {}),
        ({"min": 1}, "type", {"min": 1}),
        ({"max": 3}, "type", {"max": 3}),
        ({"min": 1, "max": 3}, "type", {"min": 1, "max": 3}),
        ({"regex": r"\d+"}, "regex", {"regex": r"\d+"}),
        ({"match": "regex", "regex": r"\d+"}, "regex", {"regex": r"\d+"}),
        ({"match": "timestamp", "timestamp": "yyyy"}, "datetime", {"format": "yyyy"}),
        ({"timestamp": "yyyy"}, "datetime", {"format": "yyyy"}),
        ({"date": "yyyy"}, "date", {"format": "yyyy"}),
        ({"match": "time", "time": "HH"}, "time", {"format": "HH"}),
        ({"match": "min", "min": 2}, "type", {"min": 2}),
        ({"match": "real"}, "decimal", {}),
        ({"match": "each-key", "rules": []}, "eachKey", {"rules": []}),
        ({"match": "of a plugin", "x": [1]}, "of a plugin", {"x": [1]}),
        ({"pact:matcher:type": "integer"}, "integer", {}),
    ],
)
def test_a_rule_is_read_in_the_words_of_version_4(rule, kind, attributes):
    assert rules(**{"$.body.a": rule}) == {"body": {"$.a": alone(kind, **attributes)}}
    in_v3 = rules("3.0.0", body={"$.a": {"matchers": [rule]}})
    assert in_v3 == {"body": {"$.a": alone(kind, **attributes)}}


@pytest.mark.parametrize(
    ("path", "category", "place"),
    [
        ("$.body", "body", "$"),
        ("$.body.a[0].b", "body", "$.a[0].b"),
        ("$.body[*].id", "body", "$[*].id"),
        ("$.body['a b'].c", "body", "$['a b'].c"),
        ("$['body']['a']", "body", "$['a']"),
        ("$.headers.X-Total", "header", "X-Total"),
        ("$.header.X-Total", "header", "X-Total"),
        ("$.headers['X Y']", "header", "X Y"),
        ('$["headers"]["X-Y"]', "header", "X-Y"),
        ("$.query.q", "query", "q"),
        ("$.query.q[0]", "query", "q"),
        ("$.query['a-b'][*]", "query", "a-b"),
        ("$.path", "path", ""),
        ("$.method", "method", ""),
        ("$.status", "status", ""),
    ],
)
def test_a_path_of_version_2_becomes_category_and_place(path, category, place):
    assert rules(**{path: {"match": "type"}}) == {category: {place: alone("type")}}


def test_rules_of_one_parameter_s_values_are_all_kept():
    found = rules(**{"$.query.q[0]": {"match": "type"}, "$.query.q[1]": {"regex": "x"}})
    assert [rule.kind for rule in found["query"]["q"].rules] == ["type", "regex"]


def test_rules_under_the_early_name_are_read():
    old = {"$.body.a": {"match": "type"}}
    both = http(request={"requestMatchingRules": old}, response={"responseMatchingRules": old})
    assert both.request.rules == both.response.rules == {"body": {"$.a": alone("type")}}
    assert both.request.extra == both.response.extra == {}


def test_version_3_s_rules_keep_combination_unknown_keys_and_categories():
    found = request(
        "3.0.0",
        matchingRules={
            "path": {"matchers": [{"match": "type"}]},
            "header": {"X": {"combine": "or", "why": 1, "matchers": [{"match": "type"}]}},
            "weather": {"sun": 1},
        },
    )
    assert found.rules == {
        "path": {"": alone("type")},
        "header": {"X": RuleSet(rules=alone("type").rules, combine="OR", extra={"why": 1})},
    }
    assert found.extra == {"matchingRules": {"weather": {"sun": 1}}}


@pytest.mark.parametrize("place", ["", "$"])
def test_the_path_s_rule_may_stand_under_an_empty_place(place):
    assert rules("3.0.0", path={place: {"matchers": [{"match": "type"}]}}) == {
        "path": {"": alone("type")}
    }


def test_generators_of_version_3_are_read():
    found = request(
        "3.0.0",
        generators={
            "path": {"type": "ProviderState", "expression": "/${id}"},
            "body": {"$.id": {"type": "RandomInt", "min": 1}},
            "header": {"X": {"type": "Uuid"}},
            "weather": {"sun": 1},
        },
    )
    assert found.generators == {
        "path": {"": Generator(kind="ProviderState", attributes={"expression": "/${id}"})},
        "body": {"$.id": Generator(kind="RandomInt", attributes={"min": 1})},
        "header": {"X": Generator(kind="Uuid")},
    }
    assert found.extra == {"generators": {"weather": {"sun": 1}}}


def test_messages_of_version_3_are_asynchronous_messages():
    message = {
        "description": "an order was made",
        "providerStates": [{"name": "s"}],
        "contents": {"id": 1},
        "metaData": {"contentType": "application/json", "queue": "orders"},
        "matchingRules": {"body": {"$.id": {"matchers": [{"match": "type"}]}}, "metaData": {}},
        "generators": {"metaData": {"queue": {"type": "Uuid"}}},
        "weather": "sun",
    }
    document = pact("3.0.0")
    del document["interactions"]
    (found,) = read({**document, "messages": [message]}).interactions
    assert isinstance(found, AsyncMessage)
    assert found.states == (ProviderState(name="s"),)
    assert found.contents.body == Body(content=b'{"id":1}', content_type=JSON)
    assert found.contents.metadata == {"contentType": "application/json", "queue": "orders"}
    assert found.contents.rules["body"] == {"$.id": alone("type")}
    assert found.contents.generators == {"metadata": {"queue": Generator(kind="Uuid")}}
    assert found.extra == {"weather": "sun"}


def test_what_a_part_leaves_out_has_the_specification_s_default():
    found = http("1.0.0")
    assert (found.request.method, found.request.path) == ("GET", "/")
    assert (found.response.status, found.response.body) == (200, None)


def test_a_method_is_read_in_upper_case():
    assert request(method="post").method == "POST"


def test_an_interaction_without_description_is_called_by_its_number():
    interaction = {"request": {}, "response": {}}
    found = read(pact("2.0.0", interaction, interaction)).interactions
    assert [one.description for one in found] == ["Interaction 0", "Interaction 1"]


def test_keys_that_nobody_knows_are_kept_at_every_level():
    document = pact(
        "3.0.0",
        {"description": "a", "_id": "7", "request": {"x": 1}, "response": {"y": 2}},
        createdAt="today",
        consumer={"name": "c", "team": "t"},
    )
    found = read(document)
    (interaction,) = found.interactions
    assert found.extra == {"createdAt": "today", "consumer": {"team": "t"}}
    assert interaction.extra == {"_id": "7"}
    assert (interaction.request.extra, interaction.response.extra) == ({"x": 1}, {"y": 2})
