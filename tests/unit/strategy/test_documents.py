"""What an API document allows where an interaction looks, and nothing else of the example."""

import random

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.strategy.operations import follow, response_schema
from pactwright.strategy.schemas import UNKNOWN, SchemaValues

OPEN = RuleSet(rules=(MatchingRule(kind="type"),))
SEARCH = settings(
    max_examples=1500,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def reachable(schema, example, wanted, *, rules=None, **options):
    maker = SchemaValues(**{"root": {}, **options})
    values = maker.project(schema, example, {"$": OPEN} if rules is None else rules)
    try:
        find(values, wanted, settings=SEARCH, random=random.Random(1))
    except NoSuchExample:
        return False
    return True


def field(schema, **more):
    return {"type": "object", "properties": {"a": schema}, "required": ["a"], **more}


@pytest.mark.parametrize(
    ("schema", "example", "wanted"),
    [
        (field({"type": "integer", "minimum": 3, "maximum": 9}), 5, 9),
        (field({"type": "integer", "minimum": 3, "maximum": 9}), 5, 3),
        (field({"type": "number", "minimum": 0}), 1.5, 0),
        (field({"type": ["integer", "null"]}), 5, None),
        (field({"type": "integer", "nullable": True}), 5, None),
        (field({"anyOf": [{"type": "integer"}, {"type": "null"}]}), 5, None),
        (field({"allOf": [{"type": "string"}, {"enum": ["x", "y"]}]}), "x", "y"),
        (field({"enum": ["open", "paid"]}), "open", "paid"),
        (field({"const": "k"}), "k", "k"),
        (field({"type": "boolean"}), True, False),
        (field({"type": "string", "maxLength": 2}), "ab", ""),
        (field({"type": "string", "minLength": 1}), "ab", "a"),
        (field({"type": "array", "items": {"type": "integer"}}), [1], []),
        (field({"$ref": "#/defs/a~1b"}), "x", "y"),
    ],
)
def test_what_the_schema_allows_is_drawn(schema, example, wanted):
    root = {"defs": {"a/b": {"enum": ["x", "y"]}}}

    assert reachable(schema, {"a": example}, lambda value: value["a"] == wanted, root=root)


@pytest.mark.parametrize(
    ("schema", "example", "holds"),
    [
        ({"type": "integer", "minimum": 3, "maximum": 9}, 5, lambda one: 3 <= one <= 9),
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": 0}, 5, lambda one: one > 0),
        (
            {"type": "integer", "multipleOf": 5, "minimum": 0, "maximum": 50},
            5,
            lambda one: one % 5 == 0,
        ),
        ({"type": "number", "maximum": 10}, 5.5, lambda one: one <= 10),
        ({"type": "string", "pattern": "^[a-z]{2}$"}, "ab", lambda one: len(one) == 2),
        ({"type": "string", "format": "date"}, "2024-01-01", lambda one: len(one) == 10),
        ({"type": "string", "format": "uuid"}, "x", lambda one: len(one) == 36),
        ({"type": "string", "minLength": 2, "maxLength": 3}, "ab", lambda one: 2 <= len(one) <= 3),
        (
            {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2},
            [1],
            lambda one: 1 <= len(one) <= 2,
        ),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, 5, lambda one: one == 5),
        ({"type": "null"}, None, lambda one: one is None),
        ({}, "x", lambda one: one == "x"),
    ],
)
def test_nothing_else_is_drawn(schema, example, holds):
    assert not reachable(field(schema), {"a": example}, lambda value: not holds(value["a"]))


def test_members_that_the_document_does_not_require_may_be_absent():
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}

    assert reachable(schema, {"a": 1, "b": 2}, lambda value: "a" not in value and "b" in value)
    assert not reachable(
        {**schema, "required": ["a"]}, {"a": 1, "b": 2}, lambda value: "a" not in value
    )


def test_parts_of_allof_bring_their_members_and_requirements():
    part = {"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"]}
    schema = {
        "allOf": [part, {"properties": {"b": {"enum": [1, 2]}}, "required": ["b"]}],
        "properties": {"c": {"type": "integer"}},
    }

    assert reachable(schema, {"a": 1, "b": 1}, lambda value: value["b"] == 2 and value["a"] == 2)
    assert not reachable(schema, {"a": 1, "b": 1}, lambda value: len({"a", "b"} & set(value)) < 2)


def test_what_has_no_rule_stays_as_the_state_brings_it_about():
    schema = field({"enum": ["open", "paid"]})
    listed = field({"type": "array", "items": {"type": "integer"}})

    assert not reachable(schema, {"a": "open"}, lambda value: value["a"] != "open", rules={})
    assert not reachable(listed, {"a": [1, 2]}, lambda value: value["a"] != [1, 2], rules={})


def test_unknown_members_of_an_enumeration_are_asked_for():
    schema = field({"enum": ["open"]})

    def new(value):
        return value["a"] == UNKNOWN

    assert not reachable(schema, {"a": "open"}, new)
    assert reachable(schema, {"a": "open"}, new, unknown=True)


def test_a_member_that_the_document_does_not_know_stays():
    assert not reachable(field({"type": "integer"}), {"a": 1, "z": 5}, lambda one: one["z"] != 5)


DOCUMENT = {
    "servers": [{"url": "https://api.example/v1"}, {"url": "/"}],
    "paths": {
        "/orders/{id}": {
            "get": {
                "responses": {
                    "200": {"$ref": "#/components/responses/Order"},
                    "4XX": {"content": {"application/problem+json": {"schema": {"title": "no"}}}},
                    "default": {"description": "nothing"},
                }
            }
        },
        "/orders/mine": {
            "get": {"responses": {"200": {"content": {"*/*": {"schema": {"title": "mine"}}}}}}
        },
        "/text": {"get": {"responses": {"200": {"content": {"text/plain": {"schema": {}}}}}}},
    },
    "components": {
        "responses": {"Order": {"content": {"application/json": {"schema": {"title": "order"}}}}}
    },
}


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/orders/7", 200, "order"),
        ("get", "/v1/orders/7", 200, "order"),
        ("GET", "/orders/mine", 200, "mine"),
        ("GET", "/orders/7", 404, "no"),
        ("GET", "/orders/7", 500, None),
        ("POST", "/orders/7", 200, None),
        ("GET", "/orders/7/lines", 200, None),
        ("GET", "/text", 200, None),
    ],
)
def test_the_schema_of_an_answer_is_found(method, path, status, title):
    found = response_schema(DOCUMENT, method=method, path=path, status=status)

    assert (found or {}).get("title") == title


def test_references_that_lead_nowhere_are_empty():
    assert follow({}, {"$ref": "#/nothing"}) == {}
    assert follow({"a": {"$ref": "#/a"}}, {"$ref": "#/a"}) == {}
    assert follow({}, 7) == {}
