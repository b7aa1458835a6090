import jsonschema_rs
import pytest
from hypothesis import strategies as st

from pactwright.model.rule import MatchingRule, RuleSet
from pactwright.property.narrow import narrow_body, narrow_text, sample


def _set(*rules, combine="AND"):
    found = tuple(MatchingRule(kind=kind, attributes=given) for kind, given in rules)
    return RuleSet(rules=found, combine=combine)


BODIES = [
    ({"a": 1}, {}, [{"a": 1}], [{"a": 2}, {}, {"a": 1, "b": 2}]),
    ({"a": 1}, {"$.a": _set(("integer", {}))}, [{"a": 7}], [{"a": "x"}, {"a": 1.5}]),
    ({"a": 1.5}, {"$.a": _set(("decimal", {}))}, [{"a": 2.5}], [{"a": "x"}]),
    ({"a": True}, {"$.a": _set(("type", {}))}, [{"a": False}], [{"a": 1}]),
    ({"a": "x"}, {"$.a": _set(("type", {}))}, [{"a": ""}], [{"a": None}]),
    ({"a": 2.5}, {"$.a": _set(("type", {}))}, [{"a": 1}], [{"a": "1"}]),
    ({"a": None}, {"$.a": _set(("type", {}))}, [{"a": None}], [{"a": 1}]),
    ({"a": None}, {"$.a": _set(("null", {}))}, [{"a": None}], [{"a": 0}]),
    ({"a": "ab"}, {"$.a": _set(("regex", {"regex": "a|ab"}))}, [{"a": "a"}], [{"a": "xab"}]),
    ({"a": "ab"}, {"$.a": _set(("regex", {"regex": "^a.$"}))}, [{"a": "ax"}], [{"a": "a"}]),
    ({"a": "x-y"}, {"$.a": _set(("include", {"value": "-"}))}, [{"a": "-"}], [{"a": "x"}]),
    ({"a": "1.2.3"}, {"$.a": _set(("semver", {}))}, [{"a": "0.0.1"}], [{"a": "1"}]),
    ({"a": "x"}, {"$.a": _set(("notEmpty", {}))}, [{"a": "y"}], [{"a": ""}]),
    ({"a": "x"}, {"$.a": _set(("equality", {}))}, [{"a": "x"}], [{"a": "y"}]),
    (
        {"a": "x"},
        {"$.a": _set(("null", {}), ("type", {}), combine="OR")},
        [{"a": None}, {"a": "z"}],
        [{"a": 1}],
    ),
    (
        {"a": "xy"},
        {"$.a": _set(("type", {}), ("regex", {"regex": "x.*"}))},
        [{"a": "xz"}],
        [{"a": "y"}],
    ),
    ([1], {"$": _set(("type", {"min": 1, "max": 2}))}, [[5], [5, 6]], [[], [1, 2, 3]]),
    ([1, "a"], {}, [[1, "a"]], [[1], [1, "a", 1]]),
    ([], {}, [[]], [[1]]),
    ([1], {"$": _set(("notEmpty", {}))}, [[1, 1]], [[]]),
    (
        [1],
        {"$": _set(("eachValue", {"rules": [{"match": "integer"}]}))},
        [[4, 5]],
        [["x"]],
    ),
    (
        {"m": {"k": 1}},
        {"$.m": _set(("eachValue", {"rules": [{"match": "integer"}]}))},
        [{"m": {"other": 4}}],
        [{"m": {"k": "x"}}, {"m": {}}],
    ),
    (
        {"m": {"k": 1}},
        {"$.m": _set(("eachKey", {"rules": [{"match": "regex", "regex": "[a-z]"}]}))},
        [{"m": {"k": 1}}],
        [{"m": {"K": 1}}],
    ),
]


@pytest.mark.parametrize(("example", "rules", "fine", "wrong"), BODIES)
def test_a_schema_says_what_the_rules_leave_open(example, rules, fine, wrong):
    validator = jsonschema_rs.Draft4Validator(narrow_body(example, rules))

    assert [one for one in (example, *fine) if not validator.is_valid(one)] == []
    assert [one for one in wrong if validator.is_valid(one)] == []


def test_what_a_schema_cannot_say_is_a_list_of_values_that_hold():
    rules = {"$.day": _set(("date", {"format": "dd/MM/yyyy"}))}
    (members,) = narrow_body({"day": "01/02/2026"}, rules)["properties"]["day"].values()

    assert "01/02/2026" in members
    assert len(members) > 5
    assert all(one[2] == one[5] == "/" for one in members)


@pytest.mark.parametrize(
    ("rules", "types", "schema"),
    [
        (_set(("type", {})), {"string"}, {}),
        (_set(("integer", {})), {"integer"}, {}),
        (_set(("regex", {"regex": "a+"})), {"string"}, {"type": "string", "pattern": "^a+$"}),
        (_set(("regex", {"regex": "[2-4]"})), {"integer"}, {"enum": {2, 3, 4}}),
        (_set(("regex", {"regex": "true|false"})), {"boolean"}, {"enum": {True, False}}),
        (_set(("regex", {"regex": "1\\.[56]"})), {"number"}, {"enum": {1.5, 1.6}}),
    ],
)
def test_a_parameter_is_narrowed_in_the_type_of_the_document(rules, types, schema):
    example = {"integer": "2", "boolean": "true", "number": "1.5"}.get(min(types), "a")
    found = narrow_text(rules, example, types=frozenset(types))

    assert {n: set(one) if isinstance(one, list) else one for n, one in found.items()} == schema


def test_samples_are_the_same_each_time_and_chance_stays_as_it_was():
    import random

    random.seed(7)
    before = random.getstate()

    assert sample(st.integers()) == sample(st.integers())
    assert random.getstate() == before
    assert sample(st.nothing()) == []
