"""A sender sends what is declared, by whichever of the schemas in place."""

import jsonschema_rs
import pytest

from pactwright.schema.canonical import bundle
from pactwright.schema.close import Closing
from pactwright.schema.document import SchemaDocument
from pactwright.schema.view import View


def holds(name, *names):
    """Return an object whose one member holds these."""
    inner = {"type": "object", "properties": {one: {} for one in names}}
    return {"type": "object", "properties": {name: inner}}


def reference(name):
    return {"$ref": f"#/$defs/{name}"}


A, B = holds("x", "a"), holds("x", "b")
LISTS = {
    "allOf": [
        {"type": "array", "items": holds("x", "a")},
        {"type": "array", "items": holds("x", "b")},
    ]
}
DEEP = {"allOf": [{"properties": {"y": A}}, {"properties": {"y": B}}]}
TREE = {
    "$defs": {
        "Base": {"properties": {"next": reference("Base"), "b": {}}},
        "Tree": {
            "allOf": [
                reference("Base"),
                {"properties": {"next": reference("Tree"), "own": reference("Tree"), "a": {}}},
            ]
        },
    },
    **reference("Tree"),
}
NAMED = {"$defs": {"A": A, "B": {"allOf": [B]}}, "allOf": [reference("A"), reference("B")]}
UNION = {**holds("x", "id"), "anyOf": [A, B]}
TWO_UNIONS = {"allOf": [{"anyOf": [A, holds("z", "q")]}, {"anyOf": [B, holds("z", "q")]}]}
IN_A_BRANCH = {"anyOf": [{"type": "string"}, {"allOf": [A, B]}]}
IN_A_NAMED_BRANCH = {
    "$defs": {**NAMED["$defs"], "C": {"allOf": NAMED["allOf"]}},
    "oneOf": [{"type": "string"}, reference("C")],
}
BASE_UNION = {"properties": {"x": {"type": "object"}}, "anyOf": [A, B]}

SENT = [
    ({"allOf": [A, B]}, {"x": {"a": 1, "b": 1}}),
    ({**A, "allOf": [B]}, {"x": {"a": 1, "b": 1}}),
    (NAMED, {"x": {"a": 1, "b": 1}}),
    (LISTS, [{"x": {"a": 1, "b": 1}}]),
    (DEEP, {"y": {"x": {"a": 1, "b": 1}}}),
    (TREE, {"a": 1, "b": 1, "next": {"a": 1, "b": 1}}),
    (TREE, {"next": {"next": {"next": {"a": 1, "b": 1}}}}),
    (UNION, {"x": {"id": 1, "a": 1}}),
    (TWO_UNIONS, {"x": {"a": 1, "b": 1}}),
    (BASE_UNION, {"x": {"a": 1}}),
    (IN_A_BRANCH, {"x": {"a": 1, "b": 1}}),
    (IN_A_NAMED_BRANCH, {"x": {"a": 1, "b": 1}}),
    ({"allOf": [A, {"properties": {"x": {"type": "object"}}}]}, {"x": {"a": 1}}),
]
NEVER_SENT = [
    ({"allOf": [A, B]}, {"x": {"c": 1}}),
    ({"allOf": [A, B]}, {"y": {}}),
    ({**A, "allOf": [B]}, {"x": {"c": 1}}),
    (NAMED, {"x": {"c": 1}}),
    (LISTS, [{"x": {"c": 1}}]),
    (DEEP, {"y": {"x": {"c": 1}}}),
    (TREE, {"c": 1}),
    (TREE, {"next": {"c": 1}}),
    (UNION, {"y": 1}),
    (IN_A_BRANCH, {"x": {"c": 1}}),
    (IN_A_NAMED_BRANCH, {"x": {"c": 1}}),
    (A, {"x": {"b": 1}}),
]


def sends(root, value):
    view = View(SchemaDocument(root), sends=True)
    node = view.node("")
    closed = bundle([node], view.closure([node]), closing=Closing(view))
    return jsonschema_rs.is_valid(closed, value)


@pytest.mark.parametrize(("root", "value"), SENT)
def test_a_member_holds_what_all_schemas_in_place_declare(root, value):
    assert sends(root, value)


@pytest.mark.parametrize(("root", "value"), NEVER_SENT)
def test_a_member_holds_nothing_that_none_of_them_declares(root, value):
    assert not sends(root, value)
