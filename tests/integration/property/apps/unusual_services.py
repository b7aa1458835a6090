"""Three correct services with unusual ways: empty answers, many shapes, and late effects."""

import json
import re

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pactwright.pactfile.parse import parse_pact

VENDOR = "application/vnd.stock.v2+json"
_PROBLEM = {
    "description": "refused",
    "content": {"application/problem+json": {"schema": {
        "type": "object", "required": ["title"], "properties": {"title": {"type": "string"}},
    }}},
}  # fmt: skip
_TYPE = {"matchers": [{"match": "type"}]}
_INTEGER = {"matchers": [{"match": "integer"}]}


def _regex(pattern):
    return {"matchers": [{"match": "regex", "regex": pattern}]}


def _problem(status):
    return JSONResponse({"title": "no"}, status, media_type="application/problem+json")


def _pact(provider, *interactions):
    return parse_pact(
        json.dumps({
            "consumer": {"name": "web"},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }).encode(),
        source="pact.json",
    )  # fmt: skip


def _call(description, method, path, answer=None, state=None, **request):
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": [] if state is None else [{"name": state}],
        "request": {"method": method, "path": path, **request},
        "response": answer or {"status": 204},
    }


def _said(value, rules=None, status=200, kind="application/json"):
    return {
        "status": status,
        "headers": {"Content-Type": [kind]},
        "body": {"content": value, "contentType": kind, "encoded": False},
        "matchingRules": {"body": rules or {}},
    }


def _sent(value, rules, kind="application/json", **headers):
    return {
        "headers": {"Content-Type": [kind], **{name: [one] for name, one in headers.items()}},
        "body": {"content": value, "contentType": kind, "encoded": False},
        "matchingRules": {"body": rules},
    }


def _from_state(path):
    return {"path": {"type": "ProviderState", "expression": path}}


def _document(paths, version="3.1.0", **more):
    return {"openapi": version, "info": {"title": "x", "version": "1"}, "paths": paths, **more}


def _content(schema, kind="application/json"):
    return {"required": True, "description": "", "content": {kind: {"schema": schema}}}


def _answers(**found):
    return {name.removeprefix("s"): one for name, one in found.items()}


NOTHING = {"description": "nothing to say"}


def stock():  # noqa: C901 - a service in a function
    """Clients choose the keys, most answers are empty, a cookie proves who one is."""
    items = {}

    def allowed(request):
        return request.cookies.get("sid") == "s3cret"

    async def put(request):
        if not allowed(request):
            return _problem(401)
        if not re.fullmatch(r"[A-Z]{2}[0-9]{3}", request.path_params["sku"]):
            return _problem(404)
        body = await request.json()
        count = body.get("count")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 10**6:
            return _problem(422)
        new = request.path_params["sku"] not in items
        items[request.path_params["sku"]] = count
        return Response(status_code=201 if new else 204)

    async def get(request):
        if not allowed(request):
            return _problem(401)
        if request.path_params["sku"] not in items:
            return _problem(404)
        count = items[request.path_params["sku"]]
        return Response(
            json.dumps({"count": count, "enough": count > 0}), media_type=VENDOR,
            headers={"ETag": f'"{count}"'},
        )  # fmt: skip

    async def delete(request):
        if not allowed(request):
            return _problem(401)
        items.pop(request.path_params["sku"], None)
        return Response(status_code=204)

    def one():
        items.clear()
        items["AB123"] = 4

    path = [{
        "name": "sku", "in": "path", "required": True,
        "schema": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"},
    }]  # fmt: skip
    schema = {
        "type": "object", "required": ["count"],
        "properties": {"count": {"type": "integer", "minimum": 0, "maximum": 1000000}},
    }  # fmt: skip
    shown = {
        **_content({**schema, "required": ["count", "enough"]}, VENDOR),
        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
    }
    shown.pop("required")
    document = _document(
        {"/stock/{sku}": {
            "parameters": path,
            "get": {"responses": _answers(s200=shown, s401=_PROBLEM, s404=_PROBLEM)},
            "put": {
                "requestBody": _content(schema, VENDOR),
                "responses": _answers(
                    s201=NOTHING, s204=NOTHING, s401=_PROBLEM, s404=_PROBLEM, s422=_PROBLEM
                ),
            },
            "delete": {"responses": _answers(s204=NOTHING, s401=_PROBLEM, s404=_PROBLEM)},
        }},
        security=[{"sid": []}],
        components={
            "securitySchemes": {"sid": {"type": "apiKey", "in": "cookie", "name": "sid"}}
        },
    )  # fmt: skip
    cookie = {"headers": {"Cookie": ["sid=s3cret"]}}
    open_path = {"path": _regex("/stock/[A-Z]{2}[0-9]{3}")}
    pact = _pact(
        "stock",
        _call(
            "reads", "GET", "/stock/AB123",
            _said({"count": 4, "enough": True}, {"$.count": _INTEGER, "$.enough": _TYPE},
                  kind=VENDOR),
            "AB123 is there", matchingRules=open_path, **cookie,
        ),
        _call(
            "counts", "PUT", "/stock/AB123", state="AB123 is there",
            **_sent({"count": 7}, {"$.count": _INTEGER}, VENDOR, Cookie="sid=s3cret"),
        ),
        _call(
            "adds", "PUT", "/stock/CD456", {"status": 201}, "AB123 is there",
            **_sent({"count": 7}, {"$.count": _INTEGER}, VENDOR, Cookie="sid=s3cret"),
        ),
        _call("deletes", "DELETE", "/stock/AB123", state="AB123 is there", **cookie),
    )  # fmt: skip
    routes = [
        Route("/stock/{sku}", put, methods=["PUT"]),
        Route("/stock/{sku}", get, methods=["GET"]),
        Route("/stock/{sku}", delete, methods=["DELETE"]),
    ]
    return Starlette(routes=routes), document, pact, {"AB123 is there": one}


def payments():  # noqa: C901 - a service in a function
    """Shapes by discriminator, members of one direction, lists in queries, soft deletion."""
    found = {}
    made = iter(range(100, 10**9))

    def allowed(request):
        return request.headers.get("authorization") == "Bearer t"

    def shown(payment):
        payment["seen"] += 1  # counts its readers
        return {name: one for name, one in payment.items() if name != "pin"}

    def valid(body):
        if body.get("kind") == "card":
            ok = isinstance(body.get("number"), str) and re.fullmatch("[0-9]{4}", body["number"])
            return ok and isinstance(body.get("pin"), str) and 1 <= len(body["pin"]) <= 9
        if body.get("kind") == "transfer":
            return isinstance(body.get("iban"), str) and 1 <= len(body["iban"]) <= 30
        return False

    async def add(request):
        body = await request.json()
        if not allowed(request):
            return _problem(401)
        if not valid(body) or not isinstance(body.get("memo", ""), str):
            return _problem(422)
        number = f"p-{next(made)}"
        memo = body.get("memo", "").strip().lower()[:20]  # said in the answer, so all know it
        kept = {**body, "memo": memo, "ref": number, "seen": 0, "state": "open"}
        found[number] = kept
        return JSONResponse(
            shown(kept), 201, {"Location": f"https://pay.example/payments/{number}"}
        )

    async def read(request):
        if not allowed(request):
            return _problem(401)
        payment = found.get(request.path_params["ref"])
        return JSONResponse(shown(payment)) if payment else _problem(404)

    async def cancel(request):
        if not allowed(request):
            return _problem(401)
        payment = found.get(request.path_params["ref"])
        if payment is None:
            return _problem(404)
        payment["state"] = "cancelled"
        return JSONResponse(shown(payment) | {"seen": 0})

    async def search(request):
        if not allowed(request):
            return _problem(401)
        kinds = request.query_params.getlist("kind")
        refs = [one for one in request.query_params.get("refs", "").split(",") if one]
        listed = [one for one in found.values() if not kinds or one["kind"] in kinds]
        return JSONResponse([one["ref"] for one in listed if not refs or one["ref"] in refs])

    def one():
        found.clear()
        card = {"kind": "card", "number": "1234", "pin": "0", "memo": "", "seen": 0}
        found["p-7"] = {**card, "ref": "p-7", "state": "open"}
        return {"ref": "p-7"}

    common = {
        "ref": {"type": "string", "readOnly": True},
        "memo": {"type": "string"},
        "seen": {"type": "integer", "readOnly": True},
        "state": {"enum": ["open", "cancelled"], "readOnly": True},
    }
    schemas = {
        "Card": {
            "type": "object", "required": ["kind", "number", "pin", "ref"],
            "properties": {
                **common, "kind": {"const": "card"},
                "number": {"type": "string", "pattern": "^[0-9]{4}$"},
                "pin": {"type": "string", "writeOnly": True, "minLength": 1, "maxLength": 9},
            },
        },
        "Transfer": {
            "type": "object", "required": ["kind", "iban", "ref"],
            "properties": {
                **common, "kind": {"const": "transfer"},
                "iban": {"type": "string", "minLength": 1, "maxLength": 30},
            },
        },
        "Payment": {
            "oneOf": [{"$ref": "#/components/schemas/Card"},
                      {"$ref": "#/components/schemas/Transfer"}],
            "discriminator": {"propertyName": "kind", "mapping": {
                "card": "#/components/schemas/Card", "transfer": "#/components/schemas/Transfer",
            }},
        },
    }  # fmt: skip
    payment = {"$ref": "#/components/schemas/Payment"}
    ref = [{"name": "ref", "in": "path", "required": True, "schema": {"type": "string"}}]
    document = _document(
        {
            "/payments": {
                "get": {
                    "parameters": [
                        {"name": "kind", "in": "query", "schema": {
                            "type": "array", "items": {"enum": ["card", "transfer"]}}},
                        {"name": "refs", "in": "query", "explode": False, "schema": {
                            "type": "array", "items": {"type": "string", "pattern": "^p-[0-9]+$"}}},
                    ],
                    "responses": _answers(
                        s200=_content({"type": "array", "items": {"type": "string"}}), s401=_PROBLEM
                    ),
                },
                "post": {
                    "requestBody": _content(payment),
                    "responses": _answers(s201=_content(payment), s401=_PROBLEM, s422=_PROBLEM),
                },
            },
            "/payments/{ref}": {
                "parameters": ref,
                "get": {"responses": _answers(
                    s200=_content(payment), s401=_PROBLEM, s404=_PROBLEM)},
                "delete": {"responses": _answers(
                    s200=_content(payment), s401=_PROBLEM, s404=_PROBLEM)},
            },
        },
        security=[{"token": []}],
        components={
            "schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}
        },
    )  # fmt: skip
    for item in document["paths"].values():
        for operation in item.values():
            for answer in operation["responses"].values() if isinstance(operation, dict) else ():
                answer.pop("required", None)
    token = {"headers": {"Authorization": ["Bearer t"]}}
    card = {"kind": "card", "number": "1234", "memo": "", "ref": "p-7"}
    state = "a payment by card"
    card_rules = {"$.number": _regex("[0-9]{4}"), "$.memo": _TYPE, "$.ref": _TYPE}
    pact = _pact(
        "payments",
        _call(
            "lists cards", "GET", "/payments", _said(["p-7"], {"$": _TYPE, "$[*]": _TYPE}), state,
            query={"kind": ["card", "transfer"]},
            matchingRules={"query": {"kind": _TYPE}}, **token,
        ),
        _call(
            "lists some", "GET", "/payments", _said(["p-7"], {"$": _TYPE, "$[*]": _TYPE}), state,
            query={"refs": ["p-7,p-8"]}, **token,
        ),
        _call(
            "pays by card", "POST", "/payments", _said(card, card_rules, 201),
            **_sent(
                {"kind": "card", "number": "1234", "pin": "9", "memo": " Rent "},
                {"$.number": _regex("[0-9]{4}"), "$.pin": _TYPE, "$.memo": _TYPE},
                Authorization="Bearer t",
            ),
        ),
        _call(
            "pays by transfer", "POST", "/payments",
            _said({"kind": "transfer", "iban": "X1"}, {"$.iban": _TYPE}, 201),
            **_sent(
                {"kind": "transfer", "iban": "X1"}, {"$.iban": _TYPE}, Authorization="Bearer t"
            ),
        ),
        _call(
            "reads", "GET", "/payments/p-7", _said(card, card_rules), state,
            generators=_from_state("/payments/${ref}"), **token,
        ),
        _call(
            "cancels", "DELETE", "/payments/p-7", _said(card, card_rules), state,
            generators=_from_state("/payments/${ref}"), **token,
        ),
    )  # fmt: skip
    routes = [
        Route("/payments", add, methods=["POST"]),
        Route("/payments", search, methods=["GET"]),
        Route("/payments/{ref}", read, methods=["GET"]),
        Route("/payments/{ref}", cancel, methods=["DELETE"]),
    ]
    return Starlette(routes=routes), document, pact, {state: one}


def articles():  # noqa: C901, PLR0915 - a service in a function
    """Slugs beside ids, pages by cursor and link, effects that come later, keys in queries."""
    kept, jobs, gone = {}, {}, set()

    def keyed(request):
        return request.query_params.get("key") == "k"

    def slug(title):
        base = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-") or "untitled"
        return base if base not in kept and base not in gone else f"{base}-{len(kept) + len(gone)}"

    def article(title):
        name = slug(title)
        kept[name] = {"id": len(kept) + len(gone) + 1, "slug": name, "title": title, "tags": []}
        return kept[name]

    async def listed(request):
        names = sorted(kept)
        after = request.query_params.get("after")
        if after is not None:
            names = [one for one in names if one > after]
        try:
            size = int(request.query_params.get("first", "2"))
        except ValueError:
            return _problem(422)
        if not 1 <= size <= 50:
            return _problem(422)
        page, more = names[:size], len(names) > size
        headers = {"Link": f'</articles?after={page[-1]}>; rel="next"'} if more else {}
        body = {"data": [kept[one] for one in page], "next": page[-1] if more else None}
        return JSONResponse(body, headers=headers)

    async def add(request):
        if not keyed(request):
            return _problem(401)
        body = await request.json()
        title = body.get("title")
        if not isinstance(title, str) or not 1 <= len(title) <= 50:
            return _problem(422)
        return JSONResponse(article(title), 201)

    async def read(request):
        name = request.path_params["slug"]
        if name in gone:
            return _problem(410)
        return JSONResponse(kept[name]) if name in kept else _problem(404)

    async def tag(request):
        if not keyed(request):
            return _problem(401)
        name = request.path_params["slug"]
        if name not in kept:
            return _problem(404)
        body = await request.json()
        tags = body.get("tags")
        if not isinstance(tags, list) or any(not isinstance(one, str) for one in tags):
            return _problem(422)
        kept[name]["tags"] = sorted({*tags})
        return Response(status_code=204)

    async def drop(request):
        if not keyed(request):
            return _problem(401)
        name = request.path_params["slug"]
        if name not in kept:
            return _problem(404)
        gone.add(name)
        del kept[name]
        return Response(status_code=204)

    async def export(request):
        if not keyed(request):
            return _problem(401)
        job = {"job": len(jobs) + 1, "done": False}
        jobs[job["job"]] = job
        return JSONResponse(job, 202)

    async def job(request):
        number = request.path_params["job"]
        if number not in jobs:
            return _problem(404)
        jobs[number]["done"] = True  # by the next look at it
        return JSONResponse(jobs[number])

    async def stop(request):
        return Response(status_code=202) if keyed(request) else _problem(401)

    def some():
        kept.clear()
        jobs.clear()
        gone.clear()
        for title in ("Alpha", "Beta", "Gamma"):
            article(title)
        jobs[1] = {"job": 1, "done": False}

    text = {"type": "string"}
    schema = {
        "type": "object", "required": ["id", "slug", "title", "tags"],
        "properties": {
            "id": {"type": "integer"}, "slug": text, "title": text,
            "tags": {"type": "array", "items": text, "uniqueItems": True},
        },
    }  # fmt: skip
    run = {
        "type": "object", "required": ["job", "done"],
        "properties": {"job": {"type": "integer"}, "done": {"type": "boolean"}},
    }  # fmt: skip
    page = {
        "type": "object", "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": schema},
            "next": {"type": "string", "nullable": True},
        },
    }  # fmt: skip
    new = {
        "type": "object", "required": ["title"],
        "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 50}},
    }  # fmt: skip
    tags = {
        "type": "object", "required": ["tags"],
        "properties": {"tags": {"type": "array", "items": text, "maxItems": 5}},
    }  # fmt: skip
    key = {"security": [{"key": []}]}
    problems = dict.fromkeys(("401", "404", "410", "422"), _PROBLEM)
    document = _document(
        {
            "/articles": {
                "get": {
                    "parameters": [
                        {"name": "first", "in": "query", "schema": {
                            "type": "integer", "minimum": 1, "maximum": 50, "default": 2}},
                        {"name": "after", "in": "query", "schema": text},
                    ],
                    "responses": {"200": _content(page), **problems},
                },
                "post": {**key, "requestBody": _content(new),
                         "responses": {"201": _content(schema), **problems}},
            },
            "/articles/{slug}": {
                "parameters": [{"name": "slug", "in": "path", "required": True, "schema": text}],
                "get": {"responses": {"200": _content(schema), **problems}},
                "patch": {**key, "requestBody": _content(tags),
                          "responses": {"204": NOTHING, **problems}},
                "delete": {**key, "responses": {"204": NOTHING, **problems}},
            },
            "/exports": {"post": {**key, "responses": {"202": _content(run), **problems}}},
            "/exports/{job}": {
                "parameters": [
                    {"name": "job", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "get": {"responses": {"200": _content(run), **problems}},
                "delete": {**key, "responses": {"202": NOTHING, **problems}},
            },
        },
        "3.0.3",
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}},
    )  # fmt: skip
    keyed_query = {"query": {"key": ["k"]}}
    shape = {"id": 1, "slug": "alpha", "title": "Alpha", "tags": []}
    rules = {"$.id": _INTEGER, "$.slug": _TYPE, "$.title": _TYPE}
    state = "three articles"
    pact = _pact(
        "articles",
        _call(
            "lists", "GET", "/articles",
            _said({"data": [shape], "next": None},
                  {"$.data": {"matchers": [{"match": "type", "min": 0}]},
                   **{f"$.data[*]{name[1:]}": one for name, one in rules.items()}}),
            state, query={"first": ["2"], "after": ["alpha"]},
            matchingRules={"query": {"first": _INTEGER, "after": _TYPE}},
        ),
        _call(
            "writes", "POST", "/articles", _said(shape, rules, 201), state, **keyed_query,
            **_sent({"title": "Delta"}, {"$.title": _TYPE}),
        ),
        _call("reads", "GET", "/articles/alpha", _said(shape, rules), state,
              matchingRules={"path": _regex("/articles/[a-z-]+")}),
        _call(
            "tags", "PATCH", "/articles/alpha", state=state, **keyed_query,
            **_sent({"tags": ["b", "a"]}, {"$.tags": _TYPE, "$.tags[*]": _TYPE}),
        ),
        _call("drops", "DELETE", "/articles/alpha", state=state, **keyed_query),
        _call("exports", "POST", "/exports",
              _said({"job": 1, "done": False}, {"$.job": _INTEGER, "$.done": _TYPE}, 202), state,
              **keyed_query),
        _call("waits", "GET", "/exports/1",
              _said({"job": 1, "done": True}, {"$.job": _INTEGER, "$.done": _TYPE}), state),
        _call("stops", "DELETE", "/exports/1", {"status": 202}, state, **keyed_query),
    )  # fmt: skip
    for item in document["paths"].values():
        for operation in item.values():
            for answer in operation["responses"].values() if isinstance(operation, dict) else ():
                answer.pop("required", None)
    routes = [
        Route("/articles", listed, methods=["GET"]),
        Route("/articles", add, methods=["POST"]),
        Route("/articles/{slug}", read, methods=["GET"]),
        Route("/articles/{slug}", tag, methods=["PATCH"]),
        Route("/articles/{slug}", drop, methods=["DELETE"]),
        Route("/exports", export, methods=["POST"]),
        Route("/exports/{job:int}", job, methods=["GET"]),
        Route("/exports/{job:int}", stop, methods=["DELETE"]),
    ]
    return Starlette(routes=routes), document, pact, {state: some}


SERVICES = {one.__name__: one for one in (stock, payments, articles)}
