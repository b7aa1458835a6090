# ruff: noqa: E501 - a table reads by the row
"""Operations and their parts are matched as the wire sees them, and judged by their direction."""

from datetime import date

import pytest

from pactwright.api.compare import compare
from pactwright.compat.compare import Question, compare_roots
from pactwright.compat.rules.lifecycle import Calendar

OK = {"200": {"description": "ok"}}
TEXT = {"type": "string"}


def api(paths, **top):
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1.0.0"}, "paths": paths} | top


def path(name, method="get", **operation):
    return api({name: {method: {"responses": OK} | operation}})


def told(old, new, **options):
    """Return rule, verdict and direction of every finding but the remarks on the version."""
    return {
        (each.rule, each.verdict, each.direction)
        for each in compare(old, new, **options).findings
        if each.rule != "version-not-raised"
    }


REMOVED = ("operation-removed", "breaking", "request")
ADDED = ("operation-added", "compatible", "request")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("/a/{id}", "/a/{key}", set()),
        ("/a/{id}/b/{x}", "/a/{x}/b/{id}", set()),
        ("/a", "/a/", {REMOVED, ADDED}),
        ("/a/{id}", "/a/latest", {REMOVED, ADDED, ("operation-shadowed", "compatible", "request")}),
        ("/a", "/A", {REMOVED, ADDED}),
        ("/a/{id}.json", "/a/{id}.xml", {REMOVED, ADDED}),
    ],
)
def test_paths_are_matched_by_their_template(old, new, expected):
    assert told(path(old), path(new)) == expected


def _beside(**beside):
    """Return a document whose one operation is always written alike."""
    own = beside.pop("own", {})
    shared = {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/Q"}}
    called = {"$ref": "#/components/callbacks/done"}
    operation = {"responses": OK, "callbacks": {"done": called}}
    components = {
        "schemas": {"Q": beside.pop("q", TEXT)},
        "callbacks": {"done": {"{$url}": {"post": {"responses": OK}}}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    }
    item = {"get": operation, "parameters": [shared | own]}
    return api({"/a": item}, components=components, **beside)


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ({}, set()),
        ({"own": {"required": True}}, {("parameter-became-required", "breaking", "request")}),
        ({"q": TEXT | {"maxLength": 3}}, {("max-length-lowered", "breaking", "request")}),
        (
            {"security": [{"key": []}]},
            {
                ("security-narrowed", "breaking", "request"),
                ("security-narrowed", "compatible", "response"),
            },
        ),
    ],
)
def test_what_stands_beside_an_operation_counts_where_its_own_words_are_the_same(beside, expected):
    assert told(_beside(), _beside(**beside)) == expected


def test_path_parameters_are_matched_by_their_turn():
    def described(first, second):
        names = [
            {"name": n, "in": "path", "required": True, "schema": s} for n, s in (first, second)
        ]
        return path(f"/a/{{{first[0]}}}/{{{second[0]}}}", parameters=names)

    integer = {"type": "integer"}
    assert (
        told(described(("a", TEXT), ("b", integer)), described(("b", TEXT), ("a", integer)))
        == set()
    )
    assert told(described(("a", TEXT), ("b", TEXT)), described(("a", integer), ("b", TEXT))) == {
        ("type-narrowed", "breaking", "request")
    }


def test_a_moved_operation_says_where_it_seems_to_have_gone():
    found = compare(path("/a", operationId="x"), path("/b", operationId="x")).findings
    assert "moved to GET /b" in found[0].hint
    found = compare(path("/a"), path("/a/")).findings
    assert "trailing slash" in found[0].hint


def test_a_part_of_the_path_may_move_into_the_base_url():
    old = api({"/v1/a": {"get": {"responses": OK}}}, servers=[{"url": "https://a.example"}])
    new = api({"/a": {"get": {"responses": OK}}}, servers=[{"url": "https://a.example/v1"}])
    assert told(old, new) == told(new, old) == set()


def test_parameters_of_the_path_count_for_each_operation():
    shared = {"name": "q", "in": "query", "schema": TEXT}
    own = shared | {"schema": {"type": "integer"}}
    old = api({"/a": {"parameters": [shared], "get": {"responses": OK}}})
    same = api({"/a": {"get": {"parameters": [shared], "responses": OK}}})
    other = api({"/a": {"parameters": [shared], "get": {"parameters": [own], "responses": OK}}})
    assert told(old, same) == set()
    assert told(old, other) == {("type-narrowed", "breaking", "request")}


def test_headers_know_no_case_and_some_are_ignored():
    def header(name, **more):
        return path("/a", parameters=[{"name": name, "in": "header", "schema": TEXT} | more])

    assert told(header("X-Trace"), header("x-trace")) == set()
    assert told(path("/a"), header("Accept", required=True)) == set()


def test_one_finding_tells_of_every_operation_that_it_reaches():
    def listing(maximum):
        limit = {"name": "n", "in": "query", "schema": {"type": "integer", "maximum": maximum}}
        refers = {"parameters": [{"$ref": "#/components/parameters/n"}], "responses": OK}
        paths = {"/a": {"get": refers, "post": refers}, "/b": {"get": refers}}
        return api(paths, components={"parameters": {"n": limit}})

    (finding,) = [
        each for each in compare(listing(9), listing(5)).findings if each.level == "error"
    ]
    assert finding.operations == ("GET /a", "GET /b", "POST /a")
    assert finding.old.pointer == "/components/parameters/n/schema/maximum"


def callback(**operation):
    inner = {"{$request.body#/url}": {"post": {"responses": OK} | operation}}
    return path("/a", "post", callbacks={"paid": inner})


def webhook(**operation):
    return api({}, webhooks={"shipped": {"post": {"responses": OK} | operation}})


def body(schema, **more):
    return {"requestBody": {"content": {"application/json": {"schema": schema}}} | more}


def answer(schema):
    content = {"application/json": {"schema": schema}}
    return {"responses": {"200": {"description": "ok", "content": content}}}


WIDE, NARROW = {"type": ["string", "integer"]}, {"type": "string"}


@pytest.mark.parametrize("make", [callback, webhook])
def test_callbacks_and_webhooks_turn_the_direction_round(make):
    wide, narrow = make(**body(WIDE)), make(**body(NARROW))
    assert told(wide, narrow) == {("type-narrowed", "compatible", "response")}
    assert told(narrow, wide) == {("type-widened", "breaking", "response")}
    wide, narrow = make(**answer(WIDE)), make(**answer(NARROW))
    assert told(wide, narrow) == {("type-narrowed", "breaking", "request")}
    assert told(narrow, wide) == {("type-widened", "compatible", "request")}


@pytest.mark.parametrize("make", [callback, webhook])
def test_what_a_callback_leaves_out_breaks_its_receiver(make):
    header = {"name": "X-Id", "in": "header", "required": True, "schema": TEXT}
    whole = make(parameters=[header], **body(NARROW, required=True))
    assert told(whole, make(**body(NARROW, required=True))) == {
        ("parameter-required-removed", "breaking", "response")
    }
    optional = make(parameters=[header], **body(NARROW))
    assert told(whole, optional) == {("request-body-became-optional", "breaking", "response")}
    assert told(optional, whole) == {("request-body-became-required", "compatible", "response")}


def test_a_callback_of_a_callback_is_turned_round_twice():
    def nested(schema):
        inner = {"{$request.body#/back}": {"post": {"responses": OK} | body(schema)}}
        return callback(callbacks={"again": inner})

    assert ("type-narrowed", "breaking", "request") in told(nested(WIDE), nested(NARROW))


def test_callbacks_are_named_after_their_operation():
    found = compare(callback(**body(NARROW)), callback(**body(WIDE))).findings
    assert found[0].operations == ("POST /a → callback paid POST {$request.body#/url}",)


def statuses(*names, **bodies):
    def response(name):
        schema = bodies.get(f"s{name}")
        return {"description": "d"} | (
            {"content": {"application/json": {"schema": schema}}} if schema else {}
        )

    return path("/a", responses={name: response(name) for name in names})


GONE = ("response-success-status-removed", "breaking", "response")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (statuses("200"), statuses("201"), {GONE, ("response-success-status-added", "compatible", "response")}),
        (statuses("200", "201"), statuses("2XX"), {("response-success-status-added", "compatible", "response")}),
        (statuses("200", "404"), statuses("200"), {("response-other-status-removed", "compatible", "response")}),
        (statuses("200"), statuses("200", "default"), {("response-other-status-added", "compatible", "response")}),
        (statuses("default"), statuses("default", "404"), set()),
        (statuses("200", "4XX"), statuses("200", "404"), {("response-other-status-removed", "compatible", "response")}),
        (statuses("2xx"), statuses("2XX"), set()),
        (statuses("default", sdefault=NARROW), statuses("default", "404", sdefault=NARROW, s404=WIDE), {("type-widened", "breaking", "response")}),
        (statuses("200", s200=NARROW), statuses("default", sdefault=WIDE), {("type-widened", "breaking", "response"), ("response-other-status-added", "compatible", "response")}),
    ],
)  # fmt: skip
def test_a_status_is_answered_for_by_its_range_or_the_default(old, new, expected):
    assert told(old, new) == expected


def test_a_new_success_breaks_for_a_strict_reader():
    found = told(statuses("200"), statuses("200", "202"), reader="strict")
    assert found == {("response-success-status-added", "breaking", "response")}


def media(*types, kind="request"):
    content = {name: {"schema": TEXT} for name in types}
    if kind == "request":
        return path("/a", "post", requestBody={"content": content})
    return path("/a", responses={"200": {"description": "ok", "content": content}})


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        (["application/json"], ["application/json; charset=utf-8"], False),
        (["application/json"], ["Application/JSON"], False),
        (["application/json"], ["application/*"], False),
        (["application/json"], ["*/*"], False),
        (["application/json", "text/plain"], ["application/json"], True),
        (["text/plain; a=1; b=2"], ["text/plain;b=2;a=1"], False),
    ],
)
def test_media_types_are_covered_by_their_ranges(old, new, breaks):
    assert (compare(media(*old), media(*new)).verdict == "breaking") is breaks


def test_a_response_type_that_is_gone_breaks_and_a_range_may_narrow():
    assert (
        compare(media("a/b", "c/d", kind="response"), media("a/b", kind="response")).verdict
        == "breaking"
    )
    assert (
        compare(media("a/*", kind="response"), media("a/b", kind="response")).verdict
        == "compatible"
    )


def server(*urls, **more):
    return path("/a") | {"servers": [{"url": url} | more for url in urls]}


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        (server("https://a.example"), server("https://A.example:443/"), False),
        (server("https://a.example/v1"), server("/v1"), False),
        (server("https://a.example"), path("/a"), False),
        (server("https://a.example/v1"), path("/a"), True),
        (server("https://{r}.example", variables={"r": {"enum": ["eu", "us"], "default": "eu"}}), server("https://eu.example", "https://us.example"), False),
        (server("https://{r}.example", variables={"r": {"enum": ["eu", "us"], "default": "eu"}}), server("https://eu.example"), True),
        (server("https://{r}.example", variables={"r": {"default": "eu"}}), server("https://{r}.example", variables={"r": {"default": "us"}}), False),
    ],
)  # fmt: skip
def test_base_urls_are_compared_as_what_they_stand_for(old, new, breaks):
    assert (compare(old, new).verdict == "breaking") is breaks


def test_a_server_of_one_operation_is_its_own_matter():
    own = [{"url": "https://b.example"}]
    assert told(server("https://a.example"), server("https://a.example") | {"paths": {"/a": {"get": {"responses": OK, "servers": own}}}}) == {
        ("server-removed", "breaking", None),
        ("server-added", "compatible", None),
    }  # fmt: skip


SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "mail": {"type": "http", "scheme": "bearer"},
    "oauth": {"type": "oauth2", "flows": {}},
}


def secured(*security, **schemes):
    known = {name: scheme for name, scheme in (SCHEMES | schemes).items() if scheme}
    return path("/a", security=list(security)) | {"components": {"securitySchemes": known}}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (secured({"key": []}), secured({"key": []}, {"mail": []}), {"security-widened"}),
        (secured({"key": []}, {"mail": []}), secured({"key": []}), {"security-narrowed"}),
        (secured({"key": [], "mail": []}), secured({"key": []}), {"security-widened"}),
        (secured({"key": []}), secured({"key": [], "mail": []}), {"security-narrowed"}),
        (secured({"key": []}), secured({"key": []}, {}), {"security-widened"}),
        (secured(), secured({}), set()),
        (secured({"key": []}), secured({"token": []}, key=None, token=SCHEMES["key"]), set()),
        (secured({"oauth": ["a"]}), secured({"oauth": ["a", "b"]}), {"security-scope-added"}),
        (secured({"oauth": ["a", "b"]}), secured({"oauth": ["b"]}), {"security-scope-removed"}),
        (secured({"key": []}), secured({"key": []}, key=SCHEMES["key"] | {"in": "query"}), {"security-scheme-changed"}),
        (secured(), secured(key=SCHEMES["key"] | {"in": "query"}), {"security-scheme-changed"}),
    ],
)  # fmt: skip
def test_ways_in_are_compared_as_alternatives(old, new, rules):
    found = {rule for rule, _, _ in told(old, new)}
    assert found - {"security-narrowed", "security-widened"} <= rules
    if "security-scope-added" in rules or "security-narrowed" in rules:
        assert compare(old, new).verdict == "breaking"
    if old["paths"]["/a"]["get"]["security"] == []:
        assert compare(old, new).verdict == "compatible"
    assert rules <= found


def aged(**members):
    names = {"sunset": "x-sunset", "stability": "x-stability-level"}
    return path("/a", **{names.get(key, key): value for key, value in members.items()})


TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("sunset", "rule", "verdict"),
    [
        ("2026-11-20", "operation-removed-after-sunset", "compatible"),
        ("2026-11-20T23:00:00Z", "operation-removed-after-sunset", "compatible"),
        ("2026-11-21", "operation-removed-before-sunset", "breaking"),
        ("nonsense", "operation-removed", "breaking"),
        (None, "operation-removed", "breaking"),
    ],
)
def test_an_operation_may_go_after_its_sunset(sunset, rule, verdict):
    old = aged(deprecated=True, **({"sunset": sunset} if sunset else {}))
    question = Question(calendar=Calendar(today=TODAY))
    found = compare_roots(old, api({}), question).findings
    assert (found[0].rule, found[0].verdict) == (rule, verdict)


@pytest.mark.parametrize(
    ("days", "sunset", "rule"),
    [
        (30, None, "sunset-missing"),
        (30, "2026-12-01", "sunset-too-soon"),
        (30, "2027-12-01", "sunset-announced"),
        (0, None, None),
        (0, "2026-11-21", "sunset-announced"),
    ],
)
def test_a_deprecation_owes_the_days_that_the_policy_promises(days, sunset, rule):
    new = aged(deprecated=True, **({"sunset": sunset} if sunset else {}))
    calendar = Calendar(today=TODAY, notice={"stable": days})
    found = compare_roots(aged(), new, Question(calendar=calendar)).findings
    assert {each.rule for each in found} - {"version-not-raised"} == {"deprecated"} | (
        {rule} if rule else set()
    )


def test_the_version_of_the_document_is_watched():
    def numbered(version, paths):
        return api(paths) | {"info": {"title": "t", "version": version}}

    here = {"/a": {"get": {"responses": OK}}}
    rules = {each.rule for each in compare(numbered("1.0.0", here), numbered("1.1.0", {})).findings}
    assert "version-not-raised" in rules
    rules = {each.rule for each in compare(numbered("1.0.0", here), numbered("2.0.0", {})).findings}
    assert "version-not-raised" not in rules
    rules = {
        each.rule for each in compare(numbered("2.0.0", here), numbered("1.0.0", here)).findings
    }
    assert rules == {"version-decreased"}
    assert compare(numbered("next", here), numbered("1.0.0", here)).findings == ()


def test_methods_and_places_of_openapi_3_2_are_read():
    def new(schema):
        string = {
            "name": "q",
            "in": "querystring",
            "content": {"application/json": {"schema": schema}},
        }
        methods = {
            "query": {"responses": OK, "parameters": [string]},
            "additionalOperations": {"COPY": {"responses": OK} | body(schema)},
        }
        return api({"/a": methods}) | {"openapi": "3.2.0"}

    found = compare(new(WIDE), new(NARROW)).findings
    reached = {name for each in found for name in each.operations}
    assert reached == {"QUERY /a", "COPY /a"}


def test_a_closed_reader_refuses_what_it_does_not_know():
    query = {"name": "q", "in": "query", "schema": TEXT}
    old, new = path("/a", parameters=[query]), path("/a")
    assert compare(old, new).verdict == "compatible"
    assert compare(old, new, reader="closed").verdict == "breaking"
    headers = {"200": {"description": "d", "headers": {"X-A": {"schema": TEXT}}}}
    assert compare(path("/a"), path("/a", responses=headers), reader="closed").verdict == "breaking"


def test_parts_behind_references_are_read_once_and_compared():
    def split(schema):
        components = {
            "pathItems": {"p": {"get": {"responses": {"200": {"$ref": "#/components/responses/r"}}, "requestBody": {"$ref": "#/components/requestBodies/b"}}}},
            "responses": {"r": {"description": "d", "headers": {"X-A": {"$ref": "#/components/headers/h"}}}},
            "headers": {"h": {"schema": schema}},
            "requestBodies": {"b": {"content": {"application/json": {"schema": schema}}}},
        }  # fmt: skip
        return api({"/a": {"$ref": "#/components/pathItems/p"}}, components=components)

    found = compare(split(WIDE), split(NARROW)).findings
    assert {each.old.pointer.split("/")[2] for each in found if each.old} >= {
        "requestBodies",
        "headers",
    }


ASKING = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
FREE, BOUND = (
    {"get": {"parameters": parameters, "responses": {"200": {"description": "ok"}}}}
    for parameters in ([], [ASKING])
)


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        ({"/a/{x}": FREE}, {"/a/{y}": FREE, "/a/{z}": BOUND}, True),
        ({"/a/{x}": FREE}, {"/a/{z}": BOUND, "/a/{y}": FREE}, True),
        ({"/a/{x}": FREE, "/a/{y}": BOUND}, {"/a/{y}": BOUND, "/a/{x}": FREE}, False),
        ({"/a/{x}": FREE, "/a/{y}": FREE}, {"/a/{x}": FREE, "/a/{y}": BOUND}, True),
        ({"/a/{x}": BOUND, "/a/{y}": FREE}, {"/a/{z}": FREE}, False),
        ({"/a/{x}": FREE, "/a/{y}": FREE}, {}, True),
    ],
)
def test_of_two_paths_of_one_template_either_may_answer(old, new, breaks):
    info = {"title": "t", "version": "1"}
    documents = ({"openapi": "3.0.3", "info": info, "paths": paths} for paths in (old, new))
    assert (compare(*documents).verdict == "breaking") is breaks
