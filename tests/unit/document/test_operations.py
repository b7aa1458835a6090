# ruff: noqa: E501 - a table with a case a line
import pytest

from pactwright.document.operations import OperationIndex, list_operations

DOCUMENT = {
    "openapi": "3.1.0",
    "servers": [
        {"url": "https://api.example.com/v1/"},
        {"url": "/{stage}/api", "variables": {"stage": {"default": "live", "enum": ["test"]}}},
    ],
    "paths": {
        "/orders/{id}": {"get": {}, "delete": {}},
        "/orders/open": {"get": {}},
        "/orders/{id}.json": {"get": {}},
        "/orders/{id}/lines/{line}": {"get": {}},
        "/a b": {"get": {}},
        "/foo:bar": {"get": {}},
        "/files": {"servers": [{"url": "/store"}], "get": {}},
        "/shared": {"$ref": "#/x-shared"},
        "/search": {"query": {}, "additionalOperations": {"COPY": {}}},
        "/path": {"get": {}},
        "/path/": {"get": {}},
    },
    "x-shared": {"post": {}},
}


@pytest.mark.parametrize(
    ("method", "path", "label", "values"),
    [
        ("GET", "/orders/7", "GET /orders/{id}", {"id": "7"}),
        ("get", "/v1/orders/7", "GET /orders/{id}", {"id": "7"}),
        ("GET", "/live/api/orders/7", "GET /orders/{id}", {"id": "7"}),
        ("GET", "/test/api/orders/7", "GET /orders/{id}", {"id": "7"}),
        ("GET", "/orders/open", "GET /orders/open", {}),
        ("DELETE", "/orders/open", "DELETE /orders/{id}", {"id": "open"}),
        ("GET", "/orders/7.json", "GET /orders/{id}.json", {"id": "7"}),
        ("GET", "/orders/7/lines/a%2Fb", "GET /orders/{id}/lines/{line}", {"id": "7", "line": "a%2Fb"}),
        ("GET", "/a%20b", "GET /a b", {}),
        ("GET", "/foo:bar", "GET /foo:bar", {}),
        ("GET", "/store/files", "GET /files", {}),
        ("POST", "/shared", "POST /shared", {}),
        ("QUERY", "/search", "QUERY /search", {}),
        ("COPY", "/search", "COPY /search", {}),
        ("GET", "path", "GET /path", {}),
        ("GET", "/path/", "GET /path/", {}),
    ],
)  # fmt: skip
def test_the_closest_operation_is_found(method, path, label, values):
    route = next(OperationIndex(DOCUMENT).find(method, path))

    assert (route.label, route.values) == (label, values)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/orders/7"),
        ("GET", "/orders/"),
        ("GET", "/orders/7/lines"),
        ("GET", "/v2/orders/7"),
        ("GET", "/v1/files"),
        ("GET", "/Orders/7"),
        ("GET", "/orders//7"),
        ("GET", ""),
    ],
)
def test_what_the_document_does_not_have_is_not_found(method, path):
    assert list(OperationIndex(DOCUMENT).find(method, path)) == []


def test_the_operation_is_where_a_reference_leads():
    assert next(OperationIndex(DOCUMENT).find("POST", "/shared")).pointer == "/x-shared/post"


def test_the_methods_of_a_path_are_told():
    assert OperationIndex(DOCUMENT).methods_of("/orders/7") == ("DELETE", "GET")


def test_swagger_needs_its_base_path():
    index = OperationIndex({"swagger": "2.0", "basePath": "/v1/", "paths": {"/a": {"get": {}}}})

    assert next(index.find("GET", "/v1/a")).base == "/v1"
    assert list(index.find("GET", "/a")) == []


@pytest.mark.parametrize(
    ("info", "path"),
    [
        ({"x-opc-config-base-path": "/api"}, "/api/Orders/7"),
        ({"x-opc-config-case-insensitive": True}, "/oRDERS/7"),
        ({"x-opc-config-ignore-trailing-slash": True}, "/Orders/7/"),
        ({"x-opc-config-ignore-duplicate-slashes": True}, "//Orders//7"),
    ],
)
def test_the_comparators_own_settings_are_known(info, path):
    root = {"openapi": "3.0.0", "info": info, "paths": {"/Orders/{id}": {"get": {}}}}
    plain = {**root, "info": {}}

    assert [route.values for route in OperationIndex(root).find("GET", path)] == [{"id": "7"}]
    assert list(OperationIndex(plain).find("GET", path)) == []


@pytest.mark.parametrize(
    "root",
    [
        {},
        {"paths": []},
        {"paths": {"/a": None, "b": {"get": {}}, "/c": {"get": 3}}},
        {"paths": {"/a": {"$ref": "#/nowhere"}}, "servers": [3, {"url": 3}, {"url": "http://["}]},
        [],
    ],
)
def test_what_has_no_operations_has_none(root):
    assert list(OperationIndex(root).find("GET", "/a")) == []


def test_a_segment_of_very_many_names_is_not_parted():
    template = "/" + "".join(f"{{n{index}}}" for index in range(30)) + "x"
    index = OperationIndex({"openapi": "3.1.0", "paths": {template: {"get": {}}}})

    assert next(index.find("GET", "/" + "a" * 5000)).values["n0"] == "a" * 5000


def test_two_names_share_a_segment():
    index = OperationIndex({"openapi": "3.1.0", "paths": {"/{a}-{b}": {"get": {}}}})

    assert next(index.find("GET", "/1-2")).values == {"a": "1", "b": "2"}


def test_all_operations_are_listed_however_the_document_writes_them():
    found = [f"{method} {template}" for method, template in list_operations(DOCUMENT)]

    assert len(found) == len(set(found)) == 13
    assert {"query /search", "copy /search", "post /shared", "delete /orders/{id}"} <= {*found}
    assert list(list_operations({"paths": []})) == []
