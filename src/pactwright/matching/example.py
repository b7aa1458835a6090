"""The examples of a pact as they travel on the wire."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

from pactwright.model.interaction import Body, MessageContents, Pairs, Request, Response
from pactwright.model.wire import WireMessage, WireRequest, WireResponse

# RFC 3986, 3.3: what a path may hold as it is; a percent sign is taken for an escape.
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


def request_example(request: Request) -> WireRequest:
    """Return the request of a pact, ready to be sent.

    A body gets a Content-Type header unless the pact has one; names and values of the query
    stay as they are, for whoever builds the URL to encode. A query that stands in the path, as
    in pacts written by hand, is sent as a query, as the reference does.
    """
    path, _, inline = request.path.partition("?")
    return WireRequest(
        method=request.method.upper(),
        path=quote(path, safe=_PATH_SAFE),
        query=(*request.query, *_read_query(inline)),
        headers=_wire_headers(request.headers, request.body),
        body=_content(request.body),
    )


def response_example(response: Response) -> WireResponse:
    """Return the response of a pact, as the provider's stand-in sends it."""
    return WireResponse(
        status=response.status,
        headers=_wire_headers(response.headers, response.body),
        body=_content(response.body),
    )


def message_example(message: MessageContents) -> WireMessage:
    """Return the message of a pact, as its consumer gets it."""
    return WireMessage(
        contents=_content(message.body),
        metadata=message.metadata,
        content_type=message.body.content_type if message.body else None,
    )


def _read_query(text: str) -> Pairs:
    return tuple((name, (value,)) for name, value in parse_qsl(text, keep_blank_values=True))


def _wire_headers(headers: Pairs, body: Body | None) -> tuple[tuple[str, str], ...]:
    lines = [(name, value or "") for name, values in headers for value in values]
    named = any(name.lower() == "content-type" for name, _ in lines)
    if body is not None and body.content and body.content_type and not named:
        lines.append(("Content-Type", body.content_type))
    return tuple(lines)


def _content(body: Body | None) -> bytes:
    return body.content or b"" if body is not None else b""
