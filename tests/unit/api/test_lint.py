"""`lint` tells where a document does not keep to its specification."""

import json

import pytest

from pactwright.api.lint import lint_document
from pactwright.errors import PactwrightError

GOOD = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
}


def lint(tmp_path, document):
    file = tmp_path / "a.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document, indent=1))
    return [(each.line, each.pointer, each.message) for each in lint_document(str(file))]


def test_a_good_document_has_no_problems(tmp_path):
    assert lint(tmp_path, GOOD) == []
    assert lint(tmp_path, GOOD | {"openapi": "3.1.0"}) == []
    assert lint(tmp_path, {"swagger": "2.0", "info": GOOD["info"], "paths": {}}) == []


def test_problems_are_told_by_line(tmp_path):
    found = lint(tmp_path, GOOD | {"info": {"title": "t"}})
    ((line, pointer, message),) = found
    assert (line, pointer) == (3, "/info")
    assert message.replace('"', "'") == "'version' is a required property"


def test_a_shape_that_cannot_be_read_is_a_problem(tmp_path):
    assert lint(tmp_path, GOOD | {"paths": []})[0][1:] == ("/paths", "expected an object, got []")


@pytest.mark.parametrize(
    "draft",
    [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ],
)
def test_schemas_are_held_against_their_draft(tmp_path, draft):
    assert lint(tmp_path, {"$schema": draft, "type": "string"}) == []
    ((line, pointer, _),) = lint(tmp_path, {"$schema": draft, "minLength": "x"})
    assert (line, pointer) == (3, "/minLength")


def test_what_cannot_be_parsed_is_an_error(tmp_path):
    with pytest.raises(PactwrightError, match=r"a.json:1:2"):
        lint(tmp_path, "{")


def test_a_problem_reads_as_a_line(tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps(GOOD | {"info": {"title": "x" * 5}}))
    (problem,) = lint_document(str(file))
    assert str(problem).startswith(f"{file}:1:22: /info: ")


def test_a_document_of_messages_is_left_to_other_tools(tmp_path):
    with pytest.raises(PactwrightError, match=r"a\.json: an AsyncAPI document") as refused:
        lint(tmp_path, {"asyncapi": "3.0.0", "info": GOOD["info"]})

    assert "pactwright conform" in refused.value.hint
