"""The members that a schema gives a body."""

import pytest

from pactwright.model.path import format_path, parse_path
from pactwright.schema.document import SchemaDocument
from pactwright.usage.fields import find_field, list_fields

_TEXT = {"type": "string"}


def _document(schema: object, **definitions: object) -> SchemaDocument:
    return SchemaDocument({"schema": schema, "defs": definitions})


def _names(document: SchemaDocument, hidden: str = "writeOnly") -> list[str]:
    fields, _ = list_fields(document, "/schema", hidden)
    return [format_path(field.steps) for field in fields]


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"properties": {"a": _TEXT, "b": {"properties": {"c": _TEXT}}}}, ["$.a", "$.b", "$.b.c"]),
        ({"items": {"properties": {"a": _TEXT}}}, ["$[*].a"]),
        ({"prefixItems": [{"properties": {"a": _TEXT}}, {}]}, ["$[*].a"]),
        ({"additionalProperties": {"properties": {"a": _TEXT}}}, ["$.*", "$.*.a"]),
        ({"patternProperties": {"^x/": {"properties": {"a": _TEXT}}}}, ["$.*", "$.*.a"]),
        ({"allOf": [{"properties": {"a": _TEXT}}, {"properties": {"b": True}}]}, ["$.b", "$.a"]),
        ({"oneOf": [{"properties": {"a": _TEXT}}, {"type": "null"}]}, ["$.a"]),
        ({"if": {}, "then": {"properties": {"a": _TEXT}}, "else": False}, ["$.a"]),
        ({"properties": {"a b": _TEXT, "x/y": _TEXT}}, ["$['a b']", "$['x/y']"]),
        ({"type": "string"}, []),
        (True, []),
    ],
)
def test_every_member_is_listed_once(schema: object, names: list[str]) -> None:
    assert _names(_document(schema)) == names


def test_a_schema_inside_itself_is_followed_once() -> None:
    node = {"properties": {"value": _TEXT, "next": {"$ref": "#/defs/node"}}}
    document = _document({"$ref": "#/defs/node"}, node=node)
    assert _names(document) == ["$.value", "$.next"]


def test_two_members_of_one_schema_are_both_followed() -> None:
    user = {"properties": {"id": _TEXT}}
    schema = {"properties": {"owner": {"$ref": "#/defs/user"}, "author": {"$ref": "#/defs/user"}}}
    assert _names(_document(schema, user=user)) == [
        "$.owner",
        "$.author",
        "$.owner.id",
        "$.author.id",
    ]


@pytest.mark.parametrize(("hidden", "names"), [("readOnly", ["$.b"]), ("writeOnly", ["$.a"])])
def test_what_does_not_travel_is_left_out(hidden: str, names: list[str]) -> None:
    schema = {"properties": {"a": {"$ref": "#/defs/id"}, "b": {"writeOnly": True}}}
    assert _names(_document(schema, id={"readOnly": True}), hidden) == names


def test_a_body_of_too_many_members_is_cut_and_says_so() -> None:
    wide = {"properties": {f"m{number}": _TEXT for number in range(400)}}
    fields, more = list_fields(_document(wide), "/schema", "writeOnly")
    assert (len(fields), more) == (250, True)


@pytest.mark.parametrize(
    ("schema", "path", "found"),
    [
        ({"properties": {"a": {"items": {"properties": {"b": {}}}}}}, "$.a[*].b", "$.a[*].b"),
        ({"additionalProperties": {}}, "$.anything", "$.*"),
        ({"properties": {"a": {}}, "additionalProperties": {}}, "$.a", "$.a"),
        ({"properties": {"a": {}}}, "$.b", None),
        ({"properties": {"a": {"writeOnly": True}}}, "$.a", None),
        ({"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}, "$.b", "$.b"),
        ({"items": {}}, "$.a", None),
        ({"type": "object"}, "$.a", None),
    ],
)
def test_a_path_leads_to_the_member_that_the_schema_declares(
    schema: object, path: str, found: str | None
) -> None:
    field = find_field(_document(schema), "/schema", parse_path(path), "writeOnly")
    assert (None if field is None else format_path(field.steps)) == found
