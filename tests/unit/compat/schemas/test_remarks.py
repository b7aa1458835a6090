"""What a schema says beside what it refuses is told, once, with all who reach it."""

import pytest

from pactwright import compare

TEXT = {"type": "string"}
COUNT = {"type": "integer"}


def document(schema, *, way="response", **more):
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
    operation = {"responses": {"200": {"description": "ok"}}}
    if way == "response":
        operation["responses"]["200"]["content"] = media
    elif way == "request":
        operation["requestBody"] = {"content": media}
    else:
        operation["parameters"] = [{"name": "limit", "in": "query", "schema": schema}]
    order = {"type": "object", "properties": {"note": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders": {"post": operation}, "/more": {"post": operation}},
        "components": {"schemas": {"Order": order, **more}},
    }


def told(old, new, way):
    found = compare(document(old, way=way), document(new, way=way)).findings
    return [(f.rule, f.verdict, f.level) for f in found if f.rule != "version-not-raised"]


CASES = [
    (
        "parameter",
        {**COUNT, "default": 1},
        {**COUNT, "default": 2},
        ("parameter-default-changed", "breaking", "error"),
    ),
    (
        "parameter",
        {**COUNT, "default": 1},
        COUNT,
        ("parameter-default-changed", "breaking", "error"),
    ),
    (
        "parameter",
        COUNT,
        {**COUNT, "default": 1},
        ("parameter-default-added", "compatible", "warning"),
    ),
    (
        "request",
        {**COUNT, "default": 1},
        {**COUNT, "default": 2},
        ("default-changed", "compatible", "warning"),
    ),
    ("response", {**COUNT, "default": 1}, COUNT, ("default-changed", "compatible", "info")),
    (
        "request",
        TEXT,
        {**TEXT, "format": "byte"},
        ("format-label-changed", "compatible", "warning"),
    ),
    (
        "response",
        {**TEXT, "format": "byte"},
        {**TEXT, "format": "binary"},
        ("format-label-changed", "compatible", "warning"),
    ),
    (
        "request",
        TEXT,
        {**TEXT, "contentEncoding": "base64"},
        ("content-encoding-added", "breaking", "error"),
    ),
    (
        "response",
        TEXT,
        {**TEXT, "contentEncoding": "base64"},
        ("content-encoding-added", "compatible", "info"),
    ),
    (
        "response",
        {**TEXT, "contentMediaType": "a/b"},
        TEXT,
        ("content-encoding-withdrawn", "breaking", "error"),
    ),
    (
        "request",
        {**TEXT, "contentMediaType": "a/b"},
        {**TEXT, "contentMediaType": "a/c"},
        ("content-encoding-changed", "breaking", "error"),
    ),
    (
        "request",
        TEXT,
        {**TEXT, "contentSchema": COUNT},
        ("content-schema-added", "breaking", "error"),
    ),
    (
        "response",
        {**TEXT, "contentSchema": COUNT},
        TEXT,
        ("content-schema-withdrawn", "breaking", "error"),
    ),
    (
        "response",
        {**TEXT, "contentSchema": COUNT},
        {**TEXT, "contentSchema": TEXT},
        ("content-schema-widened", "breaking", "error"),
    ),
    (
        "request",
        {**TEXT, "contentSchema": COUNT},
        {**TEXT, "contentSchema": {**COUNT, "minimum": 7}},
        ("content-schema-narrowed", "breaking", "error"),
    ),
    (
        "request",
        {**TEXT, "contentSchema": {**COUNT, "minimum": 7}},
        {**TEXT, "contentSchema": COUNT},
        ("content-schema-widened", "compatible", "info"),
    ),
    (
        "request",
        {**TEXT, "contentSchema": COUNT},
        {**TEXT, "contentSchema": {"sparkling": 1}},
        ("content-schema-changed", "unknown", "error"),
    ),
    (
        "request",
        {**TEXT, "contentSchema": COUNT},
        {**TEXT, "contentSchema": {"$ref": "#/gone"}},
        ("content-schema-changed", "unknown", "error"),
    ),
    ("request", TEXT, {**TEXT, "readOnly": True}, ("became-read-only", "compatible", "warning")),
    ("request", {**TEXT, "readOnly": True}, TEXT, ("ceased-read-only", "compatible", "info")),
    ("response", TEXT, {**TEXT, "writeOnly": True}, ("became-write-only", "compatible", "warning")),
    ("response", {**TEXT, "writeOnly": True}, TEXT, ("ceased-write-only", "compatible", "info")),
    ("response", TEXT, {**TEXT, "deprecated": True}, ("property-deprecated", "compatible", "info")),
    (
        "response",
        {**TEXT, "deprecated": True},
        TEXT,
        ("property-reactivated", "compatible", "info"),
    ),
]


def test_contents_that_mean_the_same_are_passed_over():
    old = {**TEXT, "contentSchema": COUNT}
    assert told(old, {**TEXT, "contentSchema": {"allOf": [COUNT]}}, "request") == []


@pytest.mark.parametrize(("way", "old", "new", "expected"), CASES)
def test_an_annotation_that_changed_is_told_once(way, old, new, expected):
    remarks = [each for each in told(old, new, way) if each[0] == expected[0]]
    assert remarks == [expected] * (2 if way == "parameter" else 1)


@pytest.mark.parametrize("way", ["request", "response"])
def test_the_operations_that_reach_a_component_stand_together(way):
    old, new = {**COUNT, "default": 1}, {**COUNT, "default": 2}
    (found,) = compare(document(old, way=way), document(new, way=way)).findings
    assert found.operations == ("POST /more", "POST /orders")
    assert found.old.pointer == "/components/schemas/Order/properties/note/default"


def test_an_asserted_format_is_left_to_the_proof():
    rules = {rule for rule, _, _ in told(TEXT, {**TEXT, "format": "date"}, "request")}
    assert rules == {"format-narrowed"}


def test_branches_in_another_order_are_not_mistaken_for_each_other():
    one, other = {**COUNT, "default": 1}, {**TEXT, "default": "x"}
    assert told({"anyOf": [one, other]}, {"anyOf": [other, one]}, "request") == []


def test_a_change_behind_a_reference_on_one_side_is_found():
    old = document({"$ref": "#/components/schemas/Note"}, Note={**COUNT, "default": 1})
    new = document({**COUNT, "default": 2}, Note={**COUNT, "default": 1})
    assert [f.rule for f in compare(old, new).findings] == ["default-changed"]


def test_schemas_that_refer_to_themselves_come_to_an_end():
    def tree(default):
        link = {"$ref": "#/components/schemas/Order/properties/note"}
        return document(
            {
                "type": "object",
                "properties": {"next": link, "size": {**COUNT, "default": default}},
            }
        )

    assert [f.rule for f in compare(tree(1), tree(2)).findings] == ["default-changed"]


def test_a_discriminator_that_changed_is_told():
    branch = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
    old = {"oneOf": [branch], "discriminator": {"propertyName": "a"}}
    new = {"oneOf": [branch], "discriminator": {"propertyName": "b"}}
    assert told(old, new, "response") == [("discriminator-changed", "compatible", "warning")]
