from pactwright.matching.example import message_example, request_example, response_example
from pactwright.model.interaction import Body, MessageContents, Request, Response
from pactwright.model.wire import WireMessage, WireRequest, WireResponse


def test_a_request_is_made_ready_to_be_sent(body):
    request = Request(
        method="post",
        path="/users/é ü/100%25",
        query=(("a", ("1", None)),),
        headers=(("X-A", ("1", "2")),),
        body=body({"a": 1}),
    )
    assert request_example(request) == WireRequest(
        method="POST",
        path="/users/%C3%A9%20%C3%BC/100%25",
        query=(("a", ("1", None)),),
        headers=(("X-A", "1"), ("X-A", "2"), ("Content-Type", "application/json")),
        body=b'{"a": 1}',
    )


def test_a_query_that_stands_in_the_path_is_sent_as_a_query():
    example = request_example(Request(path="/a?b=1&c=%20&d", query=(("e", ("2",)),)))
    assert example.path == "/a"
    assert example.query == (("e", ("2",)), ("b", ("1",)), ("c", (" ",)), ("d", ("",)))


def test_a_response_keeps_the_content_type_that_its_headers_name(body):
    response = Response(
        status=201, headers=(("content-type", ("text/csv",)),), body=body("a", "text/plain")
    )
    assert response_example(response) == WireResponse(
        status=201, headers=(("content-type", "text/csv"),), body=b"a"
    )


def test_without_a_body_nothing_is_said_of_one():
    assert response_example(Response()) == WireResponse(status=200)
    empty = Body(content=None, content_type="application/json")
    assert response_example(Response(body=empty)) == WireResponse(status=200)


def test_a_message_travels_with_its_metadata(body):
    message = MessageContents(body=body({"a": 1}), metadata={"k": 1})
    assert message_example(message) == WireMessage(
        contents=b'{"a": 1}', metadata={"k": 1}, content_type="application/json"
    )
    assert message_example(MessageContents()) == WireMessage(contents=b"")
