"""A test runs again with answers that its contract allows: weak consumers break, others do not."""

import pytest

CLIENT = """
import datetime as dt
import json
import urllib.request
from dataclasses import dataclass
from enum import Enum

from pactwright import boolean, decimal, nullable, one_of, optional, uuid

def on(body, **parts):
    state = str(sorted(body)) if isinstance(body, dict) else str(type(body.example))
    return shop.interaction(given=state, request=shop.get("/o"), response=shop.ok(body, **parts))

class Client:
    def __init__(self, mock):
        with httpx.Client(transport=mock.transport, base_url="http://p") as client:
            response = client.get("/o")
        response.raise_for_status()
        self.body = response.json()
"""

WEAK = {
    "takes members by their place, and gets them wrong silently": """
        class Weak(Client):
            def name(self):
                return list(self.body.values())[1]

        @on({"id": like("7"), "name": like("Ann")})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).name() == "Ann"
    """,
    "assumes a non-empty list": """
        class Weak(Client):
            def first(self):
                return self.body["lines"][0]["sku"]

        @on({"lines": each_like({"sku": like("A1")}, min=0)})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).first() == "A1"
    """,
    "assumes an id of digits": """
        class Weak(Client):
            def number(self):
                return int(self.body["id"])

        @on({"id": like("7"), "name": like("x")})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).number() == 7
    """,
    "assumes a known status": """
        class Weak(Client):
            def label(self):
                return {"open": "Open", "paid": "Paid"}[self.body["status"]]

        @on({"status": regex("open|paid|lost", example="open")})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).label() == "Open"
    """,
    "assumes a member that is optional": """
        class Weak(Client):
            def city(self):
                address = self.body.get("address")
                return None if address is None else address["city"].upper()

        @on({"id": integer(7), "address": {"street": like("x"), "city": nullable(like("Bonn"))}})
        @shop.tolerant()
        def test_weak(mock):
            if mock.served[0]["address"]["city"] is None:
                Weak(mock)
            Weak(mock).city()
    """,
    "assumes an order of members": """
        class Weak(Client):
            def total(self):
                name, count = self.body.values()
                return count + 1

        @on({"name": like("x"), "count": integer(1)})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).total() == 2
    """,
    "assumes one format of dates": """
        class Weak(Client):
            def day(self):
                return dt.datetime.strptime(self.body["at"], "%Y-%m-%dT%H:%M:%S+00:00")

        @on({"at": match.datetime("2026-07-01T09:30:00+00:00")})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).day().year == 2026
    """,
    "gives a wrong result without an error": """
        class Weak(Client):
            def total(self):
                return abs(self.body["balance"])

        @on({"balance": integer(5)})
        @shop.tolerant()
        def test_weak(mock):
            assert Weak(mock).total() == mock.served[0]["balance"]
    """,
    "cannot take another success": """
        class Weak(Client):
            def __init__(self, mock):
                with httpx.Client(transport=mock.transport, base_url="http://p") as client:
                    response = client.get("/o")
                if response.status_code != 200:
                    raise RuntimeError(response.status_code)

        @shop.interaction(
            request=shop.get("/o"), response=shop.response(match.success(), {"a": 1})
        )
        @shop.tolerant()
        async def test_weak(mock):
            Weak(mock)
    """,
    "breaks on a message": """
        def handle(contents):
            return 100 / contents["count"]

        @shop.message(contents={"count": integer(5)})
        @shop.tolerant()
        def test_weak(message):
            assert handle(message.contents) == 20
    """,
}


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("weakness", WEAK)
def test_each_planted_weakness_is_found(project, weakness, seed):
    text = dedented(WEAK[weakness]).replace("tolerant()", "tolerant(cases=60)")
    project.write("test_shop.py", CLIENT + text)

    result = project.run("--pact-tolerance-seed", str(seed), status=1)

    result.assert_outcomes(**outcome(WEAK[weakness]))
    result.stdout.fnmatch_lines(
        ["*the contract allows answers that break the consumer: web → shop*"]
    )


def outcome(text):
    """Return how the items of a weak test end: variants that say it themselves beside."""
    return {"failed": 2} if "nullable" in text else {"failed": 1}


def dedented(text):
    from textwrap import dedent

    return dedent(text)


CORRECT = """
@dataclass
class Order:
    id: int
    status: str
    note: str | None
    lines: list

    @classmethod
    def read(cls, body):
        lines = [one["sku"] for one in body["lines"]]
        return cls(body["id"], body["status"], body.get("note"), lines)

ORDER = {
    "id": integer(7),
    "status": one_of("open", "paid"),
    "note": optional(like("at the door")),
    "lines": each_like({"sku": like("A1"), "gift": optional(boolean(True))}, min=0),
}

@on(ORDER)
@shop.tolerant()
def test_dataclass(mock):
    order = Order.read(Client(mock).body)
    assert order.id == 7
    assert order.lines[0] == "A1"

@on(ORDER)
@shop.tolerant()
async def test_async_client(mock):
    async with httpx.AsyncClient(transport=mock.transport, base_url="http://p") as client:
        order = Order.read((await client.get("/o")).json())
    assert order.id == mock.served[0]["id"]

@on({"id": integer(7), "tags": each_like("new")})
@shop.tolerant(cases=40)
def test_port(mock):
    with urllib.request.urlopen(mock.url + "/o") as response:
        body = json.load(response)
    assert body["tags"][0] == "new"

@pytest.fixture
def client(mock):
    with httpx.Client(base_url=mock.url) as client:
        yield client

@on({"id": integer(7)})
@shop.tolerant(cases=40)
def test_client_of_a_fixture(client):
    assert isinstance(client.get("/o").json()["id"], int)

class Status(Enum):
    OPEN = "open"
    UNKNOWN = "?"

    @classmethod
    def _missing_(cls, value):
        return cls.UNKNOWN

@on({"status": like("open")})
@shop.tolerant()
def test_enumeration_with_a_way_out(mock):
    assert Status(Client(mock).body["status"]) is Status.OPEN

@on({"at": match.datetime("2026-07-01T09:30:00+00:00"), "day": match.date("2026-07-01")})
@shop.tolerant()
def test_dates(mock):
    body = Client(mock).body
    assert dt.datetime.fromisoformat(body["at"]).year == 2026
    assert dt.date.fromisoformat(body["day"]).month == 7

UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

@on({"price": decimal(1.5), "vat": nullable(decimal(0.19)), "ref": uuid(UUID)})
@shop.tolerant()
def test_sums(mock):
    body = Client(mock).body
    total = body["price"] * (1 + (body["vat"] or 0))
    assert total >= 1.5

class Gone(Exception):
    pass

@shop.interaction(
    request=shop.get("/o"), response=shop.response(match.client_error(404), {"title": like("Gone")})
)
@shop.tolerant()
def test_error(mock):
    with pytest.raises(Gone, match="Gone"):
        try:
            Client(mock)
        except httpx.HTTPStatusError as error:
            raise Gone(error.response.json()["title"])

@shop.interaction(
    request=shop.get("/list"), response=shop.ok({"next": integer(7), "total": integer(1)})
)
@shop.interaction(request=shop.get("/items/7"), response=shop.ok({"name": like("x")}))
@shop.tolerant()
def test_follows_what_it_read(mock):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        number = client.get("/list").json()["next"]
        response = client.get(f"/items/{number}")
        response.raise_for_status()
    assert response.json()["name"] == "x"

@shop.message(contents={"count": integer(5), "reason": optional(like("x"))})
@shop.tolerant()
def test_message(message):
    assert message.contents["count"] + len(message.contents.get("reason", "")) > 0

@on(match.values({"n": integer(1)}))
@shop.tolerant()
def test_map(mock):
    assert sum(one["n"] for one in Client(mock).body.values()) == 1

@on(match.include("en", example="open"), content_type="text/plain")
@shop.tolerant()
def test_text(mock):
    with httpx.Client(transport=mock.transport, base_url="http://p") as client:
        assert client.get("/o").text == "open"
"""


@pytest.mark.parametrize("seed", [0, 1])
def test_correct_consumers_have_no_finding(project, seed):
    project.write("test_shop.py", CLIENT + CORRECT.replace("tolerant()", "tolerant(cases=40)"))

    result = project.run("--pact-tolerance-seed", str(seed))

    assert result.parseoutcomes()["passed"] >= 12
    assert "failed" not in result.parseoutcomes()


KEEPS = """
    @shop.interaction(request=shop.get("/a"), response=shop.ok({"tags": each_like("x", min=0)}))
    %s
    def test_tags(mock):
        first = ask(mock).json()["tags"][0]
"""


def test_what_breaks_is_shown_with_the_line_that_keeps_it(project):
    project.write("test_shop.py", KEEPS % "@shop.tolerant()")
    told = project.run(status=1)

    told.stdout.fnmatch_lines(
        [
            "the contract allows answers that break the consumer: web → shop: tags",
            "  declared  consumers/test_shop.py:*",
            "  IndexError: list index out of range   at consumers/test_shop.py:*",
            '  example  {"tags":["x"]}',
            '  answer   {"tags":[[][]]}   (case *, seed 0, shrunk)',
            '  $.tags[[]0[]]   "x" became absent',
            "  paste above the test to keep it (or type: pactwright promote ????????????):",
            "  @shop.variant({'tags': [[][]]})",
        ]
    )
    assert project.descriptions() == []

    project.write("test_shop.py", KEEPS % "@shop.variant({'tags': []})")
    kept = project.run("-v", status=1)

    kept.stdout.fnmatch_lines_random(
        [
            "*test_tags[[]as declared[]] PASSED*",
            '*test_tags[[]{"tags": *FAILED*',
        ]
    )


NEEDS = """
@shop.interaction(
    request=shop.get("/a"),
    response=shop.ok({"tags": each_like("x", min=0), "name": like("Ann")}),
)
@shop.%s
def test_tags(mock):
    found = ask(mock).json()
    name, tags = found["name"], found["tags"]
    assert name
    tags[%s]
"""


def test_only_differences_that_matter_are_told_and_kept(project):
    project.write("test_shop.py", NEEDS % ("tolerant()", "0"))
    told = project.run(status=1)

    told.stdout.fnmatch_lines(
        [
            '  answer   {"tags":[[][]],"name":"?"}   (case *, seed 0, shrunk)',
            '  $.tags[[]0[]]   "x" became absent',
            "  what else differs does not matter: the test fails without it too",
            "  paste above*",
            "  @shop.variant({'tags': [[][]], 'name': 'Ann'})",
        ],
        consecutive=True,
    )

    project.write("test_shop.py", NEEDS % ("variant({'tags': [], 'name': 'Ann'})", ":1"))
    project.run()


def test_a_kept_answer_is_a_run_of_its_own_and_leaves_the_pact_alone(project):
    text = KEEPS.replace("[0]", "[:1]") % "@shop.variant({'tags': []}, name='no tags')"
    project.write("test_shop.py", text)

    project.run("-v").stdout.fnmatch_lines(["*test_tags[[]no tags[]] PASSED*"])

    (interaction,) = project.pact()["interactions"]
    assert interaction["response"]["body"]["content"] == {"tags": ["x"]}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("@shop.variant({'tags': 7})", 'variant({"tags": 7}): the declaration does not allow it'),
        ("@shop.variant({'tags': []}, status=500)", "does not allow it: status: "),
        (
            "@shop.variant({'tags': []}, headers={'Content-Type': 'text/plain'})",
            "does not allow it: content-type: ",
        ),
    ],
)
def test_a_kept_answer_that_the_contract_refuses_is_told(project, line, problem):
    project.write("test_shop.py", KEEPS % line)

    assert problem in project.run(status=1).stdout.str()


def test_of_tells_the_request_that_an_answer_is_for(project):
    project.write(
        "test_shop.py",
        """
        @shop.interaction(request=shop.get("/a"), response=shop.ok({"n": integer(1)}))
        @shop.interaction(request=shop.get("/b"), response=shop.ok({"n": integer(2)}))
        @shop.variant({"n": 5}, of="GET /b", name="five")
        def test_both(mock):
            assert ask(mock, "/a").json()["n"] == 1
            assert ask(mock, "/b").json()["n"] == mock.served[1]["n"]
    """,
    )

    project.run().assert_outcomes(passed=2)


def test_the_option_reaches_every_test(project):
    project.write("test_shop.py", KEEPS % "")

    project.run()
    result = project.run("--pact-tolerance", "20", status=1)

    result.stdout.fnmatch_lines(["*the contract allows answers*"])


def test_the_same_seed_finds_the_same(project):
    project.write("test_shop.py", CLIENT + dedented(WEAK["assumes a known status"]))
    texts = [
        [line for line in project.run(status=1).outlines if "answer " in line or "case" in line]
        for _ in range(2)
    ]

    assert texts[0] == texts[1] != []


def test_different_weaknesses_of_one_test_are_all_told(project):
    project.write(
        "test_shop.py",
        CLIENT
        + dedented("""
        def read_tag(body):
            return body["tags"][0]

        def read_number(body):
            return int(body["id"])

        @on({"tags": each_like("x", min=0), "id": like("7")})
        @shop.tolerant()
        def test_weak(mock):
            body = Client(mock).body
            read_tag(body)
            read_number(body)
    """),
    )

    result = project.run(status=1)

    result.stdout.fnmatch_lines_random(["*IndexError: *", "*ValueError: invalid literal for int*"])


def test_skips_inside_are_no_failures(project):
    project.write(
        "test_shop.py",
        CLIENT
        + dedented("""
        @on({"n": integer(1)})
        @shop.tolerant(cases=10)
        def test_skips(mock):
            if Client(mock).body["n"] < 0:
                pytest.skip("no negative numbers")
    """),
    )

    project.run()


def test_who_stops_it_gets_the_prompt_back_without_a_complaint(project):
    project.write(
        "test_web.py",
        CLIENT
        + """
@on({"n": integer(7)})
@shop.tolerant()
def test_stopped(mock):
    if mock.url and mock.served[0]["n"] != 7:
        raise KeyboardInterrupt
    Client(mock)
""",
    )
    ended = project.run_apart(status=2)

    text = ended.stdout.str() + ended.stderr.str()
    assert "KeyboardInterrupt" in text
    assert "never requested" not in text
    assert "Traceback" not in text
    assert not (project.root / "pacts").exists()


def test_a_number_of_answers_is_whole(project):
    project.run("--pact-tolerance", "-1", status=4)


OPENAPI = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a:
    get:
      responses:
        "200":
          description: an order
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: integer, minimum: 1}
                  status: {enum: [open, paid]}
                  note: {type: [string, "null"]}
"""

READS = """
    def read(body):
        return body["id"], body["status"], body["note"].upper()

    @shop.interaction(
        request=shop.get("/a"),
        response=shop.ok(
            {"id": integer(7), "status": regex("open", example="open"), "note": like("x")}
        ),
    )
    @shop.tolerant(cases=60)
    def test_reads(mock):
        assert read(ask(mock).json()) == (7, "open", "X")
"""


def with_document(project, text=OPENAPI):
    (project.root / "openapi.yaml").write_text(text)
    project.pytester.makepyprojecttoml(
        '[tool.pactwright.providers.shop]\ncontract = "openapi.yaml"\nurl = "http://127.0.0.1:1"'
    )


def test_answers_are_drawn_from_the_document_of_the_provider(project):
    project.write("test_shop.py", READS)
    project.run()
    with_document(project)

    result = project.run(status=1)

    result.stdout.fnmatch_lines_random(
        [
            "the document openapi.yaml allows answers that break the consumer: web → shop: reads",
            "  AttributeError: 'NoneType' object has no attribute 'upper'*",
            "  KeyError: 'status'*",
            "  hint: the pact promises more than the document; let its response admit this too",
        ]
    )


def test_a_failure_of_the_contract_is_not_told_again_of_the_document(project):
    text = READS.replace('"note": like("x")', '"note": pactwright.nullable(like("x"))')
    project.write("test_shop.py", f"    import pactwright\n{text}")
    with_document(project)

    told = project.run("-k", "declared", status=1).stdout.str()

    report = told[: told.index("short test summary")]  # which repeats it in CI
    assert report.count("AttributeError: 'NoneType'") == 1
    assert "the document openapi.yaml allows" in report  # of the status, which it does not require
    assert "KeyError: 'status'" in report
    assert '$.status   "open" became absent' in report
    assert "$.note" not in report[report.index("KeyError") :]


def test_enumerations_get_unknown_members_when_asked(project):
    project.write(
        "test_shop.py",
        READS.replace(
            'body["status"], body["note"].upper()',
            '{"open": 1, "paid": 2}[body.get("status", "open")], 1',
        ).replace('(7, "open", "X")', "(7, 1, 1)"),
    )
    with_document(project)

    project.run()
    result = project.run("--pact-tolerance-unknown", status=1)

    result.stdout.fnmatch_lines(["*KeyError: 'a-member-that-is-new'*"])


def test_a_document_that_says_nothing_of_the_operation_changes_nothing(project):
    project.write("test_shop.py", READS)
    with_document(project, OPENAPI.replace("/a:", "/other:"))

    project.run("--pact-no-conformance")


def test_a_document_that_cannot_be_read_is_told(project):
    project.write("test_shop.py", READS)
    with_document(project, "openapi: [")

    result = project.run(status=1)

    result.stdout.fnmatch_lines(["*the contract of the provider cannot be read: *openapi.yaml*"])


def test_every_answer_of_an_exchange_varies(project):
    project.write(
        "test_shop.py",
        """
        def first_of(tags):
            return tags[0]

        @shop.tolerant(cases=50)
        @shop.exchange(
            request={"id": 7},
            response=[
                shop.payload({"n": integer(1)}),
                shop.payload({"tags": each_like("a", min=0)}),
            ],
        )
        def test_asks(exchange):
            exchange.send({"id": 7})
            counted, tagged = exchange.responses
            assert counted.contents["n"] is not None
            first_of(tagged.contents["tags"])
        """,
    )

    result = project.run(status=1)

    result.stdout.fnmatch_lines(
        [
            "the contract allows answers that break the consumer: web → shop: asks (answer 2)",
            "*IndexError: list index out of range*",
            '*answer   {"tags":[[][]]}*',
        ]
    )
