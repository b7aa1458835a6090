"""Values beside the body travel as text: what that does to their schemas."""

import pytest

from pactwright.compat import wire

ROOT = {
    "text": {"type": "string", "description": "d", "x-a": 1},
    "short": {"type": "string", "maxLength": 3},
    "number": {"type": "integer"},
    "any": {},
    "either": {"type": ["integer", "boolean"]},
    "nullable": {"type": "integer", "nullable": True},
    "null": {"type": ["integer", "null"]},
    "list": {"type": "array", "items": {"type": "integer"}},
    "one or more": {
        "type": "array",
        "items": {"$ref": "#/number"},
        "minItems": 1,
        "uniqueItems": True,
    },
    "two": {"type": "array", "items": {}, "minItems": 2},
    "none": {"type": "array", "items": {}, "maxItems": 0},
    "contains": {"type": "array", "items": {}, "contains": {}},
    "tuple": {"type": "array", "items": [{}]},
    "object": {"type": "object"},
    "enum": {"enum": ["a", 1]},
    "odd enum": {"enum": ["a", [1]]},
    "refers": {"$ref": "#/number"},
    "lost": {"$ref": "#/nowhere"},
    "allOf": {"allOf": [{"type": "string"}, {"minLength": 1}]},
    "anyOf": {"anyOf": [{"type": "string"}, {"type": "array"}]},
    "oneOf": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    "endless": {"anyOf": [{"$ref": "#/endless"}]},
    "odd type": {"type": 5},
}


def test_only_lists_and_objects_may_hold_several_values():
    single = {name for name in ROOT if not wire.may_hold_several(ROOT, f"/{name}")}
    assert single == {
        "text", "short", "number", "either", "nullable", "null", "enum", "refers", "allOf", "oneOf",
    }  # fmt: skip
    assert wire.may_hold_several(ROOT, None)


def test_plain_values_are_neither_lists_nor_null():
    plain = {name for name in ROOT if wire.is_plain(ROOT, f"/{name}")}
    assert plain == {"text", "short", "number", "either", "refers"}
    assert not wire.is_plain(ROOT, None)


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("list", "/list/items"),
        ("one or more", "/one or more/items"),
        ("two", None),
        ("none", None),
        ("contains", None),
        ("tuple", None),
        ("number", None),
        ("lost", None),
    ],
)
def test_a_list_that_one_value_satisfies_tells_its_items(name, items):
    assert wire.list_items(ROOT, f"/{name}") == items
    assert wire.list_items(ROOT, None) is None
