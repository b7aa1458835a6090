import random
import sys
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import FEW, NOW, FunctionStage, answer, document, said

from pactwright.errors import PactwrightError
from pactwright.model.wire import WireRequest, WireResponse
from pactwright.property.file import DocumentMark, Operation, PropertyFile
from pactwright.property.replay import Task, check_digest, replay_operation
from pactwright.property.replay_time import Clock
from pactwright.property.replay_values import Setting
from pactwright.property.schemathesis_cases import CaseMaker, Narrowed, Slot, plain_value
from pactwright.property.schemathesis_checks import judge_answer
from pactwright.property.schemathesis_constants import read_constants
from pactwright.property.schemathesis_document import ApiDocument, validate

ORDER = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {
        "sku": {"type": "string", "minLength": 1},
        "quantity": {"type": "integer", "minimum": 1},
        "note": {"type": "string", "nullable": True},
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
    },
}
ROOT = {
    "openapi": "3.0.3",
    "info": {"title": "x", "version": "1"},
    "components": {"schemas": {"Order": ORDER, "Tag": {"type": "string", "maxLength": 5}}},
    "paths": {
        "/orders/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "get": {
                "responses": {
                    "200": said(
                        {"$ref": "#/components/schemas/Order"},
                        headers={
                            "ETag": {"required": True, "schema": {"type": "string"}},
                            "X-Left": {"schema": {"type": "integer"}},
                        },
                    )
                }
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                    },
                },
                "responses": {"200": said()},
            },
        }
    },
}
GOOD = {"sku": "A", "quantity": 2, "note": None}


def _judge(response):
    operation = ApiDocument(ROOT).operation("get", "/orders/{id}")
    request = WireRequest(method="GET", path="/orders/7")
    return [(one.kind, one.place) for one in judge_answer(operation, request, response)]


@pytest.mark.parametrize(
    ("response", "breaches"),
    [
        (answer(200, GOOD, ETag="x"), []),
        (answer(200, {**GOOD, "note": 5}, ETag="x"), [("body", "200 $.note")]),
        (answer(200, {**GOOD, "tags": ["a", "toolong"]}, ETag="x"), [("body", "200 $.tags[*]")]),
        (answer(200, {"sku": "A"}, ETag="x"), [("body", "200 $.quantity")]),
        (answer(200, {}, ETag="x"), [("body", "200 $.sku")]),
        (answer(200, GOOD), [("header", "ETag")]),
        (answer(200, GOOD, ETag="x", X_Left="many"), [("header", "200 header")]),
        (answer(418, {}), [("status", "418")]),
        (
            WireResponse(status=200, headers=(("ETag", "x"), ("Content-Type", "text/html"))),
            [("content-type", "200")],
        ),
        (
            WireResponse(
                status=200, headers=(("ETag", "x"), ("Content-Type", "application/json")), body=b"{"
            ),
            [("body", "200")],
        ),
    ],
)
def test_the_installed_schemathesis_judges_answers_as_we_read_it(response, breaches):
    assert sorted(set(_judge(response))) == breaches, version("schemathesis")


def test_cases_are_the_same_for_the_same_seed_and_leave_chance_alone():
    operation = ApiDocument(ROOT).operation("PUT", "/orders/{id}")
    narrowed = Narrowed(operation=operation, media_type="application/json", body={})
    random.seed(3)
    state = random.getstate()
    first, second = (CaseMaker(narrowed).generate(examples=20, seed=5) for _ in range(2))

    assert first == second
    assert CaseMaker(narrowed).generate(examples=20, seed=6) != first
    assert list(CaseMaker(narrowed).boundaries()) == list(CaseMaker(narrowed).boundaries())
    assert random.getstate() == state


def test_generated_cases_fit_the_document_and_what_narrows_it():
    operation = ApiDocument(ROOT).operation("PUT", "/orders/{id}")
    narrow = {"properties": {"quantity": {"maximum": 3}}, "required": ["note"]}
    maker = CaseMaker(
        Narrowed(
            operation=operation,
            slots=(Slot(parameter=operation.parameters[0], narrow={"enum": [7, 8]}),),
            media_type="application/json",
            body=narrow,
        )
    )
    drafts = [*maker.boundaries(), *maker.generate(examples=30, seed=1)]

    assert {draft.path["id"] for draft in drafts} <= {"7", "8"}
    assert all(operation.accepts_body("application/json", draft.body.value) for draft in drafts)
    assert {draft.body.value["quantity"] for draft in drafts} <= {1, 2, 3}


@pytest.mark.parametrize(
    ("root", "told"),
    [
        ({}, "cannot be used"),
        ({"openapi": "9.9.9", "paths": {}}, "cannot be used"),
        (None, "cannot be used"),
    ],
)
def test_what_is_no_api_document_is_told(root, told):
    with pytest.raises(PactwrightError, match=told):
        ApiDocument(root)


def test_an_operation_that_is_gone_is_told():
    with pytest.raises(PactwrightError, match=r"no operation POST /orders/\{id\}") as raised:
        ApiDocument(ROOT).operation("POST", "/orders/{id}")

    assert "pytest consumers" in raised.value.hint


def test_numbers_of_a_document_may_be_decimals():
    root = document({"/": {"get": {"parameters": [
        {"name": "n", "in": "query", "schema": {"type": "number", "maximum": Decimal("2.50")}},
        {"name": "m", "in": "query", "schema": {"type": "integer", "maximum": Decimal(3)}},
    ], "responses": {"200": said()}}}})  # fmt: skip
    operation = ApiDocument(root).operation("GET", "/")
    limits = [one.schema["maximum"] for one in operation.parameters]

    assert limits == [2.5, 3]
    assert not operation.accepts(operation.parameters[0], 2.75)


def test_whole_floats_are_written_as_whole_numbers():
    assert plain_value({"a": [1.0, 1.5, "x"], "b": 1e300}) == {"a": [1, 1.5, "x"], "b": 1e300}


@pytest.mark.parametrize(
    ("schema", "value", "refused"),
    [
        ({"$ref": "#/components/schemas/Order"}, GOOD, False),
        ({"$ref": "#/components/schemas/Order"}, {}, True),
        ({"type": "string", "nullable": True}, None, False),
        ({"$ref": "#/components/schemas/Nothing"}, 1, False),
    ],
)
def test_values_are_held_against_schemas_with_references(schema, value, refused):
    assert (validate(ApiDocument(ROOT), schema, value) is not None) is refused


def test_constants_of_an_application_are_found_and_strangers_have_none():
    assert read_constants(None).texts == ()
    assert read_constants(object()).texts == ()


def test_an_operation_without_uses_gets_the_plain_cases_of_the_document():
    mark = DocumentMark(path="x", title="", version="", digest="sha256:1")
    file = PropertyFile(consumer="", provider="shop", document=mark)
    stage = FunctionStage(lambda request: answer(200, GOOD, ETag="x"))
    setting = Setting(document=ApiDocument(ROOT), stage=stage, profile=FEW, clock=Clock(now=NOW))
    for method in ("GET", "PUT"):
        task = Task(file=file, operation=Operation(method=method, path="/orders/{id}"), digest="")
        replayed = replay_operation(task, setting, today=NOW.date())
        assert replayed.result.cases > 1
        assert replayed.result.success
    assert all("{" not in sent.path for sent in stage.sent)
    assert any(sent.body for sent in stage.sent)
    stage.serve = lambda request: answer(418)
    (finding,) = replay_operation(task, setting, today=NOW.date()).result.findings
    assert (finding.kind, finding.place) == ("status", "418")


def test_a_document_that_has_changed_since_is_told():
    mark = DocumentMark(path="x", title="", version="", digest="sha256:1")
    file = PropertyFile(consumer="web", provider="shop", document=mark)

    assert check_digest(file, "sha256:1") is None
    assert "run `pytest consumers` again" in check_digest(file, "sha256:2")
