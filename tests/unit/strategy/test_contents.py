"""Contents of parts, bytes and texts vary as their rules, or an API document, let them."""

import json
import sys
from email import message_from_bytes
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from drawing import draw

from pactwright import Pact, integer, like, match, multipart, regex
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.consumer.tolerance import answers_in_document, answers_of
from pactwright.matching.response import compare_response

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
BYTES = "application/octet-stream"
pact = Pact(consumer="c", provider="p")


def _part(body, **more):
    def test():
        pass

    pact.interaction(request=pact.get("/"), response=pact.ok(body, **more))(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert part.problems == ()
    return part


def _answers(body, **more):
    part = _part(body, **more)
    made = draw(answers_of(part))
    assert all(compare_response(part.interaction.response, one) == () for one in made)
    return made


def test_parts_vary_each_in_the_manner_of_its_type():
    made = _answers(
        multipart(
            {
                "title": like("hello"),
                "fixed": "as it is",
                "meta": ("m.json", {"n": integer(3), "k": "v"}, "application/json"),
                "list": ("l.csv", regex("[a-z]+", example="x"), "text/csv"),
                "photo": ("a.png", match.content_type("image/png", example=PNG), "image/png"),
                "raw": ("a.bin", b"\x00"),
            }
        )
    )
    parts = [
        {one.get_param("name", header="content-disposition"): one.get_payload(decode=True)
         for one in _message(answer).get_payload()}
        for answer in made
    ]  # fmt: skip

    assert {one["fixed"] for one in parts} == {b"as it is"}
    assert {one["raw"] for one in parts} == {b"\x00"}
    assert {json.loads(one["meta"])["k"] for one in parts} == {"v"}
    for name in ("title", "meta", "list", "photo"):
        assert len({one[name] for one in parts}) > 10
    assert all(one["photo"].startswith(PNG[:4]) for one in parts)


def _message(answer):
    head = f"Content-Type: {dict(answer.headers)['Content-Type']}\r\n\r\n".encode()
    return message_from_bytes(head + answer.body)


@pytest.mark.parametrize(
    ("body", "kind", "lengths"),
    [
        (like(b"\x00\x01\x02"), BYTES, {1, 2, 3, 4}),
        (match.content_type("image/png", example=PNG), None, {len(PNG), len(PNG) + 1}),
        (match.not_empty(b"\xff"), BYTES, {1, 2}),
    ],
)
def test_bytes_under_a_rule_come_in_other_lengths(body, kind, lengths):
    made = {len(one.body) for one in _answers(body, content_type=kind)}

    assert made >= lengths


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\x00\x01", BYTES), ("text", "text/plain"), (multipart({"a": "b"}), None)],
)
def test_what_has_no_rule_stays(body, kind):
    assert len({one.body for one in _answers(body, content_type=kind)}) == 1


def _document(kind, schema):
    answer = {"description": "", "content": {kind: {"schema": schema}}}
    return {"openapi": "3.1.0", "paths": {"/": {"get": {"responses": {"200": answer}}}}}


@pytest.mark.parametrize(
    ("body", "kind", "documented", "schema", "lengths"),
    [
        (like(b"abc"), BYTES, BYTES, {"minLength": 2, "maxLength": 5}, {2, 3, 4, 5}),
        (like(b"abc"), BYTES, "*/*", {"maxLength": 1}, {0, 1}),
        (regex("[a-z]+", example="abc"), "text/plain", "text/*",
         {"type": "string", "maxLength": 2}, {0, 1, 2}),
    ],
)  # fmt: skip
def test_a_document_bounds_the_lengths(body, kind, documented, schema, lengths):
    interaction = _part(body, content_type=kind).interaction
    found = answers_in_document(interaction, _document(documented, schema), unknown=False)

    assert {len(one.body.decode("utf-8", "replace")) for one in draw(found)} == lengths


@pytest.mark.parametrize(
    ("body", "kind"), [(b"abc", BYTES), ("abc", "text/plain"), (multipart({"a": like("b")}), None)]
)
def test_a_document_leaves_alone_what_has_no_rule_or_no_one_form(body, kind):
    interaction = _part(body, content_type=kind).interaction
    documented = interaction.response.body.content_type.partition(";")[0]
    found = answers_in_document(interaction, _document(documented, {}), unknown=False)

    assert found.is_empty


def test_the_schema_of_swagger_2_counts_too():
    answer = {"description": "", "schema": {"$ref": "#/definitions/Order"}}
    root = {
        "swagger": "2.0",
        "paths": {"/": {"get": {"responses": {"200": answer}}}},
        "definitions": {"Order": {"properties": {"n": {"type": "integer", "maximum": 3}}}},
    }
    found = answers_in_document(_part({"n": integer(1)}).interaction, root, unknown=False)

    assert {json.loads(one.body).get("n", 0) <= 3 for one in draw(found)} == {True}
