"""References within a document: pointers, anchors, identifiers."""

import pytest

from pactwright.errors import PactwrightError
from pactwright.schema.decide import Included, Undecided, decide_inclusion
from pactwright.schema.document import SchemaDocument

ROOT = {
    "$id": "https://example.com/root",
    "$defs": {
        "a b": {"$anchor": "here", "type": "string"},
        "inner": {"$id": "inner", "$defs": {"x": {"type": "null"}}, "$anchor": "top"},
        "a/b": {"type": "integer"},
    },
}

TARGETS = [
    ("#", ""),
    ("#/$defs/a%20b", "/$defs/a b"),
    ("#/$defs/a~1b", "/$defs/a~1b"),
    ("#here", "/$defs/a b"),
    ("root#here", "/$defs/a b"),
    ("https://example.com/root#/$defs/inner", "/$defs/inner"),
    ("inner", "/$defs/inner"),
    ("inner#/$defs/x", "/$defs/inner/$defs/x"),
    ("inner#top", "/$defs/inner"),
    ("other.json#/x", "other.json#/x"),
]


@pytest.mark.parametrize(("reference", "target"), TARGETS)
def test_a_reference_has_one_target(reference, target):
    assert SchemaDocument(ROOT).target(reference) == target


def test_a_pointer_is_followed():
    assert SchemaDocument(ROOT).at("/$defs/a~1b") == {"type": "integer"}
    assert SchemaDocument([{"x": 1}]).at("/0/x") == 1


@pytest.mark.parametrize("pointer", ["/gone", "/$defs/gone/x", "/$defs/a b/type/0"])
def test_nothing_at_a_pointer_is_an_error(pointer):
    with pytest.raises(PactwrightError, match="points at nothing"):
        SchemaDocument(ROOT).at(pointer)


def test_what_leaves_the_document_goes_through_the_function_for_it():
    document = SchemaDocument(ROOT, resolve=lambda text: {"const": text})
    assert document.at("other.json#/x") == {"const": "other.json#/x"}
    assert document.at("/gone") == {"const": "#/gone"}
    with pytest.raises(PactwrightError, match="leaves the document"):
        SchemaDocument(ROOT).at("other.json")


TREE = {
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {"size": {"type": "integer"}, "child": {"$dynamicRef": "#node"}},
}


def test_a_dynamic_reference_with_one_anchor_is_a_reference():
    wide = {**TREE, "properties": {**TREE["properties"], "size": {"type": "number"}}}
    assert decide_inclusion(SchemaDocument(TREE), SchemaDocument(wide)) == Included()
    assert decide_inclusion(SchemaDocument(wide), SchemaDocument(TREE)).witness == {"size": 0.5}


def test_a_dynamic_reference_with_two_anchors_is_not_known():
    two = {**TREE, "$defs": {"x": {"$dynamicAnchor": "node"}}}
    decided = decide_inclusion(
        SchemaDocument(two), SchemaDocument({"properties": {"child": {"type": "object"}}})
    )
    assert isinstance(decided, Undecided)
    assert "$dynamicRef" in decided.reason
