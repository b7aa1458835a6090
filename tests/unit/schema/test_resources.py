"""References count from the nearest `$id`, and `$id` is one where a schema stands only."""

import pytest

from pactwright import PactwrightError, compare
from pactwright.schema.resources import settle_references

SHOP = {
    "$id": "https://shop.example/order",
    "$ref": "#/$defs/x",
    "$defs": {
        "x": {"type": "string"},
        "item": {
            "$id": "item",
            "$anchor": "top",
            "items": {"$ref": "#/$defs/x"},
            "not": {"$ref": "order#/$defs/x"},
            "$defs": {"x": {"type": "integer", "$anchor": "whole"}},
        },
        "uses": {"allOf": [{"$ref": "item"}, {"$ref": "item#whole"}, {"$ref": "item#/$defs/x"}]},
        "foreign": {"$ref": "other.json#/a"},
    },
}


def test_references_become_pointers_from_the_root():
    settled = settle_references(SHOP, "2020-12")
    assert settled["$ref"] == "#/$defs/x"
    assert settled["$defs"]["item"] == {
        "items": {"$ref": "#/$defs/item/$defs/x"},
        "not": {"$ref": "#/$defs/x"},
        "$defs": {"x": {"type": "integer"}},
    }
    assert [one["$ref"] for one in settled["$defs"]["uses"]["allOf"]] == [
        "#/$defs/item",
        "#/$defs/item/$defs/x",
        "#/$defs/item/$defs/x",
    ]
    assert settled["$defs"]["foreign"] == {"$ref": "other.json#/a"}


def test_a_document_without_names_is_left_alone():
    plain = {"properties": {"$id": {"type": "string"}}, "$ref": "#/$defs/x", "$defs": {"x": {}}}
    assert settle_references(plain, "2020-12") is plain
    assert settle_references(True, "2020-12") is True


@pytest.mark.parametrize(
    ("dialect", "root", "reference"),
    [
        ("draft-04", {"definitions": {"a": {"id": "#a"}}, "not": {"$ref": "#a"}}, "/definitions/a"),
        ("draft-07", {"definitions": {"a": {"$id": "#a"}}, "not": {"$ref": "#a"}},
         "/definitions/a"),
        ("2019-09", {"$id": "urn:x:1", "$defs": {"a": {"$anchor": "a"}}, "not": {"$ref": "#a"}},
         "/$defs/a"),
        ("2020-12", {"$defs": {"a%b": {"$anchor": "a"}}, "not": {"$ref": "#a"}}, "/$defs/a%25b"),
        ("2020-12", {"x": {"$id": "u", "type": "null"}, "$defs": {"r": {"$id": "u"}},
                     "not": {"$ref": "u"}}, "/$defs/r"),
        ("draft-07", {"allOf": [{"$id": "far/", "$ref": "near"}], "definitions":
                      {"a": {"$id": "near"}}, "not": {"$ref": "near"}}, "/definitions/a"),
    ],
)  # fmt: skip
def test_names_are_read_as_their_draft_has_them(dialect, root, reference):
    assert settle_references(root, dialect)["not"]["$ref"] == "#" + reference


def tree(*, anchored):
    """Return a tree that another resource extends."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://tree.example/strict",
        **({"$dynamicAnchor": "node"} if anchored else {}),
        "$ref": "tree",
        "required": ["size"],
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "type": "object",
                "properties": {"child": {"$dynamicRef": "#node"}},
            }
        },
    }


def verdict(value, schema):
    return compare({"const": value}, schema, kind="json-schema").verdict


@pytest.mark.parametrize(("anchored", "inner"), [(True, "breaking"), (False, "compatible")])
def test_a_dynamic_reference_leads_to_the_outermost_anchor(anchored, inner):
    assert verdict({"size": 1, "child": {"size": 1}}, tree(anchored=anchored)) == "compatible"
    assert verdict({"size": 1, "child": {}}, tree(anchored=anchored)) == inner
    assert verdict({"size": 1, "child": 1}, tree(anchored=anchored)) == "breaking"


def recursive(*, anchored, inner):
    """Return a schema of drafts 2019-09 with one resource in another."""
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$recursiveAnchor": anchored,
        "anyOf": [{"type": "integer"}, {"$ref": "#/$defs/map"}],
        "$defs": {
            "map": {
                "$id": "map",
                "$recursiveAnchor": inner,
                "anyOf": [
                    {"type": "string"},
                    {"type": "object", "additionalProperties": {"$recursiveRef": "#"}},
                ],
            }
        },
    }


@pytest.mark.parametrize(
    ("anchored", "inner", "says"),
    [
        (True, True, "compatible"),
        (True, False, "breaking"),
        (False, True, "breaking"),
        (False, False, "breaking"),
    ],
)
def test_a_recursive_reference_leads_to_the_outermost_root_that_asks_for_it(anchored, inner, says):
    assert verdict({"a": 1}, recursive(anchored=anchored, inner=inner)) == says
    assert verdict({"a": "x"}, recursive(anchored=anchored, inner=inner)) == "compatible"


def test_the_same_recursive_reference_means_another_thing_in_another_document():
    wide, narrow = recursive(anchored=True, inner=True), recursive(anchored=False, inner=True)
    found = compare(wide, narrow)
    assert found.verdict == "breaking"
    assert compare(narrow, wide).verdict == "compatible"
    assert compare(wide, wide).verdict == "compatible"


UNDECIDED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [{"$ref": "one"}, {"$ref": "two"}],
    "$defs": {
        "list": {
            "$id": "list",
            "items": {"$dynamicRef": "#item"},
            "$defs": {"item": {"$dynamicAnchor": "item"}},
        },
        "one": {"$id": "one", "$ref": "list", "$defs": {"i": {"$dynamicAnchor": "item"}}},
        "two": {
            "$id": "two",
            "$ref": "list",
            "$defs": {"i": {"$dynamicAnchor": "item", "type": "string"}},
        },
    },
}


def test_a_dynamic_reference_that_hangs_on_the_way_is_the_same_in_the_same_document_only():
    other = {**UNDECIDED, "$defs": {**UNDECIDED["$defs"]}}
    other["$defs"]["two"] = {**other["$defs"]["two"], "$defs": {}}
    assert compare(UNDECIDED, {**UNDECIDED}).verdict == "compatible"
    assert compare(UNDECIDED, other).verdict == "unknown"


def test_a_reference_to_nowhere_in_a_resource_is_an_error():
    with pytest.raises(PactwrightError, match="leaves the document"):
        compare({"type": "string"}, {"$id": "https://a.example/", "not": {"$ref": "gone#x"}})
