"""States, producers and hooks under pytest: with fixtures of every scope and colour."""

from __future__ import annotations

import pytest

QUIET = ("-p", "no:randomly", "-W", "error", "-s")
LOOP_SCOPE = "asyncio_default_fixture_loop_scope=function"
ALONE = ("-p", "no:asyncio", "-p", "no:anyio")
APP = """
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from pactwright import Provider

async def page(request):
    token = request.headers.get("x-token")
    return JSONResponse({"id": int(request.path_params["number"]), "token": token})

def create_app():
    return Starlette(routes=[Route("/{number}", page)])

orders = Provider("orders", app=create_app)
"""


@pytest.fixture
def run(pytester, pact_bytes, interaction, body):
    """Run pytest on states in `source`, for interactions given as lists of states."""

    def run(source, *states, arguments=ALONE, answer=None, extra=(), apart=False, **fields):
        (pytester.path / "test_orders.py").write_text(APP + source)
        (pytester.path / "pacts").mkdir(exist_ok=True)
        interactions = [
            interaction(
                f"reads {number}",
                states=list(names),
                request={"path": "/7", **fields.get("request", {})},
                response={"body": body(answer or {"id": 7})},
            )
            for number, names in enumerate(states)
        ]
        data = pact_bytes([*interactions, *extra])
        (pytester.path / "pacts" / "web-orders.json").write_bytes(data)
        # pytest-asyncio leaves loops behind, which must not be found in this process.
        runner = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        return runner(*QUIET, *arguments)

    return run


def test_states_take_fixtures_and_typed_parameters(run):
    run(
        """
import decimal, enum
class Colour(enum.Enum):
    RED = "red"
@pytest.fixture(scope="session")
def database():
    return "db"
@pytest.fixture
def clean(database, tmp_path):
    return database.upper()
@orders.state("order {id} of {owner}")
def order(
    id: int, owner, price: decimal.Decimal, colour: Colour, database, clean, request,
    open: bool = False,
):
    assert (id, owner, price, colour) == (7, "Ada", decimal.Decimal("1.50"), Colour.RED)
    assert (database, clean, open) == ("db", "DB", True)
    assert request.node.name.startswith("reads-0--order-7")
""",
        [("order 7 of Ada", {"price": "1.50", "colour": "red", "open": "true"})],
    ).assert_outcomes(passed=1)


def test_a_bad_parameter_fails_with_its_name(run):
    result = run("@orders.state('order')\ndef order(id: int): ...", [("order", {"id": "seven"})])
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*parameter 'id' of order() is int, and the pact gives*"])


def test_an_argument_that_is_nothing_fails_with_advice(run):
    result = run("@orders.state('order')\ndef order(databse): ...", ["order"])
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*needs 'databse', which is neither a parameter*"])


@pytest.mark.parametrize(
    "state",
    [
        "def s(db):\n    print('UP')",
        "async def s(db):\n    print('UP')",
        "def s(db):\n    print('UP')\n    yield {'id': 7}\n    print('DOWN')",
        "async def s(db):\n    print('UP')\n    yield {'id': 7}\n    print('DOWN')",
    ],
)
def test_states_may_have_any_colour(run, state):
    result = run(
        f"""
@pytest.fixture
def db():
    yield
    print('DB-DOWN')
@orders.state("s")
{state}
""",
        ["s"],
    )
    result.assert_outcomes(passed=1)
    said = [word for word in result.stdout.str().replace(".", " ").split() if word.isupper()]
    expected = ["UP", "DOWN", "DB-DOWN"] if "yield" in state else ["UP", "DB-DOWN"]
    assert [word for word in said if word in {"UP", "DOWN", "DB-DOWN"}] == expected


FIXTURES = """
@orders.state("decorated")
@pytest.fixture
def decorated(tmp_path):
    print("UP-A")
    yield {"id": 7}
    print("DOWN-A")

@pytest.fixture(scope="session")
def whole():
    print("UP-B")
    yield
    print("DOWN-B")
orders.state("named", fixture="whole")

@orders.state("parameter {id}")
@pytest.fixture
def with_parameter(id: int, tmp_path):
    print(f"UP-C{id + 1}")
    yield {"id": 7}
    print("DOWN-C")

@orders.state("async")
@pytest.fixture
async def asynchronous(tmp_path):
    print("UP-D")
    yield {"id": 7}
    print("DOWN-D")

@orders.state("function")
def function():
    print("UP-E")
    yield
    print("DOWN-E")
"""


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["decorated"], "UP-A DOWN-A"),
        (["named"], "UP-B DOWN-B"),
        (["parameter 4"], "UP-C5 DOWN-C"),
        (["async"], "UP-D DOWN-D"),
        (["function", "decorated"], "UP-E UP-A DOWN-A DOWN-E"),
        (["decorated", "function"], "UP-A UP-E DOWN-E DOWN-A"),
        (["parameter 1", "decorated", "function"], "UP-C2 UP-A UP-E DOWN-E DOWN-A DOWN-C"),
    ],
)
def test_fixtures_may_be_states(run, states, said):
    result = run(FIXTURES, states)
    result.assert_outcomes(passed=1)
    words = result.stdout.str().replace(".", " ").split()
    assert [word for word in words if word.startswith(("UP-", "DOWN-"))] == said.split()


def test_a_session_fixture_is_made_once_for_all_interactions(run):
    result = run(FIXTURES, ["named"], ["named"], ["named"])
    result.assert_outcomes(passed=3)
    assert result.stdout.str().count("UP-B") == 1


def test_a_fixture_that_fails_as_a_state_fails_its_interaction(run):
    result = run(
        """
@orders.state("s")
@pytest.fixture
def s():
    raise ValueError("no database")
""",
        ["s"],
        [],
    )
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*state*'s' raised ValueError: no database*", "*in s*"])


def test_a_fixture_that_fails_in_its_teardown_is_reported(run, pytester):
    result = run(
        """
@orders.state("s")
@pytest.fixture
def s():
    yield
    raise ValueError("in use")
""",
        ["s"],
        arguments=(*ALONE, "--pact-events=events"),
    )
    assert result.ret == 1
    assert "in use" in result.stdout.str()
    events = (pytester.path / "events").read_text()
    assert events.count("\n") == 1
    assert "teardown failed: ValueError: in use" in events


def test_a_state_whose_teardown_fails_fails(run):
    result = run(
        """
@orders.state("s")
def s():
    yield
    raise ValueError("in use")
""",
        ["s"],
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*teardown of state*'s' raised ValueError: in use*"])


@pytest.mark.parametrize(
    ("fixture", "outcome"),
    [("raise ValueError('no database')", "errors"), ("pytest.skip('no database')", "skipped")],
)
def test_what_fails_around_an_interaction_is_a_result_too(run, pytester, fixture, outcome):
    result = run(
        f"@pytest.fixture(autouse=True)\ndef database():\n    {fixture}\n",
        [],
        arguments=(*ALONE, "--pact-events=events"),
    )
    result.assert_outcomes(**{outcome: 1})
    events = (pytester.path / "events").read_text()
    assert "no database" in events
    assert '"kind":"state"' in events


def test_an_application_is_made_of_session_fixtures_once(run):
    result = run(
        """
@pytest.fixture(scope="session")
def database():
    print("DB-UP")
    yield "db"
    print("DB-DOWN")

from contextlib import asynccontextmanager
@asynccontextmanager
async def lifespan(app):
    print("APP-UP")
    yield
    print("APP-DOWN")

def make_app(database):
    assert database == "db"
    return Starlette(routes=[Route("/{number}", page)], lifespan=lifespan)

orders = Provider("orders", app=make_app)
""",
        [],
        [],
    )
    result.assert_outcomes(passed=2)
    words = [word.strip(".") for word in result.stdout.str().split()]
    said = [word for word in words if word.endswith(("-UP", "-DOWN"))]
    assert said == ["DB-UP", "APP-UP", "APP-DOWN", "DB-DOWN"]


def test_an_application_of_a_narrow_fixture_is_refused(run):
    result = run("def make_app(tmp_path): ...\norders = Provider('orders', app=make_app)\n", [])
    assert result.ret == 2
    result.stdout.fnmatch_lines(["fixture 'tmp_path' has the scope 'function'*"])


def test_a_shutdown_that_fails_is_shown(run):
    result = run(
        """
from contextlib import asynccontextmanager
@asynccontextmanager
async def lifespan(app):
    yield
    raise ValueError("cannot say goodbye")
def make_app():
    return Starlette(routes=[Route("/{number}", page)], lifespan=lifespan)

orders = Provider("orders", app=make_app)
""",
        [],
    )
    assert result.ret == 1
    assert "shutdown failed" in result.stdout.str()
    assert "cannot say goodbye" in result.stdout.str()


def test_states_may_live_in_a_module_of_their_own_with_its_fixtures(run, pytester):
    (pytester.path / "states.py").write_text(
        """
import pytest
from pactwright import Provider

orders = Provider("orders")

@pytest.fixture
def database():
    return {"id": 7}

@orders.state("function")
def function(database):
    return database

@orders.state("fixture")
@pytest.fixture
def two_orders(database):
    return database
"""
    )
    run(
        "from states import orders\norders.app = create_app\n", ["function"], ["fixture"]
    ).assert_outcomes(passed=2)


def test_a_hook_takes_fixtures_and_states_give_values(run):
    run(
        """
from dataclasses import replace
@pytest.fixture
def token():
    return "t0ken"
@orders.request_hook
async def sign(request, token):
    return replace(request, headers=(("X-Token", token),))
""",
        [],
        answer={"id": 7, "token": "t0ken"},
    ).assert_outcomes(passed=1)


def test_messages_take_fixtures(run):
    contents = {"contentType": "application/json", "encoded": False, "content": {"id": 7}}
    message = {
        "type": "Asynchronous/Messages",
        "description": "order 7 shipped",
        "contents": contents,
    }
    exchange = {
        "type": "Synchronous/Messages",
        "description": "asks",
        "request": {"contents": contents},
        "response": [{"contents": contents}],
    }
    run(
        """
@pytest.fixture
def outbox():
    return [{"id": 7}]
@orders.message("order {number} shipped")
async def shipped(outbox, number: int):
    return {**outbox[0], "number": number}
@orders.message("asks")
def asks(message, outbox):
    return message.contents
""",
        extra=[message, exchange],
    ).assert_outcomes(passed=2)


def test_a_skip_in_a_state_is_a_failure_and_not_silence(run):
    result = run("@orders.state('s')\ndef s():\n    pytest.skip('not today')\n", ["s"])
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*raised Skipped: not today*"])


def test_an_unknown_state_shows_what_to_paste(run):
    result = run(
        "@orders.state('order {id} is there')\ndef s(id: int): ...",
        [("order 7 exists", {"id": 7})],
    )
    result.stdout.fnmatch_lines(
        [
            "*nearest: 'order {id} is there'",
            '*@orders.state("order {id} exists")',
            "*def order_exists(id: int):",
        ]
    )


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_pytest_asyncio_may_be_there(run, mode):
    run(
        """
pytestmark = pytest.mark.asyncio
import pytest_asyncio
@pytest_asyncio.fixture
async def database():
    yield 7
@orders.state("s")
async def s(database):
    yield {"id": database}
async def test_other(database):
    assert database == 7
""",
        ["s"],
        arguments=("-p", "no:anyio", "--asyncio-mode", mode, "-o", LOOP_SCOPE),
        apart=True,
    ).assert_outcomes(passed=2)


def test_anyio_may_be_there(run):
    run(
        """
pytestmark = pytest.mark.anyio
@pytest.fixture
def anyio_backend():
    return "asyncio"
@pytest.fixture
async def database():
    yield 7
@orders.state("s")
async def s():
    return {"id": 7}
async def test_other(database):
    assert database == 7
""",
        ["s"],
        arguments=("-p", "no:asyncio"),
    ).assert_outcomes(passed=2)
