"""Bodies of every kind travel as bytes with a content type and the rules of their places."""

from email import message_from_bytes

import pytest

from pactwright import Pact, each_like, form, integer, like, match, multipart, regex, xml
from pactwright.consumer.compile import compile_declaration
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.matching.request import compare_request
from pactwright.model.wire import WireRequest

pact = Pact(consumer="c", provider="p")


def compile_request(body, content_type=None, headers=None):
    request = pact.post("/", body=body, content_type=content_type, headers=headers)

    @pact.interaction(request=request, response=pact.ok())
    def test():
        pass

    compiled = compile_declaration(getattr(test, ATTRIBUTE)[0], description="d")
    assert compiled.problems == ()
    return compiled.interaction.request


@pytest.mark.parametrize(
    ("body", "content_type", "content", "kind", "encoding"),
    [
        ({"b": 1, "a": [None, "é"]}, None, '{"b":1,"a":[null,"é"]}', "application/json", "json"),
        ("a", None, '"a"', "application/json", "json"),
        (match.null(), None, "null", "application/json", "json"),
        (0, None, "0", "application/json", "json"),
        ([], "application/problem+json", "[]", "application/problem+json", "json"),
        ("a", "text/plain", "a", "text/plain", "text"),
        (regex("a+", example="aa"), "text/csv", "aa", "text/csv", "text"),
        ("<a/>", "application/xml", "<a/>", "application/xml", "text"),
        (b"\x00\xff", None, b"\x00\xff", "application/octet-stream", "base64"),
        (b"x", "image/png", b"x", "image/png", "base64"),
        (match.content_type("image/png", example=b"x"), None, b"x", "image/png", "base64"),
        (
            form({"a b": like("1 é"), "c": ["x", "y"], "n": integer(7)}),
            None,
            "a+b=1+%C3%A9&c=x&c=y&n=7",
            "application/x-www-form-urlencoded",
            "text",
        ),
        (
            xml("a", xml("b", "x<y", attributes={"n": '"'}), xml("c")),
            None,
            '<?xml version="1.0" encoding="UTF-8"?><a><b n="&quot;">x&lt;y</b><c/></a>',
            "application/xml",
            "text",
        ),
    ],
)
def test_a_body_has_its_bytes_and_its_content_type(body, content_type, content, kind, encoding):
    request = compile_request(body, content_type)

    assert request.body.content == (content if isinstance(content, bytes) else content.encode())
    assert (request.body.content_type, request.body.encoding) == (kind, encoding)
    assert request.headers == (("Content-Type", (kind,)),)


def test_no_body_says_nothing():
    request = compile_request(None)

    assert (request.body, request.headers) == (None, ())


def test_a_content_type_among_the_headers_stays_as_it_is():
    request = compile_request(
        {"a": 1}, headers={"content-type": regex("application/.*", example="application/json")}
    )

    assert request.headers == (("content-type", ("application/json",)),)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (form({"a b": like("1"), "c": [like("x")]}), ["$.c[0]", "$['a b']"]),
        (
            xml(
                "orders",
                each_like(xml("order", regex(r"\d+", example="7"), attributes={"id": like("1")})),
            ),
            ["$.orders.order", "$.orders.order['#text']", "$.orders.order['@id']"],
        ),
        (xml("a", like(xml("b", "x"))), ["$.a.b"]),
        (multipart({"file": ("a.txt", regex("x+", example="x"))}), ["$.file"]),
    ],
)
def test_rules_stand_where_pact_looks_for_them(body, places):
    assert sorted(compile_request(body).rules["body"]) == places


def test_the_parts_of_a_multipart_body_are_those_of_any_client():
    request = compile_request(
        multipart(
            {
                "title": "hello",
                "meta": {"n": 1},
                "file": (
                    'a".png',
                    match.content_type("image/png", example=b"\x89PNG"),
                    "image/png",
                ),
                "raw": b"\x00",
            }
        )
    )

    head = f"Content-Type: {request.body.content_type}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body.content).get_payload()
    assert [(part.get_content_type(), part.get_payload(decode=True)) for part in parts] == [
        ("text/plain", b"hello"),
        ("application/json", b'{"n":1}'),
        ("image/png", b"\x89PNG"),
        ("application/octet-stream", b"\x00"),
    ]
    assert parts[2]["Content-Disposition"] == 'form-data; name="file"; filename="a%22.png"'


def test_a_multipart_body_is_the_same_in_every_run_and_takes_any_boundary():
    first, second = (compile_request(multipart({"a": "x"})) for _ in range(2))
    body = (
        b'--zz\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain'
        b"\r\n\r\nx\r\n--zz--\r\n"
    )

    assert first == second
    actual = WireRequest(
        method="POST",
        path="/",
        headers=(("Content-Type", "multipart/form-data; boundary=zz"),),
        body=body,
    )
    assert compare_request(first, actual) == ()


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("<orders><order id='2'>12</order><order id='3'>5</order></orders>", False),
        ("<orders><order id='2'>x</order></orders>", True),
    ],
)
def test_an_element_that_repeats_speaks_for_all_of_them(text, differs):
    request = compile_request(
        xml(
            "orders",
            each_like(xml("order", regex(r"\d+", example="7"), attributes={"id": like("1")})),
        )
    )

    actual = WireRequest(
        method="POST", path="/", headers=(("Content-Type", "application/xml"),), body=text.encode()
    )
    assert bool(compare_request(request, actual)) is differs


def test_an_element_without_content_repeats_too():
    line = xml("line", attributes={"n": like("1")})
    request = compile_request(xml("orders", each_like(line)))

    for text, differs in (
        ("<orders/>", True),
        ("<orders><line n='1'/></orders>", False),
        ("<orders><line n='1'/><line n='2'/></orders>", False),
    ):
        sent = (("Content-Type", "application/xml"),)
        actual = WireRequest(method="POST", path="/", headers=sent, body=text.encode())
        assert bool(compare_request(request, actual)) is differs


def test_rules_beside_that_of_the_type_stay_on_an_element_without_content():
    line = match.all_of(each_like(xml("line")), match.not_empty([xml("line")]))
    request = compile_request(xml("orders", line))

    kinds = [rule.kind for rule in request.rules["body"]["$.orders.line"].rules]
    assert kinds == ["type", "notEmpty"]
