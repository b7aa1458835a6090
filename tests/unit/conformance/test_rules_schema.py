# ruff: noqa: E501 - tables with a case a line
"""The schema of matching rules admits what the matcher admits, value by value."""

import json

import jsonschema_rs
import pytest

from pactwright.conformance.rules_schema import rules_schema
from pactwright.matching.choices import compare_choices
from pactwright.matching.json_body import compare_json
from pactwright.matching.rules import read_rules
from pactwright.model.choice import Alternative, Choice
from pactwright.model.rule import MatchingRule, RuleSet

LEAVES = [
    None,
    True,
    False,
    0,
    1,
    -3,
    0.5,
    "",
    "x",
    "open",
    "paid",
    "2020-01-01",
    "12",
    "abc",
    [],
    {},
]
VALUES = [
    *LEAVES,
    *({"a": leaf} for leaf in LEAVES),
    *([leaf] for leaf in LEAVES),
    *({"a": {"b": leaf}} for leaf in LEAVES),
    *({"a": [leaf]} for leaf in LEAVES),
    *([leaf, "x"] for leaf in LEAVES),
    {"a": "x", "b": 1},
    {"a": "x", "b": "y"},
    {"b": 1},
    {"a": ["x", "y"]},
    {"a": ["x", "y", "z"]},
    {"a": [{"b": 1}, {"b": 2}]},
    {"a": [{"b": 1}, {"c": 2}]},
    {"ab": "x"},
    {"A1": "x"},
    [["x"]],
    [1, 2, 3],
]


def rules(**places):
    return {
        place: RuleSet(rules=tuple(MatchingRule(kind=kind, attributes=more) for kind, more in many))
        for place, many in places.items()
    }


def one(place, kind, **more):
    return rules(**{place: [(kind, more)]})


LIKE = ("type", {})
NESTED = [{"match": "regex", "regex": "^[a-z]+$"}]
CASES = [
    ("nothing", {"a": "x"}, {}),
    ("nothing, list", ["x", 1], {}),
    ("nothing, empty list", [], {}),
    ("nothing, empty object", {}, {}),
    ("type", {"a": "x"}, one("$", "type")),
    ("type of each", {"a": 1, "b": "y"}, one("$.*", "type")),
    ("type, list", ["x"], one("$", "type")),
    ("min", ["x"], rules(**{"$": [("type", {"min": 2})]})),
    ("max", {"a": ["x"]}, rules(**{"$.a": [("type", {"max": 1})], "$.a[*]": [LIKE]})),
    ("both bounds", {"a": ["x"]}, one("$.a", "type", min=1, max=2)),
    ("integer", {"a": 1}, one("$.a", "integer")),
    ("decimal", {"a": 0.5}, one("$.a", "decimal")),
    ("number", {"a": 1}, one("$.a", "number")),
    ("boolean", {"a": True}, one("$.a", "boolean")),
    ("null", {"a": None}, one("$.a", "null")),
    ("regex", {"a": "open"}, one("$.a", "regex", regex="^(open|paid)$")),
    ("loose regex", {"a": "12"}, one("$.a", "regex", regex="\\d")),
    ("include", {"a": "abc"}, one("$.a", "include", value="b")),
    ("equality", {"a": {"b": 1}}, rules(**{"$": [LIKE], "$.a": [("equality", {})]})),
    ("equal list", {"a": ["x"]}, one("$.a", "equality")),
    ("not empty", {"a": "x"}, one("$.a", "notEmpty")),
    ("not empty, list", {"a": ["x"]}, rules(**{"$.a": [("notEmpty", {})], "$.a[*]": [LIKE]})),
    ("date", {"a": "2020-01-01"}, one("$.a", "date", format="yyyy-MM-dd")),
    ("values", {"a": 1}, rules(**{"$": [("values", {})], "$.*": [LIKE]})),
    ("each value", {"a": "x"}, one("$", "eachValue", rules=NESTED)),
    ("each value, list", {"a": ["x"]}, one("$.a", "eachValue", rules=NESTED)),
    ("each value, empty", {}, one("$", "eachValue", rules=NESTED)),
    ("each key", {"ab": "x"}, rules(**{"$": [("eachKey", {"rules": NESTED})], "$.*": [LIKE]})),
    ("contains", {"a": ["x"]}, one("$.a", "arrayContains", variants=[{"index": 0, "rules": {"$": {"matchers": [{"match": "type"}]}}}])),
    ("contains exactly", {"a": ["x", "y"]}, one("$.a", "arrayContains", variants=[{"index": 0}, {"index": 1}])),
    ("two rules", {"a": "abc"}, rules(**{"$.a": [("regex", {"regex": "^[a-z]+$"}), ("include", {"value": "b"})]})),
    ("either rule", {"a": "x"}, {"$.a": RuleSet(rules=(MatchingRule(kind="null"), MatchingRule(kind="type")), combine="OR")}),
    ("a list inside", {"a": [{"b": 1}]}, one("$.a", "type")),
]  # fmt: skip


@pytest.mark.parametrize(("example", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])  # fmt: skip
@pytest.mark.parametrize("strict", [False, True])
def test_the_schema_and_the_matcher_agree(example, found, strict):
    schema = rules_schema(example, found, sends=strict)
    ruling = read_rules(found)

    assert "$unknown" not in json.dumps(schema)
    for value in [*VALUES, example]:
        matched = not compare_json(example, value, ruling, strict=strict)
        admitted = jsonschema_rs.is_valid(schema, value, validate_formats=True)
        assert matched or not admitted, (value, schema)
        # A pattern is for texts here; the core holds it against the JSON of any value.
        assert admitted or not matched or _is_of_texts(found), (value, schema)


def _is_of_texts(found):
    kinds = {rule.kind for one in found.values() for rule in one.rules}
    return bool(kinds & {"regex", "include", "eachValue", "eachKey"})


def alternative(kind, content=None, *choices, **found):
    return Alternative(name=kind, kind=kind, content=content, choices=choices, rules=found)


TEXT = alternative("value", "x", **rules(**{"$": [LIKE]}))
ABSENT, ANY = alternative("absent"), alternative("any")
NULL = alternative("value", None)
INNER = Choice(place="$.b", alternatives=(TEXT, ABSENT))
CHOICES = [
    ("optional", {}, [Choice(place="$.a", alternatives=(TEXT, ABSENT))]),
    ("nullable", {}, [Choice(place="$.a", alternatives=(TEXT, NULL))]),
    ("one of", {}, [Choice(place="$.a", alternatives=(alternative("value", "open"), alternative("value", "paid")))]),
    ("any", {}, [Choice(place="$.a", alternatives=(ANY, ABSENT))]),
    ("choices within any", {}, [Choice(place="$.a", alternatives=(alternative("any", None, INNER),))]),
    ("choices within a value", {}, [Choice(place="$.a", alternatives=(alternative("value", {}, INNER), NULL))]),
    ("items", {"a": ["x"]}, [Choice(place="$.a[*]", alternatives=(TEXT, NULL))]),
    ("the whole", None, [Choice(place="$", alternatives=(TEXT, NULL))]),
]  # fmt: skip


@pytest.mark.parametrize(("example", "choices"), [case[1:] for case in CHOICES], ids=[case[0] for case in CHOICES])  # fmt: skip
def test_the_schema_of_declared_variants_admits_nothing_that_the_matcher_refuses(example, choices):
    found = rules(**{"$": [LIKE]})
    schema = rules_schema(example, found, sends=False, choices=choices)
    admitted = [value for value in VALUES if jsonschema_rs.is_valid(schema, value)]

    assert admitted
    assert len(admitted) < len(VALUES)
    for value in admitted:
        assert not compare_choices(choices, json.dumps(value).encode()), (value, schema)
