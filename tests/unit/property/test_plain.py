import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import FunctionStage, answer, document, replay_unused, said

from pactwright.model.wire import WireAnswer
from pactwright.property.profile import Profile

MANY = Profile(name="many", examples=60)
NONE = Profile(name="none", examples=0, coverage=False)
TRACE = 'Traceback (most recent call last):\n  File "a.py", line 1, in find\nKeyError: 1'
BODY = {
    "type": "object",
    "required": ["name", "size"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "size": {"type": "integer", "minimum": 0, "maximum": 9000},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}
ROOT = document({"/things/{id}": {"put": {
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 90}},
        {"name": "X-Mark", "in": "header", "schema": {"enum": ["long mark", "m"]}},
        {"name": "sort", "in": "query", "schema": {"type": "array", "items": {"enum": ["a"]}}},
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
    "responses": {"200": said({"type": "object"})},
}}})  # fmt: skip


def _read(request):
    query = {name: values[0] for name, values in request.query if values}
    return dict(request.headers), query, json.loads(request.body)


def _crash_of(fails, *, traced=True):
    def serve(request):
        if not fails(*_read(request)):
            return answer(200, {})
        return WireAnswer(response=answer(500), notes=(TRACE,) if traced else ())

    return FunctionStage(serve)


FAULTS = {
    "a large size": (lambda _, __, body: body["size"] > 100, "$.size", {"size": 101}),
    "a list with members": (lambda _, __, body: body.get("tags"), "$.tags", {"tags": [""]}),
    "a limit below zero": (
        lambda _, query, __: int(query.get("limit", 0)) < 0, "query limit", {},
    ),
    "a mark": (lambda headers, *_: headers.get("X-Mark") == "long mark", "header x-mark", {}),
    "two together": (
        lambda _, query, body: "limit" in query and body["size"] > 100,
        "$.size, query limit",
        {"size": 101},
    ),
    "whatever comes": (lambda *_: True, "any request", {}),
}  # fmt: skip


@pytest.mark.parametrize("traced", [True, False], ids=["in process", "over HTTP"])
@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_without_a_consumer_is_made_small_and_called_by_what_it_takes(fault, traced):
    fails, place, members = FAULTS[fault]
    found = replay_unused(ROOT, _crash_of(fails, traced=traced), profile=MANY)
    ((finding,), (case,)) = found.result.findings, found.cases
    _, query, body = _read(case.steps[0].request)

    assert (finding.place, finding.id) == (place, case.fingerprint)
    assert set(query) <= {"limit"} & set(place.split())
    assert {name: body[name] for name in members} == members


FORMATS = {
    "ssv": ({"collectionFormat": "ssv"}, " "),
    "pipes": ({"collectionFormat": "pipes"}, "|"),
    "csv by default": ({}, ","),
    "not exploded": ({"explode": False}, ","),
    "pipeDelimited": ({"style": "pipeDelimited"}, "|"),
    "exploded": ({}, None),
}


@pytest.mark.parametrize("name", FORMATS)
def test_lists_come_with_the_signs_of_the_document_between_their_elements(name):
    words, delimiter = FORMATS[name]
    items = {"type": "array", "items": {"type": "integer", "maximum": 40}, "maxItems": 3}
    old = "csv" in name or "collectionFormat" in words
    schema = items if old else {"schema": items}
    root = document({"/": {"get": {
        "parameters": [{"name": "n", "in": "query", "required": True, **words, **schema}],
        "responses": {"204": {"description": ""}},
    }}})  # fmt: skip
    root = {"swagger": "2.0", "info": root["info"], "paths": root["paths"]} if old else root

    def serve(request):
        texts = dict(request.query)["n"]
        texts = texts if delimiter is None else [one for t in texts for one in t.split(delimiter)]
        return answer(500 if sum(int(one) for one in texts if one) > 45 else 204)

    found = replay_unused(root, FunctionStage(serve), profile=MANY)

    assert found.result.notes == ()
    assert [one.place for one in found.result.findings] == ["query n"]


def test_crashes_of_which_only_the_status_shows_are_told_apart():
    def fails(headers, query, body):
        return body["size"] > 100 or "limit" in query or headers.get("X-Mark") == "m"

    found = replay_unused(ROOT, _crash_of(fails, traced=False), profile=MANY)

    places = {one.place for one in found.result.findings}
    assert places == {"$.size", "query limit", "header x-mark"}


def _wrong(request):
    return answer(200, [] if _read(request)[2]["size"] > 100 else {})


@pytest.mark.parametrize(
    "stage",
    [_crash_of(FAULTS["a large size"][0]), FunctionStage(_wrong)],
    ids=["a crash", "an answer"],
)
def test_what_was_found_without_a_consumer_is_sent_again_by_its_name(stage):
    before = replay_unused(ROOT, stage, profile=MANY)
    again = replay_unused(ROOT, stage, profile=NONE, kept=before.cases)

    assert again.result.cases < before.result.cases
    assert [one.id for one in again.result.findings] == [one.fingerprint for one in before.cases]
    assert (
        replay_unused(
            ROOT, FunctionStage(lambda _: answer(200, {})), profile=NONE, kept=before.cases
        ).result.findings
        == ()
    )


def test_a_kept_case_of_an_operation_that_is_gone_shows_nothing():
    before = replay_unused(ROOT, FunctionStage(_wrong), profile=MANY)
    other = document({"/others": {"get": {"responses": {"200": said({})}}}})
    again = replay_unused(
        other, FunctionStage(_wrong), profile=NONE, kept=before.cases, whole=frozenset("x")
    )

    assert (again.result.findings, again.result.cases) == ((), 0)
