"""Media types, parts of bodies and lists of values: what is promised, and what is still taken."""

import pytest

from pactwright import compare

TEXT = {"type": "string"}
LIST = {"type": "array", "items": TEXT}
IN = {"name": "q", "in": "query"}


def document(**operation):
    operation = {"responses": {"200": {"description": "ok"}}, **operation}
    info = {"title": "t", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}}


def answers(*types):
    content = {name: {"schema": TEXT} for name in types}
    return document(responses={"200": {"description": "ok", "content": content}})


def part(types, **also):
    encoding = {} if types is None else {"a": {"contentType": types, **also}}
    form = {"schema": {"type": "object", "properties": {"a": TEXT}}, "encoding": encoding}
    return {"multipart/form-data": form}


def sent(types, **also):
    return document(requestBody={"content": part(types, **also)})


def given(types):
    return document(responses={"200": {"description": "ok", "content": part(types)}})


def told(old, new):
    return [
        (each.rule, each.verdict, each.direction)
        for each in compare(old, new).findings
        if each.rule != "version-not-raised"
    ]


GONE = ("response-media-type-removed", "breaking", "response")
COME = ("response-media-type-added", "compatible", "response")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["application/json"], ["application/*"], [GONE, COME]),
        (["application/json"], ["*/*"], [GONE, COME]),
        (["application/*"], ["application/json"], [COME]),
        (["application/json"], ["application/json", "application/*"], [COME]),
        (["application/*"], ["Application/*"], []),
        (["application/json"], ["Application/JSON; charset=utf-8"], []),
    ],
)
def test_a_range_promises_no_type_of_its_own(old, new, expected):
    assert told(answers(*old), answers(*new)) == expected


CODED = "body-encoding-changed"


@pytest.mark.parametrize(
    ("show", "old", "new", "verdict", "direction"),
    [
        (sent, "image/png", "image/png, image/gif", "compatible", "request"),
        (sent, "image/png", "image/*", "compatible", "request"),
        (sent, "image/png, image/gif", "image/png", "breaking", "request"),
        (sent, "image/png", None, "breaking", "request"),
        (sent, None, "image/png", "breaking", "request"),
        (given, "image/png, image/gif", "image/gif", "compatible", "response"),
        (given, "image/gif", "image/gif,image/png", "breaking", "response"),
    ],
)
def test_a_part_may_be_of_what_is_taken(show, old, new, verdict, direction):
    assert told(show(old), show(new)) == [(CODED, verdict, direction)]


def test_one_value_may_become_a_list_of_such_values():
    old, new = (document(parameters=[{**IN, "schema": schema}]) for schema in (TEXT, LIST))
    assert told(old, new) == [("parameter-takes-list", "compatible", "request")]


def test_an_open_list_of_values_warns_who_sends_and_tells_who_reads():
    long, short = ({**TEXT, "x-extensible-enum": values} for values in (["a", "b"], ["a"]))
    old, new = (document(parameters=[{**IN, "schema": schema}]) for schema in (long, short))
    (finding,) = compare(old, new).findings
    assert (finding.rule, finding.level) == ("extensible-enum-changed", "warning")
    assert finding.message == 'x-extensible-enum changed from ["a","b"] to ["a"]'


def test_an_operation_may_go_after_its_day():
    old = document(deprecated=True, **{"x-sunset": "2020-01-01"})
    gone = {**old, "paths": {}}
    assert told(old, gone) == [("operation-removed-after-sunset", "compatible", "request")]
