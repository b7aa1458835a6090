"""Schemas of OpenAPI 3.1 with names of their own: references count from the nearest `$id`."""

import pytest

from pactwright import compare

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
HOME = "https://example.org/dir/a"


def document(schemas, version="3.1.0", **top):
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    info = {"title": "t", "version": "1"}
    return {
        "openapi": version,
        "info": info,
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
        **top,
    }


def holding(reference, **members):
    return {"type": "object", "properties": {"b": {"$ref": reference}}, **members}


REFERRING = {
    "a pointer within": (
        lambda one: {"A": holding("#/$defs/B", **{"$id": HOME, "$defs": {"B": one}})},
        "/components/schemas/A/$defs/B",
    ),
    "a pointer from the root": (
        lambda one: {"A": holding("#/components/schemas/B", **{"$id": HOME}), "B": one},
        "/components/schemas/B",
    ),
    "a whole URI": (
        lambda one: {
            "A": holding("https://example.org/b"),
            "B": {"$id": "https://example.org/b", **one},
        },
        "/components/schemas/B",
    ),
    "a relative URI": (
        lambda one: {
            "A": holding("b#/$defs/C", **{"$id": HOME}),
            "B": {"$id": "https://example.org/dir/b", "$defs": {"C": one}},
        },
        "/components/schemas/B/$defs/C",
    ),
    "an anchor": (
        lambda one: {"A": holding("#x"), "B": {"$anchor": "x", **one}},
        "/components/schemas/B",
    ),
    "an anchor of its own": (
        lambda one: {
            "A": holding("#x", **{"$id": HOME, "$defs": {"B": {"$anchor": "x", **one}}}),
            "B": {"$anchor": "x", **TEXT},
        },
        "/components/schemas/A/$defs/B",
    ),
    "a dynamic anchor": (
        lambda one: {
            "A": {"properties": {"b": {"$dynamicRef": "#x"}}},
            "B": {"$dynamicAnchor": "x", **one},
        },
        "/components/schemas/B",
    ),
    "a property of that name": (
        lambda one: {"A": {"properties": {"$id": one, "schema": {"const": {"$id": "x"}}}}},
        "/components/schemas/A/properties/$id",
    ),
}


@pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
@pytest.mark.parametrize("name", REFERRING)
def test_a_reference_leads_to(name, version):
    schemas, place = REFERRING[name]
    found = compare(document(schemas(TEXT), version), document(schemas(WHOLE), version)).findings
    assert [one.new.pointer for one in found if one.verdict == "breaking"] == [f"{place}/type"]


def test_a_document_may_name_itself():
    def named(one):
        schemas = {"A": holding("/api#/components/schemas/B"), "B": one}
        return document(schemas, "3.2.0", **{"$self": "https://example.org/api"})

    found = compare(named(TEXT), named(WHOLE)).findings
    assert found[0].new.pointer == "/components/schemas/B/type"


def test_a_dynamic_anchor_in_two_resources_is_not_guessed():
    def double(one):
        other = {"$id": "https://example.org/b", "$dynamicAnchor": "x", **TEXT}
        return document(
            {
                "A": {"$dynamicAnchor": "x", "properties": {"b": {"$dynamicRef": "#x"}, "c": one}},
                "B": other,
            }
        )

    found = compare(double({"$ref": "#/components/schemas/B"}), double({**TEXT}))
    assert {one.verdict for one in found.findings if one.level == "error"} == {"unknown"}
