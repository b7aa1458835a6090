"""One correct service in ten styles: frameworks, documents and ways to answer differ."""

import itertools
import json
from typing import Annotated
from urllib.parse import parse_qsl

from pactwright.pactfile.parse import parse_pact


class Store:
    def __init__(self):
        self.notes = {}

    def clear(self):
        self.notes = {}

    def fill(self):
        first = {"id": 1, "text": "milk", "done": False, "due": None}
        second = {"id": 2, "text": "Brot für Ann", "done": True, "due": "2026-03-01"}
        self.notes = {1: first, 2: second}

    def list(self, limit, offset, done):
        notes = [one for one in self.notes.values() if done is None or one["done"] is done]
        return {"notes": notes[offset : offset + limit], "total": len(notes)}

    def add(self, text, done, due):
        number = next(one for one in itertools.count(1) if one not in self.notes)
        self.notes[number] = {"id": number, "text": text, "done": done, "due": due}
        return self.notes[number]


_PROBLEM = {
    "description": "refused",
    "content": {"application/json": {"schema": {
        "type": "object", "required": ["error"], "properties": {"error": {"type": "string"}},
    }}},
}  # fmt: skip
_NOTE = {
    "type": "object",
    "required": ["id", "text", "done", "due"],
    "properties": {
        "id": {"type": "integer"},
        "text": {"type": "string"},
        "done": {"type": "boolean"},
        "due": {"type": "string", "nullable": True},
    },
}
_NEW = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 80},
        "done": {"type": "boolean", "default": False},
    },
}


def _json(schema, **more):
    return {"description": "ok", "content": {"application/json": {"schema": schema}}, **more}


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "notes", "version": "1"},
    "paths": {
        "/notes": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query",
                     "schema": {"type": "integer", "minimum": 1, "maximum": 20, "default": 10}},
                    {"name": "offset", "in": "query",
                     "schema": {"type": "integer", "minimum": 0, "maximum": 1000}},
                    {"name": "done", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": _json({
                        "type": "object", "required": ["notes", "total"],
                        "properties": {"notes": {"type": "array", "items": _NOTE},
                                       "total": {"type": "integer"}},
                    }),
                    "422": _PROBLEM,
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {
                        "schema": _NEW, "example": {"text": "milk", "done": False},
                    }},
                },
                "responses": {
                    "201": _json(_NOTE, headers={
                        "Location": {"required": True, "schema": {"type": "string"}}
                    }),
                    "422": _PROBLEM,
                },
            },
        },
        "/notes/{id}": {
            "parameters": [_ID],
            "get": {"responses": {"200": _json(_NOTE), "404": _PROBLEM, "422": _PROBLEM}},
            "delete": {
                "responses": {"204": {"description": "gone"}, "404": _PROBLEM, "422": _PROBLEM},
            },
        },
    },
}  # fmt: skip


def answer(store, method, path, query, body):
    """Return status, headers and value: what every style of the service says."""
    try:
        if path == "/notes":
            return _all(store, method, query, body)
        number = int(path.removeprefix("/notes/"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return 422, {}, {"error": str(error)}
    if number not in store.notes:
        return 404, {}, {"error": "no such note"}
    if method == "DELETE":
        del store.notes[number]
        return 204, {}, None
    return 200, {}, store.notes[number]


def _all(store, method, query, body):
    if method == "POST":
        given = json.loads(body)
        text, done = given["text"], given.get("done", False)
        if not isinstance(text, str) or not 1 <= len(text) <= 80 or not isinstance(done, bool):
            raise ValueError("text or done")
        note = store.add(text, done, None)
        return 201, {"Location": f"/notes/{note['id']}"}, note
    limit, offset = int(query.get("limit", 10)), int(query.get("offset", 0))
    if not 1 <= limit <= 20 or not 0 <= offset <= 1000:
        raise ValueError("limit or offset")
    return 200, {}, store.list(limit, offset, {"true": True, "false": False, None: None}[
        query.get("done")])  # fmt: skip


def _encode(value):
    return b"" if value is None else json.dumps(value, ensure_ascii=False).encode()


def starlette_functions():
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    store = Store()

    async def handle(request):
        found = answer(
            store, request.method, request.url.path, request.query_params, await request.body()
        )
        status, headers, value = found
        kind = "application/json" if value is not None else None
        return Response(_encode(value), status, headers, kind)

    routes = [
        Route("/notes", handle, methods=["GET", "POST"]),
        Route("/notes/{id}", handle, methods=["GET", "DELETE"]),
    ]
    return store, Starlette(routes=routes), None


def starlette_classes():
    from starlette.applications import Starlette
    from starlette.endpoints import HTTPEndpoint
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    store = Store()

    class Any(HTTPEndpoint):
        async def dispatch(self):
            from starlette.requests import Request

            request = Request(self.scope, self.receive)
            status, headers, value = answer(
                store, request.method, request.url.path, request.query_params, await request.body()
            )
            response = Response(status_code=status) if value is None else JSONResponse(
                value, status, headers
            )  # fmt: skip
            await response(self.scope, self.receive, self.send)

    return store, Starlette(routes=[Route("/notes", Any), Route("/notes/{id}", Any)]), None


def raw_asgi():
    store = Store()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise ValueError(scope["type"])  # ASGI: so an application says it has no lifespan
        message = await receive()
        query = dict(parse_qsl(scope["query_string"].decode()))
        status, headers, value = answer(
            store, scope["method"], scope["path"], query, message.get("body", b"")
        )
        sent = [(name.lower().encode(), text.encode()) for name, text in headers.items()]
        if value is not None:
            sent.append((b"content-type", b"application/json; charset=utf-8"))
        await send({"type": "http.response.start", "status": status, "headers": sent})
        await send({"type": "http.response.body", "body": _encode(value)})

    return store, app, None


def raw_wsgi():
    store = Store()

    def app(environ, start_response):
        body = environ["wsgi.input"].read()
        query = dict(parse_qsl(environ["QUERY_STRING"]))
        status, headers, value = answer(
            store, environ["REQUEST_METHOD"], environ["PATH_INFO"], query, body
        )
        sent = list(headers.items())
        if value is not None:
            sent.append(("Content-Type", "application/json"))
        start_response(f"{status} Whatever", sent)
        return [_encode(value)]

    return store, app, None


def werkzeug():
    from werkzeug.wrappers import Request, Response

    store = Store()

    def app(environ, start_response):
        request = Request(environ)
        status, headers, value = answer(
            store, request.method, request.path, request.args, request.get_data()
        )
        kind = None if value is None else "application/json"
        response = Response(_encode(value), status, headers, content_type=kind)
        return response(environ, start_response)

    return store, app, None


def streaming_asgi():
    store, inner, _ = raw_asgi()

    async def app(scope, receive, send):
        async def split(message):
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) < 2:
                await send(message)
                return
            await send({"type": "http.response.body", "body": body[:1], "more_body": True})
            await send({"type": "http.response.body", "body": body[1:]})

        await inner(scope, receive, split)

    return store, app, None


def _fastapi(*, strict, own_document):
    from fastapi import FastAPI, HTTPException, Path, Query, Response
    from fastapi.responses import JSONResponse
    from pydantic import BaseModel, ConfigDict, Field

    class NewNote(BaseModel):
        model_config = ConfigDict(strict=strict)
        text: str = Field(min_length=1, max_length=80)
        done: bool = False

    class Note(BaseModel):
        id: int
        text: str
        done: bool
        due: str | None

    class Notes(BaseModel):
        notes: list[Note]
        total: int

    store = Store()
    app = FastAPI(title="notes", version="1")
    number = Annotated[int, Path(ge=1)]
    missing = {404: {"description": "no such note"}}

    @app.get("/notes")
    def list_notes(
        limit: Annotated[int, Query(ge=1, le=20)] = 10,
        offset: Annotated[int, Query(ge=0, le=1000)] = 0,
        done: bool | None = None,
    ) -> Notes:
        return Notes(**store.list(limit, offset, done))

    @app.post("/notes", status_code=201)
    async def add_note(new: NewNote, response: Response) -> Note:
        note = store.add(new.text, new.done, None)
        response.headers["Location"] = f"/notes/{note['id']}"
        return Note(**note)

    def find(which):
        if which not in store.notes:
            raise HTTPException(404, "no such note")
        return store.notes[which]

    @app.get("/notes/{id}", responses=missing)
    def read_note(id: number) -> Note:  # noqa: A002 - the document's name
        return Note(**find(id))

    @app.delete("/notes/{id}", status_code=204, responses=missing)
    def delete_note(id: number) -> None:  # noqa: A002 - the document's name
        find(id)
        del store.notes[id]

    if own_document:
        return store, app, app.openapi()

    @app.exception_handler(HTTPException)
    def refused(_request, error):
        return JSONResponse({"error": str(error.detail)}, error.status_code)

    return store, app, None


def fastapi_with_its_own_document():
    return _fastapi(strict=False, own_document=True)


def fastapi_strict_with_its_own_document():
    return _fastapi(strict=True, own_document=True)


def fastapi_with_a_written_document():
    return _fastapi(strict=False, own_document=False)


def swagger_2():
    """Return the service of an old document: parameters without schemas, bodies among them."""
    store, app, _ = raw_wsgi()
    return store, app, _SWAGGER


def _old(schema):
    if isinstance(schema, dict):
        return {("x-nullable" if n == "nullable" else n): _old(one) for n, one in schema.items()}
    return [_old(one) for one in schema] if isinstance(schema, list) else schema


def _old_responses(responses):
    made = {}
    for status, one in responses.items():
        content = one.get("content")
        made[status] = {"description": "said"}
        if content is not None:
            made[status]["schema"] = _old(content["application/json"]["schema"])
    return made


def _old_parameter(parameter):
    return {**{n: v for n, v in parameter.items() if n != "schema"}, **parameter["schema"]}


_LIST, _ADD = (DOCUMENT["paths"]["/notes"][method] for method in ("get", "post"))
_ONE = DOCUMENT["paths"]["/notes/{id}"]
_SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "notes", "version": "1"},
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/notes": {
            "get": {
                "parameters": [_old_parameter(one) for one in _LIST["parameters"]],
                "responses": _old_responses(_LIST["responses"]),
            },
            "post": {
                "parameters": [{"name": "new", "in": "body", "required": True, "schema": _NEW}],
                "responses": _old_responses(_ADD["responses"]),
            },
        },
        "/notes/{id}": {
            "parameters": [_old_parameter(_ID)],
            "get": {"responses": _old_responses(_ONE["get"]["responses"])},
            "delete": {"responses": _old_responses(_ONE["delete"]["responses"])},
        },
    },
}

SERVICES = {
    one.__name__: one
    for one in (
        starlette_functions, starlette_classes, raw_asgi, streaming_asgi, raw_wsgi, werkzeug,
        fastapi_with_its_own_document, fastapi_strict_with_its_own_document,
        fastapi_with_a_written_document, swagger_2,
    )
}  # fmt: skip


def _rules(**kinds):
    return {place: {"matchers": [rule]} for place, rule in kinds.items()}


_INTEGER, _TYPE = {"match": "integer"}, {"match": "type"}
_NOTE_RULES = _rules(**{"$.id": _INTEGER, "$.text": _TYPE, "$.done": {"match": "boolean"}})
_ONE_NOTE = {"id": 1, "text": "milk", "done": False}
_KIND = {"Content-Type": ["application/json"]}


def _interaction(description, request, response, state="two notes exist"):
    return {
        "type": "Synchronous/HTTP", "description": description,
        "providerStates": [{"name": state}], "request": request, "response": response,
    }  # fmt: skip


def _content(value):
    return {"content": value, "contentType": "application/json", "encoded": False}


def read_notes_pact():
    listed = {
        "status": 200, "headers": _KIND,
        "body": _content({"notes": [_ONE_NOTE], "total": 2}),
        "matchingRules": {"body": {
            **_rules(**{"$.notes": {"match": "type", "min": 1}, "$.total": _INTEGER}),
            **{f"$.notes[*]{place[1:]}": rule for place, rule in _NOTE_RULES.items()},
        }},
    }  # fmt: skip
    paged = {
        "method": "GET", "path": "/notes", "query": {"limit": ["5"], "offset": ["0"]},
        "matchingRules": {"query": _rules(limit=_INTEGER, offset=_INTEGER)},
    }  # fmt: skip
    filtered = {
        "method": "GET", "path": "/notes", "query": {"done": ["false"]},
        "matchingRules": {"query": _rules(done={"match": "regex", "regex": "true|false"})},
    }  # fmt: skip
    new = {
        "method": "POST", "path": "/notes", "headers": _KIND,
        "body": _content({"text": "milk"}),
        "matchingRules": {"body": _rules(**{"$.text": _TYPE})},
    }  # fmt: skip
    one = {
        "method": "GET", "path": "/notes/1",
        "matchingRules": {"path": {"matchers": [{"match": "regex", "regex": r"/notes/\d+"}]}},
    }  # fmt: skip
    note = {
        "status": 200, "headers": _KIND, "body": _content(_ONE_NOTE),
        "matchingRules": {"body": _NOTE_RULES},
    }  # fmt: skip
    interactions = [
        _interaction("lists a page", paged, listed),
        _interaction("lists what is to do", filtered, listed),
        _interaction("adds a note", new, {**note, "status": 201}),
        _interaction("reads a note", one, note),
        _interaction("misses a note", {"method": "GET", "path": "/notes/9"}, {"status": 404},
                     state="no note exists"),
        _interaction("deletes a note", {"method": "DELETE", "path": "/notes/1"}, {"status": 204}),
    ]  # fmt: skip
    pact = {
        "consumer": {"name": "web"}, "provider": {"name": "notes"}, "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }  # fmt: skip
    return parse_pact(json.dumps(pact).encode(), source="web-notes.json")
