"""Each matcher says in a pact what it says in the test."""

import datetime as dt
import json
import re
import uuid as ids
from decimal import Decimal

import pytest

import pactwright
from pactwright import Pact, from_state, generate, match
from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.pactfile.generators import write_generators
from pactwright.pactfile.rules import write_rules

pact = Pact(consumer="c", provider="p")


def compile_response(body, **parts):
    @pact.interaction(request=pact.get("/"), response=pact.ok(body, **parts))
    def test():
        pass

    compiled = compile_declaration(getattr(test, ATTRIBUTE)[0], description="d")
    assert compiled.problems == ()
    return compiled.interaction.response


def rule(kind, **attributes):
    return {"combine": "AND", "matchers": [{"match": kind, **attributes}]}


UUID = "7d6e2b4e-3c1a-4a39-9f5e-0d4a3a1c2b3d"
UUID_PATTERN = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
LEAVES = [
    (match.like("a"), "a", rule("type")),
    (match.like({"a": 1}), {"a": 1}, rule("type")),
    (match.equal_to("a"), "a", rule("equality")),
    (match.regex(r"\d+", example="7"), "7", rule("regex", regex=r"\d+")),
    (match.regex(re.compile(r"\d+"), example="7"), "7", rule("regex", regex=r"\d+")),
    (match.include("lo"), "lo", rule("include", value="lo")),
    (match.include("lo", example="hello"), "hello", rule("include", value="lo")),
    (match.integer(7), 7, rule("integer")),
    (match.decimal(7.5), 7.5, rule("decimal")),
    (match.number(7), 7, rule("number")),
    (match.boolean(False), False, rule("boolean")),
    (match.null(), None, rule("null")),
    (match.date("2024-07-20"), "2024-07-20", rule("date", format="yyyy-MM-dd")),
    (match.date(dt.date(2024, 7, 20)), "2024-07-20", rule("date", format="yyyy-MM-dd")),
    (match.time("14:30"), "14:30", rule("time", format="HH:mm")),
    (match.time(dt.time(14, 30)), "14:30:00", rule("time", format="HH:mm:ss")),
    (
        match.datetime("20.07.2024 14h", pattern="dd.MM.yyyy HH'h'"),
        "20.07.2024 14h",
        rule("datetime", format="dd.MM.yyyy HH'h'"),
    ),
    (match.uuid(UUID), UUID, rule("regex", regex=UUID_PATTERN)),
    (match.uuid(ids.UUID(UUID)), UUID, rule("regex", regex=UUID_PATTERN)),
    (match.semver("1.2.3"), "1.2.3", rule("semver")),
    (match.not_empty("a"), "a", rule("notEmpty")),
    (match.each_like("a"), ["a"], rule("type", min=1)),
    (match.each_like("a", min=0), ["a"], rule("type", min=0)),
    (match.each_like("a", min=2, max=3), ["a", "a"], rule("type", min=2, max=3)),
    (
        match.each_key(match.regex("[a-z]+", example="a"), example={"b": 1}),
        {"b": 1},
        rule("eachKey", rules=[{"match": "regex", "regex": "[a-z]+"}], value="a"),
    ),
    (
        match.each_value(match.integer(1), example={"b": 2}),
        {"b": 2},
        rule("eachValue", rules=[{"match": "integer"}], value="1"),
    ),
    (
        match.array_containing("a", match.integer(1)),
        ["a", 1],
        rule(
            "arrayContains",
            variants=[
                {"index": 0, "rules": {}, "generators": {}},
                {"index": 1, "rules": {"$": rule("integer")}, "generators": {}},
            ],
        ),
    ),
    (
        match.all_of(match.include("a"), match.include("b"), example="ab"),
        "ab",
        {
            "combine": "AND",
            "matchers": [{"match": "include", "value": "a"}, {"match": "include", "value": "b"}],
        },
    ),
    (
        match.any_of(match.integer(1), match.null()),
        1,
        {"combine": "OR", "matchers": [{"match": "integer"}, {"match": "null"}]},
    ),
    (from_state("${id}", 7), 7, rule("type")),
]


@pytest.mark.parametrize(("matcher", "example", "rules"), LEAVES)
def test_a_matcher_compiles_to_its_example_and_its_rule(matcher, example, rules):
    response = compile_response({"a": matcher})

    assert json.loads(response.body.content) == {"a": example}
    assert write_rules(response.rules, None) == {"body": {"$.a": rules}}


@pytest.mark.parametrize(
    ("matcher", "example", "places"),
    [
        (
            match.each_like({"id": match.integer(1), "tags": match.each_like(match.like("a"))}),
            [{"id": 1, "tags": ["a"]}],
            ["$.a", "$.a[*].id", "$.a[*].tags", "$.a[*].tags[*]"],
        ),
        (match.values({"id": match.integer(1)}, key="x"), {"x": {"id": 1}}, ["$.a", "$.a.*.id"]),
        (
            [match.integer(1), {"b c": match.integer(2)}],
            [1, {"b c": 2}],
            ["$.a[0]", "$.a[1]['b c']"],
        ),
        (match.like({"b": match.equal_to("x")}), {"b": "x"}, ["$.a", "$.a.b"]),
        (match.array_containing({"b": match.integer(1)}), [{"b": 1}], ["$.a"]),
        (
            match.all_of(match.each_like(match.integer(1)), match.not_empty([1])),
            [1],
            ["$.a", "$.a[*]"],
        ),
    ],
)
def test_matchers_within_matchers_have_places_of_their_own(matcher, example, places):
    response = compile_response({"a": matcher})

    assert json.loads(response.body.content) == {"a": example}
    assert sorted(response.rules["body"]) == places


def test_a_variant_of_an_array_carries_its_rules_from_its_own_root():
    response = compile_response(match.array_containing({"id": match.integer(1)}))

    variants = response.rules["body"]["$"].rules[0].attributes["variants"]
    assert variants == [{"index": 0, "rules": {"$.id": rule("integer")}, "generators": {}}]


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        (generate.random_integer(1, 9), {"type": "RandomInt", "min": 1, "max": 9}),
        (generate.random_decimal(4), {"type": "RandomDecimal", "digits": 4}),
        (generate.random_hexadecimal(4), {"type": "RandomHexadecimal", "digits": 4}),
        (generate.random_string(4), {"type": "RandomString", "size": 4}),
        (generate.random_boolean(), {"type": "RandomBoolean"}),
        (generate.from_regex("a+"), {"type": "Regex", "regex": "a+"}),
        (generate.random_uuid("simple"), {"type": "Uuid", "format": "simple"}),
        (generate.current_date(), {"type": "Date", "format": "yyyy-MM-dd"}),
        (
            generate.current_date(expression="+1 week"),
            {"type": "Date", "format": "yyyy-MM-dd", "expression": "+1 week"},
        ),
        (generate.current_time("HH:mm"), {"type": "Time", "format": "HH:mm"}),
        (
            generate.current_datetime(),
            {"type": "DateTime", "format": "yyyy-MM-dd'T'HH:mm:ssXXX"},
        ),
        (
            generate.mock_server_url("http://x/a", ".*(/a)$"),
            {"type": "MockServerURL", "example": "http://x/a", "regex": ".*(/a)$"},
        ),
        (
            generate.provider_state("${id}", value_type="INTEGER"),
            {"type": "ProviderState", "expression": "${id}", "dataType": "INTEGER"},
        ),
    ],
)
def test_a_generator_stands_beside_the_rule_of_its_matcher(generator, expected):
    response = compile_response({"a": match.like("x", generator=generator)})

    assert write_generators(response.generators, None) == {"body": {"$.a": expected}}
    assert write_rules(response.rules, None) == {"body": {"$.a": rule("type")}}


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        (7, "INTEGER"),
        (7.5, "DECIMAL"),
        (Decimal("7.5"), "DECIMAL"),
        (True, "BOOLEAN"),
        ("7", "STRING"),
        ([7], "RAW"),
    ],
)
def test_a_value_of_a_state_keeps_the_type_of_its_example(example, kind):
    response = compile_response({"a": from_state("${id}", example)})

    assert response.generators["body"]["$.a"].attributes["dataType"] == kind


def test_a_request_must_equal_the_example_of_a_value_of_a_state():
    @pact.interaction(request=pact.get(from_state("/a/${id}", "/a/7")), response=pact.ok())
    def test():
        pass

    request = compile_declaration(getattr(test, ATTRIBUTE)[0], description="d").interaction.request

    assert (request.path, request.rules) == ("/a/7", {})
    assert request.generators["path"][""].attributes["expression"] == "/a/${id}"


@pytest.mark.parametrize(
    ("matcher", "example", "status"),
    [
        (match.information(), 100, "info"),
        (match.success(), 200, "success"),
        (match.success(201), 201, "success"),
        (match.redirect(), 302, "redirect"),
        (match.client_error(), 400, "clientError"),
        (match.server_error(), 500, "serverError"),
        (match.non_error(), 200, "nonError"),
        (match.any_error(), 400, "error"),
        (match.status_of(404, 410), 404, [404, 410]),
    ],
)
def test_a_class_of_statuses_is_a_rule_with_the_example_answered(matcher, example, status):
    @pact.interaction(request=pact.get("/"), response=pact.response(matcher))
    def test():
        pass

    response = compile_declaration(
        getattr(test, ATTRIBUTE)[0], description="d"
    ).interaction.response

    assert response.status == example
    assert write_rules(response.rules, None) == {"status": rule("statusCode", status=status)}


@pytest.mark.parametrize(
    "digits", ["10.50", "0.1", "123456789012345678901234567890.123456789", "1E+3"]
)
def test_a_decimal_example_keeps_its_digits(digits):
    response = compile_response({"amount": match.decimal(Decimal(digits)), "b": Decimal(digits)})

    assert response.body.content.decode() == f'{{"amount":{digits.lower()},"b":{digits.lower()}}}'


def test_the_everyday_matchers_are_the_same_objects_at_the_top():
    for name in ("like", "regex", "integer", "each_like", "uuid", "decimal"):
        assert getattr(pactwright, name) is getattr(match, name)
    assert pactwright.from_state is generate.from_state
