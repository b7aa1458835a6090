"""A fingerprint stays the same when anything but the change itself moves."""

import copy

from pactwright.api.compare import compare
from pactwright.compat.fingerprint import name_place

OK = {"200": {"description": "ok"}}


def limit(maximum):
    return {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": maximum}}


def api(parameters, path="/a/{id}", **more):
    operation = {"parameters": parameters, "responses": OK}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: {"get": operation}} | more,
    }


def marks(old, new):
    return {each.fingerprint for each in compare(old, new).findings if each.level == "error"}


EXPECTED = marks(api([limit(9)]), api([limit(5)]))
OTHER = {"name": "other", "in": "query", "schema": {"type": "string"}}


def test_there_is_one_for_each_change():
    assert len(EXPECTED) == 1
    assert marks(api([limit(9) | {"name": "top"}]), api([limit(5) | {"name": "top"}])) != EXPECTED


def test_another_parameter_before_it_does_not_count():
    assert marks(api([OTHER, limit(9)]), api([OTHER, limit(5)])) == EXPECTED


def test_the_size_of_the_change_does_not_count():
    assert marks(api([limit(9)]), api([limit(4)])) == EXPECTED


def test_the_name_of_a_path_variable_does_not_count():
    old, new = api([limit(9)], "/a/{key}"), api([limit(5)], "/a/{name}")
    assert marks(old, new) == EXPECTED


def test_other_operations_do_not_count():
    more = {"/b": {"get": {"responses": OK}}}
    assert marks(api([limit(9)], **more), api([limit(5)], **more)) == EXPECTED


def test_findings_that_are_alike_are_numbered():
    def steps(first, second):
        schema = {"prefixItems": [{"maximum": first}, {"maximum": second}]}
        body = {"content": {"application/json": {"schema": schema}}}
        operation = {"post": {"responses": OK, "requestBody": body}}
        return {"openapi": "3.1.0", "info": {}, "paths": {"/a": operation}}

    found = compare(steps(9, 9), steps(5, 5)).findings
    assert len({each.fingerprint for each in found}) == len(found)


def test_the_documents_are_left_as_they_are():
    old, new = api([limit(9)]), api([limit(5)])
    kept = copy.deepcopy((old, new))
    compare(old, new)
    assert (old, new) == kept


def test_places_in_lists_are_told_by_what_stands_there():
    root = {
        "a": [{"name": "x", "in": "query"}, {"$ref": "#/b"}, {"url": "u"}, "word", {"type": "z"}],
        "paths": {"/a/{id}": [1]},
    }
    names = [name_place(root, f"/a/{index}") for index in range(6)]
    assert names == [
        "a\x1fquery:x", "a\x1f$ref:#/b", "a\x1furl:u", "a\x1f='word'", "a\x1f4", "a\x1f5",
    ]  # fmt: skip
    assert name_place(root, "/paths/~1a~1{id}/0") == "paths\x1f/a/{}\x1f=1"
