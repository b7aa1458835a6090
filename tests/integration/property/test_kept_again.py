"""What a replay finds is kept, accepted, sent again with new credentials, and told when mended."""

import pytest

from pactwright.cli.main import cli
from pactwright.workspace.property_files import read_cases

DOCUMENT = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: full, in: query, schema: {type: boolean}}
      responses:
        "200":
          description: The order.
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer}}}
        "401": {description: Who are you?}
        "404": {description: There is no such order.}
        "422": {description: That is no order.}
"""
CONSUMER = """
import httpx
from pactwright import Pact, from_state, integer, regex

orders = Pact(consumer="web", provider="orders")

@orders.interaction(
    given="an order",
    request=orders.get(
        from_state("/orders/${id}", "/orders/7"),
        query={"full": regex("true|false", example="true")},
        headers={"Authorization": from_state("Bearer ${token}", "Bearer x")},
    ),
    response=orders.ok({"id": integer(7)}),
)
def test_reads_an_order(mock):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        client.get("/orders/7?full=true", headers={"Authorization": "Bearer x"})
"""
PROVIDER = """
import itertools
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from pactwright import Provider

NUMBERS = itertools.count(1)
KNOWN = {}

async def read(request):
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token not in KNOWN:
        return JSONResponse({}, status_code=401)
    if not request.path_params["id"].isdigit():
        return JSONResponse({}, status_code=422)
    if int(request.path_params["id"]) != KNOWN[token]:
        return JSONResponse({}, status_code=404)
    short = request.query_params.get("full") == "false"
    return JSONResponse({"id": SHORT if short else KNOWN[token]})

orders = Provider("orders", app=Starlette(routes=[Route("/orders/{id}", read)]))

@orders.state("an order")
def an_order():
    KNOWN.clear()
    number = next(NUMBERS)
    KNOWN[f"t{number}"] = 100 + number
    return {"id": 100 + number, "token": f"t{number}"}
"""
WRONG = PROVIDER.replace("SHORT", "str(KNOWN[token])")
MENDED = PROVIDER.replace("SHORT", "KNOWN[token]")


@pytest.fixture
def orders(pytester, monkeypatch):
    """A project whose provider answers one of two kinds of requests wrongly."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyprojecttoml("[tool.pactwright]")
    for name, text in {
        "contracts/orders/1.0.0/openapi.yaml": DOCUMENT,
        "consumers/test_consumer.py": CONSUMER,
        "providers/test_orders.py": WRONG,
    }.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert run(pytester, "consumers").ret == 0
    return pytester


def run(pytester, *arguments):
    return pytester.runpytest_subprocess("-p", "pactwright.plugin", *arguments)


def promote(*arguments):
    return cli.main(args=["promote", *arguments], standalone_mode=False)


def test_a_finding_goes_its_whole_way(orders, capsys):
    found = run(orders, "providers")
    assert found.ret == 1
    (case,) = read_cases(orders.path / ".pactwright/findings/web-orders.provider.cases.yaml").cases
    found.stdout.fnmatch_lines([f"*finding {case.fingerprint}*"])

    promote(case.fingerprint, "--accept", "--reason", "until May")
    kept = orders.path / "pacts/web-orders.cases.yaml"
    (stored,) = read_cases(kept).cases
    assert ("authorization", "***") in [
        (name.lower(), value) for name, value in stored.steps[0].request.headers
    ]
    assert "Bearer t" not in kept.read_text()
    before = kept.read_bytes()
    assert run(orders, "providers").ret == 0

    (orders.path / "providers/test_orders.py").write_text(MENDED)
    mended = run(orders, "providers")
    assert mended.ret == 0
    mended.stdout.fnmatch_lines([f"*{case.fingerprint}*and no longer fails*--forget*"])
    assert kept.read_bytes() == before

    promote(case.fingerprint, "--forget")
    assert not kept.exists()
    (orders.path / "providers/test_orders.py").write_text(WRONG)
    assert run(orders, "providers").ret == 1
    promote(case.fingerprint)
    assert run(orders, "consumers").ret == 0
    told = run(orders, "providers", "--pact-profile", "none")
    assert told.ret == 1
    told.stdout.fnmatch_lines([f"*reads an order: GET /orders/*({case.fingerprint})*"])
