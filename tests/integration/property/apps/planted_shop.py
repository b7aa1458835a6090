"""A small shop whose faults are switched on one by one; without any it is correct."""

import json

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

BUGS = (
    "undocumented-status",
    "schema-violation",
    "crash-at-boundary",
    "crash-on-empty-list",
    "ignored-authentication",
    "missing-header",
    "wrong-content-type",
    "use-after-delete",
    "lost-default",
    "paging-off-by-one",
    "null-not-allowed",
    "crash-on-non-latin-text",
    "crash-for-one-value",
    "lying-example",
    "crash-after-change",
    "unknown-member",
    "created-and-not-found",
    "lost-default-in-body",
)
TOKEN = "Bearer t0ken"


class Store:
    def __init__(self):
        self.orders = {}
        self.gone = {}
        self.next = 1

    def add(self, **order):
        number = order.pop("id", None) or self.next
        self.next = max(self.next, number) + 1
        self.orders[number] = {
            "id": number, "sku": "A1", "quantity": 2, "status": "open", "note": "", "price": 5.0,
            "priority": "normal", **order,
        }  # fmt: skip
        return self.orders[number]


def create_app(bugs=frozenset(), store=None):
    store = store or Store()
    routes = _Routes(frozenset(bugs), store)
    app = Starlette(
        routes=[
            Route("/orders", routes.list_orders, methods=["GET"]),
            Route("/orders", routes.add_order, methods=["POST"]),
            Route("/orders/{id:int}", routes.read_order, methods=["GET"]),
            Route("/orders/{id:int}", routes.change_order, methods=["PATCH"]),
            Route("/orders/{id:int}", routes.delete_order, methods=["DELETE"]),
            Route("/orders/{id:int}/receipt", routes.receipt, methods=["GET"]),
            Route("/search", routes.search, methods=["GET"]),
            Route("/quotes", routes.quote, methods=["POST"]),
            Route("/labels", routes.label, methods=["POST"]),
        ]
    )
    app.state.store = store
    return app


def problem(status, title):
    return JSONResponse({"title": title}, status, media_type="application/problem+json")


class _Routes:
    def __init__(self, bugs, store):
        self.bugs, self.store = bugs, store

    def refuse(self, request):
        if request.headers.get("authorization") != TOKEN:
            return problem(401, "who are you?")
        return None

    async def list_orders(self, request):
        query = request.query_params
        try:
            limit, offset = int(query.get("limit", "20")), int(query.get("offset", "0"))
        except ValueError:
            return problem(422, "not a number")
        if not (1 <= limit <= 50 and 0 <= offset <= 10_000):
            return problem(422, "out of range")
        if "crash-at-boundary" in self.bugs:
            100 / (50 - limit)
        found = sorted(self.store.orders.values(), key=lambda one: one["id"])
        if "status" in query:
            found = [one for one in found if one["status"] == query["status"]]
        if "crash-on-empty-list" in self.bugs:
            max(one["price"] for one in found)
        order = query.get("order", "newest" if "lost-default" in self.bugs else "oldest")
        if order == "newest":
            found.reverse()
        start = offset + 1 if "paging-off-by-one" in self.bugs and offset else offset
        return JSONResponse({"orders": found[start : start + limit], "total": len(found)})

    async def add_order(self, request):
        if refused := self.refuse(request):
            return refused
        body = await request.json()
        if problems := _check_order(body):
            return problem(422, problems)
        if "crash-on-non-latin-text" in self.bugs:
            body["sku"].encode("latin-1")
        lost = "lost-default-in-body" in self.bugs
        order = self.store.add(**{"priority": "high" if lost else "normal", **body})
        if "created-and-not-found" in self.bugs:
            self.store.orders.pop(order["id"])
        headers = {"Location": f"/orders/{order['id']}"}
        if "missing-header" in self.bugs:
            headers = {}
        if "schema-violation" in self.bugs and order["quantity"] > 10:
            order = {**order, "price": "a lot"}
        if "null-not-allowed" in self.bugs and len(order["note"]) > 12:
            order = {**order, "note": None}
        return JSONResponse(order, 201, headers)

    async def read_order(self, request):
        number = request.path_params["id"]
        if "undocumented-status" in self.bugs and number % 7 == 0:
            return problem(418, "teapot")
        order = self.store.orders.get(number)
        if order is None and "use-after-delete" in self.bugs:
            order = self.store.gone.get(number)
        if order is None:
            return problem(404, "no such order")
        if "crash-after-change" in self.bugs and order["quantity"] == 99:
            raise RuntimeError("this quantity has no picture")
        return JSONResponse(order)

    async def change_order(self, request):
        if refused := self.refuse(request):
            return refused
        order = self.store.orders.get(request.path_params["id"])
        if order is None:
            return problem(404, "no such order")
        body = await request.json()
        if problems := _check_order({"sku": "A", "quantity": 1, **body}):
            return problem(422, problems)
        order.update(body)
        if "unknown-member" in self.bugs and order["quantity"] == 1:
            order["status"] = "single"
        return JSONResponse(order)

    async def delete_order(self, request):
        if "ignored-authentication" not in self.bugs and (refused := self.refuse(request)):
            return refused
        number = request.path_params["id"]
        if number not in self.store.orders:
            return problem(404, "no such order")
        self.store.gone[number] = self.store.orders.pop(number)
        return Response(status_code=204)

    async def receipt(self, request):
        order = self.store.orders.get(request.path_params["id"])
        if order is None:
            return problem(404, "no such order")
        if "wrong-content-type" in self.bugs:
            return Response(json.dumps({"order": order["id"]}), media_type="text/html")
        return JSONResponse({"order": order["id"], "lines": []})

    async def search(self, request):
        text = request.query_params.get("q", "")
        if not 1 <= len(text) <= 40:
            return problem(422, "too short or too long")
        if "crash-for-one-value" in self.bugs and text == "WELCOME-7F3A":
            raise RuntimeError("the campaign is over")
        return JSONResponse([one for one in self.store.orders.values() if text in one["sku"]])

    async def quote(self, request):
        body = await request.json()
        weight = body.get("weight")
        if isinstance(weight, bool) or not isinstance(weight, int) or not 1 <= weight <= 1000:
            return problem(422, "no weight")
        if "lying-example" in self.bugs and weight == 750:
            return problem(422, "our own example")
        return JSONResponse({"price": weight * 2})

    async def label(self, request):
        body = await request.json()
        name = body.get("name")
        if not isinstance(name, str) or not 1 <= len(name) <= 30:
            return problem(422, "no name")
        return JSONResponse({"label": name.upper()}, 201)


def _check_order(body):
    sku, quantity, note = body.get("sku"), body.get("quantity"), body.get("note", "")
    if not isinstance(sku, str) or not 1 <= len(sku) <= 40:
        return "sku"
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= 99:
        return "quantity"
    if not isinstance(note, str) or len(note) > 200:
        return "note"
    if body.get("priority", "normal") not in ("low", "normal", "high"):
        return "priority"
    if set(body) - {"sku", "quantity", "note", "priority"}:
        return "unknown"
    return ""


_PROBLEM = {
    "description": "refused",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object", "required": ["title"],
                "properties": {"title": {"type": "string"}},
            }
        }
    },
}  # fmt: skip
_ORDER = {"$ref": "#/components/schemas/Order"}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}


def _json(schema, description="ok", **more):
    content = {"application/json": {"schema": schema}}
    return {"description": description, "content": content, **more}


def _body(schema, **more):
    return {"required": True, "content": {"application/json": {"schema": schema, **more}}}


def _query(name, **schema):
    return {"name": name, "in": "query", "schema": schema}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "shop", "version": "1.0.0"},
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "NewOrder": {
                "type": "object",
                "required": ["sku", "quantity"],
                "additionalProperties": False,
                "properties": {
                    "sku": {"type": "string", "minLength": 1, "maxLength": 40},
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 99},
                    "note": {"type": "string", "maxLength": 200},
                    "priority": {
                        "type": "string", "enum": ["low", "normal", "high"], "default": "normal",
                    },
                },
            },
            "Order": {
                "type": "object",
                "required": ["id", "sku", "quantity", "status", "note", "price", "priority"],
                "properties": {
                    "id": {"type": "integer"},
                    "sku": {"type": "string"},
                    "quantity": {"type": "integer"},
                    "status": {"type": "string", "enum": ["open", "paid", "sent", "single"]},
                    "note": {"type": "string"},
                    "price": {"type": "number"},
                    "priority": {"type": "string"},
                },
            },
        },
    },
    "paths": {
        "/orders": {
            "get": {
                "parameters": [
                    _query("limit", type="integer", minimum=1, maximum=50, default=20),
                    _query("offset", type="integer", minimum=0, maximum=10000, default=0),
                    _query("status", type="string", enum=["open", "paid", "sent"]),
                    _query("order", type="string", enum=["oldest", "newest"], default="oldest"),
                ],
                "responses": {
                    "200": _json({
                        "type": "object", "required": ["orders", "total"],
                        "properties": {
                            "orders": {"type": "array", "items": _ORDER},
                            "total": {"type": "integer"},
                        },
                    }),
                    "422": _PROBLEM,
                },
            },
            "post": {
                "security": [{"token": []}],
                "requestBody": _body({"$ref": "#/components/schemas/NewOrder"}),
                "responses": {
                    "201": _json(_ORDER, headers={
                        "Location": {"required": True, "schema": {"type": "string"}}
                    }),
                    "401": _PROBLEM,
                    "422": _PROBLEM,
                },
            },
        },
        "/orders/{id}": {
            "parameters": [_ID],
            "get": {"responses": {"200": _json(_ORDER), "404": _PROBLEM}},
            "patch": {
                "security": [{"token": []}],
                "requestBody": _body({
                    "type": "object", "additionalProperties": False, "minProperties": 1,
                    "properties": {
                        "quantity": {"type": "integer", "minimum": 1, "maximum": 99},
                        "note": {"type": "string", "maxLength": 200},
                    },
                }),
                "responses": {
                    "200": _json(_ORDER), "401": _PROBLEM, "404": _PROBLEM, "422": _PROBLEM,
                },
            },
            "delete": {
                "security": [{"token": []}],
                "responses": {"204": {"description": "gone"}, "401": _PROBLEM, "404": _PROBLEM},
            },
        },
        "/orders/{id}/receipt": {
            "get": {
                "parameters": [_ID],
                "responses": {"200": _json({"type": "object"}), "404": _PROBLEM},
            }
        },
        "/search": {
            "get": {
                "parameters": [
                    {**_query("q", type="string", minLength=1, maxLength=40), "required": True}
                ],
                "responses": {
                    "200": _json({"type": "array", "items": _ORDER}), "422": _PROBLEM,
                },
            }
        },
        "/quotes": {
            "post": {
                "requestBody": _body(
                    {
                        "type": "object", "required": ["weight"],
                        "properties": {
                            "weight": {"type": "integer", "minimum": 1, "maximum": 1000}
                        },
                    },
                    example={"weight": 750},
                ),
                "responses": {
                    "200": _json({"type": "object", "required": ["price"],
                                  "properties": {"price": {"type": "integer"}}}),
                    "422": _PROBLEM,
                },
            }
        },
        "/labels": {
            "post": {
                "requestBody": _body({
                    "type": "object", "required": ["name"],
                    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 30}},
                }),
                "responses": {"201": _json({"type": "object"}), "422": _PROBLEM},
            }
        },
    },
}  # fmt: skip
