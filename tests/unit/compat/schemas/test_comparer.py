"""What changed in the schemas of two documents: one finding a place, shown by a body."""

import pytest

from pactwright.compat.schemas import SchemaComparer
from pactwright.schema.document import SchemaDocument

USER = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id"],
}


def compare(old, new, *, direction="request", reader="open", dialect="openapi-3.1", **options):
    """Compare `/schema` of two roots: a schema, or definitions with a `schema` in them."""
    roots = [one if "schema" in one else {"schema": one} for one in (old, new)]
    documents = [SchemaDocument(root, dialect) for root in roots]
    comparer = SchemaComparer(*documents, reader=reader, **options)
    comparer.compare("/schema", "/schema", direction=direction, operation="GET /x", part="body")
    return comparer.findings()


def changed(**properties):
    return {**USER, "properties": {**USER["properties"], **properties}}


def told(findings):
    return [(finding.rule, finding.verdict, finding.level) for finding in findings]


BREAKS = ("breaking", "error")
TELLS = ("compatible", "info")
WARNS = ("compatible", "warning")
LONGER = changed(name={"type": "string", "maxLength": 9})
SHORTER = changed(name={"type": "string", "maxLength": 5})
LISTED = changed(name={"enum": ["a"]})
MORE = changed(name={"enum": ["a", "b"]})
REQUIRED = {**USER, "required": ["id", "name"]}
WITHOUT = {**USER, "properties": {"id": {"type": "integer"}}}
NULLABLE = changed(name={"type": ["string", "null"]})
CHANGES = [
    (LONGER, SHORTER, ("max-length-lowered", *BREAKS), ("max-length-lowered", *TELLS)),
    (SHORTER, LONGER, ("max-length-raised", *TELLS), ("max-length-raised", *BREAKS)),
    (MORE, LISTED, ("enum-value-removed", *BREAKS), ("enum-value-removed", *TELLS)),
    (LISTED, MORE, ("enum-value-added", *TELLS), ("enum-value-added", *BREAKS)),
    (LISTED, USER, ("enum-removed", *TELLS), ("enum-removed", *BREAKS)),
    (USER, LISTED, ("enum-added", *BREAKS), ("enum-added", *TELLS)),
    (USER, REQUIRED, ("property-became-required", *BREAKS), ("property-became-required", *TELLS)),
    (REQUIRED, USER, ("property-became-optional", *TELLS), ("property-became-optional", *BREAKS)),
    (USER, WITHOUT, ("optional-property-removed", *WARNS), ("optional-property-removed", *WARNS)),
    (WITHOUT, USER, ("optional-property-added", *TELLS), ("optional-property-added", *TELLS)),
    (WITHOUT, REQUIRED, ("required-property-added", *BREAKS), ("required-property-added", *TELLS)),
    (REQUIRED, WITHOUT, None, ("required-property-removed", *BREAKS)),
    (NULLABLE, USER, ("null-refused", *BREAKS), ("null-refused", *TELLS)),
    (USER, NULLABLE, ("null-added", *TELLS), ("null-added", *BREAKS)),
]


@pytest.mark.parametrize(("old", "new", "request_told", "response_told"), CHANGES)
def test_the_direction_decides_who_breaks(old, new, request_told, response_told):
    for direction, expected in (("request", request_told), ("response", response_told)):
        found = told(compare(old, new, direction=direction))
        if expected is not None:
            assert found == [expected]
        assert told(compare(old, old, direction=direction)) == []


def test_a_required_property_that_is_gone_from_requests_is_no_break():
    new = {**WITHOUT, "required": ["id"]}
    assert {finding.verdict for finding in compare(REQUIRED, new)} == {"compatible"}


def test_the_witness_is_a_whole_body_and_says_who_refuses():
    (finding,) = compare(LONGER, SHORTER)
    assert finding.witness.value == {"id": 0, "name": "aaaaaa"}
    assert (finding.witness.accepted_by, finding.witness.refused_by) == ("old", "new")
    assert finding.witness.part == "body"
    assert "longer than 5" in finding.witness.reason
    (finding,) = compare(SHORTER, LONGER, direction="response")
    assert (finding.witness.accepted_by, finding.witness.refused_by) == ("new", "old")


def test_places_point_at_the_keyword_on_both_sides():
    (finding,) = compare(LONGER, SHORTER)
    assert finding.old.pointer == "/schema/properties/name/maxLength"
    assert finding.new.pointer == "/schema/properties/name/maxLength"


REWRITTEN = [
    (USER, {"allOf": [USER]}),
    (USER, {"anyOf": [USER]}),
    (USER, {"oneOf": [USER]}),
    (USER, {"schema": {"$ref": "#/user"}, "user": USER}),
    (
        {"schema": {"$ref": "#/user"}, "user": USER},
        {"schema": {"$ref": "#/person"}, "person": USER},
    ),
    (
        USER,
        {
            "allOf": [
                {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
                {"properties": {"name": {"type": "string"}}},
            ]
        },
    ),
    ({"enum": ["a", "b"]}, {"anyOf": [{"const": "b"}, {"const": "a"}]}),
    ({"type": ["string", "null"]}, {"oneOf": [{"type": "null"}, {"type": "string"}]}),
]


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize(("old", "new"), REWRITTEN)
def test_what_means_the_same_is_silent(old, new, direction):
    assert compare(old, new, direction=direction) == ()
    assert compare(new, old, direction=direction) == ()


def test_a_component_is_told_once_with_every_operation():
    old = {
        "user": USER,
        "list": {"type": "array", "items": {"$ref": "#/user"}},
        "one": {"$ref": "#/user"},
    }
    new = {**old, "user": REQUIRED}
    comparer = SchemaComparer(SchemaDocument(old), SchemaDocument(new))
    for name, operation in (
        ("list", "PUT /users"),
        ("one", "POST /users"),
        ("one", "PATCH /users"),
    ):
        comparer.compare(
            f"/{name}", f"/{name}", direction="request", operation=operation, part="body"
        )
    (finding,) = comparer.findings()
    assert finding.operations == ("PATCH /users", "POST /users", "PUT /users")
    assert finding.new.pointer == "/user/required"


def test_a_cycle_ends_and_is_told_once():
    def tree(bound):
        node = {
            "type": "object",
            "properties": {
                "size": {"type": "integer", "maximum": bound},
                "children": {"type": "array", "items": {"$ref": "#/node"}},
                "other": {"$ref": "#/twin"},
            },
        }
        return {"schema": {"$ref": "#/node"}, "node": node, "twin": {"allOf": [{"$ref": "#/node"}]}}

    (finding,) = compare(tree(9), tree(5))
    assert told([finding]) == [("maximum-lowered", *BREAKS)]
    assert finding.witness.value == {"size": 6}


def test_a_dead_branch_is_no_break():
    def either(bound):
        return {"anyOf": [{"type": "integer", "maximum": bound}, {"type": "integer"}]}

    for direction in ("request", "response"):
        assert all(
            f.verdict == "compatible" for f in compare(either(9), either(5), direction=direction)
        )


def test_a_change_below_a_branch_is_told_where_it_is():
    def either(one):
        return {"schema": {"anyOf": [{"$ref": "#/user"}, {"type": "string"}]}, "user": one}

    (finding,) = compare(either(LONGER), either(SHORTER))
    assert finding.rule == "max-length-lowered"
    assert finding.new.pointer == "/user/properties/name/maxLength"
    assert finding.witness.value == {"id": 0, "name": "aaaaaa"}


def test_a_branch_that_is_gone_is_told_at_the_union():
    old = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]}
    (finding,) = compare(old, {"anyOf": old["anyOf"][:2]})
    assert told([finding]) == [("any-of-narrowed", *BREAKS)]
    assert finding.witness.value is False


def test_read_only_properties_leave_requests_and_write_only_ones_responses():
    def with_flag(flag, **more):
        secret = {"type": "string", flag: True, **more}
        return {**changed(secret=secret), "required": ["id", "secret"]}

    for flag, away, there in (
        ("readOnly", "request", "response"),
        ("writeOnly", "response", "request"),
    ):
        old, new = with_flag(flag, maxLength=9), with_flag(flag, maxLength=5)
        old, new = (new, old) if there == "response" else (old, new)
        assert compare(old, new, direction=away) == ()
        assert [f.verdict for f in compare(old, new, direction=there)] == ["breaking"]


def test_a_read_only_flag_behind_a_reference_counts():
    old = {
        "schema": {"type": "object", "properties": {"id": {"$ref": "#/id"}}, "required": ["id"]},
        "id": {"type": "integer", "readOnly": True},
    }
    new = {**old, "id": {"type": "string", "readOnly": True}}
    assert compare(old, new) == ()
    assert [f.verdict for f in compare(old, new, direction="response")] == ["breaking"]


OPENED = {**WITHOUT, "additionalProperties": False}
READERS = [
    (USER, OPENED, "request", "open", True),
    (OPENED, WITHOUT, "response", "open", False),
    (OPENED, WITHOUT, "response", "strict", True),
    (WITHOUT, USER, "response", "open", False),
    (WITHOUT, USER, "response", "closed", True),
    (WITHOUT, USER, "request", "strict", True),
    (WITHOUT, USER, "request", "open", False),
    (USER, WITHOUT, "request", "closed", True),
    (USER, WITHOUT, "request", "open", False),
]


@pytest.mark.parametrize(("old", "new", "direction", "reader", "breaks"), READERS)
def test_the_reader_knob(old, new, direction, reader, breaks):
    found = compare(old, new, direction=direction, reader=reader)
    assert ("breaking" in {finding.verdict for finding in found}) is breaks
    assert "unknown" not in {finding.verdict for finding in found}


def test_a_list_marked_extensible_may_grow():
    old = changed(name={"enum": ["a"], "x-extensible-enum": True})
    new = changed(name={"enum": ["a", "b"], "x-extensible-enum": True})
    assert told(compare(old, new, direction="response")) == [("enum-value-added", *TELLS)]
    assert told(compare(new, old, direction="request")) == [("enum-value-removed", *BREAKS)]


def test_policy_may_say_that_every_list_grows():
    found = compare(LISTED, MORE, direction="response", extensible=True)
    assert told(found) == [("enum-value-added", *TELLS)]


def test_nothing_said_takes_everything():
    comparer = SchemaComparer(SchemaDocument({"x": USER}), SchemaDocument({"x": USER}))
    comparer.compare(None, "/x", direction="request", operation="A", part="body")
    comparer.compare("/x", None, direction="request", operation="B", part="body")
    found = comparer.findings()
    assert {finding.verdict for finding in found} == {"breaking"}
    assert {finding.operations for finding in found} == {("A",)}


def test_an_unknown_keyword_is_told_and_named():
    (finding,) = compare({"type": "string"}, {"type": "string", "sparkling": True})
    assert (finding.rule, finding.verdict, finding.level) == ("unknown-keyword", "unknown", "error")
    assert "sparkling" in finding.message


def test_a_witness_that_an_unknown_keyword_might_forbid_is_none():
    old = {"type": "string", "sparkling": True}
    (finding,) = compare(old, {**old, "maxLength": 5})
    assert (finding.rule, finding.verdict) == ("max-length-lowered", "unknown")
    assert "'sparkling' is not known" in finding.message


def test_an_unknown_keyword_elsewhere_does_not_matter():
    old = changed(name={"type": "string", "maxLength": 9}, other={"sparkling": True})
    new = changed(name={"type": "string", "maxLength": 5}, other={"sparkling": True})
    assert told(compare(old, new)) == [("max-length-lowered", *BREAKS)]


def test_validators_that_disagree_leave_it_open():
    # whether a letter beyond ASCII belongs to a word
    old, new = {"type": "string", "pattern": "^é$"}, {"type": "string", "pattern": r"^é\B$"}
    (finding,) = compare(old, new)
    assert finding.verdict == "unknown"
    assert "disagree" in finding.message


def test_a_kind_that_no_branch_takes_is_told_at_the_union():
    old = {"type": ["string", "integer", "boolean"]}
    new = {"anyOf": [{"type": "string"}, {"type": "integer", "maximum": 5}]}
    (finding,) = compare(old, new)
    assert (finding.rule, finding.verdict) == ("any-of-narrowed", "breaking")


def test_values_told_by_a_property_find_their_branches():
    def pet(limit):
        return {
            "oneOf": [
                {
                    "properties": {"kind": {"const": "cat"}, "age": {"maximum": limit}},
                    "required": ["kind"],
                },
                {"properties": {"kind": {"const": "dog"}}, "required": ["kind"]},
            ]
        }

    one = {
        "type": "object",
        "properties": {"kind": {"enum": ["cat", "dog"]}, "age": {"type": "integer", "maximum": 20}},
        "required": ["kind"],
    }
    assert {f.verdict for f in compare(one, pet(30))} <= {"compatible"}
    (finding,) = (f for f in compare(one, pet(9)) if f.verdict != "compatible")
    assert finding.verdict == "breaking"
    assert finding.witness.value["kind"] == "cat"


def test_oneof_branches_that_begin_to_overlap_break():
    old = {"oneOf": [{"type": "integer", "maximum": 0}, {"type": "integer", "minimum": 5}]}
    new = {"oneOf": [{"type": "integer", "maximum": 7}, {"type": "integer", "minimum": 5}]}
    (finding,) = (f for f in compare(old, new) if f.verdict != "compatible")
    assert finding.verdict == "breaking"
    assert 5 <= finding.witness.value <= 7


def test_lists_and_maps_are_walked():
    def shape(bound):
        text = {"type": "string", "maxLength": bound}
        return {
            "type": "object",
            "properties": {"list": {"type": "array", "prefixItems": [text], "items": text}},
            "patternProperties": {"^x-": text},
            "additionalProperties": text,
        }

    found = compare(shape(9), shape(5))
    assert {f.verdict for f in found} == {"breaking"}
    assert {f.new.pointer.removesuffix("/maxLength") for f in found} == {
        "/schema/properties/list/prefixItems/0",
        "/schema/properties/list/items",
        "/schema/patternProperties/^x-",
        "/schema/additionalProperties",
    }


def test_long_lists_of_values_are_cut():
    old = {"enum": [f"value {index} {'x' * 150}" for index in range(12)]}
    (finding,) = compare(old, {"enum": old["enum"][:1]})
    assert "and 3 more" in finding.message
    assert len(finding.message) < 1200


def test_the_undecided_is_never_called_compatible():
    many = {
        "allOf": [{"anyOf": [{"required": [f"{name}{i}"]} for i in range(8)]} for name in "abc"]
    }
    old = {**many, "properties": {"next": {"$ref": "#/schema"}}}
    (finding,) = compare(old, {**old, "minProperties": 1})
    assert (finding.rule, finding.verdict) == ("schema-undecided", "unknown")


def test_the_same_documents_give_the_same_findings_in_any_order():
    old = {"a": LONGER, "b": {"type": "array", "items": {"$ref": "#/a"}}, "c": MORE}
    new = {"a": SHORTER, "b": {"type": "array", "items": {"$ref": "#/a"}}, "c": LISTED}
    seen = []
    for names in ("abc", "cba", "bac"):
        comparer = SchemaComparer(SchemaDocument(old), SchemaDocument(new))
        for name in names:
            comparer.compare(
                f"/{name}", f"/{name}", direction="request", operation=name, part="body"
            )
        seen.append(told(comparer.findings()))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 2


def test_dialects_meet():
    old = {"type": "string", "nullable": True, "maxLength": 5}
    new = {"type": ["string", "null"], "maxLength": 5}
    documents = SchemaDocument({"s": old}, "openapi-3.0"), SchemaDocument({"s": new}, "openapi-3.1")
    comparer = SchemaComparer(*documents)
    for direction in ("request", "response"):
        comparer.compare("/s", "/s", direction=direction, operation="x", part="body")
    assert comparer.findings() == ()
