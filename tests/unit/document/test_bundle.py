# ruff: noqa: E501 - a table reads by the row
"""A document and the files it refers to become one value, and every place leads back to its file."""

import json

import pytest

from pactwright.document.bundle import bundle_document, split_file
from pactwright.document.limits import Limits
from pactwright.document.parse import parse_document
from pactwright.document.pointer import follow_pointer
from pactwright.errors import PactwrightError


def bundle(files, *, main="openapi.yaml", limits=None):
    """Bundle documents from a dict of file names and texts."""

    def parse(name):
        if name not in files:
            raise PactwrightError(f"{name}: no such file")
        text = files[name]
        data = text if isinstance(text, str) else json.dumps(text)
        return parse_document(data.encode(), source=name)

    return bundle_document(parse(main), parse, limits=limits or Limits())


def test_a_document_on_its_own_stays_as_it_is():
    whole = bundle({"openapi.yaml": {"a": {"$ref": "#/b"}, "b": {}}})
    assert whole.root is whole.document.root
    assert whole.files == {}


FILES = {
    "openapi.yaml": "a: {$ref: 'parts/a.yaml#/A'}\nroot: {type: string}\n",
    "parts/a.yaml": "A:\n  x: {$ref: '#/B'}\n  y: {$ref: ../other.json}\n"
    "  z: {$ref: '../openapi.yaml#/root'}\nB: {type: object}\n",
    "other.json": '{\n "type": "integer"\n}',
}


def test_references_lead_from_file_to_file_and_back():
    root = bundle(FILES).root
    first = follow_pointer(root, root["a"]["$ref"][1:])
    assert follow_pointer(root, first["x"]["$ref"][1:]) == {"type": "object"}
    assert follow_pointer(root, first["y"]["$ref"][1:]) == {"type": "integer"}
    assert first["z"]["$ref"] == "#/root"


def test_places_are_told_with_the_file_they_stand_in():
    whole = bundle(FILES)
    inner = whole.root["a"]["$ref"][1:]
    places = whole.locate({"/root", f"{inner}/x", "/x-pactwright-files/other.json/type"})
    assert places["/root"] == ("openapi.yaml", 2, 1)
    assert places[f"{inner}/x"] == ("parts/a.yaml", 2, 3)
    assert places["/x-pactwright-files/other.json/type"] == ("other.json", 2, 2)


def test_the_documents_own_value_is_not_changed_by_bundling():
    whole = bundle(FILES)
    assert whole.document.root["a"] == {"$ref": "parts/a.yaml#/A"}


def test_a_pointer_tells_its_file():
    assert split_file("/a/b") == ("", "/a/b")
    assert split_file("/x-pactwright-files/p~1a.yaml/B/c") == ("p/a.yaml", "/B/c")
    assert split_file("/x-pactwright-files/p~1a.yaml") == ("p/a.yaml", "")


def test_an_example_may_hold_what_looks_like_a_reference():
    text = (
        "a:\n  example: {$ref: nobody.yaml}\n  default: {$ref: '#/nobody'}\nx-a: {$ref: b.yaml}\n"
    )
    assert bundle({"openapi.yaml": text}).files == {}


def test_a_property_may_be_called_example_or_ref():
    text = "properties:\n  example: {$ref: '#/x'}\n  $ref: {type: string}\nx:\n  type: string\n"
    assert bundle({"openapi.yaml": text}).files == {}
    with pytest.raises(PactwrightError, match=r"openapi.yaml:2:13: .*leads nowhere"):
        bundle({"openapi.yaml": text.replace("#/x", "#/y")})


IDS = {
    "$id": "https://a.example/root.json",
    "$defs": {
        "one": {"$id": "one.json", "type": "string", "$anchor": "here"},
        "two": {"$ref": "one.json"},
        "three": {"$ref": "https://a.example/one.json#here"},
        "four": {"$ref": "#/$defs/one"},
    },
}


def test_the_headers_of_a_message_may_be_a_reference():
    files = {"openapi.yaml": {"headers": {"$ref": "h.json"}}, "h.json": {"type": "object"}}
    root = bundle(files).root
    assert follow_pointer(root, root["headers"]["$ref"][1:]) == {"type": "object"}
    with pytest.raises(PactwrightError, match="'#/gone' leads nowhere"):
        bundle({"openapi.yaml": {"headers": {"$ref": "#/gone"}}})


def test_references_by_id_stay_inside():
    assert bundle({"a.json": IDS}, main="a.json").files == {}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"openapi.yaml": "a: {$ref: b.yaml}\n"}, "openapi.yaml:1:5: .*b.yaml: no such file"),
        ({"openapi.yaml": "a: {$ref: ../b.yaml}\n"}, "leaves the folder"),
        ({"openapi.yaml": "a: {$ref: x/../../b.yaml}\n"}, "leaves the folder"),
        ({"openapi.yaml": "a: {$ref: '%2e%2e/b.yaml'}\n"}, "leaves the folder"),
        ({"openapi.yaml": "a: {$ref: '..\\\\b.yaml'}\n"}, "leaves the folder"),
        ({"openapi.yaml": "a: {$ref: 'C:/b.yaml'}\n"}, "leaves the folder"),
        ({"openapi.yaml": "a: {$ref: /b.yaml}\n"}, "leaves the folder"),
        (
            {"openapi.yaml": "a: {$ref: 'b.yaml#/x'}\n", "b.yaml": "y: 1\n"},
            "openapi.yaml:1:5: .*leads nowhere",
        ),
        (
            {"openapi.yaml": "a: {$ref: b.yaml}\n", "b.yaml": "\ny: {$ref: '#/z'}\n"},
            "b.yaml:2:5: .*leads nowhere",
        ),
        (
            {"openapi.yaml": "a: {$ref: b.yaml}\n", "b.yaml": "y: {$ref: 'c.yaml#/z'}\n", "c.yaml": "a: 1\n"},
            "b.yaml:1:5: .*leads nowhere",
        ),
        (
            {"openapi.yaml": "a: {$ref: 'b.yaml#/x'}\n", "b.yaml": "x: {$ref: 'openapi.yaml#/a'}\n"},
            "back to itself",
        ),
        ({"openapi.yaml": "a: {$ref: '#nobody'}\n"}, "leads nowhere"),
    ],
)  # fmt: skip
def test_a_reference_that_cannot_be_followed_is_told_where_it_stands(files, message):
    with pytest.raises(PactwrightError, match=message):
        bundle(files)


def test_the_number_of_files_is_bounded():
    files = {f"{n}.yaml": f"a: {{$ref: {n + 1}.yaml}}\n" for n in range(20)}
    with pytest.raises(PactwrightError, match="more than 5 files"):
        bundle(files, main="0.yaml", limits=Limits(files=5))


INNER = {"$id": "sub", "properties": {"y": {"$ref": "#/$defs/z"}, "w": {"$ref": "top#/$defs/z"}}}


def test_references_count_from_the_nearest_id():
    whole = {
        "$id": "https://example.org/top",
        "properties": {"x": {"$ref": "sub"}, "v": {"$ref": "other.json"}},
        "$defs": {"s": {**INNER, "$defs": {"z": {}}}, "z": {}},
    }
    read = bundle({"openapi.yaml": whole, "other.json": {}})
    assert read.root["properties"]["x"] == {"$ref": "#/$defs/s"}
    assert read.root["$defs"]["s"]["properties"] == INNER["properties"]
    broken = {**whole, "$defs": {"s": INNER}}
    with pytest.raises(PactwrightError, match=r"'#/\$defs/z' leads nowhere"):
        bundle({"openapi.yaml": broken, "other.json": {}})
