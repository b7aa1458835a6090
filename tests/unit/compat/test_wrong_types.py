"""A schema that changed and holds what no schema can is bad input, told with its place."""

import pytest

from pactwright import compare
from pactwright.errors import PactwrightError

WRONG = {
    "type": ({"type": 5}, "/type: expected the name of a type, or a list of such names, got 5"),
    "reference": ({"$ref": ["a"]}, r"/\$ref: expected a string, got \['a'\]"),
    "properties": ({"properties": ["a"]}, r"/properties: expected an object, got \['a'\]"),
    "member": ({"properties": {"a/b": 7}}, "/properties/a~1b: expected a schema, got 7"),
    "item": ({"items": "string"}, "/items: expected a schema, got 'string'"),
    "branch": ({"anyOf": [{"type": "string"}, None]}, "/anyOf/1: expected a schema, got None"),
    "union": ({"oneOf": {"type": "string"}}, "/oneOf: expected a list of schemas, got"),
    "required": ({"required": "a"}, "/required: expected a list, got 'a'"),
    "enum": ({"enum": "a"}, "/enum: expected a list, got 'a'"),
    "bound": ({"maxLength": "5"}, "/maxLength: expected a number, got '5'"),
    "pattern": ({"pattern": 5}, "/pattern: expected a string, got 5"),
}


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(("schema", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_type_is_told_with_what_should_be_there(schema, told, side):
    documents = [{"title": "a"}, {"title": "a"}]
    documents[side] = schema
    with pytest.raises(PactwrightError, match=f"^{told}") as raised:
        compare(*documents, kind="json-schema")
    assert raised.value.hint.startswith("put ")


def test_an_api_document_names_the_schema(tmp_path):
    text = """\
openapi: 3.1.0
info: {title: a, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
"""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(text)
    new.write_text(text.replace("type: object", "properties: 5"))
    with pytest.raises(PactwrightError, match=r"new.yaml:12:17: .*expected an object, got 5"):
        compare(old, new)


@pytest.mark.parametrize("schema", [{"type": "any"}, {"pattern": "("}, {"required": [1]}])
def test_what_has_the_right_type_and_is_not_understood_is_unknown(schema):
    assert compare({"title": "a"}, schema, kind="json-schema").verdict == "unknown"


def test_what_stands_in_both_documents_is_passed_over():
    odd = {"type": "object", "properties": {"a": {"type": 5}}}
    assert compare(odd, {**odd, "title": "b"}).verdict == "compatible"
