"""Two correct services in which things take time, each with bugs that can be switched on.

Imports are accepted and looked at until they are done; a ledger knows requests again by their key
and turns pages by opaque cursors.
"""

import base64
import decimal
import re

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from unusual_services import (
    NOTHING,
    _answers,
    _call,
    _content,
    _document,
    _from_state,
    _pact,
    _problem,
    _regex,
    _said,
    _sent,
)

_TYPE = {"matchers": [{"match": "type"}]}
_INTEGER = {"matchers": [{"match": "integer"}]}
_MAYBE = {"combine": "OR", "matchers": [{"match": "type"}, {"match": "null"}]}
_STATUSES = ["queued", "running", "done", "failed", "cancelled"]
_REFUSED = {"description": "refused", "content": {"application/problem+json": {"schema": {}}}}


def _refused(*statuses):
    return dict.fromkeys(statuses, _REFUSED)


def _each(rules, place):
    return {place: {"matchers": [{"match": "type", "min": 0}]},
            **{f"{place}[*]{path[1:]}": rule for path, rule in rules.items()}}  # fmt: skip


def _shown(schema, kind="application/json", **headers):
    needed = {
        name.replace("_", "-"): {"required": True, "schema": {"type": one}}
        for name, one in headers.items()
    }
    content = _content(schema, kind)
    content.pop("required")
    return {**content, "headers": needed}


def imports(bugs=()):  # noqa: C901, PLR0915 - a service in a function
    """Accepts files, works on them while it is asked, and forgets what is cancelled."""
    found, numbers = {}, iter(range(101, 10**9))

    def show(one):
        more = {"result": f"/imports/{one['id']}/result"} if one["status"] == "done" else {}
        return {name: one[name] for name in ("id", "status", "rows", "progress")} | more

    async def start(request):
        body = await request.json()
        rows = body.get("rows")
        if isinstance(rows, bool) or not isinstance(rows, int) or not 0 <= rows <= 10**6:
            return _problem(422)
        if body.get("format", "csv") not in ("csv", "xlsx") or not isinstance(body["name"], str):
            return _problem(422)
        if "no rows" in bugs:
            1 / rows
        name = f"imp-{next(numbers)}"
        found[name] = {
            "id": name, "status": "queued", "rows": rows, "progress": 0, "name": body["name"],
        }  # fmt: skip
        headers = {"Location": f"http://testserver/imports/{name}"}
        if "no location" in bugs and body.get("format") == "xlsx":
            headers = {}
        return JSONResponse(show(found[name]), 202, headers)

    async def look(request):
        one = found.get(request.path_params["id"])
        if one is None:
            return _problem(404)
        if one["status"] == "cancelled" and "cancels nothing" not in bugs:
            return _problem(410)
        if one["status"] in ("queued", "cancelled"):
            one["status"] = "running"
        elif one["status"] == "running":
            one["progress"] += 50
            if one["progress"] >= 100:
                late = "ends unknown" in bugs and one["rows"] > 1000
                one["status"] = "finished" if late else "done"
        return JSONResponse(show(one))

    async def result(request):
        one = found.get(request.path_params["id"])
        if one is None or one["status"] == "cancelled":
            return _problem(404 if one is None else 410)
        if one["status"] != "done":
            return _problem(409)
        return Response("id,name\n1,a\n", media_type="text/csv")

    async def cancel(request):
        one = found.get(request.path_params["id"])
        if one is None or one["status"] in ("done", "failed"):
            return _problem(404 if one is None else 409)
        one["status"] = "cancelled"
        return Response(status_code=204)

    def some():
        found.clear()
        for name, status in (("imp-1", "running"), ("imp-2", "done"), ("imp-3", "failed")):
            progress = 100 if status == "done" else 50
            found[name] = {
                "id": name, "status": status, "rows": 5, "progress": progress, "name": "a",
            }  # fmt: skip
        return {"id": "imp-1"}

    shape = {
        "type": "object", "required": ["id", "status", "rows", "progress"],
        "properties": {
            "id": {"type": "string"}, "status": {"enum": _STATUSES}, "rows": {"type": "integer"},
            "progress": {"type": "integer", "minimum": 0, "maximum": 100},
        },
    }  # fmt: skip
    new = {
        "type": "object", "required": ["rows", "name"],
        "properties": {
            "rows": {"type": "integer", "minimum": 0, "maximum": 10**6},
            "name": {"type": "string"},
            "format": {"enum": ["csv", "xlsx"], "default": "csv"},
        },
    }  # fmt: skip
    name = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    gone = _refused("404", "409", "410")
    document = _document({
        "/imports": {"post": {
            "requestBody": _content(new),
            "responses": {"202": _shown(shape, Location="string"), **_refused("422")},
        }},
        "/imports/{id}": {
            "parameters": name,
            "get": {"responses": {"200": _shown(shape), **gone}},
            "delete": {"responses": {"204": NOTHING, **gone}},
        },
        "/imports/{id}/result": {
            "parameters": name,
            "get": {"responses": {"200": _shown({"type": "string"}, "text/csv"), **gone}},
        },
    })  # fmt: skip
    example = {"id": "imp-1", "status": "queued", "rows": 3, "progress": 0}
    rules = {
        "$.id": _TYPE, "$.status": _regex("|".join(_STATUSES)), "$.rows": _INTEGER,
        "$.progress": _INTEGER,
    }  # fmt: skip
    sent = {"rows": 3, "name": "a.csv", "format": "csv"}
    open_rules = {"$.rows": _INTEGER, "$.name": _TYPE, "$.format": _regex("csv|xlsx")}
    state = "some imports"
    given = {"generators": _from_state("/imports/${id}")}
    pact = _pact(
        "imports",
        _call("starts", "POST", "/imports", _said(example, rules, 202), state,
              **_sent(sent, open_rules)),
        _call("looks", "GET", "/imports/imp-1", _said(example, rules), state, **given),
        _call("fetches", "GET", "/imports/imp-2/result",
              {"status": 200, "headers": {"Content-Type": ["text/csv"]}}, state,
              matchingRules={"path": _regex("/imports/[a-z]+-[0-9]+/result")}),
        _call("cancels", "DELETE", "/imports/imp-1", state=state, **given),
    )  # fmt: skip
    routes = [
        Route("/imports", start, methods=["POST"]),
        Route("/imports/{id}", look, methods=["GET"]),
        Route("/imports/{id}", cancel, methods=["DELETE"]),
        Route("/imports/{id}/result", result, methods=["GET"]),
    ]
    return Starlette(routes=routes), document, pact, {state: some}


def ledger(bugs=()):  # noqa: C901, PLR0915 - a service in a function
    """Books amounts once a key, and shows them in pages that cursors lead to."""
    entries, keys = [], {}

    def book(amount, currency, memo):
        decimal.Decimal(amount)
        if "long memos" in bugs and memo is not None and len(memo) == 40:
            raise ValueError(memo)
        number = f"e{len(entries) + 1:05d}"
        entries.append({"id": number, "amount": amount, "currency": currency, "memo": memo})
        return dict(entries[-1])

    def refuses(body):
        memo = body.get("memo")
        return (
            not re.fullmatch(r"-?[0-9]{1,9}\.[0-9]{2}", str(body.get("amount")), re.ASCII)
            or not re.fullmatch("[A-Z]{3}", str(body.get("currency")))
            or not (memo is None or (isinstance(memo, str) and len(memo) <= 40))
        )

    async def add(request):
        key, body = request.headers.get("idempotency-key", ""), await request.json()
        if not 1 <= len(key) <= 64:
            return _problem(400)
        if refuses(body):
            return _problem(422)
        if key in keys:
            return JSONResponse(keys[key][1], 201) if keys[key][0] == body else _problem(409)
        made = book(body["amount"], body["currency"], body.get("memo"))
        keys[key] = (body, made)
        if "forgets null" in bugs and made["memo"] is None:
            del made["memo"]
        return JSONResponse(made, 201)

    def token(number):
        return base64.urlsafe_b64encode(f"e:{number}".encode()).decode()

    def start_of(cursor):
        try:
            text = base64.urlsafe_b64decode(cursor).decode()
            return int(text[2:]) if re.fullmatch("e:[0-9]+", text, re.ASCII) else None
        except ValueError:
            return None

    async def listed(request):
        limit = request.query_params.get("limit", "20")
        start = start_of(request.query_params.get("cursor", token(0)))
        if start is None or not re.fullmatch("[1-9][0-9]?", limit, re.ASCII) or int(limit) > 50:
            return _problem(400)
        end = start + int(limit) + ("skips" in bugs and start > 0)
        following = token(end) if end < len(entries) else None
        return JSONResponse({"data": entries[start : start + int(limit)], "next": following})

    async def read(request):
        same = [one for one in entries if one["id"] == request.path_params["id"]]
        if "rounds" in bugs and same and len(same[0]["amount"]) > 8:
            same = [{**same[0], "amount": "0.00"}]
        return JSONResponse(same[0]) if same else _problem(404)

    def five():
        entries.clear()
        keys.clear()
        for amount in ("1.00", "2.50", "-3.00", "4.00", "5.00"):
            book(amount, "EUR", "x")

    amount = {"type": "string", "pattern": r"^-?[0-9]{1,9}\.[0-9]{2}$"}
    members = {
        "amount": amount, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "memo": {"type": ["string", "null"], "maxLength": 40},
    }  # fmt: skip
    entry = {
        "type": "object", "required": ["id", *members],
        "properties": {"id": {"type": "string"}, **members},
    }  # fmt: skip
    page = {
        "type": "object", "required": ["data", "next"],
        "properties": {"data": {"type": "array", "items": entry},
                       "next": {"type": ["string", "null"]}},
    }  # fmt: skip
    limit = {"type": "integer", "minimum": 1, "maximum": 50, "default": 20}
    key = {"type": "string", "minLength": 1, "maxLength": 64}
    document = _document({
        "/entries": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": limit},
                    {"name": "cursor", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": _shown(page), **_refused("400")},
            },
            "post": {
                "parameters": [
                    {"name": "Idempotency-Key", "in": "header", "required": True, "schema": key}
                ],
                "requestBody": _content({
                    "type": "object", "required": ["amount", "currency"], "properties": members,
                }),
                "responses": {"201": _shown(entry), **_refused("400", "409", "422")},
            },
        },
        "/entries/{id}": {"get": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "responses": _answers(s200=_shown(entry), s404=_REFUSED),
        }},
    })  # fmt: skip
    example = {"id": "e00001", "amount": "1.00", "currency": "EUR", "memo": "x"}
    rules = {
        "$.id": _regex("e[0-9]+"), "$.amount": _regex(r"-?[0-9]+\.[0-9]{2}"),
        "$.currency": _regex("[A-Z]{3}"), "$.memo": _MAYBE,
    }  # fmt: skip
    sent = _sent(
        {"amount": "9.90", "currency": "EUR", "memo": "tea"},
        {name: rule for name, rule in rules.items() if name != "$.id"},
        **{"Idempotency-Key": "k-1"},
    )
    sent["matchingRules"]["header"] = {"Idempotency-Key": _TYPE}
    state = "five entries"
    pact = _pact(
        "ledger",
        _call("books", "POST", "/entries", _said(example, rules, 201), state, **sent),
        _call("lists", "GET", "/entries",
              _said({"data": [example], "next": "x"}, {**_each(rules, "$.data"), "$.next": _MAYBE}),
              state, query={"limit": ["2"], "cursor": [token(0)]},
              matchingRules={"query": {"limit": _INTEGER, "cursor": _TYPE}}),
        _call("reads", "GET", "/entries/e00001", _said(example, rules), state,
              matchingRules={"path": _regex("/entries/e[0-9]+")}),
    )  # fmt: skip
    routes = [
        Route("/entries", add, methods=["POST"]),
        Route("/entries", listed, methods=["GET"]),
        Route("/entries/{id}", read, methods=["GET"]),
    ]
    return Starlette(routes=routes), document, pact, {state: five}


BUGS = {
    imports: {
        "no rows": ("POST /imports", "server-error"),
        "no location": ("POST /imports", "header"),
        "cancels nothing": ("GET /imports/{id}", "use-after-delete"),
        "ends unknown": ("GET /imports/{id}", "body"),
    },
    ledger: {
        "long memos": ("POST /entries", "server-error"),
        "forgets null": ("POST /entries", "body"),
        "skips": ("GET /entries", "paging"),
        "rounds": ("GET /entries/{id}", "lost-update"),
    },
}
"""What shows each planted bug: the operation and the kind of its finding."""
