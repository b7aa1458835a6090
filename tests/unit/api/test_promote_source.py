"""What a declaration compiles to is written back as a declaration that compiles to the same."""

import ast
from dataclasses import replace

import pytest

from pactwright import Pact, each_like, form, from_state, given, integer, like, match, regex, uuid
from pactwright.api.promote_source import write_declaration
from pactwright.api.promote_test import add_test, name_file, name_variable
from pactwright.api.python_layout import lay_out, quote_bytes
from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.errors import PactwrightError
from pactwright.model.interaction import Body, ProviderState, Request, Response
from pactwright.model.rule import Generator, MatchingRule, RuleSet
from pactwright.model.wire import WireRequest
from pactwright.property.cases import Case, Step

shop = Pact(consumer="web", provider="shop")
PAIR = ("web", "shop")
CASE = Case(
    fingerprint="0123456789ab",
    side="provider",
    check="not_a_server_error",
    operation="GET /a",
    message="500",
    steps=(Step(request=WireRequest(method="GET", path="/a")),),
    first_seen=__import__("datetime").date(2026, 11, 21),
)


def compiled(*, request=None, response=None, **parts):
    @shop.interaction(
        request=request or shop.get("/a"), response=response or shop.ok({"id": 7}), **parts
    )
    def test(mock): ...

    found = compile_declaration(getattr(test, ATTRIBUTE)[0], description="reads a thing")
    assert not found.problems
    return found.interaction


BODIES = [
    {"a": [1, -2.5, True, None, "é\n\"'"], "b": {}, "c": []},
    like({"a": each_like({"sku": like("A1"), "n": integer(2)}, min=2, max=5)}),
    each_like(integer(1), min=0),
    [match.decimal(1.5), match.number(3), match.boolean(example=True), match.semver("1.2.3")],
    {"id": uuid("0d4f9c1e-6b1f-4b57-9a55-3f6f5d2b8a10"), "x": regex(r"^\d+\"$", example='7"')},
    {"x": regex("a|b", example="a"), "y": match.include("b", example="abc")},
    {"d": match.date("2026-07-01"), "t": match.time("09:30:00"), "m": match.not_empty([1])},
    {
        "at": match.datetime("2026-07-01T09:30:00.123456Z"),
        "on": match.date("01.07.2026", pattern="dd.MM.yyyy"),
    },
    like({"fixed": match.equal_to({"a": like("b")})}),
    match.array_containing({"f": "a", "n": integer(2)}, {"f": regex("b+", example="bb")}),
    match.each_key(regex("[a-z]+", example="a"), example={"a": 1}),
    match.each_value(integer(3), example={"a": 1}),
    {"v": match.values({"n": integer(1)}, key="k")},
    {
        "n": match.any_of(integer(7), match.null()),
        "m": match.all_of(like("a"), regex("a", example="a")),
    },
    {"id": from_state("${id}", 7), "name": from_state("n ${name}", "n x")},
    match.null(),
    "just a text",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_response_body_is_written_back(body):
    add_test(None, CASE, compiled(response=shop.ok(body)), PAIR)


@pytest.mark.parametrize(
    "response",
    [
        shop.created({"id": 1}, headers={"Location": regex(r"/a/\d+", example="/a/1")}),
        shop.accepted(),
        shop.no_content(headers={"X-A": ["1", "2"]}),
        shop.response(418, "short and stout", content_type="text/plain"),
        shop.response(204, {"odd": 1}),
        shop.response(match.success(), {"a": 1}, content_type="application/problem+json"),
        shop.response(match.status_of(200, 204), headers={"X-Total": integer(3)}),
        shop.ok(b"\x00\xff", content_type="image/png"),
    ],
)
def test_statuses_and_headers_are_written_back(response):
    add_test(None, CASE, compiled(response=response), PAIR)


@pytest.mark.parametrize(
    "request_",
    [
        shop.get(
            from_state("/a/${id}", "/a/7"), query={"q": ["a", "b"], "n": integer(1), "f": None}
        ),
        shop.post("/a", headers={"Authorization": from_state("Bearer ${t}", "Bearer x")}, body=[1]),
        shop.put("/a", body=form({"a": "1 2", "b": ["x", "y"], "c": regex("z+", example="z")})),
        shop.request("QUERY", "/a%20b", body="q", content_type="text/plain"),
        shop.delete(regex(r"/a/\d+", example="/a/1")),
    ],
)
def test_requests_are_written_back(request_):
    add_test(None, CASE, compiled(request=request_), PAIR)


@pytest.mark.parametrize("content", [b"a", b"'", b'"', b"'\"", b"\x00\xff\\n", b""])
def test_bytes_are_written_as_python_reads_them(content):
    assert ast.literal_eval(quote_bytes(content)) == content


def test_a_body_of_null_is_written_back():
    body = Body(content=b"null", content_type="application/json")
    request = Request(method="POST", path="/a", body=body)
    text = add_test(None, CASE, replace(compiled(), request=request), PAIR)
    assert 'shop.post("/a", body=match.null())' in text
    assert 'headers={"Content-Type": "application/json"},\n' in text
    assert 'content=b"null",\n' in text


def test_a_body_that_is_no_text_is_written_back_as_bytes():
    kind = "image/gif"
    request = Request(
        method="POST",
        path="/a",
        headers=(("Content-Type", (kind,)),),
        body=Body(content=b"GIF", content_type=kind, encoding="base64"),
    )
    text = add_test(None, CASE, replace(compiled(), request=request), PAIR)
    assert 'shop.post("/a", body=b"GIF", content_type="image/gif")' in text


@pytest.mark.parametrize(
    "states",
    [None, "a thing", given("a thing", id=7, name="x"), ["one", given("two", n=[1, {"a": None}])]],
)
def test_provider_states_are_written_back(states):
    add_test(None, CASE, compiled(given=states), PAIR)


def test_names_of_state_parameters_need_be_no_names_of_python():
    states = (ProviderState(name="s", params={"order id": 7, "state": "x"}),)
    add_test(None, CASE, replace(compiled(), states=states), PAIR)


def with_body(content, rules=None, **parts):
    body = Body(content=content, content_type="application/json")
    return replace(
        compiled(),
        response=Response(
            body=body,
            headers=(("Content-Type", ("application/json",)),),
            rules={"body": rules or {}},
            **parts,
        ),
    )


def ruled(kind, **attributes):
    return RuleSet(rules=(MatchingRule(kind=kind, attributes=attributes),))


@pytest.mark.parametrize(
    ("interaction", "told"),
    [
        (with_body(b"1.00000000000000000001"), "the number 1.00000000000000000001"),
        (with_body(b'{"a":1}', {"$.a": ruled("newKind")}), "the rule newKind of $.a"),
        (with_body(b'{"a":"x"}', {"$.a": ruled("newKind")}), "the rule newKind of $.a"),
        (with_body(b"[1,2]", {"$": ruled("type", min=1)}), "its response has a form"),
        (with_body(b'{"a":1}', {"$.b": ruled("type")}), "its response has a form"),
        (with_body(b'{"a":1}', {"$": ruled("eachValue", rules=[])}), "the rule eachValue with 0"),
        (
            with_body(b"[]", {"$": ruled("arrayContains", variants=[{"index": 0}])}),
            "an arrayContains without an example",
        ),
        (with_body(None), "a body that must be empty"),
        (with_body(b"{"), "Expecting property name"),
        (
            replace(
                compiled(),
                request=Request(
                    headers=(("Content-Type", ("application/json",)),),
                    body=Body(content=b"{", content_type="application/json", encoding="base64"),
                ),
            ),
            "the example is no body of type application/json",
        ),
        (with_body(b""), "its response has a form"),
        (
            with_body(
                b'{"a":1}',
                generators={"body": {"$.a": Generator(kind="RandomInt", attributes={})}},
            ),
            "the generator RandomInt",
        ),
        (
            replace(
                compiled(),
                response=Response(rules={"status": {"": ruled("statusCode", status="x")}}),
            ),
            "the status 'x'",
        ),
        (replace(compiled(), request=Request(path="no slash")), "request path"),
        (with_body(b'{"a":"x"}', {"$.a": ruled("integer")}), "integer() takes int"),
    ],
)
def test_what_python_cannot_say_is_told_and_never_said_nearly(interaction, told):
    with pytest.raises(PactwrightError) as error:
        add_test(None, CASE, interaction, PAIR)
    assert told in error.value.message
    assert error.value.hint == "put it into the pact itself with --as pact"


def test_a_declaration_reads_as_one_written_by_hand():
    interaction = compiled(
        request=shop.get("/orders", query={"limit": "100"}),
        response=shop.ok({"orders": each_like({"id": integer(7), "note": like("at the door")})}),
        given="orders exist",
    )
    assert (
        lay_out(write_declaration(interaction, pact="shop").code)
        == """\
@shop.interaction(
    given="orders exist",
    description="reads a thing",
    request=shop.get("/orders", query={"limit": "100"}),
    response=shop.ok({"orders": each_like({"id": integer(7), "note": like("at the door")})}),
)"""
    )


def test_the_whole_file_reads_as_one_written_by_hand():
    text = add_test(None, CASE, compiled(response=shop.ok({"id": integer(7)})), PAIR)
    assert (
        text
        == '''\
"""What property tests found of shop, as tests of web."""

from __future__ import annotations

import httpx

from pactwright import Pact, integer

shop = Pact(consumer="web", provider="shop")


@shop.interaction(
    description="reads a thing",
    request=shop.get("/a"),
    response=shop.ok({"id": integer(7)}),
)
def test_reads_a_thing_0123456789ab(mock):
    """not_a_server_error: GET /a (found 2026-11-21)."""
    # Let your own client send this in place of httpx: then the test is of your code too.
    answer = httpx.request("GET", f"{mock.url}/a")
    assert answer.status_code == 200
'''
    )


def test_a_test_is_added_below_what_is_there():
    first = add_test(None, CASE, compiled(), PAIR)
    second = add_test(
        first, replace(CASE, fingerprint="f" * 12), compiled(response=shop.ok(like("x"))), PAIR
    )
    assert "from pactwright import Pact, like\n" in second
    begun, _, rest = first.partition("from pactwright import Pact\n")
    assert second.startswith(begun)
    assert rest in second
    assert second.count("shop = Pact(") == 1


OWN = "import httpx\nfrom pactwright import Pact\n"
LONG = "boolean, decimal, each_like, from_state, given, integer, like, match, regex, uuid, xml"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", f"{OWN}\nshop = Pact("),
        ('"""Words."""\n', f'"""Words."""\n{OWN}\nshop = Pact('),
        ("import os\n\nX = 1\n", f"import os\n{OWN}\nX = 1\n\nshop = Pact("),
        ("X = 1\n", f"{OWN}X = 1\n\nshop = Pact("),
        ("import httpx\n", f"{OWN}\nshop = Pact("),
        (
            "from pactwright import Pact as P\nshop: int\n",
            f"from pactwright import Pact as P\n{OWN}shop: int\n\nshop = Pact(",
        ),
        (
            f"from pactwright import ({LONG})\n",
            "import httpx\nfrom pactwright import (\n    Pact,\n    boolean,\n",
        ),
    ],
)
def test_a_file_of_another_hand_gets_what_it_needs(text, begins):
    added = add_test(text, CASE, compiled(), PAIR)
    assert added.startswith(begins)
    scope = {}
    exec(compile(added, "added", "exec"), scope)
    assert {"httpx", "shop"} <= scope.keys()


def test_ends_of_lines_stay_as_they_are():
    text = '"""Words."""\r\nimport os'
    added = add_test(text, CASE, compiled(), PAIR)
    assert added.startswith(
        f'"""Words."""\r\nimport os\r\n{OWN}'.replace("\nfrom", "\r\nfrom")[:-1]
    )
    assert added.count("\r\n") == added.count("\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def broken(:", "not Python"),
        ("shop = 3\n", "gives 'shop' another meaning"),
        (add_test(None, CASE, compiled(), PAIR), "is a test already"),
    ],
)
def test_a_file_that_cannot_take_the_test_is_left(text, told):
    with pytest.raises(PactwrightError, match=told):
        add_test(text, CASE, compiled(), PAIR)


@pytest.mark.parametrize(
    ("provider", "variable"),
    [("shop", "shop"), ("Order-Service", "order_service"), ("7up", "pact_7up"), ("é", "pact")],
)
def test_a_provider_is_a_variable(provider, variable):
    assert name_variable(provider) == variable
    assert name_file("web", provider) == f"test_web_{variable}_findings.py"
