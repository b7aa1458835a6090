import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stages import (
    DEEP,
    NOW,
    FunctionStage,
    Request,
    Response,
    answer,
    body_of,
    document,
    interaction,
    replay,
    rules,
    said,
    shown,
)

from pactwright.errors import PactwrightError
from pactwright.model.rule import Generator
from pactwright.model.wire import WireAnswer
from pactwright.property.cases import Acceptance

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _get(path="/things", *, parameters=(), schema=None, **more):
    responses = {"200": said(schema)}
    return document(
        {path: {"get": {"parameters": list(parameters), "responses": responses}}}, **more
    )


def _query(name, required=False, **schema):
    return {"name": name, "in": "query", "required": required, "schema": schema}


@pytest.mark.parametrize(
    ("scheme", "request_", "names"),
    [
        (
            {"type": "http", "scheme": "bearer"},
            {"headers": (("Authorization", ("Bearer x",)),)},
            "a",
        ),
        (
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            {"headers": (("X-Key", ("k",)),)},
            "k",
        ),
        ({"type": "apiKey", "in": "query", "name": "key"}, {"query": (("key", ("k",)),)}, "q"),
        (
            {"type": "apiKey", "in": "cookie", "name": "sid"},
            {"headers": (("Cookie", ("sid=1; a=b",)),)},
            "c",
        ),
    ],
)
@pytest.mark.parametrize("looks", ["never", "whether", "always"])
def test_credentials_are_looked_at_wherever_they_stand(scheme, request_, names, looks):
    root = document(
        {"/me": {"get": {"security": [{"it": []}], "responses": {"200": said(), "401": said()}}}},
        components={"securitySchemes": {"it": scheme}},
    )
    given = dict(request_)

    def serve(request):
        texts = [*(v for _, v in request.headers), *(v[0] for _, v in request.query)]
        some = any(one for one in texts if one != "a=b")
        good = some and not any("pactwright-invalid" in one for one in texts)
        allowed = {"never": True, "whether": some, "always": good}[looks]
        return answer(200 if allowed else 401)

    found = replay(
        root, [interaction("me", Request(path="/me", **given), Response())], FunctionStage(serve)
    )

    expected = {"never": [("authentication", "no credentials")],
                "whether": [("authentication", "wrong credentials")], "always": []}  # fmt: skip
    assert shown(found) == expected[looks]


def test_one_refusal_shows_that_credentials_are_looked_at():
    root = document(
        {"/me": {"get": {
            "security": [{"it": []}],
            "parameters": [_query("x", type="string")],
            "responses": {"200": said(), "401": said()},
        }}},
        components={"securitySchemes": {"it": {"type": "http", "scheme": "bearer"}}},
    )  # fmt: skip
    token = (("Authorization", ("Bearer x",)),)

    def serve(request):
        known = ("Authorization", "Bearer x") in request.headers
        return answer(200 if known or request.query else 401)

    found = replay(root, [
        interaction(
            "with x", Request(path="/me", query=(("x", ("1",)),), headers=token), Response()
        ),
        interaction("without", Request(path="/me", headers=token), Response()),
    ], FunctionStage(serve))  # fmt: skip

    assert shown(found) == []


@pytest.mark.parametrize(
    ("size", "place", "body", "serve", "found"),
    [
        ("limit", "offset", list, lambda items, n, at: items[at : at + n], []),
        ("limit", "offset", list, lambda items, n, at: items[at + bool(at) :][:n], ["paging"]),
        ("limit", "offset", list, lambda items, n, at: items[at : at + n + 1], ["paging"]),
        ("per_page", "page", dict, lambda items, n, p: items[(p - 1) * n : p * n], []),
        (
            "per_page",
            "page",
            dict,
            lambda items, n, p: items[max(p - 1, 0) * n - (p > 2) :][:n],
            ["paging"],
        ),
        ("size", "page", list, lambda items, n, p: items, ["paging"]),
    ],
)
def test_small_pages_are_the_whole_list(size, place, body, serve, found):
    first = 1 if place == "page" else 0
    root = _get(
        parameters=[
            _query(size, type="integer", minimum=1, maximum=40),
            _query(place, type="integer", minimum=first),
        ],
        schema={"type": ["array", "object"]},
    )
    request = Request(
        path="/things",
        query=((size, ("10",)), (place, (str(first),))),
        rules={"query": rules(**{size: ("integer", {}), place: ("integer", {})})},
    )

    def handle(request):
        given = {name: int(values[0]) for name, values in request.query}
        page = serve([1, 2, 3, 4, 5], given[size], given[place])
        return answer(200, page if body is list else {"items": page, "total": 5})

    replayed = replay(root, [interaction("pages", request, Response())], FunctionStage(handle))

    assert [kind for kind, _ in shown(replayed)] == found


def test_a_default_is_what_happens_when_nothing_is_said():
    root = _get(
        parameters=[
            _query("order", type="string", default="up"),
            _query("deep", type="boolean", default=True),
        ]
    )

    def serve(request):
        given = {name: values[0] for name, values in request.query}
        return answer(200, [given.get("order", "down"), given.get("deep", "true")])

    found = replay(
        root, [interaction("x", Request(path="/things"), Response())], FunctionStage(serve)
    )

    assert shown(found) == [("default", "query order")]


def test_a_default_of_a_member_is_what_the_answer_shows():
    schema = {"allOf": [{"$ref": "#/components/schemas/New"}]}
    new = {"type": "object", "properties": {
        "name": {"type": "string"}, "level": {"type": "integer", "default": 3},
        "kind": {"type": "string", "default": "a"}, "id": {"readOnly": True, "default": 1},
    }}  # fmt: skip
    content = {"content": {"application/json": {"schema": schema}}}
    root = document(
        {"/things": {"post": {"requestBody": content, "responses": {"201": said()}}}},
        components={"schemas": {"New": new}},
    )
    import json

    def serve(request):
        return answer(201, {"level": 4, "kind": "a", **json.loads(request.body)})

    request = Request(method="POST", path="/things", body=body_of({"name": "x"}))
    found = replay(root, [interaction("x", request, Response(status=201))], FunctionStage(serve))

    assert shown(found) == [("default", "$.level")]


def test_examples_of_the_document_fit_and_work():
    parameters = [
        {**_query("q", type="string", maxLength=3), "examples": {"long": {"value": "abcdef"}}},
        {**_query("n", type="integer"), "example": 7},
        {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "examples": ["z"]},
        },
    ]
    answers = {"200": {"description": "", "content": {"application/json": {
        "schema": {"type": "integer", "nullable": True}, "example": "seven",
    }}}, "422": said()}  # fmt: skip
    root = document({"/things/{id}": {"get": {"parameters": parameters, "responses": answers}}})

    def serve(request):
        return answer(422 if ("n", ("7",)) in request.query else 200, 1)

    found = replay(
        root, [interaction("x", Request(path="/things/1"), Response())], FunctionStage(serve)
    )

    assert sorted(shown(found)) == [
        ("example", "200 application/json"), ("example", "query n"), ("example", "query q long"),
    ]  # fmt: skip


def test_a_state_that_fails_is_told_once():
    stage = FunctionStage(lambda _: answer(), error=PactwrightError("no such state", hint="add it"))
    (one,) = replay(_get(), [interaction("x", Request(path="/things"), Response(), "a")], stage)
    (finding,) = one.result.findings

    assert (finding.kind, finding.place, finding.message) == ("unsupported", "a", "no such state")
    assert finding.details == ("hint: add it",)
    assert one.cases == ()


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        (WireAnswer(failure="no answer within 5 s"), "transport"),
        (
            WireAnswer(failure="the application raised ValueError: x", notes=("Traceback",)),
            "server-error",
        ),
        (answer(503), "server-error"),
    ],
)
def test_no_answer_and_crashes_are_findings(came, kind):
    (one,) = replay(
        _get(),
        [interaction("x", Request(path="/things"), Response())],
        FunctionStage(lambda _: came),
    )

    assert [finding.kind for finding in one.result.findings] == [kind]


def _plain(token):
    return {"next": token}


def _nested(token):
    return {"meta": {"count": 2, "next_cursor": token}}


def _link(token):
    return {"_links": {"next": {"href": None if token is None else f"/t?limit=1&cursor={token}"}}}


def _graph(token):
    more = token is not None
    return {"pageInfo": {"endCursor": token or "c9", "hasNextPage": more}}


def _leaving_out(token):
    return {} if token is None else {"nextPageToken": token}


def _cursored(tell, step):
    """Serve five numbers; `step` says where the page after `end` begins, `None` for no more."""

    def serve(request):
        given = dict(request.query)
        size, start = int(given["limit"][0]), int(given.get("cursor", ["c0"])[0].strip("c") or 0)
        following = step(start + size)
        return answer(200, {"data": [1, 2, 3, 4, 5][start:][:size],
                            **tell(None if following is None else f"c{following}")})  # fmt: skip

    return serve


def _right(end):
    return end if end < 5 else None


@pytest.mark.parametrize("tell", [_plain, _nested, _link, _graph, _leaving_out])
@pytest.mark.parametrize(
    ("step", "told"),
    [
        (_right, []),
        (lambda end: end + 1 if end < 4 else None, ["one after another are not the whole list"]),
        (lambda end: max(end - 1, 1) if end < 5 else None, ["one after another are not the whole"]),
        (lambda end: end if end < 3 else None, ["end after 3 elements, and the list has 5"]),
    ],
    ids=["right", "skips", "repeats", "ends early"],
)
def test_cursors_lead_through_the_whole_list(tell, step, told):
    root = _get(
        parameters=[_query("limit", type="integer", minimum=1, maximum=40), _query("cursor")],
        schema={"type": "object"},
    )
    request = Request(
        path="/things", query=(("limit", ("10",)), ("cursor", ("c0",))),
        rules={"query": rules(limit=("integer", {}), cursor=("regex", {"regex": "c[0-4]"}))},
    )  # fmt: skip
    pages = [interaction("pages", request, Response())]
    (one,) = replay(root, pages, FunctionStage(_cursored(tell, step)))
    (again,) = replay(root, pages, FunctionStage(_cursored(tell, step)), kept=one.cases)
    (mended,) = replay(root, pages, FunctionStage(_cursored(tell, _right)), kept=one.cases)

    messages = [finding.message for finding in one.result.findings]
    assert len(messages) == len(told)
    assert all(text in message for text, message in zip(told, messages, strict=True))
    assert [finding.kind for finding in one.result.findings] == ["paging"] * len(told)
    assert [finding.id for finding in again.result.findings] == [c.fingerprint for c in one.cases]
    assert mended.result.findings == ()


def test_a_cursor_that_no_answer_tells_is_none():
    root = _get(parameters=[_query("limit", type="integer"), _query("after")], schema={})
    request = Request(
        path="/things", query=(("limit", ("10",)), ("after", ("1",))),
        rules={"query": rules(limit=("integer", {}), after=("type", {}))},
    )  # fmt: skip
    stage = FunctionStage(lambda one: answer(200, [3, 4, 5][: int(dict(one.query)["limit"][0])]))

    assert shown(replay(root, [interaction("x", request, Response())], stage)) == []


TRACES = {
    name: f'Traceback (most recent call last):\n  File "a.py", line 1, in {name}\nKeyError: 1'
    for name in ("one", "other")
}


def _crashing(root, *, traces, kept=()):
    """Replay a service that crashes at `limit` 5 and at 9, elsewhere or here with its traceback."""
    where = {"5": "one", "9": "other"}

    def serve(request):
        name = where.get(dict(request.query)["limit"][0])
        notes = (TRACES[name],) if traces and name else ()
        return WireAnswer(response=answer(500 if name else 200), notes=notes)

    request = Request(
        path="/things", query=(("limit", ("7",)),), rules={"query": rules(limit=("integer", {}))}
    )
    return replay(root, [interaction("x", request, Response())], FunctionStage(serve), kept=kept)


@pytest.mark.parametrize("traces", [True, False], ids=["first in process", "first over HTTP"])
def test_a_kept_crash_has_its_name_in_process_and_over_http(traces):
    root = _get(parameters=[_query("limit", type="integer", minimum=5, maximum=9)])
    kept = [
        replace(case, accepted=Acceptance(reason="known", on=NOW.date()))
        for one in _crashing(root, traces=traces)
        for case in one.cases
    ]
    (again,) = _crashing(root, traces=not traces, kept=kept)

    assert len(kept) == (2 if traces else 1)
    open_findings = [one.place for one in again.result.findings if one.breaks]
    assert {one.id for one in again.result.findings if not one.breaks} == {
        case.fingerprint for case in kept
    }
    # What is told apart by tracebacks alone is still told where they are seen.
    assert open_findings == ([] if traces else ["query limit, KeyError in a.py other"])
    assert again.result.notes == ()


def _crash_by_parts(notes):
    """Replay a service that crashes for a great `limit` and for a long `name`, each elsewhere."""

    def serve(request):
        given = {name: values[0] for name, values in request.query}
        names = [("one", int(given["limit"]) > 20), ("other", len(given["name"]) > 3)]
        crash = next((name for name, crashes in names if crashes), None)
        told = (TRACES[crash],) if notes and crash else ()
        return WireAnswer(response=answer(500 if crash else 200), notes=told)

    root = _get(
        parameters=[_query("limit", type="integer", maximum=30), _query("name", maxLength=9)]
    )
    request = Request(
        path="/things", query=(("limit", ("7",)), ("name", ("x",))),
        rules={"query": rules(limit=("integer", {}), name=("type", {}))},
    )  # fmt: skip
    (one,) = replay(root, [interaction("x", request, Response())], FunctionStage(serve))
    return sorted((found.place, found.id, found.request) for found in one.result.findings)


def test_a_crash_is_called_by_what_it_takes_in_process_and_over_http_alike():
    over_http, in_process = _crash_by_parts(notes=False), _crash_by_parts(notes=True)

    assert [place for place, _, _ in over_http] == ["query limit", "query name"]
    assert over_http == in_process


def test_values_of_states_flow_into_the_request_and_the_kept_case():
    root = document({"/things/{id}": {
        "parameters": [ID],
        "put": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": said()}},
    }})  # fmt: skip
    given = Generator(kind="ProviderState", attributes={"expression": "${owner}"})
    path = Generator(kind="ProviderState", attributes={"expression": "/things/${id}"})
    request = Request(
        method="PUT", path="/things/1", body=body_of({"owner": 1, "name": "x"}),
        rules={"body": rules(**{"$.name": ("type", {}), "$.owner": ("integer", {})})},
        generators={"path": {"": path}, "body": {"$.owner": given}},
    )  # fmt: skip
    stage = FunctionStage(lambda _: answer(418), returned={"id": 8, "owner": 44})
    (one,) = replay(root, [interaction("x", request, Response())], stage)
    (case,) = one.cases
    stage.returned = {"id": 9, "owner": 45}
    stage.sent.clear()
    replay(root, [interaction("x", request, Response())], stage, kept=one.cases)

    assert {(take.into, take.place) for take in case.steps[0].takes} == {
        ("path.id", "id"), ("$.owner", "owner"),
    }  # fmt: skip
    assert {sent.path for sent in stage.sent} == {"/things/9"}
    assert all(b'"owner":45' in sent.body for sent in stage.sent)


def test_what_was_deleted_is_gone_and_what_was_created_is_there():
    thing = {"id": 5}
    item = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    root = document({
        "/things": {"post": {"responses": {"201": said()}}},
        "/things/{id}": {
            "parameters": [item],
            "get": {"responses": {"200": said(), "404": said()}},
            "delete": {"responses": {"204": said()}},
        },
    })  # fmt: skip

    def serve(request):
        if request.method == "POST":
            return answer(201, None, Location="/things/77")
        if request.method == "DELETE":
            return answer(204)
        return answer(404) if request.path.endswith("77") else answer(200, thing)

    found = replay(root, [
        interaction("adds", Request(method="POST", path="/things"), Response(status=201)),
        interaction("reads", Request(path="/things/5"), Response()),
        interaction("deletes", Request(method="DELETE", path="/things/5"), Response(status=204)),
    ], FunctionStage(serve), profile=DEEP)  # fmt: skip

    assert sorted(shown(found)) == [
        ("status", "after POST /things"), ("use-after-delete", "after DELETE /things/{id}"),
    ]  # fmt: skip
    kept = [case for one in found for case in one.cases]
    assert [len(case.steps) for case in kept] == [2, 3]


def test_forms_headers_and_cookies_vary_too():
    form = {"content": {"application/x-www-form-urlencoded": {"schema": {
        "type": "object", "properties": {"name": {"type": "string", "maxLength": 9}},
    }}}}  # fmt: skip
    root = document({"/login": {"post": {
        "parameters": [
            {"name": "X-Level", "in": "header", "schema": {"type": "integer"}},
            {"name": "theme", "in": "cookie", "schema": {"enum": ["dark", "light"]}},
            _query("tag", type="array", items={"type": "string"}),
        ],
        "requestBody": form, "responses": {"200": said()},
    }}})  # fmt: skip
    from pactwright.model.interaction import Body

    request = Request(
        method="POST", path="/login", query=(("tag", ("a", "b")),),
        headers=(("X-Level", ("3",)), ("Cookie", ("theme=dark",))),
        body=Body(content=b"name=Ann", content_type="application/x-www-form-urlencoded"),
        rules={
            "header": rules(**{
                "X-Level": ("regex", {"regex": "[0-9]"}),
                "Cookie": ("regex", {"regex": "theme=(dark|light)"}),
            }),
            "query": rules(tag=("type", {"min": 1})),
            "body": rules(**{"$.name": ("type", {})}),
        },
    )  # fmt: skip
    stage = FunctionStage(lambda _: answer())
    replay(root, [interaction("x", request, Response())], stage)
    headers = [dict(sent.headers) for sent in stage.sent]

    assert len({one["X-Level"] for one in headers}) > 3
    assert {one["Cookie"] for one in headers} == {"theme=dark", "theme=light"}
    assert len({sent.body for sent in stage.sent}) > 3
    assert len({sent.query for sent in stage.sent}) > 1


def test_what_pact_and_document_allow_together_may_be_nothing():
    root = _get(parameters=[_query("n", type="integer", minimum=5)])
    request = Request(
        path="/things", query=(("n", ("1",)),),
        rules={"query": rules(n=("regex", {"regex": "[0-3]"}))},
    )  # fmt: skip
    stage = FunctionStage(lambda _: answer())
    (one,) = replay(root, [interaction("x", request, Response())], stage)

    assert {sent.query for sent in stage.sent} == {(("n", ("1",)),)}
    assert one.result.success


def test_a_path_with_percent_signs_lets_the_rest_vary():
    parameters = [{"name": "q[a]", "in": "query", "schema": {"type": "string"}}]
    path = {"name": "i'd", "in": "path", "required": True, "schema": {"type": "string"}}
    root = document({"/a b/{i'd}": {"get": {
        "parameters": [path, *parameters], "responses": {"200": said()},
    }}})  # fmt: skip
    request = Request(
        path="/a%20b/z%27s",
        query=(("q[a]", ("x",)),),
        rules={"query": rules(**{"q[a]": ("type", {})})},
    )
    stage = FunctionStage(lambda _: answer())
    (found,) = replay(root, [interaction("reads", request, Response())], stage)

    assert found.result.notes == ()
    assert {one.path for one in stage.sent} == {"/a%20b/z%27s"}
    assert len({one.query for one in stage.sent}) > 5
