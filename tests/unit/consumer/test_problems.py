"""What cannot be declared is told with its place, all of it at once, and never raises early."""

import datetime as dt
import enum
import math
import uuid
from decimal import Decimal

import pytest

from pactwright import (
    Pact,
    each_like,
    form,
    from_state,
    generate,
    given,
    like,
    match,
    multipart,
    xml,
)
from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE

pact = Pact(consumer="c", provider="p")


def problems_of(*, by=pact, request=None, response=None, **parts):
    request = pact.get("/") if request is None else request
    response = pact.ok() if response is None else response

    @by.interaction(request=request, response=response, **parts)
    def test():
        pass

    return compile_declaration(getattr(test, ATTRIBUTE)[0], description="d").problems


LOOP: list = []
LOOP.append(LOOP)

BODIES = [
    ({"a": match.integer("7")}, "body $.a: integer() takes int, not str '7'"),
    ({"a": match.integer(True)}, "body $.a: integer() takes int, not bool True"),
    ({"a": match.decimal(7)}, "body $.a: decimal() takes float or Decimal, not int 7"),
    ({"a": match.boolean(1)}, "body $.a: boolean() takes bool, not int 1"),
    ({"a": match.regex("a", example=7)}, "body $.a: regex() takes str, not int 7"),
    ({"a": match.uuid(7)}, "body $.a: uuid() takes str, not int 7"),
    (
        {"a": match.date("20.7.24")},
        "body $.a: date('20.7.24'): no ISO 8601 date; give its pattern= in Java's letters",
    ),
    (
        {"a": match.each_like("a", min=3, max=2)},
        "body $.a: each_like(min=3, max=2): use 0 <= min <= max, and max from 1 on",
    ),
    (match.array_containing(), "body $: array_containing() needs at least one variant"),
    (
        match.any_of(match.integer(1), 2),
        "body $: any_of() takes matchers, not int 2",
    ),
    (
        match.any_of(match.each_like("a"), match.null()),
        "body $: any_of() cannot join each_like() with another template",
    ),
    (
        match.each_value({"a": match.integer(1)}, example={"x": {"a": 1}}),
        (
            "body $: each_value() takes one matcher without others in it; "
            "for a template use match.values(...)"
        ),
    ),
    (
        {"a": generate.random_integer()},
        (
            "body $.a: the generator RandomInt stands where a value belongs; "
            "hand it to a matcher: like(example, generator=...)"
        ),
    ),
    (
        {"a": like(1, generator=like(2))},
        "body $.a: generator= takes one of pactwright.generate, not Matcher",
    ),
    (
        {"a": from_state("id", 7)},
        "body $.a: from_state('id') names no value of a provider state; write it in ${}",
    ),
    ({"a": dt.date(2024, 7, 20)}, "use match.date(...) or .isoformat()"),
    ({"a": uuid.UUID(int=7)}, "use uuid(...) or str(...)"),
    ({"a": {1, 2}}, "body $.a: set {1, 2} is no JSON value; a set has no order; use a list"),
    ({"a": b"x"}, "body $.a: bytes b'x' is no JSON value; bytes are a whole body"),
    ({"a": object}, "turn it into plain dicts, lists, texts and numbers first"),
    ({"a": xml("b")}, "body $.a: an XML element stands inside JSON"),
    ({"a": form({})}, "form() is a whole body"),
    ({"a": math.nan}, "body $.a: nan is no JSON number"),
    ({"a": Decimal("Infinity")}, "body $.a: Infinity is no JSON number"),
    ({7: "a"}, "body $: names in a JSON object are texts, not int 7"),
    ({"a": "\ud800"}, "body $.a: '\\ud800' holds half of a surrogate pair, which is no text"),
    (LOOP, "nested deeper than 100 levels, or within itself"),
    (
        {"it's": like(1)},
        "like() stands below a name that is empty or holds a quote, which no rule can tell",
    ),
    ({"": [like(1)]}, "like() stands below a name that is empty or holds a quote"),
    (
        [match.content_type("image/png", example=b"x")],
        "body $[0]: content_type() with bytes stands for a whole body",
    ),
    (form({"a": True}), "body $.a: write the text that is sent, not bool True"),
    (form({"a": {"b": 1}}), "body $.a: write the text that is sent, not dict {'b': 1}"),
    (xml("a b"), "'a b' is no XML name"),
    (xml("a", True), "XML holds texts, numbers and elements, not bool True"),
    (xml("a", "\x00"), "'\\x00' holds a character that XML cannot"),
    *(
        (xml("a", each_like(xml("b", "x"), **limits)), "body $.a.b: how often an element comes")
        for limits in ({"min": 0}, {"min": 2}, {"max": 5}, {"min": 1, "max": 1})
    ),
    (
        xml("a", xml("b", like("x")), xml("b", match.integer(1))),
        "two declarations ask for different rules here",
    ),
    (
        multipart({"a": dt.date(2024, 7, 20)}),
        "body $.a: date datetime.date(2024, 7, 20) is no JSON",
    ),
]


@pytest.mark.parametrize(("body", "problem"), BODIES)
def test_a_body_that_cannot_be_is_told_with_its_place(body, problem):
    found = problems_of(response=pact.ok(body))

    assert len(found) == 1
    assert problem in found[0]
    assert found[0].startswith("response body")


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (pact.get("a"), "request path: is a text that starts with \"/\", not str 'a'"),
        (pact.get(7), 'request path: is a text that starts with "/", not int 7'),
        (
            pact.get("/a?b=1"),
            "request path: '/a?b=1' holds a query or fragment; give query={…} instead",
        ),
        (pact.request("G ET", "/"), "request method: str 'G ET' is no HTTP method"),
        (pact.get("/", query=[("a", "1")]), "request query: is a dict, not list [('a', '1')]"),
        (
            pact.get("/", query={"a": True}),
            "request query a: write the text that is sent, not bool",
        ),
        (pact.get("/", query={"a": []}), "request query a: an empty list says nothing"),
        (pact.get("/", query={"a": "x\0"}), "request query 'a': holds a NUL character"),
        (
            pact.get("/", query={"a": [like("x"), "y"]}),
            "request query a: one rule speaks for all values; make all matchers, or none",
        ),
        (
            pact.get("/", query={"a": [like("x"), match.integer(1)]}),
            "two declarations ask for different rules here",
        ),
        (pact.get("/", query={"a": {"b": "c"}}), "write the text that is sent, not dict"),
        (pact.get("/", headers="Accept: a"), "request headers: are a dict, not str 'Accept: a'"),
        (pact.get("/", headers={"A B": "x"}), "request headers: str 'A B' is no header name"),
        (pact.get("/", headers={"A": "x\r\nB: y"}), "a header carries visible ASCII"),
        (pact.get("/", headers={"A": "é"}), "a header carries visible ASCII"),
        (pact.get("/", headers={"A": " x"}), "a header carries visible ASCII"),
        (pact.get("/", headers={"A": None}), "request header A: write the text that is sent"),
        (
            pact.get("/", headers={"A": "1", "a": "2"}),
            "request header a: is named twice; give a list of its values",
        ),
        (
            pact.post("/", body={"a": 1}, content_type="text/plain"),
            "request body: a body of text/plain is a text or bytes, not dict {'a': 1}",
        ),
        ("GET /", "request is made by pact.get(\"/…\") and the like, not str 'GET /'"),
    ],
)
def test_a_request_that_cannot_be_is_told_with_its_place(request_, problem):
    found = problems_of(request=request_)

    assert len(found) == 1
    assert problem in found[0].replace("request:", "request")


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (
            {"response": pact.response(99)},
            "response status: is a number from 100 to 599, not int 99",
        ),
        ({"response": pact.response(True)}, "response status: is a number from 100 to 599"),
        ({"response": pact.response(match.success("ok"))}, "success() takes int, not str 'ok'"),
        ({"response": pact.response(match.status_of())}, "status_of() needs at least one"),
        ({"response": {"a": 1}}, "response: is made by pact.ok(…) and the like, not dict"),
        ({"given": 7}, 'given: a state is a name or given("…", …), not int 7'),
        ({"given": ["a", ""]}, "given: a state is a name or given(\"…\", …), not str ''"),
        ({"given": given("a", at=dt.date(2024, 7, 20))}, "given body $.at: date"),
        ({"given": given("a", id=like(7))}, "given: takes plain values, no matchers"),
        ({"description": " "}, "description: is a text with something in it, not str ' '"),
        ({"comments": ["a"]}, "comments: is a dict, not list ['a']"),
        ({"key": 7}, "key: is a text with something in it, not int 7"),
        (
            {"by": Pact(consumer="", provider="p")},
            "consumer: is a text with something in it, not str ''",
        ),
        (
            {"by": Pact(consumer="c", provider=None)},
            "provider: is a text with something in it, not NoneType None",
        ),
    ],
)
def test_the_rest_of_a_declaration_that_cannot_be_is_told(parts, problem):
    found = problems_of(**parts)

    assert any(problem in one for one in found), found


def test_all_that_is_wrong_is_told_together():
    found = problems_of(
        request=pact.get("x", headers={"A": "é"}), response=pact.response(99, {"a": math.nan})
    )

    assert [one.partition(":")[0] for one in found] == [
        "request path",
        "request header A",
        "response body $.a",
        "response status",
    ]


@pytest.mark.parametrize(
    ("decorator", "problem"),
    [
        (pact.message(contents={1: 2}), "message body $: names in a JSON object are texts"),
        (pact.message(contents=1, metadata=["a"]), "message metadata: is a dict, not list"),
        (pact.exchange(request=object(), response=1), "request body $: object"),
        (
            pact.exchange(
                request=1, response=[pact.payload(1), pact.payload(b"x", metadata={"a": b""})]
            ),
            "response 2 metadata a: bytes b'' is no JSON value",
        ),
    ],
)
def test_a_message_that_cannot_be_is_told_and_stands_empty(decorator, problem):
    def test():
        pass

    compiled = compile_declaration(getattr(decorator(test), ATTRIBUTE)[0], description="d")

    assert len(compiled.problems) == 1
    assert problem in compiled.problems[0]


class Colour(str, enum.Enum):  # noqa: UP042 - the older way is tested
    RED = "red"


class Size(enum.IntEnum):
    BIG = 3


def test_members_of_enumerations_travel_as_their_plain_values():
    @pact.interaction(
        request=pact.get("/", query={"c": Colour.RED}), response=pact.ok({Colour.RED: [Size.BIG]})
    )
    def test():
        pass

    compiled = compile_declaration(getattr(test, ATTRIBUTE)[0], description="d")

    assert compiled.problems == ()
    assert compiled.interaction.response.body.content == b'{"red":[3]}'
    assert compiled.interaction.request.query == (("c", ("red",)),)
